"""The review pages over a knowledge that may be corrected, and what tests of it do again and again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx

from bot.conversation import Conversation
from bot.domain import Message, Turn, Want
from bot.doors.web import Bench, Desk, Site, review_routes, routes
from bot.doors.words import SLOTS
from bot.knowledge.library import Library
from bot.store import KeyRing, Store, fresh_key
from tests.command import small
from tests.doors.web.review.house import House

WASPS = "tell me, do wasps mourn for their king"
TOAST = "my heart is a burnt toast today, what now"
ANSWER = {
    "answer": "Wasps mourn, too. But they forget by June!",
    "title": "What of wasps",
    "text": WASPS,
    "asks": "do wasps mourn\ndo wasps grieve",
    "safe-abuse": "on",
}
GOLDEN = f"""\
manner: letter
conversations:
  - name: toast
    person: Mia
    turns:
      - {{says: "{TOAST}", kind: answer, serves: [empty-hive]}}
      - {{says: "thanks", kind: talk, about: thanks}}
"""


@asynccontextmanager
async def open_hive(place: Path) -> AsyncIterator[House]:
    """The pages over the beekeeper's folder, which may be corrected."""
    folder = small(place / "knowledge")
    cache = place.parent / "hives"  # what one test has embedded, the next one knows
    library = Library.open(folder, cache=cache, needed=SLOTS)
    store = await Store.open(f"sqlite:///{place / 'bot.db'}", KeyRing.from_text(fresh_key()))
    desk = Desk(store.review, library, bench=Bench(folder, library, cache=cache))
    try:
        yield House(store, desk, routes(Site(well), review_routes(desk)))
    finally:
        await store.close()


async def well() -> dict[str, str]:
    return {}


def bench(house: House) -> Bench:
    assert house.desk.bench is not None
    return house.desk.bench


async def write(house: House, words: str, person: str = "telegram:7", wants: bool = False) -> Turn:
    """Somebody writes, and is answered by what is in force."""
    desk = Conversation(bench(house).library, house.store, lambda turn: None)
    said = Message(f"m-{words}", person, words, datetime.now(UTC))
    first = await desk.receive(said)
    if wants:
        visit = await house.store.look(replace(said, id="later"))
        memory = replace(visit.memory, wants=(Want(said.id, said.at),))
        outcome = replace(first.outcome, memory=memory)
        await house.store.keep(visit, Turn(replace(said, id="later", text="yes"), outcome, "v1"))
    return first


async def drafted(client: httpx.AsyncClient, path: str, **form: str) -> tuple[str, str]:
    """Where a draft lies, and its page once it was tried."""
    answer = await client.post(f"{path}/correct", data=form)
    assert answer.status_code == 303, answer.text
    where = answer.headers["location"]
    page = (await client.get(where)).text
    while "Trying it" in page:
        page = (await client.get(where)).text
    return where, page


async def outbox(house: House) -> list[str]:
    """What waits to be sent."""
    inbox = house.store.inbox
    texts = list[str]()
    for chat in await inbox.sweep():
        work = await inbox.take(chat)
        if work.unsent:
            texts.append(f"{chat}: {work.unsent.reply.text}")
    return sorted(texts)


def gild(house: House) -> None:
    """From now on a conversation is golden in which toast is answered with the empty hive."""
    folder = bench(house).folder
    (folder / "examples" / "conversations").mkdir(exist_ok=True)
    (folder / "examples" / "conversations" / "golden.yaml").write_text(GOLDEN, encoding="utf-8")
    bench(house).library.become(Library.open(folder, needed=SLOTS, cache=bench(house).cache))


async def break_it(client: httpx.AsyncClient, turn: int) -> tuple[str, str]:
    """Teaches otherwise, again and again, until a draft would break that conversation; where that draft lies."""
    for number in range(12):
        words = f"{TOAST}{' please' * number}"
        where, page = await drafted(client, f"/review/all/{turn}", passage="smoke", text=words)
        if "all the same" in page:
            return where, page
        await client.post(f"{where}/accept")
    raise AssertionError("nothing breaks it")
