"""The knowledge as it is used, and what people ask that nothing answers."""

from __future__ import annotations

import re

from bot.domain import Admit, Answer
from bot.domain.review import Reviewer
from tests.doors.web.review.house import DANGER, House
from tests.doors.web.review.test_inbox import text


async def test_passages_stand_with_their_hits_and_lead_to_their_conversations(house: House) -> None:
    for number in range(3):
        id = await house.say(f"said {number}", decision=Answer(("swarm",), ()))
    await house.store.rate("telegram:1", id, "down")
    async with house.visitor("reviewer") as client:
        page = (await client.get("/review/knowledge")).text
        rows = (await client.get("/review/all?passage=swarm")).text
    assert "1 disliked" in text(page)
    assert "never said" in text(page)
    assert 'href="/review/all?passage=swarm"' in page
    assert len(re.findall('class="row"', rows)) == 3


async def test_what_is_much_alike_is_one_gap_and_what_is_flagged_none(house: House) -> None:
    for number, words in enumerate(("my wasps mourn their king", "my rent is late", "do wasps mourn their king")):
        await house.say(words, person=f"telegram:{number}", decision=Admit(("hive",)))
    await house.say("end it all, wasps", decision=Admit(("hive",)), alarm=DANGER)
    fine = await house.say("which mower", decision=Admit(()))
    await house.store.review.judge(Reviewer("Ana", "reviewer"), fine, "good")
    async with house.visitor("reviewer") as client:
        page = text((await client.get("/review/gaps")).text)
    assert re.search(r"do wasps mourn their king 2 asked .* my rent is late 1 person asked", page)
    assert "mower" not in page
    assert "end it all" not in page
