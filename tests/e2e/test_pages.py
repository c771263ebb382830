"""The review pages in a real browser, over the real app, filled as `bot demo` fills it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.demo import open_demo
from bot.knowledge.library import Library
from tests.conftest import KNOWLEDGE
from tests.e2e.browser import RULES, Seat, open_browser, sign_in

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]
module = pytest_asyncio.fixture(scope="module", loop_scope="module")
PEOPLE = 40


@module
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as opened:
        yield opened


@module
async def seat(browser: Browser, library: Library) -> AsyncIterator[Seat]:
    async with open_demo(library, KNOWLEDGE, PEOPLE, "127.0.0.1", 0) as address:
        yield await sign_in(browser, address)


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def quiet(seat: Seat) -> AsyncIterator[None]:
    """Whatever a test does, the browser has nothing to complain about."""
    seat.complaints.clear()
    yield
    assert seat.complaints == []
    for page in seat.context.pages:
        await page.close()


async def count(page: Page, view: str) -> int:
    """The number beside a view."""
    words = (
        await page.get_by_role("navigation", name="Views").get_by_role("link", name=re.compile(f"^{view}")).inner_text()
    )
    return int(words.split()[-1])


async def at_hand(page: Page) -> str:
    """The id of the turn at hand, once there is one."""
    return str(await page.locator("[data-at-hand]").get_attribute("id"))


async def test_twenty_are_judged_in_a_row_without_the_mouse(seat: Seat) -> None:
    page = await seat.page()
    before = await count(page, "open")
    await page.keyboard.press("j")
    seen = set[str]()
    for number in range(20):
        turn = await at_hand(page)
        seen.add(turn)
        if number == 3:
            await page.keyboard.press("n")
            await page.keyboard.type("1 reads well")  # digits are no keys while one writes
            await page.keyboard.press("Escape")
        await page.keyboard.press(str(number % 6 + 1))
        await expect(page.locator("[data-at-hand]")).not_to_have_id(turn)
        await expect(page.locator(".judge textarea")).to_have_value("")
    assert len(seen) == 20
    assert await count(page, "open") == before - 20
    await page.keyboard.press("z")  # the last one was a slip
    await expect(page.locator("[data-at-hand]")).to_have_id(turn)
    assert await count(page, "open") == before - 19


async def test_one_goes_up_and_down_the_list_and_back_through_the_pages(seat: Seat) -> None:
    page = await seat.page("/review/all")
    await page.keyboard.press("j")
    first = await at_hand(page)
    await page.keyboard.press("j")
    await expect(page.locator("[data-at-hand]")).not_to_have_id(first)
    second = await at_hand(page)
    await page.keyboard.press("k")
    await expect(page.locator("[data-at-hand]")).to_have_id(first)
    await page.go_back()
    await expect(page.locator("[data-at-hand]")).to_have_id(second)
    await page.reload()
    await expect(page.locator("[data-at-hand]")).to_have_id(second)
    await page.keyboard.press("]")
    await page.wait_for_url("**/review/open")
    await page.keyboard.press("[")
    await page.wait_for_url("**/review/all")


async def test_keys_are_listed_and_the_list_closes(seat: Seat) -> None:
    page = await seat.page()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_one_searches_from_the_keyboard_and_the_address_keeps_it(seat: Seat) -> None:
    page = await seat.page("/review/all")
    await page.keyboard.press("/")
    await page.keyboard.type("HOW LONG should i wait")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/review/all?q=HOW+LONG+should+i+wait")
    await expect(page.get_by_text("Said or answered")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("j")
    await expect(page.locator("[data-at-hand] .said").first).to_have_text(re.compile("how long should i wait", re.I))
    assert "q=HOW" in page.url


async def test_the_list_is_narrowed_by_choosing(seat: Seat) -> None:
    page = await seat.page("/review/all")
    await page.get_by_label("Outcome").select_option("card")
    await page.wait_for_url("**/review/all?kind=card")
    await expect(page.locator(".row")).to_have_count(await page.locator(".kind-card").count())


async def test_what_is_flagged_is_opened_with_a_key_and_names_for_a_reason(seat: Seat) -> None:
    page = await seat.page("/review/all?kind=card")  # others may have judged all that waits by now
    await page.keyboard.press("j")
    await expect(page.locator("[data-at-hand] .blur")).to_be_visible()
    url = page.url
    await page.keyboard.press("o")
    await expect(page.locator("[data-at-hand] .blur")).to_have_count(0)
    await expect(page.locator("[data-at-hand] .said")).not_to_be_empty()
    await page.get_by_text("Names and numbers").press("Enter")
    await page.get_by_label("Why do you need to see them?").fill("to call for help")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("names shown")).to_be_visible()
    await expect(page.locator(".thread .hidden")).to_have_count(0)
    assert page.url == url
    await page.goto(seat.root + "/review/trail")
    await expect(page.get_by_role("cell", name="to call for help")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (900, "dark"), (1360, "light"), (1360, "dark")])
async def test_it_fits_and_can_be_read_by_anybody(seat: Seat, width: int, scheme: str) -> None:
    page = await seat.page("/review/all", width, 844)
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await page.keyboard.press("j")
    await at_hand(page)
    for path in ("", "/review/all", "/review/trail", "/review/figures", "/review/gaps", "/review/knowledge"):
        if path:
            await page.goto(seat.root + path)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        found = await Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()


async def test_all_of_it_works_without_scripts(seat: Seat, browser: Browser) -> None:
    signed_in = await seat.context.storage_state()
    bare = Seat(await browser.new_context(java_script_enabled=False, storage_state=signed_in), seat.root)
    page = await bare.page()
    await page.locator(".row").first.click()
    turn = await at_hand(page)
    await page.get_by_role("button", name="tone").click()
    await page.get_by_role("button", name="Take back").click()
    assert await at_hand(page) == turn
    await bare.context.close()
