"""The documentation names what there is, and nothing that is not there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from bot.cli import bot
from bot.config import TWINS, Settings, variable
from bot.doors.words import place
from bot.knowledge.load import load
from bot.mind.matching.text import sentences
from bot.workshop.protocol import page

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
COMMAND = re.compile(r"(?:^\$ (?:uv run )?|`(?:[A-Z_]+=\S+ )?)bot ([a-z][^`\n]*)", re.MULTILINE)
TRANSCRIPT = re.compile(r"^```text\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPEAKER = re.compile(r"^(?=you  |James's words  |the bot  )", re.MULTILINE)
SOURCE = re.compile(r"\(How To Get .*?\)(?=$| 1 )")


def commands() -> list[list[str]]:
    """What the README says to type after `bot`."""
    return [shlex.split(found[1]) for found in COMMAND.finditer(README)]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_named_with_its_default(name: str) -> None:
    (row,) = (line for line in README.splitlines() if line.startswith("|") and f"`{variable(name)}`" in line)
    default = Settings.model_fields[name].get_default()
    if isinstance(default, str) and row.count("BOT_") == 1:
        assert f"`{default}`" in row
    assert (f"`{variable(name)}` °" in row) == (name in TWINS)


def test_no_setting_is_named_that_is_none() -> None:
    known = {variable(name) for name in Settings.model_fields} | {variable(name) + "_FILE" for name in TWINS}
    assert set(re.findall(r"BOT_[A-Z_]+", README)) <= known


@pytest.mark.parametrize("name", bot.commands)
def test_every_verb_is_named(name: str) -> None:
    assert re.search(rf"^\| `bot {name}\b", README, re.MULTILINE)


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_of_the_readme_exists(words: list[str]) -> None:
    name, *rest = (word.strip("[]") for word in words)
    if name == "VERB":
        return
    known = {option for param in bot.commands[name].params for option in param.opts}
    assert {word for word in rest if word.startswith("--")} <= known | {"--help"}
    arguments = [param for param in bot.commands[name].params if isinstance(param, click.Argument)]
    assert arguments or all(word.startswith("--") for word in rest)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_every_target_of_make_that_is_named_exists() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"`make ([a-z]+)`", README)) <= set(targets)


def test_the_lock_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "--hash=sha256:" in lock
    assert "://" not in lock
    assert "--index" not in lock
    assert "--find-links" not in lock


def test_what_is_said_in_the_transcripts_stands_in_the_knowledge() -> None:
    """The transcripts are the program's: each piece is the author's or a listed phrase, whatever it would say today."""
    knowledge = load(ROOT / "knowledge")
    phrases = [phrase for slot in knowledge.phrases.values() for phrase in slot]
    his = squeezed(" ".join([p.text for p in knowledge.passages] + [p.text for p in phrases if p.by == "author"]))
    own = squeezed(" ".join(phrase.text for phrase in phrases if phrase.by != "author"))
    places = {f"({place(passage)})" for passage in knowledge.passages}
    talks = TRANSCRIPT.findall(README)
    assert len(talks) == 3
    turns = (turn for talk in talks for turn in SPEAKER.split(talk) if turn)
    for who, said in (re.split(" {2,}", turn, maxsplit=1) for turn in turns):
        text = re.sub(r"(?: \d [^.?!]{1,40})+$", "", squeezed(said))  # without the choices
        assert set(SOURCE.findall(text)) <= places
        plain = SOURCE.sub("", text)
        pieces = sentences(plain) if who == "the bot" else plain.split(" Fingers crossed! ")
        assert who == "you" or all(piece.strip() in (his if who == "James's words" else own) for piece in pieces)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_the_safety_protocol_is_that_of_the_knowledge() -> None:
    written = (ROOT / "docs/safety-protocol.md").read_text(encoding="utf-8")
    assert written == page(load(ROOT / "knowledge")), "bot protocol > docs/safety-protocol.md"


def test_the_safety_protocol_names_tests_that_exist() -> None:
    named = re.findall(r"tests/[\w/]+\.py", (ROOT / "docs/safety-protocol.md").read_text(encoding="utf-8"))
    assert len(named) >= 13
    assert [name for name in named if not (ROOT / name).exists()] == []
