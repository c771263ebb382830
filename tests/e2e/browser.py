"""A real browser before the review pages: Debian's chromium, with everything it complains about written down."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# Where there is none, the tests that need one are left out before they begin, and the header says so; never in CI.
WANTED = CHROMIUM is not None or bool(os.environ.get("CI"))


@dataclass(slots=True)
class Seat:
    """Somebody at a browser: where the pages are, and what the browser complained about."""

    context: BrowserContext
    root: str
    complaints: list[str] = field(default_factory=list)

    async def page(self, path: str = "/review/open", width: int = 1360, height: int = 820) -> Page:
        """A page of its own, opened."""
        page = await self.context.new_page()
        page.on("console", lambda told: self.complaints.append(f"{told.type}: {told.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        await page.set_viewport_size({"width": width, "height": height})
        await page.goto(self.root + path)
        return page


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


async def sign_in(browser: Browser, address: str) -> Seat:
    """Through the link, as a reviewer does."""
    context = await browser.new_context(locale="en-GB", reduced_motion="reduce")
    seat = Seat(context, address.partition("/review/")[0])
    page = await seat.page(address.removeprefix(seat.root))
    await page.get_by_role("button", name="Sign in").press("Enter")
    await page.wait_for_url("**/review/open")
    await page.close()
    return seat
