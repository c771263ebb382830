"""What the review pages take among very many turns: `python -m bench.review --turns 100000`."""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, insert

from bot.domain import Admit, Alarm, Answer, Message, Outcome, Trace, Turn
from bot.domain.review import Reviewer
from bot.store import KeyRing, Store, fresh_key
from bot.store.review import VIEWS, Filter, Look
from bot.store.sealed import Seals
from bot.store.tables import PersonRow, TurnRow
from bot.store.visit import ADDRESS, _row
from tests.store.people import message, turn

EACH = 8  # turns of a person
ANA = Reviewer("Ana", "operator")
_WORDS = "he she left wrote again never maybe sorry week month talk alone silence friend phone night home why how"
WORDS = _WORDS.split()


async def fill(store: Store, turns: int) -> None:
    """As many invented turns as that, written past the desk."""
    chance, seals = random.Random(1), store._seals
    for start in range(0, turns, 2000):
        people = range(start // EACH, (start + 2000) // EACH)
        keys = {who: seals.names.of(f"telegram:{who}") for who in people}
        now = datetime.now(UTC)
        rows = [
            {"key": key, "address": ADDRESS.seal(seals.ring, key, f"telegram:{who}"), "created_at": now}
            for who, key in keys.items()
        ]
        said = [_turn(number, chance) for number in range(start, start + 2000)]
        await store._database.do(partial(_write, seals, rows, said))


def _write(seals: Seals, rows: list[dict[str, object]], said: list[Turn], connection: Connection) -> None:
    made = insert(PersonRow).returning(PersonRow.id, sort_by_parameter_order=True)
    ids = connection.execute(made, rows).scalars().all()
    kept = [_kept(seals, one, ids[number // EACH]) for number, one in enumerate(said)]
    connection.execute(insert(TurnRow), kept)


def _kept(seals: Seals, one: Turn, person: int) -> dict[str, object]:
    return {"person_id": person, **_row(seals, one)}


def _turn(number: int, chance: random.Random) -> Turn:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    said: Message = replace(
        message(str(number), f"telegram:{number // EACH}", " ".join(chance.choices(WORDS, k=40))), at=at
    )
    first = turn(said).outcome
    alarm = Alarm("soft", "abuse", "moderate", ()) if chance.random() < 0.02 else None
    decision = Admit(()) if chance.random() < 0.1 else Answer(("calm",), ())
    outcome: Outcome = replace(first, decision=decision, trace=Trace((), chance.random(), alarm))
    return Turn(said, outcome, "v1", delivered=True)


async def measure(name: str, work: Callable[[], Awaitable[object]], times: int = 15) -> None:
    """Prints the median and the worst of so many."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        await work()
        took.append(1000 * (time.perf_counter() - began))
    print(f"{name:<34} {statistics.median(took):8.1f} ms  {max(took):8.1f} ms")


async def run(turns: int) -> None:
    """Fills a record and goes through it as a reviewer does."""
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(f"sqlite:///{Path(folder) / 'bench.db'}", KeyRing.from_text(fresh_key()))
        await fill(store, turns)
        review, middle = store.review, turns // 2
        print(f"{turns} turns{'':<28} {'median':>8}     {'worst':>8}")
        for view in VIEWS:
            await measure(f"the list {view}", partial(review.page, Filter(view, "Ana")))
        await measure("the list of a passage", lambda: review.page(Filter("all", "Ana", passage="calm")))
        await measure("all counts", lambda: review.counts(Filter(reviewer="Ana")))
        await measure("a conversation, from the middle", lambda: review.open(ANA, middle))
        await measure("a verdict", lambda: review.judge(ANA, middle, "good"))
        await measure("a search for what is common", lambda: review.search(Filter("all"), Look("silence friend")), 3)
        await measure("a search for what nobody said", lambda: review.search(Filter("all"), Look("zebra")), 3)
        found = await review.search(Filter("all"), Look("zebra"))
        print(f"a search looks at {turns - (found.before or 0)} turns before it asks whether to go on")
        await store.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=100_000)
    asyncio.run(run(parser.parse_args().turns))
