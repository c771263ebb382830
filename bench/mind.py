"""What one answer costs, part by part, for a short message and for a long letter, beside the embedding; and a start.

    uv run python -m bench.mind
    uv run python -m bench.mind --times 5

All in milliseconds of CPU on one core. The embedding of a text is what any system with this encoder must pay, and how
fast the machine is at the moment; read the others against it. No text is heard twice, as one that was is remembered.
A start is measured once all that is learned is cached.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import numpy as np

from bot.domain import Facts, Memory, Message
from bot.knowledge import files, nodes, taught
from bot.knowledge.encoder import Remembered, open_encoder
from bot.knowledge.library import Library
from bot.knowledge.load import load
from bot.knowledge.solved import Solved
from bot.mind.gate import Gate, mark
from bot.mind.matching import Matcher
from bot.mind.situation import Reader
from bot.mind.talk import Ear
from bot.mind.voice import Scene, Voice

KNOWLEDGE = Path(__file__).parents[1] / "knowledge"
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
SHORT = (
    "my boyfriend of three years ended it on sunday, he said he needs time for himself and then he cried at the door. "
    "i have not written since, but every evening i sit with the phone in my hand. my sister says wait, my friend says "
    "ask him what he wants. should i text him, or do i lose him if i am quiet"
)
LETTER = "\n".join([SHORT.replace("sunday", day) for day in ("sunday", "monday", "tuesday", "friday")])


def milliseconds(work: Callable[[], object], times: int) -> float:
    """The median CPU time of one run, after one that warms up."""
    work()
    return float(np.median([once(work) for _ in range(times)]))


def once(work: Callable[[], object]) -> float:
    """The CPU time of one run."""
    begun = time.process_time()
    work()
    return 1000 * (time.process_time() - begun)


def parts(library: Library, text: str) -> dict[str, Callable[[], object]]:
    """The parts an answer is made of, and the whole."""
    guide, said = library.guide, (f"{text} {number}" for number in count())
    voice, outcome = Voice(library.knowledge), guide.answer(Message("1", "bench:1", text, MOMENT), Memory())
    scene = Scene(outcome.memory.facts, "bench")
    return {
        "gate": lambda: guide.gate.check(next(said)),
        "facts": lambda: guide.reader.read(next(said)),
        "embedding": lambda: library.embedder.embed([next(said)]),
        "embed + match": lambda: guide.matcher.find(next(said), Facts()),
        "voice": lambda: voice.compose(outcome.decision, scene),
        "whole answer": lambda: guide.answer(Message("1", "bench:1", next(said), MOMENT), Memory()),
    }


def start(folder: Path) -> dict[str, float]:
    """Milliseconds of CPU that each part of a start takes, and the whole of it."""
    Library.open(folder)  # everything is cached from here on
    names = files.names(folder)
    yaml = once(lambda: [nodes.tree(files.text(files.read(folder, name))) for name in names])
    re.purge()
    loaded = once(lambda: load(folder))
    knowledge, encoder = load(folder), open_encoder()
    embedder, reader = Remembered(encoder, folder), Reader(knowledge.facts)
    learned = Solved(folder)
    re.purge()  # what was compiled for one part must not be there for the next
    taken = {
        "yaml": yaml,
        "shapes, checks": loaded - yaml,
        "fact patterns": once(lambda: Reader(knowledge.facts)),
        "danger": once(lambda: Gate(knowledge, None, taught.gate(folder, mark(knowledge, encoder.id)))),
        "talk patterns": once(lambda: Ear(knowledge.acts)),
        "encoder": once(open_encoder),
        "learned, vectors": once(lambda: Matcher(knowledge, embedder, reader.read, learned)),
    }
    re.purge()
    return taken | {"whole start": once(lambda: Library.open(folder))}


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--times", type=int, default=30, help="runs of each part")
    parser.add_argument("--knowledge", type=Path, default=KNOWLEDGE, help="the folder")
    chosen = parser.parse_args()
    times, library = chosen.times, Library.open(chosen.knowledge)
    print(f"{'':<18}{'60 words, ms':>14}{'x embedding':>13}{'letter, ms':>13}{'x embedding':>13}")
    columns = [
        {name: milliseconds(work, times) for name, work in parts(library, text).items()} for text in (SHORT, LETTER)
    ]
    for name in columns[0]:
        cells = "".join(
            f"{each[name]:>{14 - at}.2f}{each[name] / each['embedding']:>13.2f}" for at, each in enumerate(columns)
        )
        print(f"{name:<18}{cells}")
    print()
    for name, taken in start(chosen.knowledge).items():
        print(f"{name:<18}{taken:>14.0f}{taken / columns[0]['embedding']:>13.1f}")


if __name__ == "__main__":
    main()
