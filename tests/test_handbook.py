"""The operator's handbook is true: its commands, run one after the other in an empty folder, print what it shows."""

from __future__ import annotations

import doctest
import json
import re
import shlex
from pathlib import Path

import click
import pytest

from bot.cli import bot
from bot.knowledge.schema import KINDS, Kind
from bot.making import VERBS
from tests.command import ROOT, Command
from tests.workshop.importer.garden import page

HANDBOOK = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"(?:<!-- typed (\[.*\]) -->\n)?```text\n\$ bot (.*)\n((?:.*\n)*?)```")
MATCH = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def test_a_bot_for_another_author_comes_of_it_as_the_handbook_says(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(), encoding="utf-8")
    command = Command(tmp_path)
    steps = BLOCK.findall(HANDBOOK)
    assert len(steps) == HANDBOOK.count("```text")
    for typed, words, shown in steps:
        if not words.startswith(("import", "new")):
            command.settings["BOT_KNOWLEDGE"] = "garden"
        given = "".join(f"{line}\n" for line in json.loads(typed or "[]"))
        printed = command.run(*shlex.split(words), given=given)
        assert doctest.OutputChecker().check_output(shown, printed, MATCH), f"bot {words}\n{printed}"


@pytest.mark.parametrize("name", bot.commands)
def test_the_help_of_every_verb_has_an_example_of_it(name: str) -> None:
    epilog = bot.commands[name].epilog or ""
    assert re.search(rf"\bbot {re.escape(name)}\b", epilog)


@pytest.mark.parametrize("words", sorted(set(re.findall(r"`bot ([a-z]+[^`\n]*)`", HANDBOOK))))
def test_what_the_handbook_names_exists(words: str) -> None:
    name, *rest = words.split()
    if name == "VERB":
        return
    known = {option for param in bot.commands[name].params for option in param.opts} | {"--help"}
    assert {word for word in rest if word.startswith("--")} <= known


def test_every_verb_of_the_workshop_is_in_the_handbook() -> None:
    for verb in VERBS:
        assert isinstance(verb, click.Command)
        assert f"bot {verb.name}" in HANDBOOK


METRICS = re.findall(
    r'^\w+ = (?:Counter|Gauge|Histogram|Info)\(\s*"(\w+)"', (ROOT / "bot" / "observe.py").read_text("utf-8"), re.M
)


@pytest.mark.parametrize("name", METRICS)
def test_every_figure_is_explained(name: str) -> None:
    assert f"`{name}" in (ROOT / "docs" / "production.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.name))
def test_every_key_of_the_knowledge_says_what_it_is(kind: Kind) -> None:
    shapes = [kind.shape.model_json_schema(), *kind.shape.model_json_schema().get("$defs", {}).values()]
    nameless = [key for each in shapes for key, field in each.get("properties", {}).items() if not described(field)]
    assert nameless == []


def described(field: dict[str, str]) -> bool:
    """Whether an editor has something to say of a key."""
    return bool(field.get("description"))
