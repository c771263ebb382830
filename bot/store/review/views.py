"""The lists a reviewer works through: which turns each view holds, newest first, and how many.

The conditions that an index was made for (tables.py) are written out as text: with bound values it would not be used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, and_, cast, func, literal_column, or_, select
from sqlalchemy.sql.elements import TextClause

from bot.domain.review import Listed
from bot.store.sealed import KeyRing
from bot.store.tables import DISPUTED, JUDGED, RANDOM, TO_JUDGE, PersonRow, RatingRow, TurnRow, VerdictRow
from bot.store.visit import MESSAGE

VIEWS = ("open", "unclear", "disliked", "flagged", "random", "disputed", "done", "all")
MANY = 1000  # a view is not counted further than this
NEAR = 0.15  # so little above the bar an answer is unclear
COLUMNS = (
    TurnRow.id,
    PersonRow.key,
    TurnRow.at,
    TurnRow.message_key,
    TurnRow.message,
    TurnRow.kind,
    TurnRow.level,
    TurnRow.confidence,
    TurnRow.delivered_at,
    RatingRow.value,
)
Condition = ColumnElement[bool] | TextClause
Opening = Callable[[], tuple[Listed, ...]]  # opens what was read, once the transaction is over


@dataclass(frozen=True, slots=True)
class Filter:
    """Which turns: a view, as `reviewer` has it, and what narrows it. `bar` is how sure is sure enough today; `calm`
    leaves out what is flagged.
    """

    view: str = "open"
    reviewer: str = ""
    kind: str = ""
    passage: str = ""
    rating: str = ""
    bar: float = 0.5
    calm: bool = False


def holds(wanted: Filter) -> tuple[Condition, ...]:
    """What is true of every turn of a view."""
    conditions: list[Condition] = [*_view(wanted)]
    if wanted.kind:
        conditions.append(TurnRow.kind == wanted.kind)
    if wanted.passage:  # a list of ids, kept as JSON
        conditions.append(cast(TurnRow.passages, String).contains(f'"{wanted.passage}"', autoescape=True))
    if wanted.rating:
        conditions.append(_rated(wanted.rating))
    if wanted.calm:
        conditions.append(TurnRow.level == "none")
    return tuple(conditions)


def _view(wanted: Filter) -> tuple[Condition, ...]:
    unsure = and_(TurnRow.kind == "answer", TurnRow.confidence < wanted.bar + NEAR)
    mine = select(VerdictRow.turn_id).where(VerdictRow.reviewer == wanted.reviewer)
    views: dict[str, tuple[Condition, ...]] = {
        "open": (TO_JUDGE,),
        "unclear": (TO_JUDGE, or_(TurnRow.kind == "admit", unsure)),
        "disliked": (literal_column("judged = 0"), _rated("down")),
        "flagged": (literal_column("judged = 0"), TurnRow.level.in_(("soft", "card"))),
        "random": (RANDOM, TurnRow.id.not_in(mine)),
        "disputed": (DISPUTED,),
        "done": (JUDGED,),
    }
    return views.get(wanted.view, ())


def _rated(value: str) -> ColumnElement[bool]:
    return TurnRow.id.in_(select(RatingRow.turn_id).where(RatingRow.value == value))


def count(connection: Connection, wanted: Filter) -> int:
    """How many turns, up to `MANY`."""
    few = select(TurnRow.id).where(*holds(wanted)).limit(MANY).subquery()
    return connection.execute(select(func.count()).select_from(few)).scalar_one()


def beside(connection: Connection, wanted: Filter, turn: int, older: bool) -> int | None:
    """The turn next to one in the view, whether that one is in it or not."""
    query = select(TurnRow.id).where(*holds(wanted)).limit(1)
    if older:
        query = query.where(TurnRow.id < turn).order_by(TurnRow.id.desc())
    else:
        query = query.where(TurnRow.id > turn).order_by(TurnRow.id)
    return connection.execute(query).scalar()


def page(connection: Connection, ring: KeyRing, wanted: Filter, before: int | None, limit: int) -> Opening:
    """So many turns of a view, the newest first, from `before` on downwards."""
    query = _listed().where(*holds(wanted)).order_by(TurnRow.id.desc()).limit(limit)
    rows = connection.execute(query.where(TurnRow.id < before) if before else query).all()
    return _open(connection, ring, rows)


def ids(connection: Connection, wanted: Filter, most: int) -> tuple[int, ...]:
    """The ids of a view's turns, the newest first."""
    query = select(TurnRow.id).where(*holds(wanted)).order_by(TurnRow.id.desc()).limit(most)
    return tuple(connection.execute(query).scalars())


def named(connection: Connection, ring: KeyRing, ids: Sequence[int]) -> Opening:
    """The turns of these ids that are still kept, the newest first."""
    query = _listed().where(TurnRow.id.in_(ids)).order_by(TurnRow.id.desc())
    return _open(connection, ring, connection.execute(query).all())


def _listed() -> Select[*tuple[Any, ...]]:
    query = select(*COLUMNS).join(PersonRow, PersonRow.id == TurnRow.person_id)
    return query.outerjoin(RatingRow, RatingRow.turn_id == TurnRow.id)


def _open(connection: Connection, ring: KeyRing, rows: Sequence[Any]) -> Opening:
    given = select(VerdictRow.turn_id, VerdictRow.value).where(VerdictRow.turn_id.in_([row.id for row in rows]))
    verdicts: dict[int, tuple[Any, ...]] = {}
    for turn, value in connection.execute(given.order_by(VerdictRow.id)).all():
        verdicts[turn] = (*verdicts.get(turn, ()), value)
    return lambda: tuple(_read(ring, row, verdicts.get(row.id, ())) for row in rows)


def _read(ring: KeyRing, row: Any, verdicts: tuple[Any, ...]) -> Listed:
    id, person, at, key, message, kind, level, confidence, delivered, rating = row
    said = MESSAGE.open(ring, key, message)
    arrived = delivered is not None
    return Listed(id, person, at, said.text, said.choice or "", kind, level, confidence, arrived, rating, verdicts)
