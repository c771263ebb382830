"""What it takes to rehearse an edit with very many logged turns: `python -m bench.rehearse --turns 10000`.

    uv run python -m bench.rehearse
    uv run python -m bench.rehearse --turns 1000 --record turns.db

The turns are conversations of invented people, who write sentences of the examples in another order, so that no text is
one the encoder has read. They were answered by a version older than the two that are compared: each turn is answered
twice anew, beside all examples. The older of the two has been opened before, as one in force has; the other has not.
Then another edit is rehearsed with the same turns: what the encoder made of them is kept beside them by now, in a copy
of the record. To make the record takes as long again; `--record` keeps it for the next time.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.conversation import Conversation
from bot.domain import Example, Message
from bot.knowledge.library import Library
from bot.mind.matching.text import sentences
from bot.store import KeyRing, Store

KNOWLEDGE = Path(__file__).parents[1] / "knowledge"
KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="  # of a record of nobody's words
AFTER = ("thanks", "ok", "and what if he never writes again?", "how long should I wait?", "are you real?", "hi")
ADDED = "writer: bench {number}\nexamples:\n  - {{text: what about the {number} of it, fits: {{}}}}\n"


def lines(examples: tuple[Example, ...], turns: int) -> Iterator[Message]:
    """As many messages; a person writes one to four, some of which are said by everybody."""
    chance = random.Random(1)  # a play, no secret
    said = sorted({line for example in examples for line in sentences(example.text)})
    at, person, left = datetime(2026, 1, 1, tzinfo=UTC), 0, 0
    for number in range(turns):
        person, left = (person, left - 1) if left else (person + 1, chance.choice((0, 1, 2, 3)))
        again = chance.random() < 0.2
        text = chance.choice(AFTER) if again else " ".join(chance.sample(said, min(len(said), chance.randint(1, 6))))
        at += timedelta(seconds=40)
        yield Message(str(number), f"bench:{person}", text, at)


async def fill(url: str, library: Library, turns: int) -> None:
    """Has them answered, and kept."""
    store = await Store.open(url, KeyRing.from_text(KEY))
    desk = Conversation(library, store, lambda turn: None)
    try:
        for message in lines(library.knowledge.examples, turns):
            await desk.receive(message)
    finally:
        await store.close()


def edited(folder: Path, to: Path, number: str) -> Path:
    """A copy of a folder with one example more."""
    shutil.copytree(folder, to)
    (to / "examples" / f"bench-{number}.yaml").write_text(ADDED.format(number=number), encoding="utf-8")
    return to


def rehearsed(before: Path, now: Path, url: str, turns: int) -> tuple[list[str], float, float]:
    """What the verb prints, and the seconds it takes, of the clock and of all processes."""
    command = [sys.executable, "-m", "bot", "rehearse", "--all", "--against", str(before), "--last", str(turns)]
    house: Mapping[str, str] = {**os.environ, "BOT_KNOWLEDGE": str(now), "BOT_DATABASE_URL": url, "BOT_KEYS": KEY}
    begun, spent = time.perf_counter(), _spent()
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=house, check=False)
    return done.stdout.splitlines(), time.perf_counter() - begun, _spent() - spent


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print what the first rehearsal comes to, and what it and the next one took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--turns", type=int, default=10_000, help="how many logged turns")
    parser.add_argument("--knowledge", type=Path, default=KNOWLEDGE, help="the folder")
    parser.add_argument("--record", type=Path, help="where the record is kept, or was")
    parser.add_argument("--report", type=Path, help="where to write all that the rehearsal says")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        record, copy = chosen.record or Path(place) / "made.db", Path(place) / "bot.db"
        if not record.exists():
            asyncio.run(fill(f"sqlite:///{record.resolve()}", Library.open(chosen.knowledge), chosen.turns))
        url = f"sqlite:///{shutil.copy(record, copy)}"
        before = edited(chosen.knowledge, Path(place) / "before", "first")
        edits = [edited(before, Path(place) / number, number) for number in ("second", "third")]
        Library.open(before)
        rounds = [rehearsed(before, now, url, chosen.turns) for now in edits]
        told = rounds[0][0]
    if chosen.report:
        chosen.report.write_text("\n".join(told) + "\n", encoding="utf-8")
    print("\n".join(line for line in told if line.startswith(("examples: ", "logged turns: ", "note: "))))
    for what, (_, took, spent) in zip(("the first time", "another edit"), rounds, strict=True):
        print(f"{what}: {took:.1f} s by the clock, {spent:.1f} s of CPU")


if __name__ == "__main__":
    main()
