"""The pictures of the README, taken of `bot demo` in a browser: `python -m bench.pictures`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import Page

from bot.demo import open_demo
from bot.doors.words import SLOTS
from bot.knowledge.library import Library
from tests.e2e.browser import open_browser, sign_in

DOCS = Path(__file__).parent.parent / "docs"
PEOPLE = 320
SEE = "[data-at-hand]"


async def take() -> None:
    """Writes them into docs/."""
    library = Library.open(DOCS.parent / "knowledge", needed=SLOTS)
    async with (
        open_demo(library, DOCS.parent / "knowledge", PEOPLE, "127.0.0.1", 0) as address,
        open_browser() as browser,
    ):
        seat = await sign_in(browser, address)
        page = await seat.page("/review/open?kind=answer")
        await _down(page, 2)
        await page.screenshot(path=DOCS / "review-inbox.png")
        page = await seat.page("/review/flagged?kind=card")
        await page.emulate_media(color_scheme="dark")
        await _down(page, 1)
        await page.screenshot(path=DOCS / "review-flagged.png")
        page = await seat.page("/review/figures")
        await page.screenshot(path=DOCS / "review-figures.png")


async def _down(page: Page, turns: int) -> None:
    for _ in range(turns):
        before = await page.locator(SEE).get_attribute("id") if await page.locator(SEE).count() else "none"
        await page.keyboard.press("j")
        await page.locator(f"{SEE}:not(#{before})").wait_for()


if __name__ == "__main__":
    asyncio.run(take())
