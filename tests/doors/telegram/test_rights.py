"""What a person may ask about what is kept of them, and what they may not flood."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.doors.telegram import limits
from bot.doors.telegram.limits import Limits
from tests.doors.telegram.house import LIFETIME, OWN, House, opened
from tests.doors.telegram.updates import DATE, tap, text
from tests.doors.telegram.wire import BLOCKED, Wire


@pytest.fixture
async def asking(tmp_path: Path) -> AsyncIterator[House]:
    """A house that keeps nothing of those who have not said yes."""
    async with opened(tmp_path, Wire(), unasked=False) as house:
        yield house


async def kept(house: House, chat: int = 7) -> list[str]:
    """The messages that are kept of somebody."""
    data = await house.store.export(f"telegram:{chat}")
    return [turn["you"] for turn in data.get("turns", [])]


async def test_before_consent_people_are_answered_and_nothing_of_them_is_kept(asking: House) -> None:
    await asking.hear(text("hello"), text("again"))
    assert asking.wire.texts() == ["hello", "again"]
    assert await asking.store.export("telegram:7") == {}
    assert "reply_markup" not in asking.wire.asked("sendMessage")[0]  # what is not kept cannot be rated
    assert (await asking.store.inbox.backlog()).replies == 0


async def test_whoever_says_yes_is_kept_from_then_on(asking: House) -> None:
    await asking.hear(text("before"), tap("c:consent:yes"), text("after"))
    assert asking.wire.texts() == ["before", OWN["consent.yes"], "after"]
    assert await kept(asking) == ["after"]


async def test_whoever_says_no_is_answered_and_not_kept_also_after_a_restart(tmp_path: Path) -> None:
    async with opened(tmp_path, Wire()) as house:  # one that keeps unless told otherwise
        await house.hear(tap("c:consent:no"), text("hello"))
        assert house.wire.texts() == [OWN["consent.no"], "hello"]
    async with opened(tmp_path, Wire()) as house:
        house.wire.updates += [{"update_id": 1, **text("x")}, {"update_id": 2, **text("x")}]
        await house.hear(text("again"))
        assert house.wire.texts() == ["again"]
        assert await kept(house) == []


async def test_start_begins_again_whether_one_is_kept_or_not(asking: House) -> None:
    await asking.hear(text("one"), text("/start"), text("two"))
    await asking.hear(tap("c:consent:yes"), text("three"), text("/start an-address"), text("four"))
    assert [memory.said for memory in asking.guide.memories] == [(), (), ("two",), ()]


async def test_stop_ends_the_keeping_and_leaves_what_was_kept(asking: House) -> None:
    await asking.hear(tap("c:consent:yes"), text("one"), text("/stop"), text("two"))
    assert asking.wire.texts()[-2:] == [OWN["stopped"], "two"]
    assert await kept(asking) == ["one"]


async def test_mydata_is_a_file_with_everything(asking: House) -> None:
    await asking.hear(tap("c:consent:yes"), text("one"), tap("r:1:up"), text("/mydata"))
    (sent,) = asking.wire.asked("sendDocument")
    assert sent["caption"] == OWN["mydata"]
    data = json.loads(asking.wire.files[0])
    assert (data["address"], data["kept_for_review"]) == ("telegram:7", "yes")
    assert [(turn["you"], turn["bot"], turn["rating"]) for turn in data["turns"]] == [("one", "one", "up")]
    assert data["remembered"]["turns"] == 1


async def test_whoever_is_not_kept_is_told_so(asking: House) -> None:
    await asking.hear(text("/mydata"), text("/forget"), tap("c:forget:yes"))
    assert asking.wire.texts() == [OWN["nothing_kept"], OWN["forget.ask"], OWN["nothing_kept"]]


async def test_forget_takes_two_taps_and_everything(asking: House) -> None:
    await asking.hear(tap("c:consent:yes"), text("one"), text("two"), tap("r:1:down"), text("/forget"))
    rows = asking.wire.asked("sendMessage")[-1]["reply_markup"]["inline_keyboard"]
    assert [button["callback_data"] for row in rows for button in row] == ["c:forget:yes", "c:forget:no"]
    await asking.hear(tap("c:forget:no"))
    assert await kept(asking) == ["one", "two"]
    await asking.hear(tap("c:forget:yes"))
    assert asking.wire.texts()[-2:] == [OWN["forget.no"], "4 <forgotten>"]
    assert await asking.store.export("telegram:7") == {}


async def test_of_those_who_were_forgotten_only_numbers_are_left(asking: House, tmp_path: Path) -> None:
    await asking.hear(tap("c:consent:yes"), text("one"), tap("c:forget:yes"))
    tables = [f"SELECT * FROM {table}" for table in ("people", "chats", "turns")]
    tables.append("SELECT chat_key, body FROM inbox UNION SELECT chat_key, body FROM replies")
    found = await asking.store._database.do(lambda record: [list(record.exec_driver_sql(query)) for query in tables])
    assert found == [[], [], [], [(None, None)]]


async def test_whoever_blocked_the_bot_is_forgotten_after_a_month(asking: House) -> None:
    await asking.hear(tap("c:consent:yes"), text("one"))
    asking.wire.fail("sendMessage", BLOCKED)
    await asking.hear(text("two"))
    assert await asking.store.expire(LIFETIME) == (0, 0)
    long_ago = "UPDATE people SET gone_at = '2020-01-01 00:00:00'"
    await asking.store._database.do(lambda connection: connection.exec_driver_sql(long_ago))
    assert await asking.store.expire(LIFETIME) == (1, 0)
    assert await kept(asking) == []


async def test_whoever_floods_is_told_once_and_danger_is_always_answered(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "A_MINUTE", 3)
    await house.hear(*(text(f"{n}") for n in range(6)), text("in danger"), text("x", chat=8))
    assert house.wire.texts(7) == ["0", "1", "2", OWN["slow_down"], "in danger"]
    assert house.wire.texts(8) == ["x"]


async def test_whoever_wrote_while_we_were_away_is_answered_in_full(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "A_MINUTE", 3)
    await house.hear(*(text(f"{n}", date=DATE + 30 * n) for n in range(6)))
    assert house.wire.texts() == ["0", "1", "2", "3", "4", "5"]


@given(st.lists(st.floats(0, 200_000), max_size=400))
def test_no_more_than_the_limits_are_ever_let_in(times: list[float]) -> None:
    counted = Limits()
    let_in = [now for n, now in enumerate(sorted(times)) if counted.ask("p", f"{n}", now) == "in"]
    for now in let_in:
        assert sum(now - limits.MINUTE < time <= now for time in let_in) <= limits.A_MINUTE
        assert sum(now - limits.DAY < time <= now for time in let_in) <= limits.A_DAY
