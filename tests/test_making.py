"""The verbs by which knowledge is made, as the operator runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import Command
from tests.knowledge.folder import change

FLEW = b"he flew off\n"


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command.small(tmp_path)


def knowledge(command: Command) -> Path:
    return Path(command.settings["BOT_KNOWLEDGE"])


def test_a_rehearsal_shows_what_an_edit_would_change_in_what_was_logged(command: Command) -> None:
    command.run("chat", given=FLEW)
    assert "logged turns: 1, of which would change: 0" in command.run("rehearse", code=1)
    change(knowledge(command), "article.yaml", "makes no honey", "brings no honey")
    told = command.run("rehearse", code=1)
    assert "  other words: 1" in told
    assert "turn 1  other words\n  they wrote  he flew off\n" in told
    assert [path.read_text(encoding="utf-8").count("turn 1: other words") for path in kept(command)].count(1) == 1


def kept(command: Command) -> list[Path]:
    """The reports, one for each version."""
    return sorted((knowledge(command) / "rehearsals").iterdir())


def test_it_says_no_until_the_misses_are_listed(command: Command) -> None:
    change(knowledge(command), "examples/tx.yaml", "which mower should I buy", "should I look into his hive two")
    assert "not on the list yet: tx: should I look into his hive two" in command.run("rehearse", code=1)
    command.run("rehearse", "--misses")
    assert (knowledge(command) / "known-misses.yaml").is_file()
    command.run("rehearse")
    command.run("check")


def test_what_breaks_is_told_and_taken_only_by_force(command: Command) -> None:
    change(knowledge(command), "article.yaml", "when: {ended_by: [ex]}", "when: {ended_by: [me]}")
    told = command.run("rehearse", "--misses", code=1)
    assert "  conversation “the hive and then thanks”, turn 1: " in told
    forced = command.run("rehearse", "--misses", "--force")
    version = forced.split()[1].rstrip(",")
    assert f"Taken as it is: {version}" in forced
    assert (knowledge(command) / "ACCEPT").read_text(encoding="utf-8") == f"{version}\n"


def test_it_goes_against_another_folder(command: Command, tmp_path: Path) -> None:
    other = Command.small(tmp_path / "other")
    command.run("chat", given=FLEW)
    change(knowledge(command), "article.yaml", "makes no honey", "brings no honey")
    told = command.run("rehearse", "--against", other.settings["BOT_KNOWLEDGE"], "--last", "5", "--misses")
    assert "turn 1  other words" in told
    assert "against the record" not in told


def test_a_folder_that_is_none_is_told(command: Command) -> None:
    assert "'nowhere' does not exist" in command.run("rehearse", "--against", "nowhere", code=2)


def test_what_reaches_a_passage_is_shown(command: Command) -> None:
    command.run("chat", given=FLEW)
    told = command.run("sample", "shut-hive")
    assert told.startswith("shut-hive: “Leave his hive shut”\n")
    assert "logged messages that reached it: 1\n  turn 1: he flew off" in told


def test_a_passage_that_is_none_is_told_with_the_nearest(command: Command) -> None:
    assert "There is no passage `shut-hives`; did you mean `shut-hive`?\n" in command.run(
        "sample", "shut-hives", code=2
    )
