"""What one answer costs: milliseconds of CPU by part, for a short message and for a long letter, beside the embedding.

    uv run python -m bench.mind
    uv run python -m bench.mind --times 5

Also what a start costs, once everything the knowledge teaches is in the cache.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bot.domain import Facts, Memory, Message
from bot.knowledge.library import Library

KNOWLEDGE = Path(__file__).parents[1] / "knowledge"
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
SHORT = (
    "my boyfriend of three years ended it on sunday, he said he needs time for himself and then he cried at the door. "
    "i have not written since, but every evening i sit with the phone in my hand. my sister says wait, my friend says "
    "ask him what he wants. should i text him, or do i lose him if i am quiet"
)
LETTER = "\n".join([SHORT.replace("sunday", day) for day in ("sunday", "monday", "tuesday", "friday")])


def milliseconds(work: Callable[[], object], times: int) -> float:
    """The median CPU time of one run."""
    work()
    taken = []
    for _ in range(times):
        begun = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - begun))
    return float(np.median(taken))


def parts(library: Library, text: str) -> dict[str, Callable[[], object]]:
    """The parts an answer is made of, and the whole."""
    guide = library.guide
    return {
        "gate": lambda: guide.gate.check(text),
        "facts": lambda: guide.reader.read(text),
        "embedding": lambda: library.embedder.embed([text]),
        "embed + match": lambda: guide.matcher.find(text, Facts()),
        "whole answer": lambda: guide.answer(Message("1", "bench:1", text, MOMENT), Memory()),
    }


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--times", type=int, default=30, help="runs of each part")
    times = parser.parse_args().times
    library = Library.open(KNOWLEDGE)
    begun = time.process_time()
    Library.open(KNOWLEDGE)
    print(f"start, all cached: {time.process_time() - begun:.2f} s of CPU")
    print(f"{'':<14}{'60 words, ms':>14}{'x embedding':>13}{'letter, ms':>13}{'x embedding':>13}")
    columns = [
        {name: milliseconds(work, times) for name, work in parts(library, text).items()} for text in (SHORT, LETTER)
    ]
    for name in columns[0]:
        cells = "".join(
            f"{each[name]:>{14 - at}.2f}{each[name] / each['embedding']:>13.2f}" for at, each in enumerate(columns)
        )
        print(f"{name:<14}{cells}")


if __name__ == "__main__":
    main()
