"""The record is away for a time: people are answered all the same, and not again when it is back."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.doors.telegram import rounds
from tests.doors.telegram.house import OWN, House, opened
from tests.doors.telegram.updates import text
from tests.doors.telegram.wire import Wire
from tests.test_conversation import locked


@pytest.fixture
async def hasty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """One that does not wait long for its record."""
    monkeypatch.setattr(rounds, "SWEEP", 0.5)
    async with opened(tmp_path, Wire(), wait=0.2) as house:
        yield house


@contextmanager
def refusing(folder: Path, table: str) -> Iterator[None]:
    """Nothing can be written into one table."""
    with closing(sqlite3.connect(folder / "bot.db")) as other:
        other.execute(f"CREATE TRIGGER no BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END")
        yield
        other.execute("DROP TRIGGER no")


async def test_while_it_is_locked_people_are_answered_and_afterwards_not_again(hasty: House, tmp_path: Path) -> None:
    await hasty.hear(text("before"))
    with locked(f"sqlite:///{tmp_path}/bot.db"):
        await hasty.wire.push(text("one"), text("two"), text("/help", chat=8))
        await hasty.wire.until(lambda: len(hasty.wire.texts()) == 4)
    await hasty.hear(text("after"))
    assert hasty.wire.texts(7) == ["before", "one", "two", "after"]
    assert hasty.wire.texts(8) == [OWN["help"]]


async def test_while_turns_cannot_be_kept_people_are_answered_once(hasty: House, tmp_path: Path) -> None:
    with refusing(tmp_path, "turns"):
        await hasty.wire.push(text("one"))
        await hasty.wire.until(lambda: bool(hasty.wire.texts()))
    await hasty.settle()
    await hasty.hear(text("after"))
    assert hasty.wire.texts() == ["one", "after"]
    assert [turn["you"] for turn in (await hasty.store.export("telegram:7"))["turns"]] == ["one", "after"]


async def test_while_updates_cannot_be_kept_they_are_answered_before_telegram_is_told(
    hasty: House, tmp_path: Path
) -> None:
    with refusing(tmp_path, "inbox"):
        await hasty.hear(text("one"), text("two"))
        assert hasty.wire.texts() == ["one", "two"]
    await hasty.hear(text("after"))
    assert hasty.wire.texts() == ["one", "two", "after"]
