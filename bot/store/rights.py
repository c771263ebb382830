"""What a person may ask of the record about themselves: whether to keep, what is kept, to forget it. SQL of `Store`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, func, select, update

from bot.domain import Memory
from bot.store.sealed import Seals
from bot.store.statements import TURN
from bot.store.tables import PersonRow, RatingRow, TurnRow
from bot.store.visit import ADDRESS, MEMORY, read_turn

GONE = timedelta(days=30)  # after which somebody who cannot be reached is forgotten
JSON = TypeAdapter(Memory)


def consent(connection: Connection, key: str, yes: bool) -> None:
    """Whether what a person says from now on is kept."""
    person = update(PersonRow).where(PersonRow.key == key)
    connection.execute(person.values(consent="yes" if yes else "no"))


def begin(connection: Connection, seals: Seals, key: str) -> None:
    """Takes the story out of what is remembered; a turn that is thought of meanwhile is thought of anew."""
    who = select(PersonRow.memory, PersonRow.revision).where(PersonRow.key == key).with_for_update()
    found = connection.execute(who).first()
    if found is None or found.memory is None:
        return
    memory = MEMORY.open(seals.ring, key, found.memory).anew()
    person = update(PersonRow).where(PersonRow.key == key)
    values = {"memory": MEMORY.seal(seals.ring, key, memory), "revision": found.revision + 1}
    connection.execute(person.values(values))


def export(connection: Connection, seals: Seals, key: str) -> dict[str, Any]:
    """All that is kept of a person, for themselves to read; empty if nothing is."""
    person = connection.execute(select(PersonRow).where(PersonRow.key == key)).mappings().first()
    if person is None:
        return {}
    address = ADDRESS.open(seals.ring, key, person["address"])
    memory = MEMORY.open(seals.ring, key, person["memory"]) if person["memory"] else Memory()
    query = select(*TURN, RatingRow.value).outerjoin(RatingRow, RatingRow.turn_id == TurnRow.id)
    rows = connection.execute(query.where(TurnRow.person_id == person["id"]).order_by(TurnRow.id)).all()
    return {
        "address": address,
        "kept_for_review": person["consent"],
        "since": _moment(person["created_at"]),
        "last_seen": _moment(person["seen_at"]),
        "remembered": JSON.dump_python(memory, mode="json"),
        "turns": [_turn(seals, row[:-1], row[-1], address) for row in rows],
    }


def forget(connection: Connection, key: str) -> int:
    """Deletes the person, their turns and ratings, and what has still to be sent of them; how many rows."""
    who = select(PersonRow.id).where(PersonRow.key == key).with_for_update()
    id = connection.execute(who).scalar()
    if id is None:
        return 0
    turns = select(TurnRow.id).where(TurnRow.person_id == id)
    rated = select(func.count()).select_from(RatingRow).where(RatingRow.turn_id.in_(turns))
    written = select(func.count()).select_from(TurnRow).where(TurnRow.person_id == id)
    rows = 1 + sum([connection.execute(count).scalar_one() for count in (rated, written)])
    connection.execute(delete(PersonRow).where(PersonRow.id == id))
    return rows


def forget_gone(connection: Connection, now: datetime) -> int:
    """Forgets those who could not be reached for long; how many people."""
    gone = delete(PersonRow).where(PersonRow.gone_at < now - GONE).returning(PersonRow.id)
    return len(connection.execute(gone).all())


def forget_old(connection: Connection, before: datetime) -> int:
    """Deletes turns older than that, and those who were not seen since, with what is remembered; how many rows."""
    unseen = delete(PersonRow).where(PersonRow.seen_at < before).returning(PersonRow.id)
    people = len(connection.execute(unseen).all())
    old = delete(TurnRow).where(TurnRow.at < before).returning(TurnRow.id)
    return people + len(connection.execute(old).all())


def _turn(seals: Seals, row: Any, rating: str | None, address: str) -> dict[str, Any]:
    turn = read_turn(seals.ring, row, address)
    return {
        "at": turn.message.at.isoformat(),
        "you": turn.message.text,
        "button": turn.message.choice,
        "bot": turn.outcome.reply.text,
        "decided": turn.outcome.decision.kind,
        "facts_read": [
            f"{fact.name}={fact.value}{' (supposed)' * fact.supposed}" for fact in turn.outcome.memory.facts.held
        ],
        "rating": rating,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
