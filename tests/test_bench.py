"""The benches run and print their tables; how fast things are is for the reader, not for a test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bench.verdict import Count
from bot.store.review import VIEWS
from tests.command import small
from tests.knowledge.folder import lay

ROOT = Path(__file__).parent.parent


def lines(folder: Path, bench: str, *options: str) -> list[str]:
    """What a bench prints of a small invented knowledge."""
    return ran(folder, bench, "--knowledge", str(lay(folder / "knowledge")), *options)


def ran(folder: Path, bench: str, *options: str) -> list[str]:
    """What a bench prints."""
    command = [sys.executable, "-m", f"bench.{bench}", *options]
    apart = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False, cwd=ROOT, env=apart)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_an_answer_and_a_start_are_measured_by_their_parts(tmp_path: Path) -> None:
    assert [line.partition("  ")[0] for line in lines(tmp_path, "mind", "--times", "1")[1:]] == [
        *("gate", "facts", "embedding", "embed + match", "voice", "whole answer", ""),
        *("yaml", "shapes, checks", "fact patterns", "danger", "talk patterns"),
        *("encoder", "learned, vectors", "whole start"),
    ]


def test_the_gate_is_measured_beside_a_list_of_keywords(tmp_path: Path) -> None:
    assert [line.partition("  ")[0] for line in lines(tmp_path, "gate", "--texts", "2")[2:]] == [
        *("keywords", "undisguise", "rules", "whole gate", "classifier"),
    ]


def test_matching_is_measured_beside_its_baselines(tmp_path: Path) -> None:
    rows = [line.split() for line in lines(tmp_path, "matching", "--sizes", "3", "1100", "--questions", "1")]
    assert [row[0] for row in rows] == ["passages", *["3"] * 3, *["1100"] * 3]
    assert {row[1] for row in rows[1:]} == {"fingers", "bm25s", "rank_bm25"}
    assert all(float(row[-1]) > 0 for row in rows[1:])


def test_the_review_pages_are_measured_view_by_view(tmp_path: Path) -> None:
    told = ran(tmp_path, "review", "--turns", "2000")
    assert [line.split()[2] for line in told[1 : 1 + len(VIEWS)]] == list(VIEWS)
    assert told[-1].startswith("a search looks at 2000 turns")


def test_a_rehearsal_is_measured_with_as_many_turns_as_are_wanted(tmp_path: Path) -> None:
    folder = small(tmp_path / "knowledge")
    told = ran(tmp_path, "rehearse", "--turns", "6", "--knowledge", str(folder))
    assert [line.partition(",")[0] for line in told[:2]] == ["examples: 4", "logged turns: 6"]
    assert [line.partition(":")[0] for line in told[2:]] == ["the first time", "another edit"]
    assert all(line.endswith(" s of CPU") for line in told[2:])


def test_a_card_for_want_of_time_is_an_answer_in_its_place_and_counted() -> None:
    count = Count()
    count.add(1, ["help", "thanks", "wasps"], ["help", "card", "wasps"])
    assert (count.lost, count.strange, count.carded) == (0, 0, 1)
    count.add(2, ["help", "thanks"], ["card"])
    assert (count.lost, count.strange, count.carded) == (1, 0, 2)
