"""From a reply to the messages Telegram takes: escaped, split, with buttons. Pure; it sends nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard

from bot.domain import Choice, Knowledge, Rating, Reply

LIMIT = 4096  # UTF-16 units in one message, counted before its text is escaped
DATA = 64  # bytes a button carries
MOST = 96  # buttons under one message; Telegram takes 100
HALF = 18  # characters of a label that leave room for another button beside it
CHOICE = "c:"
RATINGS = {"up": "👍", "down": "👎"}
RATED = re.compile(r"r:(\d{1,18}):(up|down)")
SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s")


@dataclass(frozen=True, slots=True)
class Part:
    """One message; the last of a reply carries its buttons."""

    html: str
    keyboard: Keyboard | None = None


def render(reply: Reply, turn_id: int = 0) -> tuple[Part, ...]:
    """The messages of a reply in order. Only a turn that is kept (it has an id) can be rated."""
    texts = split(whole(reply.text))
    last = _keyboard(reply.choices, turn_id if reply.rateable else 0)
    return tuple(Part(escape(text), last if n == len(texts) else None) for n, text in enumerate(texts, 1))


def escape(text: str) -> str:
    """Text that Telegram's HTML mode shows as it is."""
    return html.escape(text, quote=False)


def whole(text: str) -> str:
    """Text without halves of characters (lone surrogates), which cannot be sent or kept."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def split(text: str) -> tuple[str, ...]:
    """Pieces that each fit in a message, cut after sentences; where one is too long, between words or anywhere."""
    pieces, rest = [], text.strip()
    while (fitting := _fitting(rest)) < len(rest):
        cut = _cut(rest, fitting)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return (*pieces, rest) if rest else tuple(pieces)


def units(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(choice: Choice) -> bool:
    """Whether a button can carry this choice."""
    return len((CHOICE + choice.id).encode()) <= DATA


def unfit(knowledge: Knowledge) -> tuple[str, ...]:
    """Passages whose ids are too long for a button: they would be answered with, but never offered."""
    return tuple(passage.id for passage in knowledge.passages if not fits(Choice(f"passage:{passage.id}", "")))


def choice_in(data: str) -> str:
    """The choice a pressed button stands for, or nothing."""
    return data.removeprefix(CHOICE) if data.startswith(CHOICE) else ""


def rating_in(data: str) -> tuple[int, Rating] | None:
    """The turn and what is thought of it, or None."""
    found = RATED.fullmatch(data)
    return (int(found[1]), cast("Rating", found[2])) if found else None


def _fitting(text: str) -> int:
    """How many characters from the start fit in one message."""
    if len(text) <= LIMIT // 2:
        return len(text)
    room = LIMIT
    for index, character in enumerate(text):
        room -= 2 if character > "\uffff" else 1
        if room < 0:
            return index
    return len(text)


def _cut(text: str, fitting: int) -> int:
    ends = [found.end() for found in SENTENCE_END.finditer(text, 0, fitting + 1)]
    if ends:
        return ends[-1]
    space = max(text.rfind(blank, 1, fitting + 1) for blank in "\n ")
    return space if space > 0 else fitting


def _keyboard(choices: Iterable[Choice], turn_id: int) -> Keyboard | None:
    buttons = [Button(choice.label, callback_data=CHOICE + choice.id) for choice in choices if fits(choice)]
    rows = _rows(buttons[:MOST])
    if turn_id:
        rows.append([Button(face, callback_data=f"r:{turn_id}:{rating}") for rating, face in RATINGS.items()])
    return Keyboard(rows) if rows else None


def _rows(buttons: list[Button]) -> list[list[Button]]:
    """Two short ones share a row."""
    rows: list[list[Button]] = []
    for button in buttons:
        before = rows[-1] if rows else []
        if len(before) == 1 and max(len(before[0].text), len(button.text)) <= HALF:
            before.append(button)
        else:
            rows.append([button])
    return rows
