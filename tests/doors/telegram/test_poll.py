"""Fetching: nothing that comes, and nothing that fails, keeps the others from being answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.doors.telegram import poll
from bot.doors.telegram.poll import Claim
from bot.errors import DoorError
from tests.doors.telegram.house import House, opened
from tests.doors.telegram.updates import text
from tests.doors.telegram.wire import BAD_GATEWAY, FLOOD, HALF, Fault, Wire, refusal, unanswered, unreachable

CONFLICT = refusal(409, "Conflict: terminated by other getUpdates request")
things = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["message", "chat", "text", "from", "id", "date", "callback_query"]), inner)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "odd",
    [
        {"message": {"text": "no chat, no date"}},
        {"message": "not even an object"},
        {"callback_query": {}},
        {"message": text("hello")["message"] | {"date": "yesterday"}},
        {"something_new": {"of": "next year"}},
    ],
)
async def test_an_update_that_cannot_be_read_does_not_stop_the_others(house: House, odd: dict[str, object]) -> None:
    await house.hear(text("before"), odd, text("after"))
    assert house.wire.texts() == ["before", "after"]
    await house.hear(text("later"))
    assert house.wire.texts()[-1] == "later"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(odd=st.dictionaries(st.sampled_from(["message", "edited_message", "callback_query"]), things, max_size=2))
async def test_whatever_comes_the_next_person_is_answered(
    tmp_path_factory: pytest.TempPathFactory, odd: dict[str, object]
) -> None:
    async with opened(tmp_path_factory.mktemp("house"), Wire()) as house:
        await house.hear(odd, text("hello", chat=1000))
        assert house.wire.texts(1000) == ["hello"]


@pytest.mark.parametrize(
    "fault",
    [
        BAD_GATEWAY,
        CONFLICT,
        HALF,
        FLOOD,
        refusal(401, "Unauthorized"),
        unreachable(),
        unanswered(),
        (200, b"[]"),
        (200, b'{"ok": true, "result": []}'),
        (200, b'{"ok": true, "result": [{}]}'),
        (200, b'{"ok": true, "result": true}'),
    ],
)
async def test_fetching_goes_on_after_any_failure(house: House, fault: Fault) -> None:
    house.wire.fail("getUpdates", fault, fault, fault)
    await house.hear(text("hello"), text("hello again"))
    assert house.wire.texts() == ["hello", "hello again"]


async def test_another_process_on_the_same_token_is_named_in_the_log(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.wire.fail("getUpdates", CONFLICT)
    await house.hear(text("hello"))
    await house.hear(text("hello again"))
    assert "another process fetches this bot's messages" in capsys.readouterr().out


def test_of_two_processes_on_one_token_the_one_that_came_later_gives_way() -> None:
    newcomer, elder = Claim(1000, patience=60), Claim(0, patience=60)
    met = [1000 + 9 * n for n in range(20)]
    assert [newcomer.lost(now) for now in met] == [False] * 7 + [True] * 13
    assert not any(elder.lost(now) for now in met)


def test_a_process_that_ends_while_the_next_one_starts_drives_nobody_away() -> None:
    claim = Claim(0, patience=60)
    assert not any(claim.lost(now) for now in (1, 3, 6, 100, 103, 1000))


async def test_whoever_has_to_give_way_says_why_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poll, "GIVE_UP", (0, 0))
    wire = Wire()
    wire.fail("getUpdates", *[CONFLICT] * 9)
    async with opened(tmp_path, wire, begin=False) as house:
        with pytest.raises(DoorError, match="another process fetches this bot's messages: stop it, or give it a token"):
            await (await house.door.begin())
    assert len(wire.asked("getUpdates")) == 2  # the last one confirms what was taken


async def test_only_the_kinds_that_are_answered_are_asked_for(house: House) -> None:
    await house.hear(text("hello"))
    assert house.wire.asked("getUpdates")[0]["allowed_updates"] == ["message", "edited_message", "callback_query"]


async def test_what_was_taken_is_confirmed_at_the_end(tmp_path: Path) -> None:
    wire = Wire()
    async with opened(tmp_path, wire) as house:
        await wire.push(text("hello"))
        await wire.until(lambda: bool(wire.texts()))
    last = house.wire.asked("getUpdates")[-1]
    assert (last["offset"], last["timeout"]) == (2, 0)
