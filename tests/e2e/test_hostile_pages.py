"""Two hundred attempts to run a script on a reviewer, in everything that people, reviewers and files say: none runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page

from bot.domain import Admit, Fact
from bot.domain.review import Reviewer
from bot.doors.web import open_web
from bot.doors.words import SLOTS
from bot.knowledge.library import Library
from tests.doors.web.review.hive import bench, open_hive
from tests.doors.web.review.house import House, open_house
from tests.e2e.browser import Seat, open_browser, sign_in
from tests.knowledge.folder import change

pytestmark = pytest.mark.timeout(300)
MARK = "window.hit=1"
BREAKS = (
    "",
    "'",
    '"',
    "`",
    "-->",
    "</textarea>",
    "</title>",
    "</script>",
    "</style>",
    "]]>",
    "{{",
    "\\",
    "' x=",
    '">',
    "</q>",
)
TAGS = (
    f"<script>{MARK}</script>",
    f"<img src=x onerror={MARK}>",
    f"<svg onload={MARK}>",
    f"<svg><animate onbegin={MARK} attributeName=x dur=1s>",
    f"<body onload={MARK}><details open ontoggle={MARK}>",
    f"<iframe srcdoc='<script>parent.{MARK}</script>'>",
    f"<a href='javascript:{MARK}' autofocus onfocus={MARK}>x</a>",
    f"<input autofocus onfocus={MARK}><math><mi xlink:href=javascript:{MARK}>",
    f"<div hx-get=/review/trail hx-trigger=load hx-on:click={MARK} hx-on::load={MARK}></div>",
    f"<style>*{{background:url(javascript:{MARK})}}</style><meta http-equiv=refresh content='0;url=javascript:{MARK}'>",
    "{{ 7*7 }}{% for x in ().__class__ %}{% endfor %}<template><slot></slot></template>",
    f"<base href=//elsewhere><form action=//elsewhere><button formaction=javascript:{MARK}>x</button></form>",
    f"javascript:{MARK}//<!--<plaintext><noscript><p title='</noscript><img src=x onerror={MARK}>'>",
    f"&lt;script&gt;{MARK}&lt;/script&gt;<ScRiPt >{MARK}</ScRiPt >",
)
PAYLOADS = [cut + tag for cut in BREAKS for tag in TAGS][:200]


async def inert(page: Page) -> None:
    """Nothing ran, and the page has no element that only a message could have brought."""
    assert await page.evaluate("window.hit") is None
    for foreign in ("iframe", "img", "style", "base", "math", "template", "plaintext", "[hx-trigger]", "#page script"):
        assert await page.locator(foreign).count() == 0
    assert await page.locator("script").count() == 2
    handlers = "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on'))"
    assert await page.evaluate(handlers) == []


async def test_nothing_that_people_write_runs(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browser() as browser:
        for number, payload in enumerate(PAYLOADS):
            id = await house.say(payload + str(number), facts=(Fact("ex", payload[:40], payload),))
            if number % 10 == 0:
                await house.store.review.judge(Reviewer(payload[:40], "reviewer"), id, "good", payload)
        async with open_web(house.site, "127.0.0.1", 0) as port:
            token = await house.store.review.invite(Reviewer("<b>Ana</b>", "operator"))
            seat = await sign_in(browser, f"http://127.0.0.1:{port}/review/sign-in?token={token}")
            await look_around(seat, id)
            assert seat.complaints == []


async def test_nothing_runs_where_knowledge_is_made(tmp_path: Path) -> None:
    async with open_hive(tmp_path) as house, open_browser() as browser:
        id = await said_and_written(house)
        async with open_web(house.site, "127.0.0.1", 0) as port:
            token = await house.store.review.invite(Reviewer("<b>Ana</b>", "operator"))
            seat = await sign_in(browser, f"http://127.0.0.1:{port}/review/sign-in?token={token}")
            page = await seat.page(f"/review/all/{id}")
            await inert(page)
            for path, is_there in (("figures", ".chart"), ("gaps", ".card"), ("knowledge", ".shelf li")):
                await page.goto(f"{seat.root}/review/{path}")
                assert await page.locator(is_there).count() > 0
                await inert(page)
            for at in (0, 70, 140):
                await draft(page, f"{seat.root}/review/all/{id}", PAYLOADS[at : at + 45])
            assert seat.complaints == []


async def said_and_written(house: House) -> int:
    """People ask it, reviewers write it, and it stands in the titles and letters of the knowledge."""
    for number, payload in enumerate(PAYLOADS):
        asked = f"{payload} {number}"
        id = await house.say(asked, person=f"telegram:{number}", decision=Admit(("smoke",)))
        if number % 20 == 0:
            await house.store.review.judge(Reviewer(payload[:40], "reviewer"), id, "missing", payload)
    folder = bench(house).folder
    change(folder, "article.yaml", "title: What calms him", f"title: '{TAGS[1]}'")
    change(folder, "article.yaml", "heading: On smoke", f"heading: '{TAGS[0]}'")
    bench(house).library.become(Library.open(folder, needed=SLOTS, cache=bench(house).cache))
    return id


async def draft(page: Page, address: str, payloads: list[str]) -> None:
    """A correction and a new answer in these words: while it is tried, and when it was."""
    await page.goto(address)
    await page.get_by_text("The author's answer …").click()
    form = page.locator(".answer form")
    for name in ("answer", "text", "turns", "asks"):
        await form.locator(f"[name={name}]").fill("\n".join(payloads)[:3900])
    await form.locator("[name=title]").fill(payloads[1][:40])
    await form.get_by_role("button", name="Show what would change").click()
    await page.get_by_role("button", name="Leave it").wait_for()
    await inert(page)
    await page.locator("[data-again]").wait_for(state="detached")
    await inert(page)


async def look_around(seat: Seat, last: int) -> None:
    """Every place where what people write is shown; the whole conversation stands on each page."""
    page = await seat.page(f"/review/all/{last}")
    assert await page.locator(".turn").count() == len(PAYLOADS)
    await inert(page)
    for _ in range(12):
        turn = str(await page.locator("[data-at-hand]").get_attribute("id"))
        await page.keyboard.press("j")  # exchanged by htmx, which looks for its attributes in what comes
        await page.locator(f"[data-at-hand]:not(#{turn})").wait_for()
        await inert(page)
    for payload in PAYLOADS[: len(TAGS)]:
        await page.locator("#q").fill(payload)
        await page.locator("#q").press("Enter")
        await page.locator(".about, .row").first.wait_for()
        await inert(page)
    await page.goto(f"{seat.root}/review/all/{last}")
    await page.get_by_text("Names and numbers").click()
    await page.get_by_label("Why do you need to see them?").fill(PAYLOADS[20])
    await page.get_by_role("button", name="Show them").click()
    await page.get_by_text("names shown").wait_for()
    await inert(page)
    await page.goto(f"{seat.root}/review/trail")
    await inert(page)
