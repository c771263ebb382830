"""A correction in a real browser, without the mouse: told, tried, accepted, and answered by from then on."""

from __future__ import annotations

import re
from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from bot.demo import open_demo
from bot.doors.words import SLOTS
from bot.knowledge.library import Library
from tests.command import small
from tests.e2e.browser import RULES, open_browser, sign_in


async def anybody_can_read(page: Page) -> None:
    """It fits, and is as it has to be for who cannot see it well, by day at a desk and by night on a phone."""
    for width in (390, 1360):
        await page.set_viewport_size({"width": width, "height": 844})
        await page.emulate_media(color_scheme="dark" if width < 1000 else "light")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        found = await Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()


async def test_it_is_taught_from_the_keyboard_and_seen_on_the_next_try(tmp_path: Path) -> None:
    folder = small(tmp_path / "knowledge")
    library = Library.open(folder, cache=tmp_path / "cache", needed=SLOTS)
    async with open_demo(library, folder, 2, "127.0.0.1", 0) as address, open_browser() as browser:
        seat = await sign_in(browser, address)
        page = await seat.page("/review/all")
        await page.keyboard.press("j")
        await page.locator("[data-at-hand]").wait_for()
        while not await page.locator(".better").count():  # a button was pressed there
            before = await page.locator("[data-at-hand]").get_attribute("id")
            await page.keyboard.press("j")
            await expect(page.locator("[data-at-hand]")).not_to_have_id(str(before))
        await page.keyboard.press("c")
        await page.keyboard.type("no such passage")
        await expect(page.get_by_label("The right passage")).to_have_value("")
        await page.keyboard.press("Control+a")
        await page.keyboard.type("Hive")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("ArrowDown")
        await expect(page.get_by_label("The right passage")).to_have_value(re.compile("^(shut|empty)-hive$"))
        await page.keyboard.press("Control+a")
        await page.keyboard.type("calms what")
        await expect(page.get_by_label("The right passage")).to_have_value("smoke")
        await page.locator(".better textarea").first.fill("what of my burnt toast")
        await page.get_by_label("What they said before").first.fill("")
        await page.keyboard.press("Control+Enter")
        await page.wait_for_url("**/review/draft/*")
        await expect(page.get_by_role("button", name="Accept")).to_be_visible(timeout=60_000)
        await expect(page.locator(".diff .add").last).to_have_text(
            '+  - {text: "what of my burnt toast", fits: {smoke: 3}}'
        )
        await anybody_can_read(page)
        await page.keyboard.press("a")
        await page.wait_for_url("**did=**")
        await page.goto(f"{seat.root}/review/trail")
        await expect(page.get_by_role("cell", name="taught")).to_be_visible()
        assert seat.complaints == []
