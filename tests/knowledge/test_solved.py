"""What was learned once is found again, and a broken file is only ever work."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.domain import FactRule, Facts, Knowledge, Letter, Phrase
from bot.knowledge import taught
from bot.knowledge.solved import KEPT, Solved
from bot.mind.matching.learned import Learned, Solution
from bot.mind.matching.lessons import Lessons
from bot.mind.matching.matcher import Matcher
from bot.mind.matching.nearby import Nearby
from bot.mind.matching.semantic import Words
from tests.mind.matching.shelf import EXAMPLES, PASSAGES, garden, read


def lessons(knowledge: Knowledge | None = None) -> Lessons:
    return Lessons(knowledge or garden(), Words(), read)


def work(solution: Solution | None) -> Learned:
    return lessons().learn(Nearby(PASSAGES, Words()), solution=solution)


def unwanted(solution: Solution | None) -> Learned:
    raise AssertionError("it was learned already")


def test_what_was_learned_is_found_again(tmp_path: Path) -> None:
    first = Solved(cache=tmp_path)("v1", work)
    again = Solved(cache=tmp_path)("v1", unwanted)
    np.testing.assert_array_equal(again.weights, first.weights)
    assert (again.letters != first.letters).nnz == 0


def test_a_matcher_that_recalls_answers_as_one_that_learns(tmp_path: Path) -> None:
    Matcher(garden(), Words(), read, Solved(cache=tmp_path))
    recalls = Matcher(garden(), Words(), read, lambda mark, work: Solved(cache=tmp_path)(mark, unwanted))
    learns = Matcher(garden(), Words(), read)
    assert recalls.find("holes in the lettuce", Facts()) == learns.find("holes in the lettuce", Facts())


def test_what_was_solved_elsewhere_comes_with_the_folder_and_answers_as_well(tmp_path: Path) -> None:
    taught.write(tmp_path, lessons().mark, work(None).solution())
    given = list[Solution | None]()

    def asked(solution: Solution | None) -> Learned:
        given.append(solution)
        return work(solution)

    there = Solved(tmp_path, tmp_path / "cache")(lessons().mark, asked)
    assert given[0] is not None
    assert (there.letters != work(None).letters).nnz == 0
    np.testing.assert_array_equal(there.weights, work(None).weights)


def test_a_solution_that_was_damaged_on_its_way_is_not_used_or_is_none(tmp_path: Path) -> None:
    taught.write(tmp_path, lessons().mark, work(None).solution())
    whole = (tmp_path / taught.LESSONS).read_bytes()
    right = work(None).weights
    for at in range(0, len(whole), 7):
        (tmp_path / taught.LESSONS).write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        found = taught.solution(tmp_path, lessons().mark)
        np.testing.assert_array_equal(work(found).weights, right)


@pytest.mark.parametrize("content", [b"", b"PK broken", b"\x93NUMPY"])
def test_a_broken_solution_is_not_used(tmp_path: Path, content: bytes) -> None:
    (tmp_path / taught.LESSONS).write_bytes(content)
    assert taught.solution(tmp_path, lessons().mark) is None
    assert Solved(tmp_path, tmp_path / "cache")(lessons().mark, work).weights.shape == work(None).weights.shape


@pytest.mark.parametrize(
    "other",
    [
        garden(examples=EXAMPLES[1:]),
        garden(examples=(replace(EXAMPLES[0], facts={"place": "indoors"}), *EXAMPLES[1:])),
        garden((*PASSAGES[:2], replace(PASSAGES[2], asks=("when will my rose flower",)))),
        garden((*PASSAGES[:2], replace(PASSAGES[2], when=PASSAGES[0].when))),
        replace(garden(), letters=(Letter("l", "Greta", "the lemon tree is black", ("slugs",)),)),
        replace(garden(), facts=(FactRule("place", ("indoors", "outdoors"), ()),)),
    ],
)
def test_a_solution_of_other_lessons_is_not_used(tmp_path: Path, other: Knowledge) -> None:
    taught.write(tmp_path, lessons().mark, work(None).solution())
    assert taught.solution(tmp_path, lessons(other).mark) is None


def test_a_solution_that_does_not_fit_its_lessons_is_solved_anew() -> None:
    whole = work(None)
    for other in (whole.weights[1:], whole.weights * np.nan, whole.weights.astype(str)):
        again = work(replace(whole.solution(), weights=other))
        np.testing.assert_array_equal(again.weights, whole.weights)


def test_other_words_of_the_house_leave_what_was_learned_as_it_is() -> None:
    """Also the same knowledge read again: a mark is no matter of chance."""
    other = replace(garden(), phrases={"hello": (Phrase("hello.1", "Hi.", "us"),)}, version="1")
    assert lessons(other).mark == lessons().mark


def test_another_knowledge_learns_for_itself(tmp_path: Path) -> None:
    for mark in ("v1", "v2"):
        Solved(cache=tmp_path)(mark, work)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_broken_file_is_learned_anew(tmp_path: Path) -> None:
    Solved(cache=tmp_path)("v1", work)
    for content in (b"", b"PK broken", b"\x93NUMPY"):
        for path in tmp_path.iterdir():
            path.write_bytes(content)
        assert Solved(cache=tmp_path)("v1", work).weights.shape == work(None).weights.shape


def test_a_disk_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    assert Solved(cache=in_the_way)("v1", work).weights.shape == work(None).weights.shape


def test_only_the_newest_few_are_kept(tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        Solved(cache=tmp_path)(f"v{number}", work)
    assert len(list(tmp_path.iterdir())) == KEPT
