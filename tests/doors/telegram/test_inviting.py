"""`/review`: a link for an operator in private, and nothing of the kind for anybody else."""

from __future__ import annotations

from pathlib import Path

from bot.doors.telegram import Invite
from tests.doors.telegram.house import opened
from tests.doors.telegram.updates import text
from tests.doors.telegram.wire import Wire


async def link(name: str) -> str:
    return f"https://pages.example/{name}"


async def test_an_operator_gets_a_link_in_private_and_nobody_else_does(tmp_path: Path) -> None:
    wire = Wire()
    async with opened(tmp_path, wire, invite=Invite(frozenset({7}), link)) as house:
        group = text("/review", chat=-5, kind="supergroup")
        group["message"]["from"]["id"] = 7
        await house.hear(text("/review"), text("/review", chat=8), text("/review now"), group)
    links = {chat: [said for said in wire.texts(chat) if "https://pages.example" in said] for chat in (7, 8, -5)}
    assert {chat: len(said) for chat, said in links.items()} == {7: 1, 8: 0, -5: 0}
    assert "good for one sign-in" in links[7][0]
    assert [message.text for message in house.guide.heard if message.person == "telegram:8"] == ["/review"]
    assert "pages.example" not in repr(house.noticed)
