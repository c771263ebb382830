"""From an update to what the desk takes. Pure, but for the time at which a button was pressed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from telegram import CallbackQuery, Chat, Update, User
from telegram import Message as Said
from telegram.constants import ChatType

from bot.domain import Message
from bot.doors.telegram.render import choice_in, whole


def written(update: Update) -> Message:
    """What was written. An edit is a message of its own, told from the first by the time it was made."""
    said = said_in(update)
    id, at = str(said.message_id), said.date
    if said.edit_date:
        id, at = f"{id}/{int(said.edit_date.timestamp())}", said.edit_date
    text, user = said.text or said.caption or "", said.from_user
    return Message(id, person(said.chat), whole(text), at, name=_name(user), lang=_lang(user))


def pressed(update: Update) -> Message:
    """What a button says. Telegram does not tell when it was pressed: now."""
    query = query_in(update)
    choice, user = choice_in(query.data or ""), query.from_user
    who = person(chat_in(update))
    return Message(query.id, who, "", datetime.now(UTC), whole(choice), name=_name(user), lang=_lang(user))


def person(chat: Chat) -> str:
    """Who writes there."""
    return f"telegram:{chat.id}"


def private(update: object) -> bool:
    """Whether it comes from a chat with one person."""
    return isinstance(update, Update) and update.effective_chat is not None and chat_in(update).type == ChatType.PRIVATE


def said_in(update: Update) -> Said:
    """The message of an update whose filter saw one."""
    return cast("Said", update.effective_message)


def chat_in(update: Update) -> Chat:
    """The chat of an update whose filter saw one."""
    return cast("Chat", update.effective_chat)


def query_in(update: Update) -> CallbackQuery:
    """The pressed button of an update whose filter saw one."""
    return cast("CallbackQuery", update.callback_query)


def _name(user: User | None) -> str:
    return whole(user.first_name) if user else ""


def _lang(user: User | None) -> str:
    return ((user.language_code if user else None) or "en")[:2].lower()
