"""How matching grows: time and memory of `Matcher` at 32 to 100,000 passages, beside bm25s and rank_bm25.

    uv run python -m bench.matching
    uv run python -m bench.matching --sizes 32 1000 --questions 5

Passages are made of the words of the shipped knowledge and vectors of nothing, always the same ones; embedding is left
out, since it is the same for every size. Each system has the same texts and the same questions in the same run.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from bot.domain import Facts, Knowledge, Passage, Sentence, Source
from bot.knowledge.load import load
from bot.mind.matching import Matcher
from bot.mind.matching.text import terms

KNOWLEDGE = Path(__file__).parents[1] / "knowledge"
SIZES = (32, 1_000, 10_000, 100_000)
SYSTEMS = ("fingers crossed", "bm25s", "rank_bm25")
ASKS, LENGTH, WIDTH = 2, 60, 384  # asks a passage, words a passage, numbers a vector


class Nowhere:
    """An embedder that costs next to nothing: a vector from the text's hash. Matching cannot tell."""

    id = "nowhere"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), 384), unit rows."""
        rows = np.empty((len(texts), WIDTH), dtype=np.float32)
        for at, text in enumerate(texts):
            rows[at] = np.random.default_rng(len(text) * 7919 + sum(map(ord, text[:24]))).standard_normal(WIDTH)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def invented(size: int, knowledge: Knowledge) -> tuple[tuple[Passage, ...], list[str]]:
    """So many passages of the knowledge's own words in any order, and messages to ask with."""
    words = " ".join(passage.text for passage in knowledge.passages).split()
    chance = np.random.default_rng(size)
    drawn = chance.integers(len(words), size=(size, LENGTH + ASKS * 8))
    passages = []
    for at, row in enumerate(drawn):
        said = [words[index] for index in row]
        asks = tuple(" ".join(said[LENGTH + 8 * n : LENGTH + 8 * n + 8]) for n in range(ASKS))
        source = Source("bench", "", 1)
        passages.append(Passage(f"p{at}", (Sentence(" ".join(said[:LENGTH])),), source, asks, frozenset()))
    return tuple(passages), [example.text for example in knowledge.examples[:200]]


def ours(passages: tuple[Passage, ...], knowledge: Knowledge) -> Callable[[str], object]:
    """The matcher as it is, over passages nobody has labelled messages for."""
    plain = Knowledge(
        **{**{name: getattr(knowledge, name) for name in Knowledge.__slots__}, "passages": passages, "examples": ()}
    )
    matcher = Matcher(plain, Nowhere(), lambda _: ())
    return lambda text: matcher.find(text, Facts())


def fast(passages: tuple[Passage, ...], _: Knowledge) -> Callable[[str], object]:
    """bm25s: scores worked out beforehand."""
    index = bm25s.BM25()
    index.index([terms(passage.text) for passage in passages], show_progress=False)
    return lambda text: index.retrieve([terms(text)], k=10, show_progress=False)


def plain(passages: tuple[Passage, ...], _: Knowledge) -> Callable[[str], object]:
    """rank_bm25: worked out at every question."""
    index = BM25Okapi([terms(passage.text) for passage in passages])
    return lambda text: np.argsort(-index.get_scores(terms(text)))[:10]


BUILD = dict(zip(SYSTEMS, (ours, fast, plain), strict=True))


def measure(system: str, size: int, questions: int) -> tuple[float, float, float, float]:
    """Seconds to build, MB grown, median and 95th percentile of the milliseconds of CPU a question takes."""
    knowledge = load(KNOWLEDGE)
    passages, texts = invented(size, knowledge)
    before, started = _memory(), time.perf_counter()
    ask = BUILD[system](passages, knowledge)
    built = time.perf_counter() - started
    ask(texts[0])
    taken = []
    for text in texts[:questions]:
        begun = time.process_time()
        ask(text)
        taken.append(1000 * (time.process_time() - begun))
    return built, _memory() - before, float(np.median(taken)), float(np.percentile(taken, 95))


def _memory() -> float:
    """MB this process holds at its highest."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _apart(system: str, size: int, questions: int) -> tuple[float, ...]:
    """`measure` in a process of its own on one core: nobody inherits another's memory."""
    command = [sys.executable, "-m", "bench.matching", "--one", system, str(size), str(questions)]
    one_core = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=one_core)
    return tuple(map(float, done.stdout.split()))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many passages")
    parser.add_argument("--questions", type=int, default=50, help="how many messages each system is asked")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(*measure(chosen.one[0], int(chosen.one[1]), int(chosen.one[2])))
        return
    print(f"{'passages':>9}  {'system':<16}{'built s':>9}{'MB':>7}{'median ms':>11}{'p95 ms':>9}{'x bm25s':>9}")
    for size in chosen.sizes:
        rows = {system: _apart(system, size, chosen.questions) for system in SYSTEMS}
        for system, (built, grown, median, slow) in rows.items():
            ratio = median / max(rows["bm25s"][2], 1e-6)
            print(
                f"{size:>9}  {system:<16}{built:>9.1f}{grown:>7.0f}{median:>11.2f}{slow:>9.2f}{ratio:>9.1f}", flush=True
            )


if __name__ == "__main__":
    main()
