"""From updates to what the desk takes. Pure, but for the time at which a button was pressed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal, cast

from telegram import CallbackQuery, Chat, MessageEntity, Update, User
from telegram import Message as Said
from telegram.constants import ChatType
from telegram.ext import filters

from bot.domain import Message
from bot.doors.telegram.render import choice_in, rating_in, whole

Kind = Literal[
    "words", "edit", "choice", "rating", "old", "voice", "other", "nothing",
    "start", "help", "privacy", "stop", "mydata", "forget", "right",
]  # fmt: skip
COMMANDS: tuple[Kind, ...] = ("start", "help", "privacy", "stop", "mydata", "forget")
RIGHTS = ("consent:", "forget:")  # buttons about a person's data
VOICE = filters.VOICE | filters.VIDEO_NOTE


def kind(update: Update, username: str) -> Kind:
    """What an update is to us. A command with words after it is a message: nothing written passes the gate by."""
    if update.callback_query:
        return _button(update.callback_query.data or "")
    if not private(update):
        return _in_group(update, username)
    if update.edited_message:
        return "edit" if _worded(update.edited_message) else "nothing"
    if update.message and _worded(update.message):
        return command(update.message, username) or "words"
    if not update.message or filters.StatusUpdate.ALL.check_update(update):
        return "nothing"
    return "voice" if VOICE.check_update(update) else "other"


def _in_group(update: Update, username: str) -> Kind:
    """In groups the bot hears commands, its name, and replies to what it said; what else is said is not for it."""
    said = update.message
    if not said or not _worded(said):
        return "nothing"
    answered = said.reply_to_message and said.reply_to_message.from_user
    named = re.search(rf"@{re.escape(username)}\b", words(said), re.IGNORECASE)
    if known := command(said, username):
        return known
    return "words" if named or (answered and answered.username == username) else "nothing"


def _worded(said: Said) -> bool:
    return bool(said.text or said.caption)


def _button(data: str) -> Kind:
    if choice_in(data).startswith(RIGHTS):
        return "right"
    if choice_in(data):
        return "choice"
    return "rating" if rating_in(data) else "old"


def command(said: Said, username: str) -> Kind | None:
    """The command a message is, and nothing else; /start may bring one word, which a link added."""
    entities = said.entities
    if not entities or entities[0].type != MessageEntity.BOT_COMMAND or entities[0].offset:
        return None
    name, _, address = (said.text or "")[1 : entities[0].length].partition("@")
    rest = (said.text or "")[entities[0].length :].split()
    known = next((one for one in COMMANDS if one == name.lower()), None)
    if known is None or address.lower() not in ("", username.lower()):
        return None
    return known if len(rest) <= (known == "start") else None


def written(updates: Sequence[Update]) -> Message:
    """What was written in a row, as one message. An edit of one of them stands in its place."""
    texts: dict[int, Said] = {}
    for update in updates:
        said = said_in(update)
        texts[said.message_id] = said
    last, user = said_in(updates[-1]), said_in(updates[0]).from_user
    id = "+".join(_id(said) for said in texts.values())
    who = speaker(updates[0])
    text = "\n".join(words(said) for said in texts.values())
    at = last.edit_date or last.date
    return Message(id, who, whole(text), at, name=_name(user), lang=_lang(user))


def words(said: Said) -> str:
    """What a message says, after what it quotes, unless that is what the bot said."""
    own = said.reply_to_message and said.reply_to_message.from_user and said.reply_to_message.from_user.is_bot
    quoted = f"{said.quote.text}\n" if said.quote and not own else ""
    return quoted + (said.text or said.caption or "")


def pressed(update: Update) -> Message:
    """What a button says. Telegram does not tell when it was pressed: now."""
    query = query_in(update)
    choice, user = choice_in(query.data or ""), query.from_user
    return Message(query.id, speaker(update), "", datetime.now(UTC), whole(choice), name=_name(user), lang=_lang(user))


def person(chat: Chat) -> str:
    """Who writes there."""
    return f"telegram:{chat.id}"


def number(chat: str) -> int:
    """The id Telegram knows a chat by."""
    return int(chat.rpartition(":")[2])


def speaker(update: Update) -> str:
    """Who writes: in a group somebody else than the same person in private, so that nothing private is told there."""
    chat, user = chat_in(update), update.effective_user
    return person(chat) if private(update) or user is None else f"{person(chat)}:{user.id}"


def unnamed(text: str, username: str) -> str:
    """What was said to the bot, without its name."""
    return re.sub(rf"\s*@{re.escape(username)}\b", "", text, flags=re.IGNORECASE).strip()


def private(update: object) -> bool:
    """Whether it comes from a chat with one person."""
    return isinstance(update, Update) and update.effective_chat is not None and chat_in(update).type == ChatType.PRIVATE


def said_in(update: Update) -> Said:
    """The message of an update that has one."""
    return cast("Said", update.effective_message)


def chat_in(update: Update) -> Chat:
    """The chat of an update that has one."""
    return cast("Chat", update.effective_chat)


def query_in(update: Update) -> CallbackQuery:
    """The pressed button of an update that has one."""
    return cast("CallbackQuery", update.callback_query)


def _id(said: Said) -> str:
    """An edit is a message of its own, told from the first by the time it was made."""
    return f"{said.message_id}/{int(said.edit_date.timestamp())}" if said.edit_date else str(said.message_id)


def _name(user: User | None) -> str:
    return whole(user.first_name) if user else ""


def _lang(user: User | None) -> str:
    return ((user.language_code if user else None) or "en")[:2].lower()
