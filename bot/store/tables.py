"""The tables of the record. Text is `LargeBinary` here because it is sealed before it comes (sealed.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
Key = BigInteger().with_variant(Integer(), "sqlite")  # SQLite counts up only in INTEGER, which has 64 bits there
Ids = JSON().with_variant(JSONB(), "postgresql")
# The few rows that are looked for again and again: only what waits belongs to a chat. A chat that goes looks for what
# points to it by these indexes too, so that they may hold no other condition.
OPEN = text("chat_key IS NOT NULL")
# What reviewers look for among very many turns. The words must be the same where they are asked for (views.py).
TO_JUDGE = text("judged = 0 AND kind <> 'talk'")
JUDGED = text("judged > 0")
DISPUTED = text("disputed")
RANDOM = text("message_key < '2'")  # an eighth of all turns: keys are evenly spread, and say nothing of a message


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware going in, UTC coming out, on engines with time zones and without."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be kept")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=NAMING)


Upsert = Callable[[type[Base]], sqlite.Insert | postgresql.Insert]
INSERT: dict[str, Upsert] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class SettingRow(Base):
    """What the installation must keep: the pepper that pseudonyms are made with."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)


class PersonRow(Base):
    """Somebody who wrote. `key` is their pseudonym; the address (`telegram:123`) and the memory are sealed."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("key"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    address: Mapped[bytes] = mapped_column(LargeBinary)
    memory: Mapped[bytes | None] = mapped_column(LargeBinary)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    gone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(Key, server_default="0")  # counts turns, so that none is written over another
    consent: Mapped[str | None] = mapped_column(String(8))  # yes or no, once they were asked
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TurnRow(Base):
    """One message and what was made of it. Newest first is `id` downwards; an id is never given twice."""

    __tablename__ = "turns"
    __table_args__ = (
        UniqueConstraint("person_id", "message_key"),
        Index(None, "person_id", "id"),
        Index(None, "level", "id"),
        Index(None, "at"),
        Index("ix_turns_open", "id", sqlite_where=TO_JUDGE, postgresql_where=TO_JUDGE),
        Index("ix_turns_done", "id", sqlite_where=JUDGED, postgresql_where=JUDGED),
        Index("ix_turns_disputed", "id", sqlite_where=DISPUTED, postgresql_where=DISPUTED),
        Index("ix_turns_random", "id", sqlite_where=RANDOM, postgresql_where=RANDOM),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), type_=Key)
    message_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    message: Mapped[bytes] = mapped_column(LargeBinary)
    outcome: Mapped[bytes] = mapped_column(LargeBinary)
    kind: Mapped[str] = mapped_column(String(16))
    level: Mapped[str] = mapped_column(String(16))
    confidence: Mapped[float] = mapped_column(Float)
    passages: Mapped[list[str]] = mapped_column(Ids)
    knowledge_version: Mapped[str] = mapped_column(String(64))
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    judged: Mapped[int] = mapped_column(Integer, server_default="0")  # how many reviewers judged it
    disputed: Mapped[bool] = mapped_column(Boolean, server_default=false())  # whether they differ


class RatingRow(Base):
    """What the person thought of a turn: `up` or `down`, the newest only."""

    __tablename__ = "ratings"
    __table_args__ = (Index("ix_ratings_value", "value", "turn_id"),)

    turn_id: Mapped[int] = mapped_column(Key, ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class VectorRow(Base):
    """What an encoder made of the texts of a turn in a rehearsal: hashes and vectors, both sealed."""

    __tablename__ = "vectors"
    __table_args__ = (UniqueConstraint("turn_id", "encoder"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), type_=Key)
    encoder: Mapped[str] = mapped_column(String(64))
    texts: Mapped[bytes] = mapped_column(LargeBinary)


class ChatRow(Base):
    """A chat with work, and who works on it until when. `key` is its pseudonym; with nothing left to do it is gone."""

    __tablename__ = "chats"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    address: Mapped[bytes] = mapped_column(LargeBinary)
    lease_owner: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class InboxRow(Base):
    """An update as it came. Once done its number is all that is left; one with a problem is set aside as it is."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_open", "chat_key", "update_id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_inbox_done_at", "done_at"),
    )

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_key: Mapped[str | None] = mapped_column(String(64), ForeignKey("chats.key", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    attempts: Mapped[int] = mapped_column(Integer)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str | None] = mapped_column(String(64))


class ReplyRow(Base):
    """What is said to a chat; unsent, it is the outbox. One to an update at most; to none if it comes late."""

    __tablename__ = "replies"
    __table_args__ = (
        UniqueConstraint("update_id"),
        Index("ix_replies_unsent", "chat_key", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_replies_turn_id", "turn_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    chat_key: Mapped[str | None] = mapped_column(String(64), ForeignKey("chats.key", ondelete="CASCADE"))
    update_id: Mapped[int | None] = mapped_column(BigInteger)
    turn_id: Mapped[int | None] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), type_=Key)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    parts: Mapped[int] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer)
    urgent: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str | None] = mapped_column(String(64))


class PassRow(Base):
    """What lets a reviewer in: a `link` that is used once, then a `session`. The id alone opens nothing (access.py)."""

    __tablename__ = "passes"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    reviewer: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(8))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class VerdictRow(Base):
    """What one reviewer thinks of a turn: one of a fixed list, the newest only, and a note."""

    __tablename__ = "verdicts"
    __table_args__ = (UniqueConstraint("turn_id", "reviewer"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), type_=Key)
    reviewer: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(16))
    note: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class AuditRow(Base):
    """What a reviewer did, numbered without gaps. Each row's `link` is made from the one before: none can be changed.

    It outlives the turn it is about, so it points to it by number only. The database refuses to change or delete it.
    """

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reviewer: Mapped[str] = mapped_column(String(40))
    did: Mapped[str] = mapped_column(String(16))
    turn_id: Mapped[int | None] = mapped_column(Key)
    detail: Mapped[bytes] = mapped_column(LargeBinary)
    link: Mapped[str] = mapped_column(String(64))
