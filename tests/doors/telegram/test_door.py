"""What a person meets at the Telegram door."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain import Choice
from tests.doors.telegram.house import OWN, House, opened
from tests.doors.telegram.updates import DATE, edited, message, photo, sticker, tap, text, voice
from tests.doors.telegram.wire import Wire, refusal


async def test_a_text_is_answered(house: House) -> None:
    await house.hear(text("he left", id=12))
    assert house.wire.texts() == ["he left"]
    said = house.guide.heard[0]
    assert (said.id, said.person, said.choice, said.lang) == ("12", "telegram:7", None, "pt")
    assert said.at == datetime.fromtimestamp(DATE, UTC)


async def test_only_the_first_name_is_passed_on(house: House) -> None:
    update = text("hello")
    update["message"]["from"] |= {"last_name": "Canary", "username": "canary"}
    await house.hear(update)
    assert house.guide.heard[0].name == "Zebedee"
    assert "anary" not in repr(house.guide.heard)


async def test_typing_is_shown_before_an_answer_that_takes_a_while(house: House) -> None:
    house.guide.slow = {"hello": 0.6}
    await house.hear(text("hello"))
    methods = [call.method for call in house.wire.calls]
    assert "sendChatAction" in methods
    assert methods[-1] != "sendChatAction"


async def test_a_redelivered_update_is_answered_once(house: House) -> None:
    again = text("hello", id=5)
    await house.hear(again, again)
    await house.hear(again)
    assert house.wire.texts() == ["hello"]


async def test_a_message_that_comes_again_after_a_restart_is_not_answered_again(tmp_path: Path) -> None:
    again = text("hello", id=5)
    async with opened(tmp_path, Wire()) as house:
        await house.hear(again)
    async with opened(tmp_path, Wire()) as house:
        await house.hear(again, text("next"))
        assert house.wire.texts() == ["next"]


async def test_a_reply_that_never_left_is_sent_when_the_message_comes_again(house: House) -> None:
    house.wire.fail("sendMessage", refusal(403, "Forbidden"))
    await house.hear(text("hello", id=5))
    await house.hear(text("hello", id=5))
    assert house.wire.texts() == ["hello", "hello"]
    assert len(house.guide.heard) == 1


async def test_an_edited_text_is_read_as_a_new_message_once_for_each_edit(house: House) -> None:
    await house.hear(text("he", id=5), edited("he left", 5, DATE + 9), edited("he left", 5, DATE + 9))
    assert house.wire.texts() == ["he", "he left"]
    assert house.guide.heard[1].at == datetime.fromtimestamp(DATE + 9, UTC)


async def test_html_is_shown_and_not_read(house: House) -> None:
    await house.hear(text("<b>he</b> & 1 < 2 &amp;"), text("/help"))
    assert house.wire.texts() == ["<b>he</b> & 1 < 2 &amp;", "<help> & more"]


async def test_a_long_reply_comes_in_order_with_the_buttons_under_its_last_part(house: House) -> None:
    house.guide.choices = (Choice("more", "More"),)
    long = " ".join(f"This is sentence number {n}." for n in range(400))
    await house.hear(text(long))
    sent = house.wire.asked("sendMessage")
    assert " ".join(house.wire.texts()) == long
    assert ["reply_markup" in data for data in sent] == [False] * (len(sent) - 1) + [True]
    assert len(sent) == 3


async def test_start_says_what_this_is_asks_for_consent_and_offers_two_ways_to_begin(house: House) -> None:
    await house.hear(text("/start"), text("/start from_a_link"))
    assert house.wire.texts() == [f"{OWN['start']}\n\n{OWN['consent']}"] * 2
    rows = house.wire.asked("sendMessage")[0]["reply_markup"]["inline_keyboard"]
    buttons = [(button["text"], button["callback_data"]) for row in rows for button in row]
    assert buttons == [
        (OWN["button.consent:yes"], "c:consent:yes"),
        (OWN["button.consent:no"], "c:consent:no"),
        (OWN["option.ended_by.ex"], "c:fact:ended_by=ex"),
        (OWN["option.ended_by.me"], "c:fact:ended_by=me"),
    ]


@pytest.mark.parametrize("command", ["help", "privacy"])
async def test_commands_are_answered_with_their_phrase(house: House, command: str) -> None:
    await house.hear(text(f"/{command}"))
    assert house.wire.texts() == [OWN[command]]


@pytest.mark.parametrize("written", ["/help I cannot go on", "/start I cannot go on", "/nonsense"])
async def test_what_is_written_after_a_command_is_read_by_the_guide(house: House, written: str) -> None:
    await house.hear(text(written))
    assert [said.text for said in house.guide.heard] == [written]


async def test_a_button_becomes_a_choice_and_is_acknowledged_first(house: House) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    await house.hear(tap("c:passage:hive"))
    said = house.guide.heard[0]
    assert (said.choice, said.text, said.person) == ("passage:hive", "", "telegram:7")
    assert before < said.at
    assert said.id.startswith("q")
    methods = [call.method for call in house.wire.calls]
    assert methods.index("answerCallbackQuery") < methods.index("sendMessage")


async def test_a_button_works_although_its_query_is_too_old(house: House) -> None:
    house.wire.fail("answerCallbackQuery", refusal(400, "Bad Request: query is too old and response timeout expired"))
    await house.hear(tap("c:more"))
    assert house.wire.texts() == ["chose more"]


async def test_a_rating_is_kept_and_thanked_for(house: House) -> None:
    await house.hear(text("hello"))
    faces = house.wire.asked("sendMessage")[0]["reply_markup"]["inline_keyboard"][-1]
    assert [face["text"] for face in faces] == ["👍", "👎"]
    await house.hear(tap(faces[0]["callback_data"]), tap(faces[1]["callback_data"]))
    thanks = [data["text"] for data in house.wire.asked("answerCallbackQuery")]
    assert thanks == [OWN["rated.up"], OWN["rated.down"]]
    assert await house.store.forget("telegram:7") == 3


async def test_nobody_rates_what_another_was_told(house: House) -> None:
    await house.hear(text("hello"), tap(f"r:{1}:up", chat=8))
    assert [data["text"] for data in house.wire.asked("answerCallbackQuery")] == [OWN["too_old"]]


@pytest.mark.parametrize("data", ["r:99999999999999999999:up", "r:1:sideways", "x", "c:"])
async def test_a_button_that_is_not_known_is_answered_with_a_line(house: House, data: str) -> None:
    await house.hear(tap(data))
    assert [data["text"] for data in house.wire.asked("answerCallbackQuery")] == [OWN["too_old"]]
    assert house.wire.texts() == []


async def test_pictures_and_stickers_are_met_with_a_line(house: House) -> None:
    await house.hear(photo(), sticker(), message(location={"latitude": 1.0, "longitude": 1.0}))
    assert house.wire.texts() == [OWN["not_text"]] * 3


async def test_a_voice_note_is_met_with_a_line_of_its_own(house: House) -> None:
    await house.hear(voice())
    assert house.wire.texts() == [OWN["voice_note"]]


async def test_a_caption_is_read(house: House) -> None:
    await house.hear(photo(caption="look what he wrote"))
    assert house.wire.texts() == ["look what he wrote"]


async def test_an_album_is_answered_once(house: House) -> None:
    await house.hear(*(photo(media_group_id="a") for _ in range(3)))
    await house.hear(photo(media_group_id="b", caption="these four"), *(photo(media_group_id="b") for _ in range(3)))
    assert house.wire.texts() == [OWN["not_text"], "these four"]


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_in_groups_nothing_is_said_to_what_is_not_for_the_bot(house: House, kind: str) -> None:
    await house.hear(text("hello", kind=kind), text("/start@another_bot", kind=kind))
    await house.hear(photo(kind=kind), tap("r:1:up", kind=kind))
    assert house.wire.texts() == []
    assert house.guide.heard == []


async def test_what_telegram_tells_about_a_chat_is_not_answered(house: House) -> None:
    await house.hear(message(pinned_message=text("old")["message"]), message(new_chat_title="x"))
    assert house.wire.texts() == []


async def test_halves_of_characters_are_mended(house: House) -> None:
    await house.hear(text("he \ud83d left \ud83d\ude42"))
    assert house.wire.texts() == ["he \ufffd left 🙂"]
