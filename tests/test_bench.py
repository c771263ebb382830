"""The benches run and print their tables; how fast things are is for the reader, not for a test."""

from __future__ import annotations

import subprocess
import sys


def test_an_answer_is_measured_by_its_parts() -> None:
    command = [sys.executable, "-m", "bench.mind", "--times", "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)

    assert done.returncode == 0, done.stderr[-2000:]
    assert [line.partition("  ")[0] for line in done.stdout.splitlines()[2:]] == [
        *("gate", "facts", "embedding", "embed + match", "whole answer"),
    ]


def test_matching_is_measured_beside_its_baselines() -> None:
    command = [sys.executable, "-m", "bench.matching", "--sizes", "32", "1100", "--questions", "2"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)

    rows = [line.split() for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr[-2000:]
    assert [row[0] for row in rows] == ["passages", *["32"] * 3, *["1100"] * 3]
    assert {row[1] for row in rows[1:]} == {"fingers", "bm25s", "rank_bm25"}
