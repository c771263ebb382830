"""One round to each chat with work: answers what came, in order, and sends what waits, until nothing is left.

A round works from the record and keeps nothing of its own, so that it can be taken up anywhere after a kill.
"""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import structlog
from telegram import Bot, Update

from bot.doors.telegram.burst import Piece, ready
from bot.doors.telegram.handlers import Door, Loose
from bot.doors.telegram.reading import number
from bot.doors.telegram.sending import GONE, Sender, typing
from bot.errors import StoreError
from bot.store import Arrival, Inbox, Letter, LostError, Receipt, Sent, Unsent

AT_ONCE = 16  # chats answered at the same time
SWEEP = 3.0  # seconds between looks for chats that nobody works on
NOTICED = 0.3  # seconds of thinking after which "typing" is shown
STILL = 4.0  # seconds after which "typing" is shown again
REST = (0.2, 0.5, 1.0, 2.0, 5.0)  # seconds of rest when the record fails, the last one again and again
REMEMBERED = 10_000  # updates answered without a record, which may turn out to be in it

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Round:
    news: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None
    sent: Sent | None = None
    failures: int = 0


class Rounds:
    """All rounds of this process."""

    def __init__(self, inbox: Inbox, door: Door, bot: Bot, patience: float) -> None:
        self._inbox = inbox
        self._door = door
        self._bot = bot
        self._patience = patience
        self._places = asyncio.Semaphore(AT_ONCE)
        self._sender = Sender(bot, asyncio.Semaphore(AT_ONCE))
        self._rounds: dict[str, _Round] = {}
        self._loose: dict[str, asyncio.Lock] = {}
        self._answered: dict[int, None] = {}
        self._closing = False

    @property
    def busy(self) -> int:
        """Chats that are worked on now."""
        return len(self._rounds)

    async def quiet(self) -> None:
        """Waits until there is no work."""
        while self._rounds:
            await asyncio.gather(*(round.task for round in self._rounds.values() if round.task), return_exceptions=True)

    def begin(self, chat: str) -> None:
        """There is work in a chat that is ours."""
        round = self._rounds.setdefault(chat, _Round())
        round.news.set()
        if round.task is None:
            round.task = asyncio.create_task(self._go(chat, round))

    async def run(self) -> None:
        """Takes up what was left, by those who died before and later by others, until it is cancelled."""
        first, last = self._inbox.lone, 0.0
        now = asyncio.get_running_loop().time
        while True:
            try:
                for chat in await self._inbox.sweep(all=first):
                    self.begin(chat)
                first = False
                if now() - last > self._inbox.lease.total_seconds() / 3:
                    last = now()
                    await self._inbox.renew(list(self._rounds))
                    await self._inbox.prune()
                    await self._door.forget_gone()
            except StoreError as error:
                log.warning("not swept", problem=str(error))
            await asyncio.sleep(SWEEP)

    async def close(self, grace: float) -> None:
        """Answers what can be answered soon, and leaves the rest, and who is still speaking, for the next start."""
        self._closing = True
        tasks = [round.task for round in self._rounds.values() if round.task]
        for round in self._rounds.values():
            round.news.set()
        if tasks:
            await asyncio.wait(tasks, timeout=grace)
        left = [task for task in tasks if not task.done()]
        if left:
            log.warning("chats left for the next start", count=len(left))
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        with suppress(StoreError):
            await self._inbox.release()

    async def without_record(self, chat: str, arrivals: Sequence[Arrival]) -> None:
        """Answers at once what could not be kept; when this returns, that is done."""
        async with self._loose.setdefault(chat, asyncio.Lock()):
            for one in arrivals:
                if one.update not in self._answered:
                    self._remember([one.update])
                    await self._alone(chat, self._update(one.body), one.update)
        self._loose.pop(chat, None)

    async def _alone(self, chat: str, update: Update, id: int) -> None:
        try:
            async with self._places:
                loose = await self._door.answer([update], None)
        except Exception as error:
            log.error("update failed", update=id, problem=type(error).__name__, at=place(error))  # noqa: TRY400
        else:
            await self._send_loose(chat, loose)

    async def _go(self, chat: str, round: _Round) -> None:
        """From the first work to none."""
        try:
            while True:
                round.news.clear()
                try:
                    more = await self._step(chat, round)
                    round.failures = 0
                except StoreError as error:
                    more = True
                    await self._rest(round, error)
                if not more and (self._closing or not round.news.is_set()):
                    return
        except LostError:
            log.info("chat taken over by another process")
        finally:
            del self._rounds[chat]

    async def _rest(self, round: _Round, error: StoreError) -> None:
        rest = REST[min(round.failures, len(REST) - 1)]
        round.failures += 1
        log.warning("record away", problem=str(error), again_in=rest)
        await asyncio.sleep(rest)

    async def _step(self, chat: str, round: _Round) -> bool:
        """One thing that is next in a chat; False if there was none."""
        work = await self._inbox.take(chat, round.sent)
        round.sent = None
        if work.unsent:
            round.sent = await self._send(chat, work.unsent)
        elif work.letters:
            return await self._letters(chat, round, work.letters)
        return work.unsent is not None

    async def _letters(self, chat: str, round: _Round, letters: Sequence[Letter]) -> bool:
        """Answers the first that belong together, or waits until it is clear which those are."""
        updates = [self._update(letter.body) for letter in letters]
        pieces = [Piece(letter.at, self._door.text(update)) for letter, update in zip(letters, updates, strict=True)]
        count, wait = ready(pieces, datetime.now(UTC), self._patience)
        if wait > 0:
            await self._wait(chat, round, wait)
            return not self._closing
        receipt = Receipt(chat, tuple(letter.update for letter in letters[:count]))
        if any(letter.deadly for letter in letters[:count]):
            await self._door.own_up(receipt, "deadly")
        else:
            await self._answer(chat, receipt, updates[:count])
        return True

    async def _answer(self, chat: str, receipt: Receipt, updates: list[Update]) -> None:
        said = all(id in self._answered for id in receipt.updates)
        try:
            async with self._places, self._shown(chat):
                loose = await self._door.answer(updates, receipt, said)
        except (StoreError, LostError):
            raise
        except Exception as error:
            log.error("update failed", update=receipt.updates[0], problem=type(error).__name__, at=place(error))  # noqa: TRY400
            await self._door.own_up(receipt, type(error).__name__)
        else:
            if loose:
                self._remember(receipt.updates)
            await self._send_loose(chat, loose)

    async def _send(self, chat: str, unsent: Unsent) -> Sent:
        try:
            sent = await self._sender.send(number(chat), unsent)
        except Exception as error:  # a reply that cannot even be dressed must not hold up those after it
            log.error("reply failed", problem=type(error).__name__, at=place(error))  # noqa: TRY400
            return Sent(unsent.id, unsent.parts, whole=False, problem=type(error).__name__)
        if sent.problem == GONE:
            log.info("person gone")
            await self._door.gone(chat)
        return sent

    async def _send_loose(self, chat: str, loose: Loose | None) -> None:
        """Sends all of a reply that could not be posted."""
        if loose is None:
            return
        unsent = Unsent(0, loose.turn.id if loose.turn else 0, loose.reply)
        sent = Sent(0, 0, whole=False)
        while not sent.whole and not sent.problem:
            sent = await self._send(chat, replace(unsent, parts=sent.parts, attempts=sent.attempts))
        if not sent.problem:
            await self._door.delivered(loose)

    async def _wait(self, chat: str, round: _Round, wait: float) -> None:
        """Until something more comes, or for so long; somebody who waits sees that an answer will come."""
        shown = asyncio.create_task(self._typing(chat))
        with suppress(TimeoutError):
            async with asyncio.timeout(min(wait, STILL)):
                await round.news.wait()
        await shown

    @asynccontextmanager
    async def _shown(self, chat: str) -> AsyncIterator[None]:
        """Shows "typing" if it takes long enough to be noticed; for a quick answer that is a request too many."""
        showing = asyncio.create_task(self._typing(chat, NOTICED))
        try:
            yield
        finally:
            showing.cancel()

    async def _typing(self, chat: str, after: float = 0) -> None:
        await asyncio.sleep(after)
        await typing(self._bot, number(chat))

    def _remember(self, updates: Sequence[int]) -> None:
        self._answered |= dict.fromkeys(updates)
        while len(self._answered) > REMEMBERED:
            del self._answered[next(iter(self._answered))]

    def _update(self, body: str) -> Update:
        return Update.de_json(json.loads(body), self._bot)


def place(error: Exception) -> str:
    """The line that raised it: all that is safe to tell of an error."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
