"""Counts over the last days, read from the open columns of turns: no text is opened for them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from bot.domain.figures import Day, Figures, Quality
from bot.store.tables import RANDOM, RatingRow, TurnRow, VerdictRow

LAST = 5000  # replies whose wait is looked at
JUDGEABLE = ("answer", "ask", "admit", "card")


def figures(connection: Connection, days: int, today: date) -> Figures:
    """Those of so many days that end today, by the days of UTC."""
    first = today - timedelta(days=days - 1)
    since = TurnRow.at >= datetime(first.year, first.month, first.day, tzinfo=UTC)
    flagged = select(func.count()).where(since, TurnRow.level != "none", TurnRow.judged == 0)
    return Figures(
        days=_days(connection, since, [first + timedelta(days=n) for n in range(days)]),
        quality=_quality(connection, since),
        seconds=_seconds(connection, since),
        flagged=connection.execute(flagged).scalar_one(),
    )


def _days(connection: Connection, since: ColumnElement[bool], days: Iterable[date]) -> tuple[Day, ...]:
    day = _day(connection)
    counted = select(day, TurnRow.kind, TurnRow.level, func.count()).where(since)
    kinds, levels, ratings = (defaultdict[str, Counter[str]](Counter) for _ in range(3))
    for at, kind, level, count in connection.execute(counted.group_by(day, TurnRow.kind, TurnRow.level)):
        kinds[str(at)][kind] += count
        levels[str(at)][level] += count
    rated = select(day, RatingRow.value, func.count()).join(TurnRow, TurnRow.id == RatingRow.turn_id).where(since)
    for at, value, count in connection.execute(rated.group_by(day, RatingRow.value)):
        ratings[str(at)][value] += count
    return tuple(Day(each, kinds[str(each)], levels[str(each)], ratings[str(each)]) for each in days)


def _day(connection: Connection) -> ColumnElement[Any]:
    """The day of UTC a turn was on."""
    return func.date(TurnRow.at if connection.dialect.name == "sqlite" else func.timezone("UTC", TurnRow.at))


def _quality(connection: Connection, since: ColumnElement[bool]) -> dict[str, Quality]:
    """By outcome. Who differ have not called a turn good."""
    drawn = select(TurnRow.kind, func.count()).where(RANDOM, since).group_by(TurnRow.kind)
    sizes = Counter[str]({row.kind: row[1] for row in connection.execute(drawn)})
    given = select(TurnRow.kind, TurnRow.id, VerdictRow.value).join(VerdictRow, VerdictRow.turn_id == TurnRow.id)
    turns = dict[tuple[str, int], set[str]]()
    for kind, id, value in connection.execute(given.where(RANDOM, since)):
        turns.setdefault((kind, id), set()).add(value)
    judged = Counter(kind for kind, _ in turns)
    right = Counter(kind for (kind, _), values in turns.items() if values == {"good"})
    return {kind: Quality(right[kind], judged[kind], sizes[kind]) for kind in JUDGEABLE}


def _seconds(connection: Connection, since: ColumnElement[bool]) -> tuple[float, ...]:
    query = select(TurnRow.at, TurnRow.delivered_at).where(since, TurnRow.delivered_at.is_not(None))
    rows = connection.execute(query.order_by(TurnRow.id.desc()).limit(LAST)).all()
    return tuple(sorted(max(0.0, (arrived - at).total_seconds()) for at, arrived in rows if arrived))
