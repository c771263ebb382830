"""The knowledge as it is used, and what people ask that nothing answers."""

from __future__ import annotations

import re
from pathlib import Path

from bot.domain import Admit, Answer
from bot.domain.review import Reviewer
from bot.workshop.gaps import dismissed
from tests.doors.web.review.hive import bench, open_hive, write
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


async def test_a_gap_is_put_away_and_taken_back(tmp_path: Path) -> None:
    async with open_hive(tmp_path) as house:
        folder = bench(house).folder
        for number, words in enumerate(("my wasps mourn their king", "my rent is late", "do wasps mourn their king")):
            id = await house.say(words, person=f"telegram:{number}", decision=Admit(("smoke",)))
        async with house.visitor("reviewer") as client:
            answer = await client.post(f"/review/gaps/{id}/away")
            assert answer.headers["location"] == f"/review/gaps?away={id}"
            page = text((await client.get(answer.headers["location"])).text)
            assert ("king" in page, "rent" in page, "Put away. Take back" in page) == (False, True, True)
            assert dismissed(folder) == {id, id - 2}
            await client.post(f"/review/gaps/{id}/back")
            assert "king" in text((await client.get("/review/gaps")).text)
            assert dismissed(folder) == frozenset()
            assert (await client.post("/review/gaps/999/away")).status_code == 404
            (folder / "dismissed.txt").unlink()
            (folder / "dismissed.txt").mkdir()
            refused = await client.post(f"/review/gaps/{id}/away")
            assert (refused.status_code, "cannot be written" in refused.text) == (409, True)
        trail = [(one.did, one.turn, one.detail) for one in await house.store.review.trail()]
        assert trail[:2] == [("brought back", id, "2 asked"), ("put away", id, "2 asked")]


async def test_the_likeliest_passages_stand_first_where_one_is_chosen(tmp_path: Path) -> None:
    async with open_hive(tmp_path) as house:
        turn = await write(house, "is his hive empty, what about the smoke")
        async with house.visitor("reviewer") as client:
            page = (await client.get(f"/review/all/{turn.id}")).text
        offered = re.findall(r'<option value="([^"]+)" data-words', page)
        weighed = [match.passage for match in turn.outcome.trace.ranking]
        assert offered[: len(weighed)] == weighed != []
        assert {*offered} == {passage.id for passage in bench(house).knowledge.passages} | {"nothing"}
