"""Rehearsals: what an edit changes is shown before anybody is answered from it, and no message is shown as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Memory, Message, Miss, Turn
from bot.knowledge.library import Library
from bot.knowledge.load import load
from bot.mind.guide import Guide
from bot.store.lately import Past
from bot.workshop.rehearse import broken, kept, misses, refusal, rehearse
from bot.workshop.rehearse.cases import FEW, MOMENT, Case, Stage, of_example
from bot.workshop.rehearse.golden import accept
from bot.workshop.rehearse.report import Report
from bot.workshop.rehearse.saying import (
    GONE,
    NEW,
    OTHERWISE,
    PASSAGE,
    SILENT,
    SPEAKS,
    WORDS,
    Said,
    change,
    differing,
    said,
)
from tests.command import small
from tests.knowledge.folder import change as edit
from tests.knowledge.folder import lines

FLEW, SMOKE, MOWER = "he flew off", "what calms the bees", "which mower should I buy"
SECRET = "should I look into his hive, or ask Leanne? ring 020 7946 0958"


def silent(done: int, of: int) -> None:
    """Nobody wants to know how far it is."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small(tmp_path / "knowledge")


@pytest.fixture
def old(tmp_path: Path) -> Library:
    """The knowledge as it was."""
    return opened(small(tmp_path / "before"))


def opened(folder: Path) -> Library:
    return Library.open(folder, cache=folder.parent / "cache")


def past(guide: Guide, *texts: str) -> list[Past]:
    """Turns of as many people, as the record has them."""
    turns = []
    for at, text in enumerate(texts, 1):
        message = Message(str(at), f"telegram:{at}", text, MOMENT)
        turn = Turn(message, guide.answer(message, Memory()), guide.knowledge.version, at)
        turns.append(Past(turn, Memory()))
    return turns


def rehearsed(folder: Path, old: Library, *texts: str, against: bool = False) -> Report:
    """What the edited folder makes of turns that the old knowledge answered."""
    stage = Stage(opened(folder), folder, old if against else None, folder.parent / "before" if against else None)
    return rehearse(stage, past(old.guide, *texts), silent)


def test_without_an_edit_nothing_changes(folder: Path, old: Library) -> None:
    report = rehearsed(folder, old, FLEW, SMOKE, MOWER, "thanks")
    assert (report.changes, report.broken, report.turns, report.examples) == ((), (), 4, 2)


@pytest.mark.parametrize("against", [False, True])
def test_other_words_are_shown_side_by_side(folder: Path, old: Library, against: bool) -> None:
    edit(folder, "article.yaml", "makes no honey", "brings no honey")
    report = rehearsed(folder, old, FLEW, SMOKE, "thanks", against=against)
    assert [(each.case.id, each.how) for each in report.changes] == [("turn 1", WORDS)]
    told = "\n".join(report.lines())
    assert "was         A hive that is opened every day makes no honey." in told
    assert "now         A hive that is opened every day brings no honey." in told


def test_what_falls_silent_is_told_and_breaks_the_golden_conversation(folder: Path, old: Library) -> None:
    edit(folder, "article.yaml", "when: {ended_by: [ex]}", "when: {ended_by: [me]}")
    report = rehearsed(folder, old, FLEW, SMOKE)
    assert [each.case.id for each in report.changes] == ["turn 1"]
    (fault,) = report.broken
    assert fault.startswith("conversation “the hive and then thanks”, turn 1: ")
    assert not report.holds


def test_messages_are_masked_and_the_kept_report_has_none(folder: Path, old: Library) -> None:
    edit(folder, "article.yaml", "makes no honey", "brings no honey")
    report = rehearsed(folder, old, SECRET)
    told = "\n".join(report.lines())
    assert "they wrote  should I look into his hive, or ask [name]? ring [phone]" in told
    text = kept(report, folder).read_text(encoding="utf-8")
    assert "turn 1: other words" in text
    assert "hive" not in text
    assert report.version in text.splitlines()[0]
    assert lines(folder) == []
    assert load(folder).version == report.version


def test_what_was_said_by_the_old_version_is_not_thought_of_again(folder: Path, old: Library) -> None:
    (turn,) = past(old.guide, FLEW)
    claimed = replace(turn.turn, outcome=old.guide.answer(replace(turn.turn.message, text="thanks"), Memory()))
    report = rehearse(Stage(opened(folder), folder, old, folder), [replace(turn, turn=claimed)], silent)
    assert [each.how for each in report.changes] == [SPEAKS]
    older = replace(claimed, knowledge_version="of some other day")
    assert rehearse(Stage(opened(folder), folder, old, folder), [replace(turn, turn=older)], silent).changes == ()


def test_several_processes_say_the_same_as_one(folder: Path) -> None:
    library = opened(folder)
    cases = [replace(of_example(at, library.knowledge.examples[at % 2]), anew=at % 3 == 0) for at in range(FEW)]
    stage, told = Stage(library, folder, library, folder), list[tuple[int, int]]()
    apart = stage.hear(cases, lambda done, of: told.append((done, of)), workers=2)
    assert apart == stage.hear(cases, silent, workers=1)
    assert told[-1] == (FEW, FEW)


def test_a_message_is_read_once_for_both(folder: Path) -> None:
    new, old = opened(folder), opened(folder)
    held = Stage(new, folder, old, folder)
    (one,) = held.hear([Case("a", Message("1", "a", "who hums in the lighthouse", MOMENT))], silent)
    assert one.before == one.now


