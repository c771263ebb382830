"""Statements made ready mean what they mean to SQLAlchemy, and fail as they fail there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, Integer, cast, func, insert, literal, select, update
from sqlalchemy import bindparam as given

from bot.errors import StoreError
from bot.store.database import File, Server, open_database
from bot.store.migrate import upgrade
from bot.store.ready import Ready
from bot.store.statements import TURN
from bot.store.tables import PersonRow, SettingRow, TurnRow
from tests.store.people import CANARY, NOON

KEEP = Ready(insert(SettingRow))
NAME = Ready(insert(PersonRow).returning(PersonRow.id))
WRITE = Ready(insert(TurnRow).returning(TurnRow.id))
CLEAR = Ready(update(TurnRow).where(TurnRow.id == given("turn")).values(delivered_at=None, confidence=given("sure")))
ONE = Ready(select(literal(1)))
SLEEP = Ready(select(func.pg_sleep(given("seconds", type_=Integer()))))
LEAVE = Ready(select(func.pg_terminate_backend(cast(given("who"), Integer))))
EAST = datetime(2026, 3, 1, 17, 45, tzinfo=timezone(timedelta(hours=5, minutes=45)))
SAID = {
    "message_key": "m1",
    "at": EAST,
    "message": b"\0sealed",
    "outcome": b"sealed\xff",
    "kind": "answer",
    "level": "none",
    "confidence": 0.25,
    "passages": ["calm", "caf\u00e9 %s"],
    "knowledge_version": "100% v1",
    "delivered_at": NOON,
    "disputed": True,
}


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[File | Server]:
    opened = open_database(database_url, 0.1)
    await opened.do(upgrade, 30)
    yield opened
    await opened.close()


def written(connection: Connection) -> int:
    person = NAME.value(connection, {"key": "ana", "address": b"sealed", "created_at": NOON})
    id: int = WRITE.value(connection, {"person_id": person, **SAID})
    return id


async def test_what_goes_in_comes_out_the_same_by_either_way(database: File | Server) -> None:
    rows = select(*TURN, TurnRow.at, TurnRow.disputed, TurnRow.passages, TurnRow.confidence)

    def work(connection: Connection) -> None:
        id = written(connection)
        by_itself = connection.execute(rows.where(TurnRow.id == id)).one()
        ready = Ready(rows.where(TurnRow.id == given("turn"))).first(connection, {"turn": id})
        assert ready == tuple(by_itself)
        assert by_itself.at == EAST.astimezone(UTC)
        assert (by_itself.passages, by_itself.knowledge_version) == (SAID["passages"], SAID["knowledge_version"])
        assert by_itself.disputed is True

    await database.do(work)


async def test_rows_changed_are_counted_and_fixed_values_written(database: File | Server) -> None:
    def work(connection: Connection) -> None:
        id = written(connection)
        assert CLEAR.count(connection, {"turn": id, "sure": 1.0}) == 1
        assert CLEAR.count(connection, {"turn": id + 1, "sure": 1.0}) == 0
        assert connection.execute(select(TurnRow.delivered_at, TurnRow.confidence)).one() == (None, 1.0)

    await database.do(work)


async def test_a_failure_undoes_all_and_gives_no_text_away(database: File | Server) -> None:
    def work(connection: Connection) -> None:
        for _ in range(2):
            KEEP.count(connection, {"name": "a name", "value": CANARY.encode()})

    with pytest.raises(StoreError) as caught:
        await database.do(work)
    error: BaseException | None = caught.value
    while error:
        assert CANARY not in repr(error)
        error = error.__context__
    count = select(func.count()).select_from(SettingRow)
    assert await database.do(lambda connection: connection.execute(count).scalar()) == 0


async def test_a_value_that_no_column_holds_is_a_failure_of_the_record(database: File | Server) -> None:
    with pytest.raises(StoreError):
        await database.do(lambda connection: CLEAR.count(connection, {"turn": 2**70, "sure": 1.0}))
    assert await database.do(lambda connection: ONE.value(connection, {})) == 1


@pytest.mark.postgres
async def test_a_connection_that_breaks_is_not_used_again(postgres_database: str) -> None:
    server = open_database(postgres_database, 0.1)

    def work(connection: Connection) -> None:
        who = connection.execute(select(func.pg_backend_pid())).scalar()
        LEAVE.value(connection, {"who": who})

    for _ in range(8):  # more than are kept at hand
        with pytest.raises(StoreError):
            await server.do(work)
    assert await server.do(lambda connection: ONE.value(connection, {})) == 1
    await server.close()


@pytest.mark.postgres
async def test_a_statement_that_takes_too_long_is_given_up(postgres_database: str) -> None:
    server = open_database(postgres_database, 0.1)
    with pytest.raises(StoreError, match="it takes too long"):
        await server.do(lambda connection: SLEEP.rows(connection, {"seconds": 600}))
    assert await server.do(lambda connection: ONE.value(connection, {})) == 1
    await server.close()
