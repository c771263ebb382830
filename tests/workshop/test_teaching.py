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
from bot.errors import BotError
from bot.knowledge.load import load
from bot.workshop.teaching import (
    PAGES,
    TERMINAL,
    Change,
    Lesson,
    MovedError,
    Words,
    accept,
    answer,
    ask,
    clean,
    copied,
    example,
    named,
    slug,
)
from tests.command import small

LETTER = "Do wasps mourn?\n\nI ask for a friend."
SAID = "Wasps mourn, too. But they forget by June!"
WORDS = Words("2026-11-27-wasps", "What of wasps", LETTER, SAID, ("do wasps mourn",), ("abuse",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small(tmp_path / "knowledge")


def test_a_lesson_is_an_example_of_the_reviewers(folder: Path) -> None:
    for lesson in (
        Lesson('he said "no": {x} # y', "smoke"),
        Lesson("which mower", ""),
        Lesson("new", "smoke", ("old",)),
    ):
        accept(folder, Change((example(folder, PAGES, lesson),)))
    taught = [each for each in load(folder, SLOTS).examples if each.writer == "review"]
    assert [(each.text, dict(each.fits), each.turns) for each in taught] == [
        ("new", {"smoke": 3}, ("old",)),
        ("which mower", {}, ()),
        ('he said "no": {x} # y', {"smoke": 3}, ()),
    ]


def test_who_teaches_the_same_message_again_takes_the_first_lesson_back(folder: Path) -> None:
    for passage in ("smoke", "shut-hive", ""):
        accept(folder, Change((example(folder, PAGES, Lesson("now what", passage)),)))
    (taught,) = [each for each in load(folder, SLOTS).examples if each.writer == "review"]
    assert dict(taught.fits) == {}


def test_an_answer_is_a_letter_with_a_passage(folder: Path) -> None:
    page = answer(folder, PAGES, WORDS)
    accept(folder, Change((page, example(folder, PAGES, Lesson("do wasps mourn", WORDS.id)))))
    knowledge = load(folder, SLOTS)
    passage = knowledge.passage(WORDS.id)
    assert [each.text for each in passage.sentences] == ["Wasps mourn, too.", "But they forget by June!"]
    assert (passage.title, passage.asks, passage.never_for) == ("What of wasps", WORDS.asks, frozenset(["abuse"]))
    assert passage.source.line == 0  # it stands in no article
    (letter,) = [letter for letter in knowledge.letters if letter.id == WORDS.id]
    assert letter.text == LETTER


def test_nothing_is_written_before_it_is_accepted_nor_over_what_another_wrote(folder: Path, tmp_path: Path) -> None:
    change = Change((example(folder, PAGES, Lesson("now what", "smoke")),))
    (tmp_path / "copy").mkdir()
    copy = copied(folder, change, tmp_path / "copy")
    assert len(load(copy, SLOTS).examples) == len(load(folder, SLOTS).examples) + 1
    assert not (folder / PAGES.examples).exists()
    assert change.diff[-1].startswith('+  - {text: "now what", fits: {smoke: 3}')
    accept(folder, Change((example(folder, PAGES, Lesson("another", "smoke")),)))
    before = (folder / PAGES.examples).read_text(encoding="utf-8")
    with pytest.raises(MovedError, match="changed meanwhile"):
        accept(folder, change)
    assert (folder / PAGES.examples).read_text(encoding="utf-8") == before


def test_a_folder_that_cannot_be_written_says_so(folder: Path) -> None:
    change = Change((replace(example(folder, PAGES, Lesson("x", "smoke")), name="article.yaml/x.yaml"),))
    with pytest.raises(MovedError, match="cannot be written"):
        accept(folder, change)


@rules(max_examples=60, deadline=None)
@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_whatever_is_taught_loads(text: str) -> None:
    with TemporaryDirectory() as place:
        folder = small(Path(place) / "knowledge")
        page = example(folder, PAGES, Lesson(text, "smoke"))
        assert page.after.count("\n") == 5
        if clean(text):
            accept(folder, Change((page,)))
            assert any(each.writer == "review" for each in load(folder, SLOTS).examples)


def test_each_hand_has_a_file_of_its_own_and_no_reply_is_written_over(folder: Path) -> None:
    accept(folder, Change((answer(folder, TERMINAL, WORDS), example(folder, TERMINAL, Lesson("one", WORDS.id)))))
    accept(folder, Change((example(folder, PAGES, Lesson("one", "smoke")),)))
    writers = {each.writer for each in load(folder, SLOTS).examples if each.text == "one"}
    assert writers == {"taught", "review"}
    with pytest.raises(BotError, match="is there already"):
        answer(folder, PAGES, WORDS)


def test_another_way_of_asking_stands_first_and_a_passage_that_is_none_is_told(folder: Path) -> None:
    accept(folder, Change((ask(folder, "smoke", "how is a hive calmed\ufeff "),)))
    assert load(folder, SLOTS).passage("smoke").asks[0] == "how is a hive calmed"
    with pytest.raises(BotError, match="There is no passage `smokes`; did you mean `smoke`"):
        ask(folder, "smokes", "x")


def test_names_are_new_and_say_when(folder: Path) -> None:
    taken = frozenset({"2026-11-27-what-of-wasps"})
    assert slug("Whether to write first?") == "whether-to-write-first"
    assert slug("?!") == "answer"
    assert named("What of Wasps?!", frozenset(), "2026-11-27") == "2026-11-27-what-of-wasps"
    assert named("What of wasps", taken, "2026-11-27") == "2026-11-27-what-of-wasps-2"
    assert named("ü" * 90, frozenset(), "2026-11-27") == "2026-11-27"
    assert len(named("word " * 40, frozenset(), "2026-11-27")) <= 60
