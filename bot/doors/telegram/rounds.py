"""One round to each chat with work: answers what came, in order, and sends what waits, until nothing is left.

A round works from the record and keeps nothing of its own, so that it can be taken up anywhere after a kill.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import takewhile

import structlog
from telegram import Bot, Update

from bot.doors.telegram.burst import Piece, ready
from bot.doors.telegram.handlers import Door, Left, Loose
from bot.doors.telegram.reading import number
from bot.doors.telegram.sending import GONE, Sender, at_once, typing
from bot.doors.telegram.unkept import Read, Unkept, place, update_in
from bot.errors import StoreError
from bot.store import Inbox, Letter, LostError, Receipt, Sent, Sure, Unsent, Work

AT_ONCE = 48  # chats answered at the same time
SWEEP = 3.0  # seconds between looks for chats that nobody works on
NOTICED = 0.3  # seconds of thinking after which "typing" is shown
STILL = 4.0  # seconds after which "typing" is shown again
REST = (0.2, 0.5, 1.0, 2.0, 5.0)  # seconds of rest when the record fails, the last one again and again

Run = Sequence[Letter]  # of one chat, in order

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Round:
    news: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None
    next: Work | None = None  # where it is known before the record is asked
    sent: Sent | None = None
    failures: int = 0
    came: dict[int, Read] = field(default_factory=dict)  # what the record has of it, should that fail


class Rounds:
    """All rounds of this process."""

    def __init__(self, inbox: Inbox, door: Door, bot: Bot, patience: float) -> None:
        self._inbox = inbox
        self._door = door
        self._bot = bot
        self._patience = patience
        self._places = asyncio.Semaphore(AT_ONCE)
        self._alone = asyncio.Lock()
        self._sender = Sender(bot, asyncio.Semaphore(AT_ONCE))
        self._rounds: dict[str, _Round] = {}
        self._unkept = Unkept(door, self._places, self._send)
        self._closing = False

    @property
    def busy(self) -> int:
        """Chats that are worked on now."""
        return len(self._rounds)

    async def quiet(self) -> None:
        """Waits until there is no work."""
        while self._rounds:
            await asyncio.gather(*(round.task for round in self._rounds.values() if round.task), return_exceptions=True)

    def begin(self, chat: str, came: Sequence[Read] = (), next: Work | None = None) -> None:
        """There is work in a chat that is ours: what is next there, if that is clear."""
        round = self._rounds.setdefault(chat, _Round())
        round.came |= {one.update: one for one in came}
        round.news.set()
        if round.task is None:
            round.next = next if next and next.letters else None
            round.task = asyncio.create_task(self._go(chat, round))

    async def run(self) -> None:
        """Takes up what was left, by those who died before and later by others, until it is cancelled."""
        last = 0.0
        now = asyncio.get_running_loop().time
        while True:
            try:
                for chat in await self._inbox.sweep():
                    self.begin(chat)
                if now() - last > self._inbox.lease.total_seconds() / 3:
                    last = now()
                    await self._inbox.renew(list(self._rounds))
                    await self._inbox.prune()
                    await self._door.expire()
            except StoreError as error:
                log.warning("not swept", problem=str(error))
                self._inbox.spare()
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

    async def without_record(self, arrivals: Sequence[Read]) -> None:
        """Answers at once what could not be kept; when this returns, that is done."""
        await self._unkept.answer(arrivals)

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
                    await self._make_do(round, error)
                if not more and (self._closing or not round.news.is_set()):
                    return
        except LostError:
            log.info("chat taken over by another process")
        finally:
            del self._rounds[chat]

    async def _make_do(self, round: _Round, error: StoreError) -> None:
        """The record is away: whoever wrote before that is answered all the same, if it is not back at once."""
        rest = REST[min(round.failures, len(REST) - 1)]
        round.failures += 1
        if round.failures > 1:
            await self._unkept.answer(list(round.came.values()), kept=True)
        log.warning("record away", problem=str(error), again_in=rest)
        with suppress(TimeoutError):
            async with asyncio.timeout(rest):
                await round.news.wait()

    async def _step(self, chat: str, round: _Round) -> bool:
        """One thing that is next in a chat; False if there was none."""
        sure = self._inbox.claim(chat)
        work, round.next = round.next or await self._inbox.take(chat, round.sent), None
        round.sent, unsent = None, work.unsent
        if work.letters:
            updates, wait = self._first(round, work.letters)
            if wait > 0:
                await self._wait(chat, round, wait)
                return not self._closing
            unsent = await self._letters(chat, round, work.letters[: len(updates)], updates)
        if unsent:
            round.sent = await self._send(chat, unsent, sure)
        return bool(unsent or work.letters)

    def _first(self, round: _Round, letters: Sequence[Letter]) -> tuple[list[Update], float]:
        """The first that belong together, and for how many seconds it is not clear yet which those are."""
        known = self._unkept.knows([letters[0].update])  # those are crossed off one by one, and joined with no other
        run = list(takewhile(lambda letter: self._unkept.knows([letter.update]) == known, letters))
        updates = [came.meant if (came := round.came.get(it.update)) else update_in(it.body, self._bot) for it in run]
        pieces = [Piece(letter.at, self._door.text(update)) for letter, update in zip(run, updates, strict=True)]
        count, wait = (1, 0.0) if known else ready(pieces, datetime.now(UTC), self._patience)
        return updates[:count], wait

    async def _letters(self, chat: str, round: _Round, letters: Run, updates: list[Update]) -> Unsent | None:
        """Answers what belongs together; what was posted."""
        receipt, unsent = Receipt(chat, tuple(letter.update for letter in letters)), None
        if any(letter.deadly for letter in letters):
            log.error("update set aside: those who began with it died", update=receipt.updates[0])
            await self._door.own_up(receipt, "deadly")
        else:
            unsent = await self._answer(chat, receipt, updates, letters)
        for id in receipt.updates:
            round.came.pop(id, None)
        return unsent

    async def _answer(self, chat: str, receipt: Receipt, updates: list[Update], letters: Run) -> Unsent | None:
        try:
            left = await self._begun(chat, receipt, updates, letters)
        except (StoreError, LostError):
            raise
        except Exception as error:
            log.error("update failed", update=receipt.updates[0], problem=type(error).__name__, at=place(error))  # noqa: TRY400
            await self._door.own_up(receipt, type(error).__name__)
            return None
        if isinstance(left, Loose):
            self._unkept.note(receipt.updates)
            await self._unkept.send(chat, left)
            raise StoreError(self._door.trouble)
        return left

    async def _begun(self, chat: str, receipt: Receipt, updates: list[Update], letters: Run) -> Left:
        """Answered in a place among those answered at the same time; of what a death left, it is noted that it has it.

        What was begun at a death already is begun alone, so that the next death blames nothing that was only near.
        """
        said = self._unkept.knows(receipt.updates)
        alone = self._alone if any(letter.begun for letter in letters) else nullcontext()
        async with alone, self._places:
            if any(letter.left for letter in letters):
                await self._inbox.risk(receipt)
            with self._shown(chat):
                return await self._door.answer(updates, receipt, said)

    async def _send(self, chat: str, unsent: Unsent, sure: Sure = at_once) -> Sent:
        try:
            sent = await self._sender.send(number(chat), unsent, sure)
        except (StoreError, LostError):
            raise
        except Exception as error:  # a reply that cannot even be dressed must not hold up those after it
            log.error("reply failed", problem=type(error).__name__, at=place(error))  # noqa: TRY400
            return Sent(unsent.id, unsent.parts, whole=False, problem=type(error).__name__)
        if sent.problem == GONE:
            log.info("person gone")
            await self._door.gone(chat)
        return sent

    async def _wait(self, chat: str, round: _Round, wait: float) -> None:
        """Until something more comes, or for so long; somebody who waits sees that an answer will come."""
        shown = asyncio.create_task(self._typing(chat))
        with suppress(TimeoutError):
            async with asyncio.timeout(min(wait, STILL)):
                await round.news.wait()
        await shown

    @contextmanager
    def _shown(self, chat: str) -> Iterator[None]:
        """Shows "typing" if it takes long enough to be noticed; for a quick answer that is a request too many."""
        shown: list[asyncio.Task[None]] = []
        loop = asyncio.get_running_loop()
        later = loop.call_later(NOTICED, lambda: shown.append(loop.create_task(self._typing(chat))))
        try:
            yield
        finally:
            later.cancel()
            for showing in shown:
                showing.cancel()

    async def _typing(self, chat: str) -> None:
        await typing(self._bot, number(chat))
