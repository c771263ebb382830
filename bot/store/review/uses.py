"""How often each passage was said, and how it was liked, from the open columns of turns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from bot.store.tables import RatingRow, TurnRow

LAST = 20_000  # answers that are looked at
LATELY = timedelta(days=30)


@dataclass(slots=True)
class Use:
    """Of one passage: `hits` in the last month, ratings of the answers it was in, when it was said last."""

    hits: int = 0
    up: int = 0
    down: int = 0
    last: datetime | None = None


def uses(connection: Connection) -> dict[str, Use]:
    """By passage; those never said are not in it."""
    query = select(TurnRow.at, TurnRow.passages, RatingRow.value)
    query = query.outerjoin(RatingRow, RatingRow.turn_id == TurnRow.id).where(TurnRow.kind == "answer")
    since, found = datetime.now(UTC) - LATELY, dict[str, Use]()
    for at, passages, rating in connection.execute(query.order_by(TurnRow.id.desc()).limit(LAST)):
        for id in passages:
            use = found.setdefault(id, Use(last=at))
            use.hits += at >= since
            use.up += rating == "up"
            use.down += rating == "down"
    return found
