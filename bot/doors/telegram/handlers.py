"""What is done with each kind of update. Private chats only: in groups the bot says nothing."""

from __future__ import annotations

import asyncio
import traceback
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
from telegram import Bot, Update
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from bot.conversation import Conversation
from bot.domain import Message
from bot.doors.telegram.reading import chat_in, person, pressed, private, query_in, said_in, written
from bot.doors.telegram.render import CHOICE, RATED, rating_in
from bot.doors.telegram.sending import send, typing
from bot.doors.words import Shelf, opening, say

ALBUMS = 100  # the last ones seen: an album comes as one message a picture, and is answered once
NOTICE = 200  # characters that Telegram shows over the chat
ANYTHING = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL
WORDS = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGES & (filters.TEXT | filters.CAPTION)
VOICE = ANYTHING & (filters.VOICE | filters.VIDEO_NOTE)

Context = ContextTypes.DEFAULT_TYPE
log = structlog.get_logger(__name__)


class Door:
    """Takes updates to the conversation, and its turns back to the chat."""

    def __init__(self, conversation: Conversation, shelf: Shelf) -> None:
        self._conversation = conversation
        self._shelf = shelf
        self._albums: deque[str] = deque(maxlen=ALBUMS)

    def handlers(self) -> list[BaseHandler[Update, Context, Any]]:
        """In order: the first that takes an update has it.

        A command followed by words is a message like any other, so that nothing written passes the gate by;
        /start may bring one word, which a link added.
        """
        return [
            *(CommandHandler("start", self.start, ANYTHING, has_args=count) for count in (0, 1)),
            CommandHandler("help", self.help, ANYTHING, has_args=0),
            CommandHandler("privacy", self.privacy, ANYTHING, has_args=0),
            MessageHandler(WORDS, self.words),
            MessageHandler(VOICE, self.voice),
            MessageHandler(ANYTHING, self.other),
            CallbackQueryHandler(self.choice, pattern=f"{CHOICE}."),
            CallbackQueryHandler(self.rating, pattern=RATED),
            CallbackQueryHandler(self.old),
        ]

    async def start(self, update: Update, context: Context) -> None:
        """What this is, and two ways to begin."""
        await send(context.bot, chat_in(update).id, opening(self._shelf.knowledge))

    async def help(self, update: Update, context: Context) -> None:
        """How to use it."""
        await self._say(update, context, "help")

    async def privacy(self, update: Update, context: Context) -> None:
        """What is kept."""
        await self._say(update, context, "privacy")

    async def words(self, update: Update, context: Context) -> None:
        """Text or a caption, new or edited: a turn."""
        self._seen(update)
        await self._turn(context.bot, chat_in(update).id, written(update))

    async def voice(self, update: Update, context: Context) -> None:
        """Nobody listens; that has to be said."""
        await self._say(update, context, "voice_note")

    async def other(self, update: Update, context: Context) -> None:
        """Pictures, stickers, files: only text is read."""
        if not self._seen(update):
            await self._say(update, context, "not_text")

    async def choice(self, update: Update, context: Context) -> None:
        """A pressed button, however old: a turn."""
        await _notify(update)
        if private(update):
            await self._turn(context.bot, chat_in(update).id, pressed(update))

    async def rating(self, update: Update, context: Context) -> None:
        """A thumb up or down, kept, with a thank-you over the chat."""
        turn_id, value = rating_in(query_in(update).data or "") or (0, "up")
        kept = private(update) and await self._conversation.rate(person(chat_in(update)), turn_id, value)
        await _notify(update, self._phrase(f"rated.{value}" if kept else "too_old"))

    async def old(self, update: Update, context: Context) -> None:
        """A button this version does not know."""
        await _notify(update, self._phrase("too_old"))

    async def failed(self, update: object, context: Context) -> None:
        """Whatever went wrong: logged without a word of it, and said once to the person where that can help."""
        try:
            await self._failed(update, context)
        except Exception as error:  # nothing may follow from a failure to report one
            log.warning("failure not told", problem=type(error).__name__)

    async def _failed(self, update: object, context: Context) -> None:
        error = context.error
        who = update if isinstance(update, Update) and private(update) else None
        id = getattr(update, "update_id", None)
        if who and isinstance(error, Forbidden):
            log.info("person gone", update=id)
            await self._conversation.gone(person(chat_in(who)))
            return
        log.error("update failed", update=id, problem=type(error).__name__, at=_place(error))
        if who and (isinstance(error, BadRequest) or not isinstance(error, TelegramError)):
            with suppress(TelegramError):
                await self._say(who, context, "trouble")

    async def _turn(self, bot: Bot, chat: int, message: Message) -> None:
        turn, _ = await asyncio.gather(self._conversation.receive(message), typing(bot, chat))
        if not turn.delivered:
            await send(bot, chat, turn.outcome.reply, turn.id)
            await self._conversation.delivered(turn)

    async def _say(self, update: Update, context: Context, slot: str) -> None:
        await send(context.bot, chat_in(update).id, say(self._shelf.knowledge, slot))

    def _phrase(self, slot: str) -> str:
        return say(self._shelf.knowledge, slot).text[:NOTICE]

    def _seen(self, update: Update) -> bool:
        """Whether another message of the same album came before."""
        album = said_in(update).media_group_id
        if album is None or album in self._albums:
            return album is not None
        self._albums.append(album)
        return False


async def _notify(update: Update, text: str | None = None) -> None:
    """Ends the waiting of a pressed button, with a word or without. Too late is no error."""
    with suppress(TelegramError):
        await query_in(update).answer(text)


def _place(error: Exception | None) -> str:
    """The line that raised it: all that is safe to tell of an error."""
    frames = traceback.extract_tb(error.__traceback__) if error else None
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
