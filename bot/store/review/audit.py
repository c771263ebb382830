"""The trail of what reviewers did. Each entry's link is an HMAC over the entry and the link before it.

Whoever changes, removes or inserts an entry without the installation's keys breaks the chain from there on; whoever
cuts off its end contradicts its head, which is kept sealed. The text of a message is never part of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.domain.review import Act, Entry
from bot.errors import StoreError
from bot.store.sealed import Envelope, Seals
from bot.store.tables import AuditRow, SettingRow, Upsert

HEAD = "audit"
ENDS = Envelope("settings.value", str)
DETAIL = Envelope("audit.detail", str)
BATCH = 1000  # entries walked in one transaction: nobody else waits longer
ROW = AuditRow.id, AuditRow.at, AuditRow.reviewer, AuditRow.did, AuditRow.turn_id, AuditRow.detail


@dataclass(frozen=True, slots=True)
class Chain:
    """How the trail stands: so many entries, the link of the last one, and the first that does not fit (0: none)."""

    entries: int
    link: str
    broken: int = 0


def add(connection: Connection, seals: Seals, upsert: Upsert, act: Act) -> None:
    """Writes down what somebody did, in the transaction in which it is done."""
    empty = {"name": HEAD, "value": ENDS.seal(seals.ring, HEAD, _ends(0, ""))}
    connection.execute(upsert(SettingRow).values(empty).on_conflict_do_nothing(index_elements=["name"]))
    last, link = _head(connection, seals)
    detail = act.detail.encode(errors="replace").decode()
    entry = Entry(last + 1, datetime.now(UTC), act.reviewer, act.did, act.turn, detail)
    link = _link(seals, link, entry)
    row = {
        "id": entry.id,
        "at": entry.at,
        "reviewer": entry.reviewer,
        "did": entry.did,
        "turn_id": entry.turn,
        "detail": DETAIL.seal(seals.ring, str(entry.id), detail),
        "link": link,
    }
    connection.execute(insert(AuditRow).values(row))
    head = update(SettingRow).where(SettingRow.name == HEAD)
    connection.execute(head.values(value=ENDS.seal(seals.ring, HEAD, _ends(entry.id, link))))


def newest(connection: Connection, seals: Seals, before: int | None, limit: int) -> tuple[Entry, ...]:
    """The last entries, newest first."""
    query = select(*ROW).order_by(AuditRow.id.desc()).limit(limit)
    rows = connection.execute(query.where(AuditRow.id < before) if before else query).all()
    return tuple(_entry(seals, row) for row in rows)


def following(connection: Connection, seals: Seals, chain: Chain) -> Chain | None:
    """The chain as far as the next entries go; None if there are none and it ends where its head says."""
    head = _head(connection, seals)
    query = select(*ROW, AuditRow.link).where(AuditRow.id > chain.entries).order_by(AuditRow.id).limit(BATCH)
    rows = connection.execute(query).all()
    if not rows:
        whole = (chain.entries, chain.link) == head
        return None if whole else replace(chain, broken=chain.entries + 1)
    for *row, kept in rows:
        if _follow(seals, chain.entries, chain.link, row) != kept:
            return replace(chain, broken=chain.entries + 1)
        chain = Chain(chain.entries + 1, kept)
    return chain


def _follow(seals: Seals, last: int, link: str, row: Sequence[Any]) -> str:
    """The link that the entry after `last` must have; nothing if this is not it or cannot be opened."""
    try:
        entry = _entry(seals, row)
    except StoreError:
        return ""
    return _link(seals, link, entry) if entry.id == last + 1 else ""


def _head(connection: Connection, seals: Seals) -> tuple[int, str]:
    """The number and the link of the last entry; nobody else adds one before we are done."""
    query = select(SettingRow.value).where(SettingRow.name == HEAD).with_for_update()
    sealed = connection.execute(query).scalar()
    if sealed is None:
        return 0, ""
    number, _, link = ENDS.open(seals.ring, HEAD, sealed).partition(" ")
    return int(number), link


def _ends(number: int, link: str) -> str:
    return f"{number} {link}"


def _link(seals: Seals, before: str, entry: Entry) -> str:
    said = [entry.id, entry.at.isoformat(), entry.reviewer, entry.did, entry.turn, entry.detail]
    return seals.names.of("audit", before, json.dumps(said))


def _entry(seals: Seals, row: Sequence[Any]) -> Entry:
    id, at, reviewer, did, turn, detail = row
    return Entry(id, at, reviewer, did, turn, DETAIL.open(seals.ring, str(id), detail))
