"""How matching grows: time and memory of `Matcher` at 32 to 100,000 passages, beside bm25s and rank_bm25.

    uv run python -m bench.matching
    uv run python -m bench.matching --sizes 32 1000 --questions 5 --examples 100

To the passages of the shipped knowledge, with all that was labelled for them, come others made of the same words, with
two or three asks each and nothing labelled: always the same ones. Vectors are made of nothing; embedding costs the same
at every size and is left out. Each system has the same texts and questions, in a process of its own on one core.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace
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
LENGTH, ASK, WIDTH = 60, 8, 384  # words a passage, words an ask, numbers a vector
STATM = Path("/proc/self/statm")
Ask = Callable[[str], object]


class Nowhere:
    """An embedder that costs next to nothing: a vector drawn by the text's hash. Matching cannot tell."""

    id = "nowhere"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), 384), unit rows."""
        rows = np.empty((len(texts), WIDTH), dtype=np.float32)
        for at, text in enumerate(texts):
            rows[at] = np.random.default_rng(zlib.crc32(text.encode())).standard_normal(WIDTH)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def grown(knowledge: Knowledge, size: int, examples: int) -> Knowledge:
    """The knowledge with so many passages, the new ones of the old ones' words in any order, and so many examples."""
    words = " ".join(passage.text for passage in knowledge.passages).split()
    chance = np.random.default_rng(size)
    invented = []
    for at in range(size - len(knowledge.passages)):
        said = [words[index] for index in chance.integers(len(words), size=LENGTH + ASK * (2 + at % 2))]
        asks = tuple(" ".join(said[start : start + ASK]) for start in range(LENGTH, len(said), ASK))
        text = Sentence(" ".join(said[:LENGTH]))
        invented.append(Passage(f"p{at}", (text,), Source("bench", "", 1), asks, frozenset()))
    return replace(knowledge, passages=(*knowledge.passages, *invented)[:size], examples=knowledge.examples[:examples])


def ours(knowledge: Knowledge) -> Ask:
    """The matcher as it is."""
    matcher = Matcher(knowledge, Nowhere(), lambda _: ())
    return lambda text: matcher.find(text, Facts())


def fast(knowledge: Knowledge) -> Ask:
    """bm25s: scores worked out beforehand."""
    index = bm25s.BM25()
    index.index(_documents(knowledge), show_progress=False)
    ten = min(10, len(knowledge.passages))
    return lambda text: index.retrieve([terms(text)], k=ten, show_progress=False)


def plain(knowledge: Knowledge) -> Ask:
    """rank_bm25: worked out at every question."""
    index = BM25Okapi(_documents(knowledge))
    return lambda text: np.argsort(-index.get_scores(terms(text)))[:10]


def _documents(knowledge: Knowledge) -> list[list[str]]:
    return [terms(" ".join((passage.text, *passage.asks))) for passage in knowledge.passages]


BUILD = dict(zip(SYSTEMS, (ours, fast, plain), strict=True))


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: a knowledge folder, how many questions, and how many labelled examples at most."""

    folder: str
    questions: int
    examples: int


def measure(system: str, size: int, plan: Plan) -> list[float]:
    """Seconds to build, MB held and MB at the highest, median and 95th percentile of a question's CPU milliseconds."""
    shipped = load(Path(plan.folder))
    knowledge = grown(shipped, size, plan.examples)
    texts = [example.text for example in shipped.examples[:: max(1, len(shipped.examples) // (plan.questions + 1))]]
    before, highest, begun = held(), peak(), time.perf_counter()
    ask = BUILD[system](knowledge)
    built = time.perf_counter() - begun
    ask(texts[0])
    taken = []
    for text in texts[1 : plan.questions + 1]:
        begun = time.process_time()
        ask(text)
        taken.append(1000 * (time.process_time() - begun))
    return [built, held() - before, peak() - highest, *np.percentile(taken, (50, 95)).tolist()]


def held() -> float:
    """MB of memory this process holds now; where the system does not say, at its highest."""
    if not STATM.exists():
        return peak()
    return int(STATM.read_text().split()[1]) * resource.getpagesize() / 2**20


def peak() -> float:
    """MB of memory this process has held at its highest."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _apart(system: str, size: int, plan: Plan) -> list[float]:
    """`measure` in a process of its own on one core: nobody inherits another's memory."""
    command = [sys.executable, "-m", "bench.matching", "--one", system, str(size), *map(str, astuple(plan))]
    one_core = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=one_core)
    return list(map(float, done.stdout.split()))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many passages")
    parser.add_argument("--questions", type=int, default=50, help="how many messages each system is asked")
    parser.add_argument("--examples", type=int, default=10_000, help="how many labelled examples at most")
    parser.add_argument("--knowledge", default=str(KNOWLEDGE), help="the folder")
    parser.add_argument("--one", nargs=5, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        system, size, folder, questions, examples = chosen.one
        print(*measure(system, int(size), Plan(folder, int(questions), int(examples))))
        return
    plan = Plan(chosen.knowledge, chosen.questions, chosen.examples)
    print(f"{'passages':>9}  {'system':<16}{'built s':>9}{'MB':>7}{'at most':>9}{'median ms':>11}{'p95 ms':>9}", end="")
    print(f"{'x bm25s':>10}{'x rank_bm25':>13}")
    for size in chosen.sizes:
        rows = {system: _apart(system, size, plan) for system in SYSTEMS}
        for system, (built, now, most, median, slow) in rows.items():
            ratios = [median / max(rows[other][3], 1e-6) for other in SYSTEMS[1:]]
            print(f"{size:>9}  {system:<16}{built:>9.1f}{now:>7.0f}{most:>9.0f}{median:>11.2f}{slow:>9.2f}", end="")
            print(f"{ratios[0]:>10.2f}{ratios[1]:>13.3f}", flush=True)


if __name__ == "__main__":
    main()
