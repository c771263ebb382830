"""What a human teaches becomes YAML that loads, and changes what is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st

from bot.doors.words import SLOTS
from bot.knowledge.load import load
from bot.workshop.correcting import (
    EXAMPLES,
    Change,
    Lesson,
    MovedError,
    Words,
    accept,
    answer,
    clean,
    copied,
    example,
    named,
)
from tests.command import small

WORDS = Words(
    "2026-11-27-wasps", "What of wasps", "Wasps mourn, too. But they forget by June!", ("do wasps mourn",), ("abuse",)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small(tmp_path / "knowledge")


def test_a_lesson_is_an_example_of_the_reviewers(folder: Path) -> None:
    for lesson in (
        Lesson('he said "no": {x} # y', "smoke"),
        Lesson("which mower", ""),
        Lesson("new", "smoke", ("old",)),
    ):
        accept(folder, Change((example(folder, lesson),)))
    taught = [each for each in load(folder, SLOTS).examples if each.writer == "review"]
    assert [(each.text, dict(each.fits), each.turns) for each in taught] == [
        ('he said "no": {x} # y', {"smoke": 3}, ()),
        ("which mower", {}, ()),
        ("new", {"smoke": 3}, ("old",)),
    ]


def test_who_teaches_the_same_message_again_takes_the_first_lesson_back(folder: Path) -> None:
    for passage in ("smoke", "shut-hive", ""):
        accept(folder, Change((example(folder, Lesson("now what", passage)),)))
    (taught,) = [each for each in load(folder, SLOTS).examples if each.writer == "review"]
    assert dict(taught.fits) == {}


def test_an_answer_is_a_letter_with_a_passage(folder: Path) -> None:
    page = answer(folder, "Do wasps mourn?\n\nI ask for a friend.", WORDS)
    accept(folder, Change((page, example(folder, Lesson("do wasps mourn", WORDS.id)))))
    knowledge = load(folder, SLOTS)
    passage = knowledge.passage(WORDS.id)
    assert [each.text for each in passage.sentences] == ["Wasps mourn, too.", "But they forget by June!"]
    assert (passage.title, passage.asks, passage.never_for) == ("What of wasps", WORDS.asks, frozenset(["abuse"]))
    (letter,) = [letter for letter in knowledge.letters if letter.id == WORDS.id]
    assert letter.text == "Do wasps mourn?\n\nI ask for a friend."


def test_nothing_is_written_before_it_is_accepted_nor_over_what_another_wrote(folder: Path, tmp_path: Path) -> None:
    change = Change((example(folder, Lesson("now what", "smoke")),))
    (tmp_path / "copy").mkdir()
    copy = copied(folder, change, tmp_path / "copy")
    assert len(load(copy, SLOTS).examples) == len(load(folder, SLOTS).examples) + 1
    assert not (folder / EXAMPLES).exists()
    assert change.diff[-1].startswith('+  - {text: "now what", fits: {smoke: 3}')
    accept(folder, Change((example(folder, Lesson("another", "smoke")),)))
    before = (folder / EXAMPLES).read_text(encoding="utf-8")
    with pytest.raises(MovedError, match="changed meanwhile"):
        accept(folder, change)
    assert (folder / EXAMPLES).read_text(encoding="utf-8") == before


def test_a_folder_that_cannot_be_written_says_so(folder: Path) -> None:
    change = Change((replace(example(folder, Lesson("x", "smoke")), name="article.yaml/x.yaml"),))
    with pytest.raises(MovedError, match="cannot be written"):
        accept(folder, change)


@rules(max_examples=60, deadline=None)
@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_whatever_is_taught_loads(text: str) -> None:
    with TemporaryDirectory() as place:
        folder = small(Path(place) / "knowledge")
        page = example(folder, Lesson(text, "smoke"))
        assert page.after.count("\n") == 5
        if clean(text):
            accept(folder, Change((page,)))
            assert any(each.writer == "review" for each in load(folder, SLOTS).examples)


def test_names_are_new_and_say_when(folder: Path) -> None:
    taken = frozenset({"2026-11-27-what-of-wasps"})
    assert named("What of Wasps?!", frozenset(), "2026-11-27") == "2026-11-27-what-of-wasps"
    assert named("What of wasps", taken, "2026-11-27") == "2026-11-27-what-of-wasps-2"
    assert named("ü" * 90, frozenset(), "2026-11-27") == "2026-11-27"
    assert len(named("word " * 40, frozenset(), "2026-11-27")) <= 60
