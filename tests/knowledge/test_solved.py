"""What was worked out once is found again, and a broken file is only ever work."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.knowledge.solved import KEPT, Solved


def work() -> np.typing.NDArray[np.float32]:
    return np.arange(6, dtype=np.float32).reshape(2, 3)


def unwanted() -> np.typing.NDArray[np.float32]:
    raise AssertionError("it was worked out already")


def test_what_was_worked_out_is_found_again(tmp_path: Path) -> None:
    first = Solved(tmp_path)("a" * 64, work)
    np.testing.assert_array_equal(Solved(tmp_path)("a" * 64, unwanted), first)


def test_a_broken_file_is_worked_out_anew(tmp_path: Path) -> None:
    Solved(tmp_path)("a" * 64, work)
    for path in tmp_path.iterdir():
        path.write_bytes(b"\x93NUMPY broken")
    np.testing.assert_array_equal(Solved(tmp_path)("a" * 64, work), work())


def test_a_disk_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    np.testing.assert_array_equal(Solved(in_the_way)("a" * 64, work), work())


def test_only_the_newest_few_are_kept(tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        Solved(tmp_path)(f"{number:064}"[::-1], work)
    assert len(list(tmp_path.iterdir())) == KEPT
