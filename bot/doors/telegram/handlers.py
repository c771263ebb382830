"""What is done with what waits in a chat, in private or in a group that speaks to the bot."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.conversation import Conversation
from bot.domain import Card, Message, Reply, Turn
from bot.doors.telegram.inviting import Invite
from bot.doors.telegram.limits import Limits
from bot.doors.telegram.reading import (
    Kind,
    chat_in,
    kind,
    person,
    pressed,
    private,
    query_in,
    said_in,
    unnamed,
    written,
)
from bot.doors.telegram.render import rating_in
from bot.doors.telegram.rights import Rights
from bot.doors.telegram.sending import tell
from bot.doors.words import Shelf, say
from bot.errors import StoreError
from bot.store import Inbox, Note, Receipt, Unsent

ALBUMS = 100  # the last ones seen: an album comes as one message a picture, and is answered once
GROUPS = 1000  # the last ones that were told that private is better
NOTICE = 200  # characters that Telegram shows over the chat
TOGETHER = ("words", "edit")
DATA = ("start", "stop", "mydata", "forget", "right")  # about a person's data: in private only
SAYINGS = {"help": "help", "privacy": "privacy", "voice": "voice_note"} | dict.fromkeys(DATA[:-1], "group")


@dataclass(frozen=True, slots=True)
class Loose:
    """What the record could not take: its reply, if there is one, is sent at once, or never."""

    reply: Reply | None
    turn: Turn | None = None


Left = Unsent | Loose | None


class Door:
    """Takes updates to the conversation, and sees that what answers them is posted."""

    def __init__(
        self, conversation: Conversation, inbox: Inbox, shelf: Shelf, bot: Bot, invite: Invite | None = None
    ) -> None:
        self._conversation = conversation
        self._inbox = inbox
        self._shelf = shelf
        self._bot = bot
        self._invite = invite
        self._rights = Rights(conversation, shelf, bot)
        self._limits = Limits()
        self._albums: deque[str] = deque(maxlen=ALBUMS)
        self._groups: deque[int] = deque(maxlen=GROUPS)

    def text(self, update: Update) -> str | None:
        """What was written, if it is to be read together with what is written around it."""
        if self._invites(update):
            return None
        if self._kind(update) not in TOGETHER or not private(update):
            return None
        return said_in(update).text or said_in(update).caption

    async def answer(self, updates: Sequence[Update], receipt: Receipt | None, said: bool = False) -> Left:
        """Answers updates that belong together: what was posted, or what could not be and has still to be sent.

        Without a receipt nothing is posted. `said`: they were answered while the record was away.
        """
        first, what = updates[0], self._kind(updates[0])
        if self._invite and self._invites(first):
            return await self._post(await self._invite.reply(first), receipt)
        if what in TOGETHER:
            for update in updates:
                self._seen(update)
            if what == "edit" and len(updates) == 1 and await self._same(first):
                return await self._post(None, receipt)
            return await self._turn(await self._heard(updates), receipt)
        if what == "choice":
            await notify(first)
            return await self._turn(pressed(first), receipt)
        reply = None if said else await self._own(first, what)
        return await self._post(reply, receipt)

    async def own_up(self, receipt: Receipt, problem: str) -> None:
        """Sets aside what could not be answered, and says so."""
        await self._inbox.settle(receipt, self.sorry(), problem)

    def sorry(self) -> Reply | None:
        """What is said for an answer that could not be given; an operator may have taken it away."""
        return self._say("trouble") if "trouble" in self._shelf.knowledge.phrases else None

    async def delivered(self, loose: Loose) -> None:
        """A reply that was not posted has arrived."""
        if loose.turn:
            await self._conversation.delivered(loose.turn)

    def notes(self, loose: Loose) -> Sequence[Note]:
        """What the operators are told of a turn that was not posted."""
        return self._conversation.notes(loose.turn) if loose.turn else ()

    @property
    def trouble(self) -> str:
        """Why nothing is kept now."""
        return self._conversation.trouble or "The record did not take it."

    async def gone(self, chat: str) -> None:
        """Nobody can be reached there any more."""
        await self._conversation.gone(chat)

    async def expire(self) -> None:
        """Those who cannot be reached for a month are forgotten, and what is too old."""
        await self._conversation.expire()

    async def _turn(self, message: Message, receipt: Receipt | None) -> Left:
        verdict = self._limits.ask(message.person, message.id, message.at.timestamp())
        if verdict != "in" and not await self._conversation.flagged(message):
            return await self._post(self._say("slow_down") if verdict == "notice" else None, receipt)
        turn = await self._conversation.receive(message, receipt)
        if turn.posted is None:
            return Loose(None if turn.delivered else turn.outcome.reply, turn)
        urgent = isinstance(turn.outcome.decision, Card)
        return Unsent(turn.posted, turn.id, turn.outcome.reply, urgent=urgent) if turn.posted else None

    async def _heard(self, updates: Sequence[Update]) -> Message:
        """What was written to the bot. Somebody who writes in a group is told, once, that private is better."""
        message = written(updates)
        if private(updates[0]):
            return message
        chat = chat_in(updates[0]).id
        if chat not in self._groups:
            self._groups.append(chat)
            await tell(self._bot, chat, self._say("group").text)
        return replace(message, text=unnamed(message.text, self._bot.username))

    async def _same(self, update: Update) -> bool:
        """Whether an edit after the answer leaves every word as it was."""
        return await self._conversation.unchanged(written([update]), str(said_in(update).message_id))

    async def _post(self, reply: Reply | None, receipt: Receipt | None) -> Left:
        try:
            if receipt:
                id = await self._inbox.settle(receipt, reply)
                return Unsent(id, 0, reply) if reply else None
        except StoreError:
            pass  # it will be crossed off when the record is back
        return Loose(reply)

    async def _own(self, update: Update, what: Kind) -> Reply | None:
        """What the door says by itself."""
        if what in DATA and private(update):
            if update.callback_query:
                await notify(update)
            return await self._rights.answer(update, what)
        if slot := SAYINGS.get(what):
            return self._say(slot)
        match what:
            case "other" if not self._seen(update):
                return self._say("not_text")
            case "rating":
                await self._rate(update)
            case "old" | "right":
                await notify(update, self._phrase("too_old"))
        return None

    async def _rate(self, update: Update) -> None:
        """A thumb up or down, kept, with a thank-you over the chat."""
        turn_id, value = rating_in(query_in(update).data or "") or (0, "up")
        kept = private(update) and await self._conversation.rate(person(chat_in(update)), turn_id, value)
        await notify(update, self._phrase(f"rated.{value}" if kept else "too_old"))

    def _kind(self, update: Update) -> Kind:
        return kind(update, self._bot.username)

    def _invites(self, update: Update) -> bool:
        """Whether an operator asks for the review pages."""
        return self._invite is not None and self._invite.asked(update, self._bot.username)

    def _say(self, slot: str) -> Reply:
        return say(self._shelf.knowledge, slot)

    def _phrase(self, slot: str) -> str:
        return self._say(slot).text[:NOTICE]

    def _seen(self, update: Update) -> bool:
        """Whether another message of the same album came before."""
        album = said_in(update).media_group_id
        if album is None or album in self._albums:
            return album is not None
        self._albums.append(album)
        return False


async def notify(update: Update, text: str | None = None) -> None:
    """Ends the waiting of a pressed button, with a word or without. Too late is no error."""
    with suppress(TelegramError):
        await query_in(update).answer(text)
