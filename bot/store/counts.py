"""How many cards were shown, by month and danger, as far as turns are kept. SQL of `Store`."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, select

from bot.domain import Card
from bot.store.sealed import Seals
from bot.store.tables import TurnRow
from bot.store.visit import OUTCOME


def cards(connection: Connection, seals: Seals) -> Counter[tuple[str, str]]:
    """A month is written 2026-11."""
    query = select(TurnRow.at, TurnRow.message_key, TurnRow.outcome).where(TurnRow.kind == "card")
    found: Counter[tuple[str, str]] = Counter()
    for at, key, sealed in connection.execute(query):
        decision = OUTCOME.open(seals.ring, key, sealed).decision
        if isinstance(decision, Card):
            found[f"{at:%Y-%m}", decision.alarm.kind] += 1
    return found
