"""The bot in a group: heard only when spoken to, and nothing private told there."""

from __future__ import annotations

from typing import Any

from tests.doors.telegram.house import OWN, House
from tests.doors.telegram.updates import tap, text
from tests.doors.telegram.wire import ME, refusal

GROUP = -1001


def said(words: str, user: int = 7, **more: Any) -> dict[str, Any]:
    """Somebody in the group."""
    update = text(words, chat=GROUP, kind="supergroup", **more)
    update["message"]["from"]["id"] = user
    return update


async def test_whoever_names_the_bot_is_answered_and_told_once_that_private_is_better(house: House) -> None:
    await house.hear(said("@fingers_bot he left"), said("@Fingers_Bot why?"), said("not for it"))
    assert house.wire.texts(GROUP) == [OWN["group"], "he left", "why?"]


async def test_a_reply_to_the_bot_is_answered(house: House) -> None:
    answer = {**text("an answer", chat=GROUP, kind="supergroup")["message"], "from": ME}
    await house.hear(said("and if not?", reply_to_message=answer))
    assert house.wire.texts(GROUP) == [OWN["group"], "and if not?"]


async def test_commands_are_answered_and_those_about_data_sent_to_private(house: House) -> None:
    await house.hear(said("/help@fingers_bot"), said("/forget"), said("/start"), said("/help@another_bot"))
    assert house.wire.texts(GROUP) == [OWN["help"], OWN["group"], OWN["group"]]


async def test_nobody_is_remembered_from_private_in_a_group_nor_mixed_up_there(house: House) -> None:
    await house.hear(said("@fingers_bot one", user=7), said("@fingers_bot two", user=8), text("three", chat=7))
    people = [message.person for message in house.guide.heard]
    assert people == [f"telegram:{GROUP}:7", f"telegram:{GROUP}:8", "telegram:7"] or len(set(people)) == 3


async def test_a_button_in_a_group_is_answered_there(house: House) -> None:
    await house.hear(tap("c:more", chat=GROUP, kind="supergroup"))
    assert house.wire.texts(GROUP) == ["chose more"]


async def test_a_group_that_became_another_is_answered_in_the_new_one(house: House) -> None:
    moved = refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1002)
    house.wire.fail("sendMessage", None, moved)
    await house.hear(said("@fingers_bot he left"))
    assert house.wire.texts(-1002) == ["he left"]
