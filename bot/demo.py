"""A record full of invented conversations: the mind answers the knowledge's own examples, and some are judged.

Nobody wrote any of it, and the folder it lies in is gone when the demo ends.
"""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.conversation import Conversation
from bot.domain import Choice, Message, Turn
from bot.domain.review import VALUES, Reviewer, Value
from bot.doors.web import Bench, Desk, Site, open_web, review_routes, routes
from bot.knowledge.library import Library
from bot.store import KeyRing, Store, fresh_key
from bot.store.review import Filter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

DAYS = 30
NAMES = "Maja Chloe Ren Dana Ioana Priya Lucía Tomás Aïcha Jonas Mei Oluwaseun Katya Sean Noor Elif Marta Hugo Ana Leo"
AFTER = ("thanks", "and what if he never writes again?", "ok", "how long should I wait?", "are you real?", "I miss her")
# The examples are no cries for help; a reviewer has to meet some.
GRAVE = (
    "I don't want to live anymore without him. I have thought about how I would do it",
    "he grabbed me by the throat when I said I would leave. do you think he can change",
    "I drive past her house every night and look who is there, she blocked me everywhere",
    "sometimes I think everybody would be better off if I was gone. my number is 0170 5550142 if anyone cares",
)
TONES = (VALUES[0],) * 6 + VALUES[1:5]
NOTES = ("", "", "", "Reads well.", "He asked when, not whether.", "Would have begun with the second passage.")
ANA, BEN = Reviewer("Ana", "safety"), Reviewer("Ben", "reviewer")


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody says at a moment: words, or whatever button comes first."""

    at: datetime
    person: int
    text: str


async def fill(store: Store, library: Library, people: int, seed: int = 7) -> int:
    """Has so many invented people write in the last days, and two invented reviewers judge some of it; how many turns.

    The same seed makes the same conversations.
    """
    chance = random.Random(seed)  # noqa: S311  # a play, no secret
    desk = Conversation(library, store, lambda turn: None)
    last: dict[int, Turn] = {}
    turns = list[Turn]()
    for number, line in enumerate(sorted(_lines(library, people, chance), key=lambda line: line.at)):
        buttons = last[line.person].outcome.reply.choices if line.person in last else ()
        turn = await desk.receive(_message(number, line, buttons))
        last[line.person] = turn
        turns.append(turn)
        await _receive(store, turn, chance)
    rateable = [turn for turn in turns if turn.outcome.reply.rateable]
    for turn in rateable[-3:-1]:  # so that somebody waits among the disliked
        await store.rate(turn.message.person, turn.id, "down")
    await _judge(store, turns, chance)
    return len(turns)


def _lines(library: Library, people: int, chance: random.Random) -> Iterator[Line]:
    examples = library.knowledge.examples
    now = datetime.now(UTC)
    for person, example in enumerate(chance.sample(examples, min(people, len(examples)))):
        at = now - timedelta(days=DAYS * (1 - chance.betavariate(1.6, 1)), minutes=chance.randint(30, 900))
        said = [*example.turns, example.text]
        if person % 15 == 5:
            said = [GRAVE[person // 15 % len(GRAVE)]]
        said += chance.sample(AFTER, chance.choice((0, 0, 1, 1, 2)))
        for text in said:
            yield Line(at, person, "" if text in AFTER and chance.random() < 0.5 else text)
            at += timedelta(seconds=chance.randint(40, 900))


def _message(number: int, line: Line, buttons: tuple[Choice, ...]) -> Message:
    names = NAMES.split()
    pressed = buttons[0].id if buttons and not line.text else None
    text = line.text or ("" if pressed else AFTER[0])
    return Message(str(number), f"demo:{line.person}", text, line.at, pressed, names[line.person % len(names)])


async def _receive(store: Store, turn: Turn, chance: random.Random) -> None:
    """What became of a reply: nearly all arrive, a few are liked or disliked."""
    if chance.random() < 0.985:
        await store.delivered(turn.id, turn.message.at + timedelta(seconds=chance.lognormvariate(1.3, 0.35)))
    if turn.outcome.reply.rateable and chance.random() < 0.3:
        await store.rate(turn.message.person, turn.id, "up" if chance.random() < 0.6 else "down")


async def _judge(store: Store, turns: list[Turn], chance: random.Random) -> None:
    """Verdicts on the older half, and here and there a second one; the newest always waits for one."""
    drawn = await store.review.ids(Filter("random", ANA.name), len(turns))
    worth = [turn for turn in turns if turn.outcome.decision.kind != "talk"]
    for turn in worth[:-1]:
        late = turn in turns[len(turns) // 2 :] and turn.id not in drawn[len(drawn) // 8 :]
        if late or (chance.random() < 0.25 and turn.id not in drawn):
            continue
        for reviewer in (ANA, BEN)[: 1 + (chance.random() < 0.2)]:
            await store.review.judge(reviewer, turn.id, _verdict(turn, chance), chance.choice(NOTES))


def _verdict(turn: Turn, chance: random.Random) -> Value:
    if turn.outcome.decision.kind == "admit" and chance.random() < 0.4:
        return "missing"
    return chance.choice(TONES)


@asynccontextmanager
async def open_demo(library: Library, knowledge: Path, people: int, host: str, port: int) -> AsyncIterator[str]:
    """The pages over such a record and a copy of the knowledge folder: the address that signs in to them."""
    with TemporaryDirectory(prefix="fingers-crossed-") as folder:
        url = f"sqlite:///{Path(folder) / 'demo.db'}"
        copy = shutil.copytree(knowledge, Path(folder) / "knowledge")
        own = Library(library.guide, library.embedder, library.model, library.calibration)
        store = await Store.open(url, KeyRing.from_text(fresh_key()))
        try:
            await fill(store, own, people)
            pages = review_routes(Desk(store.review, own, demo=True, bench=Bench(copy, own)))
            async with open_web(routes(Site(_well), pages), host, port) as served:
                token = await store.review.invite(Reviewer("You", "operator"))
                yield f"http://{host}:{served}/review/sign-in?token={token}"
        finally:
            await store.close()


async def _well() -> dict[str, str]:
    return await asyncio.sleep(0, {})
