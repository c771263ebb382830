"""Messages in a row are one turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.doors.telegram.burst import LONGEST, Piece, ready
from tests.doors.telegram.house import House, opened
from tests.doors.telegram.updates import DATE, edited, photo, tap, text
from tests.doors.telegram.wire import Wire

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
moments = st.floats(-60, 0).map(lambda seconds: NOW + timedelta(seconds=seconds))
pieces = st.lists(st.builds(Piece, moments, st.none() | st.text(max_size=20)), min_size=1, max_size=8)


@pytest.fixture
async def patient(tmp_path: Path) -> AsyncIterator[House]:
    async with opened(tmp_path, Wire(), patience=0.4) as house:
        yield house


def said(text: str, ago: float) -> Piece:
    return Piece(NOW - timedelta(seconds=ago), text)


@given(pieces, st.floats(0, 15))
def test_the_wait_is_bounded_and_at_least_one_is_answered(waiting: list[Piece], patience: float) -> None:
    waiting = sorted(waiting, key=lambda piece: piece.at)
    count, wait = ready(waiting, NOW, patience)
    assert 1 <= count <= len(waiting)
    assert 0 <= wait <= patience + 0.001
    assert NOW + timedelta(seconds=wait) <= max(NOW, waiting[0].at + LONGEST)


def test_a_thought_that_has_ended_is_answered_sooner() -> None:
    assert ready([said("he left", 1)], NOW, 3) == (1, 2.0)
    assert ready([said("he left me. why?", 1)], NOW, 3)[1] == pytest.approx(0.2)
    assert ready([said("he left " * 60, 2)], NOW, 3) == (1, 0.0)


def test_what_comes_in_a_row_belongs_together_and_is_not_waited_for_without_end() -> None:
    assert ready([said("so", 4), said("he left", 1)], NOW, 3) == (2, 2.0)
    assert ready([said("so", 14), said("he left", 0)], NOW, 3) == (2, 1.0)


def test_a_button_ends_the_waiting() -> None:
    assert ready([said("so", 0), Piece(NOW, None)], NOW, 3) == (1, 0.0)


async def test_messages_in_a_row_get_one_answer(patient: House) -> None:
    await patient.wire.push(text("so"))
    await patient.wire.taken()
    await patient.hear(text("he left"), text("last week"))
    assert patient.wire.texts() == ["so\nhe left\nlast week"]
    assert len(patient.noticed) == 1


async def test_people_do_not_wait_for_each_other_nor_share_an_answer(patient: House) -> None:
    await patient.hear(text("one", chat=1), text("two", chat=2))
    assert sorted(patient.wire.texts()) == ["one", "two"]


async def test_a_restart_in_the_middle_still_joins_them(tmp_path: Path) -> None:
    async with opened(tmp_path, Wire(), patience=5) as house:
        await house.wire.push(text("so"))
        await house.wire.taken()
        assert house.wire.texts() == []
    async with opened(tmp_path, Wire(), patience=0.4) as house:
        house.wire.updates.append({"update_id": 1, **text("so")})
        await house.hear(text("he left"))
        assert house.wire.texts() == ["so\nhe left"]


async def test_an_edit_before_the_answer_changes_what_is_answered(patient: House) -> None:
    await patient.hear(text("she", id=5), edited("he left", 5, DATE + 9))
    assert patient.wire.texts() == ["he left"]


async def test_an_edit_after_the_answer_is_read_and_answered(patient: House) -> None:
    await patient.hear(text("she", id=5))
    await patient.hear(edited("he left", 5, DATE + 9))
    assert patient.wire.texts() == ["she", "he left"]


async def test_an_edit_that_changes_no_word_is_not_answered_again(house: House) -> None:
    await house.hear(text("he left", id=5))
    await house.hear(edited("He  left.", 5, DATE + 9))
    assert house.wire.texts() == ["he left"]


async def test_typing_is_shown_while_it_waits(patient: House) -> None:
    await patient.wire.push(text("so"))
    await patient.wire.until(lambda: bool(patient.wire.asked("sendChatAction")))
    assert patient.wire.texts() == []
    await patient.settle()


async def test_a_button_in_the_middle_is_answered_after_what_was_said_before(patient: House) -> None:
    await patient.hear(text("so"), tap("c:more"), text("and"))
    assert patient.wire.texts() == ["so", "chose more", "and"]


async def test_captions_and_forwarded_words_are_read_with_the_rest(patient: House) -> None:
    origin = {"type": "hidden_user", "date": DATE, "sender_user_name": "Bo"}
    await patient.hear(text("he wrote"), text("leave me alone", forward_origin=origin), photo(caption="and this"))
    assert patient.wire.texts() == ["he wrote\nleave me alone\nand this"]


async def test_what_is_quoted_is_read_before_what_is_said_to_it(house: House) -> None:
    await house.hear(text("what did he mean?", quote={"text": "see you, maybe", "position": 0}))
    assert house.wire.texts() == ["see you, maybe\nwhat did he mean?"]


async def test_what_the_bot_said_is_not_taken_for_what_a_person_says(house: House) -> None:
    bot = {"from": {"id": 1, "is_bot": True, "first_name": "Fingers"}}
    answer = text("his words", id=4)["message"] | bot
    await house.hear(text("why?", quote={"text": "his words", "position": 0}, reply_to_message=answer))
    assert house.wire.texts() == ["why?"]


async def test_nobody_is_kept_waiting_for_the_patience_of_others(tmp_path: Path) -> None:
    async with opened(tmp_path, Wire(), patience=10) as house:
        begin = asyncio.get_running_loop().time()
        await house.hear(text("one", chat=1), tap("c:more", chat=1))
        assert asyncio.get_running_loop().time() - begin < 5
