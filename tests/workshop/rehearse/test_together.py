"""Guides side by side share what they hear alike: each says what it says by itself, and nothing is kept afterwards."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain import Memory, Message
from bot.knowledge.library import Library
from bot.workshop.rehearse.cases import ALONE, FEW, MOMENT, Case, Heard, Stage, put, unheard
from bot.workshop.rehearse.saying import said
from bot.workshop.rehearse.together import together
from tests.command import small
from tests.knowledge.folder import change

TEXTS = (
    "he flew off",
    "what calms the bees",
    "thanks",
    "I will end my life. he flew off",
    "he flew off. should I look into his hive? and what calms the bees?",
    "which mower should I buy",
)
EDITS = {
    "words": ("article.yaml", "makes no honey", "brings no honey"),
    "conditions": ("article.yaml", "when: {ended_by: [ex]}", "when: {ended_by: [me]}"),
    "facts": ("facts.yaml", "(?:flew|left)", "(?:swam|left)"),
    "dangers": ("safety/en.yaml", "end {my} life", "spend {my} life"),
    "examples": ("examples/tx.yaml", "fits: {}", "fits: {smoke: 3}"),
}


def opened(folder: Path, before: Library | None = None) -> Library:
    return Library.open(folder, cache=folder.parent / "cache", before=before)


def cases() -> list[Case]:
    """Each text first and as the answer to the first."""
    return [
        Case(f"{first} {text}", Message("1", "a", text, MOMENT), turns=turns)
        for text in TEXTS
        for first, turns in enumerate(((), TEXTS[:1]))
    ]


def alone(library: Library) -> list[object]:
    """What its guide says to each without another beside it."""
    return [said(put(library.guide, case), library.knowledge) for case in cases()]


@pytest.mark.parametrize("edit", EDITS)
def test_side_by_side_each_says_what_it_says_by_itself(tmp_path: Path, edit: str) -> None:
    before, now = small(tmp_path / "before"), small(tmp_path / "now")
    change(now, *EDITS[edit])
    was, will = alone(opened(before)), alone(opened(now))
    old = opened(before)
    heard = Stage(opened(now, old), now, old, before).hear(cases(), lambda done, of: None)
    assert [each.before for each in heard] == was
    assert [each.now for each in heard] == will
    assert was != will


def test_equal_gates_hear_a_text_once_and_unequal_ones_each_for_itself(tmp_path: Path) -> None:
    before, now = small(tmp_path / "before"), small(tmp_path / "now")
    change(now, *EDITS["words"])
    old = opened(before)
    with together([opened(now, old), old]) as (one, other):
        assert one.check is other.check
        assert one.read is other.read
    change(now, *EDITS["dangers"])
    with together([opened(now, old), old]) as (one, other):
        assert one.check is not other.check


def test_nothing_of_a_rehearsal_is_kept(tmp_path: Path) -> None:
    library = opened(small(tmp_path / "knowledge"))
    check, read = library.guide.check, library.guide.read
    with together([library, library]) as guides:
        guides[0].answer(Message("1", "a", "who hums in the lighthouse", MOMENT), Memory())
        assert library.guide.check != check
    assert (library.guide.check, library.guide.read) == (check, read)


def crowd(folder: Path, size: int) -> tuple[Stage, list[Case]]:
    """A stage, and so many cases that several processes are asked; their ids are longer by `size` signs."""
    knowledge = small(folder / "knowledge")
    long = [replace(case, id=case.id + "." * size) for case in cases()]
    return Stage(opened(knowledge), knowledge), long * (FEW // len(long) + 1)


SIZES = pytest.mark.parametrize("size", [0, 1000], ids=["little is told", "more is told than a pipe holds"])


@SIZES
def test_who_ends_a_rehearsal_leaves_no_process_behind(tmp_path: Path, size: int) -> None:
    stage, many = crowd(tmp_path, size)

    def ends(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stage.hear(many, ends, workers=2)
    assert multiprocessing.active_children() == []


@SIZES
def test_if_a_process_dies_the_rehearsal_goes_on_without_it(tmp_path: Path, size: int) -> None:
    stage, many = crowd(tmp_path, size)

    def kills(done: int, of: int) -> None:
        for process in multiprocessing.active_children():
            process.kill()

    heard = stage.hear(many, kills, workers=2)
    assert stage.notes == [ALONE]
    few = many[: len(cases())]
    assert [each.now for each in heard] == [each.now for each in stage.hear(few, unheard)] * (len(many) // len(few))
    assert multiprocessing.active_children() == []


def test_if_a_process_cannot_begin_it_is_said_and_the_rehearsal_goes_on_without_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    stage, many = crowd(tmp_path, 0)
    (stage.folder / "article.yaml").unlink()  # open here already, and not there
    assert len(stage.hear(many, unheard, workers=2)) == len(many)
    assert stage.notes == [ALONE]
    assert "Traceback" not in capfd.readouterr().err


def test_where_all_goes_well_nothing_is_noted(tmp_path: Path) -> None:
    stage, many = crowd(tmp_path, 0)
    assert len(stage.hear(many, unheard, workers=2)) == len(many)
    assert stage.notes == []


def test_an_example_is_put_to_the_new_knowledge_alone(tmp_path: Path) -> None:
    folder = small(tmp_path / "knowledge")
    library = opened(folder)
    case = Case("example 1", Message("1", "a", TEXTS[0], MOMENT), anew=True)
    (heard,) = Stage(library, folder, library, folder).hear([case], lambda done, of: None)
    assert heard == Heard(None, said(put(library.guide, case), library.knowledge))
