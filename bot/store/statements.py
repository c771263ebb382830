"""The statements that every message needs, made once: to make one takes longer than to execute it."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import BindParameter, and_, case, delete, exists, insert, or_, select, update
from sqlalchemy import bindparam as given

from bot.store.ready import Ready
from bot.store.tables import ChatRow, InboxRow, PersonRow, ReplyRow, TurnRow, Upsert

MOST = 100  # updates of one chat looked at together
TURN = (
    TurnRow.id,
    TurnRow.message_key,
    TurnRow.message,
    TurnRow.outcome,
    TurnRow.knowledge_version,
    TurnRow.delivered_at,
)
UNSENT = (
    ReplyRow.id,
    ReplyRow.update_id,
    ReplyRow.turn_id,
    ReplyRow.body,
    ReplyRow.parts,
    ReplyRow.attempts,
    ReplyRow.urgent,
)
_LETTER = InboxRow.update_id, InboxRow.at, InboxRow.body, InboxRow.attempts
_OPEN = InboxRow.update_id == given("id"), InboxRow.done_at.is_(None)
_PENDING = ReplyRow.sent_at.is_(None), ReplyRow.problem.is_(None)

HOLD = Ready(
    update(ChatRow)
    .where(ChatRow.key == given("chat"), ChatRow.lease_owner == given("owner"))
    .values(lease_until=given("until"))
)
LEAVE = Ready(
    delete(ChatRow).where(
        ChatRow.key == given("chat"),
        ~exists().where(InboxRow.chat_key == given("chat"), InboxRow.done_at.is_(None)),
        ~exists().where(ReplyRow.chat_key == given("chat"), *_PENDING),
    )
)
LETTERS = Ready(
    select(*_LETTER)
    .where(InboxRow.chat_key == given("chat"), InboxRow.done_at.is_(None))
    .order_by(InboxRow.update_id)
    .limit(MOST)
)
DONE = Ready(update(InboxRow).where(*_OPEN).values(done_at=given("now"), chat_key=None, body=None))
ASIDE = Ready(update(InboxRow).where(*_OPEN).values(done_at=given("now"), chat_key=None, problem=given("why")))

POST = Ready(insert(ReplyRow).returning(ReplyRow.id))
WAITS = Ready(select(ReplyRow.id).where(ReplyRow.turn_id == given("turn"), *_PENDING))
WAITING = Ready(select(*UNSENT).where(ReplyRow.chat_key == given("chat"), *_PENDING).order_by(ReplyRow.id).limit(1))
_PART = update(ReplyRow).where(ReplyRow.id == given("reply")).values(parts=given("left"), attempts=given("tries"))
PART = Ready(_PART)
OVER = Ready(
    _PART.values(body=None, chat_key=None, sent_at=given("when"), problem=given("why")).returning(ReplyRow.turn_id)
)
DELIVERED = Ready(
    update(TurnRow).where(TurnRow.id == given("turn"), TurnRow.delivered_at.is_(None)).values(delivered_at=given("now"))
)

VISIT = Ready(
    select(PersonRow.memory, PersonRow.revision, PersonRow.consent, *TURN)
    .outerjoin(TurnRow, and_(TurnRow.person_id == PersonRow.id, TurnRow.message_key == given("name")))
    .where(PersonRow.key == given("who"))
)
MEET = Ready(
    update(PersonRow)
    .where(PersonRow.key == given("who"), PersonRow.revision == given("seen"))
    .values(memory=given("told"), seen_at=given("now"), gone_at=None, revision=given("next"))
    .returning(PersonRow.id)
)
WRITE = Ready(insert(TurnRow).returning(TurnRow.id))


@cache
def found(upsert: Upsert) -> Ready:
    """A chat in which nothing waited: it has no row before this one, which is ours."""
    mine: dict[str, BindParameter[Any]] = {"lease_owner": given("owner"), "lease_until": given("until")}
    row = upsert(ChatRow).values(key=given("chat"), address=given("sealed"), **mine)
    return Ready(row.on_conflict_do_nothing(index_elements=["key"]))


@cache
def held(upsert: Upsert, spared: bool) -> Ready:
    """A chat that something came for is ours if nobody holds it; whose it is. `spared`: no lease has run out."""
    mine: dict[str, BindParameter[Any]] = {"lease_owner": given("owner"), "lease_until": given("until")}
    row = upsert(ChatRow).values(key=given("chat"), address=given("sealed"), **mine)
    nobody = ChatRow.lease_owner.is_(None)
    free = nobody if spared else or_(nobody, ChatRow.lease_until < given("now"))
    taken = {name: case((free, row.excluded[name]), else_=getattr(ChatRow, name)) for name in mine}
    return Ready(row.on_conflict_do_update(index_elements=["key"], set_=taken).returning(ChatRow.lease_owner))


@cache
def arrived(upsert: Upsert) -> Ready:
    """An update, unless it came before."""
    return Ready(upsert(InboxRow).on_conflict_do_nothing(index_elements=["update_id"]))


@cache
def enrolled(upsert: Upsert) -> Ready:
    """A row for a person, unless there is one."""
    return Ready(upsert(PersonRow).on_conflict_do_nothing(index_elements=["key"]))
