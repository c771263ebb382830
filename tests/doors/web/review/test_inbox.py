"""The inbox: what stands in it, what is withheld, and where a verdict leads."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from bot.domain import Admit, Card, Fact, Reply, Span
from bot.domain.review import ROLES, VALUES, Reviewer, Role
from bot.store.review import Filter
from tests.doors.web.review.house import DANGER, House
from tests.store.people import message, turn

GRAVE = "I have thought about how I would end it all"


def text(page: str) -> str:
    """What can be read on a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


async def test_the_whole_conversation_stands_beside_the_list_and_the_reasons(house: House) -> None:
    first = await house.say("he left", facts=(Fact("ended_by", "ex", "he left"),))
    second = await house.say("what now", decision=Admit(("hive",)))
    await house.say("somebody else entirely", person="telegram:2")
    async with house.visitor("reviewer") as client:
        page = (await client.get(f"/review/open/{first}")).text
    said = text(page)
    assert "he left" in said
    assert "what now" in said
    assert said.count("somebody else entirely") == 1  # in the list only
    assert f'id="turn-{second}"' in page
    for words in (
        "Why this answer",
        "ended by ex",
        "Sure enough to answer",
        "waits to be sent",
        "Knowledge v1",
        "an earlier one",
    ):
        assert words in said


async def test_counts_stand_beside_the_views(house: House) -> None:
    for number in range(3):
        await house.say(f"said {number}")
    async with house.visitor("reviewer") as client:
        page = text((await client.get("/review/open")).text)
    assert "open 3 unclear 0 disliked 0 flagged 0" in page
    assert "all 3" in page


async def test_a_verdict_is_kept_with_its_note_and_the_next_turn_comes(house: House) -> None:
    ids = [await house.say(f"said {number}") for number in range(3)]
    async with house.visitor("reviewer") as client:
        at = ids[2]
        for value, following in (("tone", ids[1]), ("good", ids[0])):
            answer = await client.post(f"/review/open/{at}/verdict", data={"verdict": value, "note": " hm <b> "})
            assert answer.headers["location"] == f"/review/open/{following}?did={at}.{value}"
            at = following
        last = await client.post(f"/review/open/{at}/verdict", data={"verdict": "safety"})
        assert last.headers["location"] == f"/review/open?did={at}.safety"
        page = (await client.get(last.headers["location"])).text
        assert "All judged" in page
        assert "Judged safety" in text(page)
        shown = (await client.get(f"/review/done/{ids[2]}")).text
        assert 'value="tone" data-key="4" aria-pressed="true"' in shown
        assert "hm &lt;b&gt;</textarea>" in shown
    _, seen = await house.store.review.open(Reviewer("Bo", "reviewer"), ids[2])
    assert [(one.value, one.note) for one in seen[2].verdicts] == [("tone", "hm <b>")]


async def test_a_verdict_can_be_taken_back(house: House) -> None:
    id = await house.say("said")
    async with house.visitor("reviewer") as client:
        await client.post(f"/review/open/{id}/verdict", data={"verdict": "good"})
        answer = await client.post(f"/review/open/{id}/verdict", data={"verdict": ""})
        assert answer.headers["location"] == f"/review/open/{id}"
    assert [one.id for one in await house.store.review.page(Filter("open"))] == [id]


@pytest.mark.parametrize("value", ["Good", "bad", "good ", "<script>"])
async def test_no_other_verdict_is_taken(house: House, value: str) -> None:
    id = await house.say("said")
    async with house.visitor("reviewer") as client:
        assert (await client.post(f"/review/open/{id}/verdict", data={"verdict": value})).status_code == 400
        assert (await client.post(f"/review/open/{id + 1}/verdict", data={"verdict": "good"})).status_code == 404


async def test_from_the_last_turn_of_a_list_one_comes_to_those_left_out(house: House) -> None:
    ids = [await house.say(f"said {number}") for number in range(3)]
    async with house.visitor("reviewer") as client:
        answer = await client.post(f"/review/open/{ids[0]}/verdict", data={"verdict": "good"})
    assert answer.headers["location"].startswith(f"/review/open/{ids[2]}?")


async def test_two_reviewers_see_that_they_differ(house: House) -> None:
    id = await house.say("said")
    for name, value in (("Ana", "good"), ("Bo", "tone")):
        async with house.visitor("reviewer", name) as client:
            await client.post(f"/review/all/{id}/verdict", data={"verdict": value, "note": f"says {name}"})
    async with house.visitor("reviewer") as client:
        page = text((await client.get(f"/review/disputed/{id}")).text)
    assert "disputed 1" in page
    assert "Other reviewers Bo : tone" in page
    assert "says Bo" in page


async def test_turns_judged_before_stand_beside_one_that_is_much_like_them(house: House) -> None:
    before = await house.say("he broke up with me by text message after the holiday", person="telegram:2")
    await house.say("my dog is ill and the rent is late", person="telegram:3")
    now = await house.say("she broke up by text message, after our holiday")
    await house.store.review.judge(Reviewer("Bo", "reviewer"), before, "situation", "")
    async with house.visitor("reviewer") as client:
        page = (await client.get(f"/review/open/{now}")).text
    assert f'class="alike" href="/review/all/{before}"' in page
    assert "wrong situation" in text(page[page.index("Judged before") :])


