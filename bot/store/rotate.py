"""Moves sealed columns to the first key of the ring, a batch at a time, so that an older key can be thrown away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update
from sqlalchemy.orm import InstrumentedAttribute

from bot.store.inbox import BODY, CHAT
from bot.store.outbox import REPLY
from bot.store.review.audit import DETAIL
from bot.store.review.verdicts import NOTE
from bot.store.sealed import Envelope, KeyRing
from bot.store.tables import (
    AuditRow,
    Base,
    ChatRow,
    InboxRow,
    PersonRow,
    ReplyRow,
    SettingRow,
    TurnRow,
    VectorRow,
    VerdictRow,
)
from bot.store.vectors import ROW, TEXTS
from bot.store.visit import ADDRESS, MEMORY, MESSAGE, OUTCOME

BATCH = 200  # rows in one transaction: people wait no longer than for a turn
PEPPER = Envelope("settings.value", str)


@dataclass(frozen=True, slots=True)
class Column:
    """A sealed column: its table, the key the rows are walked by, the name that is bound into the seal."""

    table: type[Base]
    walk: InstrumentedAttribute[Any]  # int, or str for the settings
    row: InstrumentedAttribute[Any] | ColumnElement[str]  # str, or int for an update
    sealed: InstrumentedAttribute[Any]  # bytes, or None for a memory not made yet
    envelope: Envelope[Any]
    start: int | str = 0

    def renew(self, connection: Connection, ring: KeyRing, after: int | str) -> tuple[int | str | None, int]:
        """Renews one batch beyond `after`: where the next begins (None at the end), and how many values changed."""
        query = select(self.walk, self.row, self.sealed).where(self.walk > after).order_by(self.walk).limit(BATCH)
        rows = connection.execute(query.with_for_update()).all()
        stale = [(id, name, sealed) for id, name, sealed in rows if sealed is not None and ring.renews(sealed)]
        for id, name, sealed in stale:
            fresh = {self.sealed.key: self.envelope.renew(ring, str(name), sealed)}
            connection.execute(update(self.table).where(self.walk == id).values(fresh))
        return (rows[-1][0] if rows else None), len(stale)


SEALED = (
    Column(SettingRow, SettingRow.name, SettingRow.name, SettingRow.value, PEPPER, ""),
    Column(PersonRow, PersonRow.id, PersonRow.key, PersonRow.address, ADDRESS),
    Column(PersonRow, PersonRow.id, PersonRow.key, PersonRow.memory, MEMORY),
    Column(TurnRow, TurnRow.id, TurnRow.message_key, TurnRow.message, MESSAGE),
    Column(TurnRow, TurnRow.id, TurnRow.message_key, TurnRow.outcome, OUTCOME),
    Column(VectorRow, VectorRow.id, ROW, VectorRow.texts, TEXTS),
    Column(ChatRow, ChatRow.key, ChatRow.key, ChatRow.address, CHAT, ""),
    Column(InboxRow, InboxRow.update_id, InboxRow.update_id, InboxRow.body, BODY),
    Column(ReplyRow, ReplyRow.id, ReplyRow.update_id, ReplyRow.body, REPLY),
    Column(VerdictRow, VerdictRow.id, VerdictRow.turn_id, VerdictRow.note, NOTE),
    Column(AuditRow, AuditRow.id, AuditRow.id, AuditRow.detail, DETAIL),
)
