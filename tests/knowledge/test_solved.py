"""What was learned once is found again, and a broken file is only ever work."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.domain import Facts
from bot.knowledge.solved import KEPT, Solved
from bot.mind.matching.learned import Learned
from bot.mind.matching.lessons import Lessons
from bot.mind.matching.matcher import Matcher
from bot.mind.matching.nearby import Nearby
from bot.mind.matching.semantic import Words
from tests.mind.matching.shelf import PASSAGES, garden, read


def work() -> Learned:
    return Lessons(garden(), Words(), read).learn(Nearby(PASSAGES, Words()))


def unwanted() -> Learned:
    raise AssertionError("it was learned already")


def test_what_was_learned_is_found_again(tmp_path: Path) -> None:
    first = Solved("v1", "words", tmp_path)(work)
    again = Solved("v1", "words", tmp_path)(unwanted)
    np.testing.assert_array_equal(again.weights, first.weights)
    assert (again.letters != first.letters).nnz == 0


def test_a_matcher_that_recalls_answers_as_one_that_learns(tmp_path: Path) -> None:
    Solved("v1", "words", tmp_path)(work)
    recalls = Matcher(garden(), Words(), read, Solved("v1", "words", tmp_path))
    learns = Matcher(garden(), Words(), read)
    assert recalls.find("holes in the lettuce", Facts()) == learns.find("holes in the lettuce", Facts())


def test_another_knowledge_and_another_encoder_learn_for_themselves(tmp_path: Path) -> None:
    for version, encoder in (("v1", "words"), ("v2", "words"), ("v1", "minilm")):
        Solved(version, encoder, tmp_path)(work)
    assert len(list(tmp_path.iterdir())) == 3


def test_a_broken_file_is_learned_anew(tmp_path: Path) -> None:
    Solved("v1", "words", tmp_path)(work)
    for content in (b"", b"PK broken", b"\x93NUMPY"):
        for path in tmp_path.iterdir():
            path.write_bytes(content)
        assert Solved("v1", "words", tmp_path)(work).weights.shape == work().weights.shape


def test_a_disk_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    assert Solved("v1", "words", in_the_way)(work).weights.shape == work().weights.shape


def test_only_the_newest_few_are_kept(tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        Solved(f"v{number}", "words", tmp_path)(work)
    assert len(list(tmp_path.iterdir())) == KEPT
