"""The outbox: replies that are kept and have not left yet. Part of the inbox's transactions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, and_

from bot.domain import Reply
from bot.store.sealed import Envelope, KeyRing
from bot.store.statements import DELIVERED, OVER, PART, WAITING, WAITS
from bot.store.tables import ReplyRow

REPLY = Envelope("replies.body", Reply)


@dataclass(frozen=True, slots=True)
class Said:
    """A reply, and the turn it belongs to where that is kept. An urgent one is worth saying often: a card."""

    reply: Reply
    turn: int = 0
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Unsent:
    """A reply that has to leave. `parts` of it have left already; `turn` is 0 where nothing was kept of the turn."""

    id: int
    turn: int
    reply: Reply
    parts: int = 0
    attempts: int = 0
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one: so many parts have left; whether that was all, or why no more will."""

    id: int
    parts: int
    whole: bool = True
    attempts: int = 0
    problem: str = ""


def pending() -> ColumnElement[bool]:
    """Whether a row has still to leave."""
    return and_(ReplyRow.sent_at.is_(None), ReplyRow.problem.is_(None))


def row_of(ring: KeyRing, chat: str, update_id: int | None, said: Said) -> dict[str, object]:
    """The row for a reply to this update, or for what is told without one."""
    return {
        "chat_key": chat,
        "update_id": update_id,
        "turn_id": said.turn or None,
        "body": REPLY.seal(ring, str(update_id), said.reply),
        "urgent": said.urgent,
        "created_at": datetime.now(UTC),
        "parts": 0,
        "attempts": 0,
    }


def waiting(connection: Connection, ring: KeyRing, chat: str) -> Unsent | None:
    """The first reply that has to leave for this chat."""
    found = WAITING.first(connection, {"chat": chat})
    if found is None:
        return None
    id, update_id, turn, body, parts, attempts, urgent = found
    return Unsent(id, turn or 0, REPLY.open(ring, str(update_id), body or b""), parts, attempts, urgent)


def posted(connection: Connection, turn: int) -> bool:
    """Whether the reply of a turn waits already."""
    return bool(WAITS.rows(connection, {"turn": turn}))


def cross_off(connection: Connection, sent: Sent) -> None:
    """Writes down what became of a reply. What has left, or never will, is not kept a second time beside its turn."""
    now = datetime.now(UTC)
    left: dict[str, object] = {"reply": sent.id, "left": sent.parts, "tries": sent.attempts}
    if not (sent.whole or sent.problem):
        PART.count(connection, left)
        return
    over = left | {"when": None if sent.problem else now, "why": sent.problem[:64] or None}
    turn = OVER.value(connection, over)
    if turn is not None and not sent.problem:
        DELIVERED.count(connection, {"turn": turn, "now": now})
