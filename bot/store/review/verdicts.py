"""What reviewers think of turns: one verdict each, so that two may differ; and how the turns stand after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

from sqlalchemy import Connection, delete, func, select, update

from bot.domain import Rating
from bot.domain.review import Seen, Verdict
from bot.store.review import views
from bot.store.sealed import Envelope, KeyRing, Seals
from bot.store.statements import TURN
from bot.store.tables import PersonRow, RatingRow, ReplyRow, TurnRow, Upsert, VerdictRow
from bot.store.visit import ADDRESS, read_turn

NOTE = Envelope("verdicts.note", str)
Reading = Callable[[], tuple[Seen, ...]]
Opening = Callable[[], tuple[tuple[str, Seen], ...]]


def judge(connection: Connection, ring: KeyRing, upsert: Upsert, turn: int, verdict: Verdict) -> bool:
    """Keeps a verdict in place of this reviewer's former one. False if there is no such turn."""
    there = select(TurnRow.id).where(TurnRow.id == turn).with_for_update()
    if connection.execute(there).first() is None:
        return False
    said = {"value": verdict.value, "note": NOTE.seal(ring, str(turn), verdict.note), "at": verdict.at}
    row = upsert(VerdictRow).values(turn_id=turn, reviewer=verdict.reviewer, **said)
    connection.execute(row.on_conflict_do_update(index_elements=["turn_id", "reviewer"], set_=said))
    _count(connection, turn)
    return True


def take_back(connection: Connection, turn: int, reviewer: str) -> bool:
    """Deletes a reviewer's verdict. False if there was none."""
    mine = delete(VerdictRow).where(VerdictRow.turn_id == turn, VerdictRow.reviewer == reviewer)
    gone = connection.execute(mine.returning(VerdictRow.id)).first() is not None
    _count(connection, turn)
    return gone


def _count(connection: Connection, turn: int) -> None:
    """Writes down with the turn how many judged it and whether they differ, which views are made from."""
    given = select(func.count(), func.count(VerdictRow.value.distinct())).where(VerdictRow.turn_id == turn)
    judged, kinds = connection.execute(given).one()
    stands = update(TurnRow).where(TurnRow.id == turn).values(judged=judged, disputed=kinds > 1)
    connection.execute(stands)


def thread(connection: Connection, seals: Seals, turn: int) -> tuple[str, Reading]:
    """The pseudonym of the person of a turn and all their turns, the oldest first; nothing if it is not kept."""
    whose = select(PersonRow.id, PersonRow.key).join(TurnRow, TurnRow.person_id == PersonRow.id)
    person = connection.execute(whose.where(TurnRow.id == turn)).first()
    if person is None:
        return "", tuple
    ids = select(TurnRow.id).where(TurnRow.person_id == person.id)
    read = seen(connection, seals, list(connection.execute(ids).scalars()))
    return person.key, lambda: tuple(one for _, one in read())


def seen(connection: Connection, seals: Seals, ids: Sequence[int]) -> Opening:
    """The turns of these ids that are kept, each with its person's pseudonym, the oldest first."""
    columns = (*TURN, RatingRow.value, PersonRow.key, PersonRow.address)
    query = select(*columns).join(PersonRow, PersonRow.id == TurnRow.person_id)
    query = query.outerjoin(RatingRow, RatingRow.turn_id == TurnRow.id).where(TurnRow.id.in_(ids))
    rows: Sequence[Any] = connection.execute(query.order_by(TurnRow.id)).all()
    given = select(VerdictRow).where(VerdictRow.turn_id.in_(ids)).order_by(VerdictRow.id)
    verdicts = connection.execute(given).mappings().all()
    lost = select(ReplyRow.turn_id, ReplyRow.problem).where(ReplyRow.turn_id.in_(ids), ReplyRow.problem.is_not(None))
    problems = {row.turn_id: row.problem or "" for row in connection.execute(lost).all()}

    def read() -> Iterator[tuple[str, Seen]]:
        said = _by_turn(seals.ring, verdicts)
        for *columns, rating, key, address in rows:
            turn = read_turn(seals.ring, columns, ADDRESS.open(seals.ring, key, address))
            yield key, Seen(turn, cast(Rating | None, rating), said.get(turn.id, ()), problems.get(turn.id, ""))

    return lambda: tuple(read())


def precedents(connection: Connection, ring: KeyRing, most: int) -> views.Opening:
    """The turns that were judged last."""
    ids = select(VerdictRow.turn_id).order_by(VerdictRow.id.desc()).limit(most)
    return views.named(connection, ring, connection.execute(ids).scalars().all())


def _by_turn(ring: KeyRing, rows: Sequence[Any]) -> dict[int, tuple[Verdict, ...]]:
    verdicts: dict[int, tuple[Verdict, ...]] = {}
    for row in rows:
        note = NOTE.open(ring, str(row["turn_id"]), row["note"])
        one = Verdict(row["reviewer"], row["value"], note, row["at"])
        verdicts[row["turn_id"]] = (*verdicts.get(row["turn_id"], ()), one)
    return verdicts