async def test_names_and_numbers_are_not_in_the_page_until_somebody_says_why(house: House) -> None:
    spans = Reply((Span("phrase", "gone.1", 0, 10, "Hi Zebedee!", "bot"),))
    said = message(id="m1", text="Jolanta left me, call 0170 5550142", name="Zebedee")
    first = turn(said)
    outcome = replace(first.outcome, reply=spans)
    kept = await house.store.keep(await house.store.look(said), replace(first, outcome=outcome))
    assert kept is not None
    secrets = ("Jolanta", "5550142", "Zebedee")
    async with house.visitor("safety") as client:
        page = (await client.get(f"/review/open/{kept.id}")).text
        assert not [secret for secret in secrets if secret in page]
        refused = await client.post(f"/review/open/{kept.id}/reveal", data={"names": "on", "reason": "  "})
        assert refused.status_code == 400
        shown = await client.post(f"/review/open/{kept.id}/reveal", data={"names": "on", "reason": "She asked for it"})
        assert all(secret in shown.text for secret in secrets)
        assert "Jolanta" not in (await client.get(f"/review/open/{kept.id}")).text
    trail = [(one.did, one.turn, one.detail) for one in await house.store.review.trail()]
    assert ("unmasked", kept.id, "She asked for it") in trail


async def test_what_is_flagged_is_not_in_the_page_until_it_is_opened_which_is_written_down(house: House) -> None:
    id = await house.say(GRAVE, alarm=DANGER, decision=Card("suicide", DANGER), facts=(Fact("ex", "he", "end it all"),))
    later = await house.say("what now", facts=(Fact("ex", "he", "End it all"),))
    paths = [f"/review/{view}" for view in ("open", "flagged", "all", f"all/{id}", f"all/{later}")]
    async with house.visitor("safety") as client:
        for path in (*paths, "/review/all?q=what"):
            page = (await client.get(path)).text
            assert "how I would end" not in page
            assert "end it all" not in page.casefold()
        opened = (await client.post(f"/review/flagged/{id}/reveal", data={"flagged": "on"})).text
        assert GRAVE in opened
        assert "en-suicide-plain" in opened
        assert "how I would end" not in (await client.get(f"/review/flagged/{id}")).text
    trail = [(one.did, one.turn, one.detail) for one in await house.store.review.trail()]
    assert ("opened", id, "flagged text") in trail


async def test_who_may_not_open_it_cannot_feel_for_it_with_a_search(house: House) -> None:
    id = await house.say(GRAVE, alarm=DANGER)
    seen = list[Role]()
    for role in ROLES:
        async with house.visitor(role) as client:
            page = (await client.get("/review/all?q=thought+about")).text
            seen += [role] if f'id="row-{id}"' in page else []
    assert seen == ["safety", "operator"]


async def test_a_search_is_kept_in_the_address_and_led_along(house: House) -> None:
    ids = [await house.say(words) for words in ("one boat", "two boats", "no ship", "three BOATS")]
    async with house.visitor("reviewer") as client:
        page = (await client.get("/review/all?q=boat&kind=answer")).text
        assert re.findall(r'id="row-(\d+)"', page) == [str(ids[3]), str(ids[1]), str(ids[0])]
        assert f'href="/review/all/{ids[1]}?q=boat&amp;kind=answer"' in page
        answer = await client.post(f"/review/all/{ids[3]}/verdict?q=boat&kind=answer", data={"verdict": "good"})
        assert answer.headers["location"] == f"/review/all/{ids[1]}?q=boat&kind=answer&did={ids[3]}.good"
    assert [one.detail for one in await house.store.review.trail() if one.did == "searched"] == ["boat"]


async def test_a_long_list_goes_on_and_holds_the_turn_at_hand(house: House) -> None:
    ids = [await house.say(f"said {number}", person=f"telegram:{number}") for number in range(70)]
    async with house.visitor("reviewer") as client:
        page = (await client.get("/review/all")).text
        assert f'href="/review/all?before={ids[10]}"' in page
        older = (await client.get(f"/review/all?before={ids[10]}")).text
        assert re.findall(r'id="row-(\d+)"', older) == [str(id) for id in reversed(ids[:10])]
        deep = (await client.get(f"/review/all/{ids[3]}")).text
        assert f'id="row-{ids[3]}"' in deep
        assert "To the newest" in deep


async def test_it_can_be_narrowed(house: House) -> None:
    await house.say("answered")
    silent = await house.say("silent", decision=Admit(()))
    async with house.visitor("reviewer") as client:
        page = (await client.get("/review/all?kind=admit")).text
        assert re.findall(r'id="row-(\d+)"', page) == [str(silent)]
        assert '<option value="admit" selected>' in page
        assert "Nothing here fits" in (await client.get("/review/all?kind=card")).text


async def test_verdicts_have_keys_in_order(house: House) -> None:
    id = await house.say("said")
    async with house.visitor("reviewer") as client:
        page = (await client.get(f"/review/open/{id}")).text
    keys = dict(re.findall(r'name="verdict" value="(\w+)" data-key="(\d)"', page))
    assert keys == {value: str(number) for number, value in enumerate(VALUES, 1)}


async def test_the_trail_is_for_operators(house: House) -> None:
    id = await house.say("said")
    async with house.visitor("operator", "Olga") as client:
        await client.get(f"/review/all/{id}")
        page = text((await client.get("/review/trail")).text)
    assert "2 entries, unbroken" in page
    assert f"Olga opened {id}" in page
