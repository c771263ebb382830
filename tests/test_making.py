"""The verbs by which knowledge is made, as the operator runs them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
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


def test_what_the_encoder_made_of_what_was_logged_is_kept_and_a_record_that_refuses_it_costs_a_note(
    command: Command,
) -> None:
    command.run("chat", given=FLEW)
    record = command.here / "data/bot.db"
    with closing(sqlite3.connect(record)) as raw, raw:
        raw.execute("CREATE TRIGGER no BEFORE INSERT ON vectors BEGIN SELECT RAISE(ABORT, ''); END")
    told = command.run("rehearse", code=1)
    assert "note: what the encoder made of the logged turns could not be kept, which costs only time: The data" in told
    with closing(sqlite3.connect(record)) as raw, raw:
        raw.execute("DROP TRIGGER no")
    assert "note: " not in command.run("rehearse", code=1)
    with closing(sqlite3.connect(record)) as raw:
        assert raw.execute("SELECT turn_id FROM vectors").fetchall() == [(1,)]


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
    (command.here / "empty").mkdir()
    (command.here / "page.html").write_text("<p>", encoding="utf-8")
    for given, lacks in (
        ("nowhere", "does not exist"),
        ("page.html", "is a file"),
        ("empty", "has no article.yaml in it"),
    ):
        said = command.run("rehearse", "--against", given, code=2)
        assert f"Invalid value for '--against': '{given}' {lacks}: it takes another knowledge folder" in said


def test_the_problems_of_another_folder_are_placed_in_it(command: Command, tmp_path: Path) -> None:
    other = Path(Command.small(tmp_path / "other").settings["BOT_KNOWLEDGE"])
    change(other, "talk.yaml", "acts:", "acts: [")
    code, _, said = command.ended("rehearse", "--against", str(other))
    assert code == 1
    assert said.startswith(f"--against {other}/talk.yaml:")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("0,05", "has a comma: write it with a point"),
        ("few", "is no number"),
        ("nan", "is no number"),
        ("0.9", "not in the range"),
    ],
)
def test_a_budget_that_is_none_is_told(command: Command, given: str, why: str) -> None:
    said = command.run("calibrate", "--budget", given, code=2)
    assert "Invalid value for '--budget'" in said
    assert why in said


def test_what_reaches_a_passage_is_shown(command: Command) -> None:
    command.run("chat", given=FLEW)
    told = command.run("sample", "shut-hive")
    assert told.startswith("shut-hive: “Leave his hive shut”\n")
    assert "logged messages that reached it: 1\n  turn 1: he flew off" in told


def test_a_passage_that_is_none_is_told_with_the_nearest(command: Command) -> None:
    assert "There is no passage `shut-hives`; did you mean `shut-hive`?\n" in command.run(
        "sample", "shut-hives", code=2
    )


NEW = """\
Do wasps mourn?
Whether wasps mourn
They do. Ask any wasp in May!

do wasps grieve
are wasps sad

ended_by=him
ended_by=ex

violence, abuse
y
"""


def taught(command: Command) -> Path:
    return knowledge(command) / "replies" / "whether-wasps-mourn.yaml"


def test_a_new_answer_is_asked_for_rehearsed_shown_and_written(command: Command) -> None:
    command.run("chat", given=FLEW)
    told = command.run("teach", given=NEW)
    assert "Known are: ended_by=ex|me, near=yes" in told
    assert "logged turns: 1, of which would change: 0" in told
    assert "examples: one is added, as shown below; `bot rehearse` puts all of them to it" in told
    assert "Only when (as in ended_by=ex; empty: always)" in told
    assert '+      - "Ask any wasp in May!"' in told
    assert 'when: {ended_by: ["ex"]}' in taught(command).read_text(encoding="utf-8")
    assert "never_for: [violence, abuse]" in taught(command).read_text(encoding="utf-8")
    command.run("check")
    assert "examples it is right for and that reach it: 1" in command.run("sample", "whether-wasps-mourn")
    assert "is there already" in command.run("teach", given=NEW, code=2)


def test_whoever_says_no_has_written_nothing(command: Command) -> None:
    assert "Nothing was written." in command.run("teach", given=NEW.removesuffix("y\n") + "n\n", code=1)
    assert not taught(command).exists()
    assert not (knowledge(command) / "examples" / "taught.yaml").exists()


def test_what_would_not_load_is_not_written(command: Command) -> None:
    title = "x" * 30
    given = NEW.replace("do wasps grieve", "what calms the bees one").replace("Whether wasps mourn", title)
    told = command.run("teach", given=given.removesuffix("y\n"), code=1)
    assert "Not written, since the folder would not load:" in told
    assert "is there already" in told
    assert not (knowledge(command) / "replies" / f"{title}.yaml").exists()


def test_another_way_of_asking_is_one_more_line_and_an_example(command: Command) -> None:
    command.run("chat", given=b"he flew off with Leanne\n")
    before = (knowledge(command) / "article.yaml").read_text(encoding="utf-8")
    told = command.run("teach", "--ask", "smoke", "--turn", "1", given="how do I calm a hive\ny\n")
    assert "They wrote: he flew off with [name]" in told
    after = (knowledge(command) / "article.yaml").read_text(encoding="utf-8")
    assert after == before.replace('"what calms the bees one"', '"how do I calm a hive", "what calms the bees one"')
    command.run("teach", "--ask", "smoke", given="how is a hive calmed\ny\n")
    examples = (knowledge(command) / "examples" / "taught.yaml").read_text(encoding="utf-8")
    assert examples.index("how is a hive calmed") < examples.index("how do I calm a hive")
    command.run("check")


def test_a_passage_or_turn_that_is_none_is_told(command: Command) -> None:
    assert "There is no passage `fog`" in command.run("teach", "--ask", "fog", code=2)  # before anything is asked
    assert "There is no turn 7 among the last 0" in command.run("teach", "--turn", "7", code=2)


def test_what_nothing_is_near_to_is_a_gap_too_and_small_talk_is_none(command: Command) -> None:
    command.run("chat", given=b"thanks\nwhich mower should I buy\nthanks\n")
    told = command.run("gaps")
    assert told.startswith(
        "asked and not answered: 1 group\nof which nothing is near in what the author wrote: 1\n"
        "  1 person, 1 message; group 2\n    which mower should I buy\n"
    )
    assert command.run("gaps", "--dismiss", "2") == "Put away: a group of 1.\n"
    assert "asked and not answered: nothing" in command.run("gaps")


def test_gaps_are_shown_masked_and_put_away(command: Command) -> None:
    change(knowledge(command), "calibration.yaml", "threshold: 0.4", "threshold: 0.999999")
    command.run("chat", given=b"what calms the bees of Leanne?\n")
    told = command.run("gaps")
    assert "asked and not answered: 1 group\n  1 person, 1 message; group 1\n    what calms the bees of [name]?" in told
    assert "There is no group 9" in command.run("gaps", "--dismiss", "9", code=2)
    assert command.run("gaps", "--dismiss", "1") == "Put away: a group of 1.\n"
    assert "asked and not answered: nothing" in command.run("gaps")
