"""Updates as Telegram writes them, of invented people."""

from __future__ import annotations

import itertools
from typing import Any

DATE = 1767225600  # 2026-01-01
numbers = itertools.count(1)


def message(chat: int = 7, *, kind: str = "private", id: int = 0, **content: Any) -> dict[str, Any]:
    """A new message with that content."""
    entities = {}
    if str(content.get("text", "")).startswith("/"):
        length = len(content["text"].split()[0])
        entities = {"entities": [{"type": "bot_command", "offset": 0, "length": length}]}
    person = {"id": chat, "is_bot": False, "first_name": "Zebedee", "language_code": "pt-br"}
    place = {"id": chat, "type": kind}
    return {
        "message": {"message_id": id or next(numbers), "date": DATE, "chat": place, "from": person} | entities | content
    }


def text(words: str, chat: int = 7, **more: Any) -> dict[str, Any]:
    return message(chat, text=words, **more)


def edited(words: str, id: int, at: int, chat: int = 7) -> dict[str, Any]:
    """The same message, changed."""
    return {"edited_message": message(chat, id=id, text=words, edit_date=at)["message"]}


def photo(**more: Any) -> dict[str, Any]:
    size = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}
    return message(photo=[size], **more)


def sticker() -> dict[str, Any]:
    kinds = {"type": "regular", "is_animated": False, "is_video": False}
    return message(sticker={"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1} | kinds)


def voice() -> dict[str, Any]:
    return message(voice={"file_id": "f", "file_unique_id": "u", "duration": 3})


def tap(data: str, chat: int = 7, kind: str = "private") -> dict[str, Any]:
    """A pressed button."""
    under = message(chat, kind=kind, text="an earlier reply")["message"]
    query = {"id": f"q{next(numbers)}", "from": under["from"], "chat_instance": "c", "message": under}
    return {"callback_query": query | {"data": data}}