def test_a_reload_that_breaks_something_golden_waits_for_a_word(folder: Path, old: Library) -> None:
    edit(folder, "article.yaml", "when: {ended_by: [ex]}", "when: {ended_by: [me]}")
    new = opened(folder)
    reason = refusal(old, new, folder)
    assert reason.startswith("it breaks conversation “the hive and then thanks”, turn 1: ")
    assert new.knowledge.version in reason
    accept(folder, new.knowledge.version)
    assert refusal(old, new, folder) == ""
    edit(folder, "article.yaml", "makes no honey", "brings no honey")
    assert refusal(old, opened(folder), folder) != ""


def test_a_harmless_edit_may_come_into_force(folder: Path, old: Library) -> None:
    edit(folder, "article.yaml", "makes no honey", "brings no honey")
    assert refusal(old, opened(folder), folder) == ""


def test_what_failed_before_is_no_reason(folder: Path) -> None:
    edit(folder, "article.yaml", "when: {ended_by: [ex]}", "when: {ended_by: [me]}")
    before = opened(folder)
    edit(folder, "article.yaml", "makes no honey", "brings no honey")
    after = opened(folder)
    assert broken(after.guide) != []
    assert refusal(before, after, folder) == ""


def test_a_letter_that_loses_its_answer_breaks(folder: Path, old: Library) -> None:
    edit(folder, "replies/greta.yaml", "when: {ended_by: [ex, me]}", 'when: {near: ["yes"]}')
    edit(
        folder, "facts.yaml", "    anyhow: true", '    anyhow: true\n    readings: [{value: "yes", patterns: [zebra]}]'
    )
    edit(folder, "calibration.yaml", "threshold: 0.4", "threshold: 0.999999")
    assert any(
        fault.startswith("letter greta: expected empty-hive, got ") for fault in broken(opened(folder).guide, old.guide)
    )


def test_an_example_that_fails_is_listed_and_one_that_does_not_is_taken_off(folder: Path, old: Library) -> None:
    edit(folder, "examples/tx.yaml", "fits: {}", "fits: {empty-hive: 3}")
    edit(folder, "calibration.yaml", "threshold: 0.4", "threshold: 0.9999")
    failing = rehearsed(folder, old).missed
    assert Miss("tx", MOWER) in failing.new
    misses.write(folder, failing.all)
    assert lines(folder) == []
    listed = rehearsed(folder, old)
    assert (listed.missed.all, listed.missed.new, listed.missed.fixed) == (failing.all, (), ())
    edit(folder, "calibration.yaml", "threshold: 0.9999", "threshold: 0.01")
    better = rehearsed(folder, old)
    assert better.missed.fixed
    assert f"fixed, take it off: tx: {better.missed.fixed[0].text}" in "\n".join(better.lines())
    assert not replace(better, broken=()).holds
    assert replace(better, broken=(), missed=listed.missed).holds
    misses.write(folder, ())
    assert not (folder / misses.FILE).exists()


def test_what_did_not_go_as_it_should_stands_in_the_report_that_is_kept(folder: Path, old: Library) -> None:
    stage = Stage(opened(folder), folder, notes=["one was ended"])
    report = rehearse(stage, past(old.guide, FLEW), silent)
    assert "note: one was ended" in kept(report, folder).read_text(encoding="utf-8").splitlines()


def test_examples_that_are_not_put_to_it_are_not_counted(folder: Path, old: Library) -> None:
    report = rehearse(Stage(opened(folder), folder), past(old.guide, FLEW), silent, "left for later")
    assert "examples: left for later" in report.head()


def test_a_miss_that_is_no_example_or_stands_there_twice_is_a_problem(folder: Path) -> None:
    row = '  - {writer: tx, text: "which mower should I buy"}\n'
    (folder / misses.FILE).write_text(
        f"misses:\n{row}{row}  - {{writer: tx, text: nobody says this}}\n", encoding="utf-8"
    )
    assert lines(folder) == [
        "known-misses.yaml:3:5: misses.2: it is on the list already",
        "known-misses.yaml:4:5: misses.3: no example says this (any more): take it off, or write it as there",
    ]


def test_the_list_changes_no_version(folder: Path) -> None:
    version = load(folder).version
    misses.write(folder, [Miss("tx", MOWER)])
    assert load(folder).version == version
    assert load(folder).misses == {Miss("tx", MOWER)}


@pytest.mark.parametrize(
    ("before", "now", "how"),
    [
        (Said("answer", passages=("a",)), Said("admit"), SILENT),
        (Said("ask", "ended_by"), Said("answer", passages=("a",)), SPEAKS),
        (Said("card", "suicide"), Said("answer", passages=("a",)), GONE),
        (Said("answer", passages=("a",)), Said("card", "suicide"), NEW),
        (Said("card", "suicide"), Said("card", "abuse"), NEW),
        (Said("answer", passages=("a",)), Said("answer", passages=("b",)), PASSAGE),
        (Said("admit"), Said("talk", "bare"), OTHERWISE),
        (Said("answer", passages=("a",), words="x"), Said("answer", passages=("a",), words="y"), WORDS),
    ],
)
def test_a_change_is_told_by_what_is_gravest_in_it(before: Said, now: Said, how: str) -> None:
    assert change(before, now) == how
    assert change(now, now) == ""


@given(st.text(), st.text())
def test_two_texts_differ_where_the_first_sentence_does(one: str, other: str) -> None:
    first, second = differing(one, other)
    assert first in one
    assert second in other
    assert differing(one, one) == ("", "")


def test_a_name_is_no_change(old: Library) -> None:
    message = Message("1", "a", FLEW, MOMENT, name="Ana")
    named, unnamed = (old.guide.answer(each, Memory()) for each in (message, replace(message, name="")))
    assert named.reply.text != unnamed.reply.text
    assert said(named, old.knowledge) == said(unnamed, old.knowledge)
