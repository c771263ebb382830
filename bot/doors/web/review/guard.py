"""Before any page: is the request our own, who is it, may they? After it: the headers that keep the page to itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.domain.review import Right
from bot.doors.web.review.desk import Call, Desk, read_form
from bot.doors.web.review.rendering import show
from bot.errors import StoreError

HOME = "/review"
SIGN_IN = f"{HOME}/sign-in"
COOKIE = "review"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}
SORRY = {
    400: ("That form could not be read", "Go back and send it again."),
    403: ("Not from here", "This was not sent from these pages, or your role does not include it."),
    404: ("Nothing here", "It may have been forgotten at the wish of the person who wrote."),
    405: ("Nothing here", "This address takes no such request."),
    409: ("That could not be written", "The knowledge folder cannot be written to: check its rights."),
    413: ("Too long", "Go back and make it shorter."),
    429: ("Too many attempts", "Wait five minutes, then ask for a new link."),
    503: ("The record cannot be reached", "Try again in a moment; people are answered all the same."),
}
log = structlog.get_logger(__name__)
Page = Callable[[Call], Awaitable[Response]]
Open = Callable[[Desk, Request], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def guarded(desk: Desk, page: Page, right: Right) -> Endpoint:
    """A page for those who are signed in and have the right."""

    async def answer(desk: Desk, request: Request) -> Response:
        reviewer = await desk.record.who(request.cookies.get(COOKIE, ""))
        if reviewer is None:
            return RedirectResponse(SIGN_IN, 303)
        if not reviewer.may(right):
            raise HTTPException(403)
        form = await read_form(request) if request.method == "POST" else {}
        return await page(Call(desk, request, reviewer, form))

    return open_to_all(desk, answer)


def open_to_all(desk: Desk, page: Open) -> Endpoint:
    """A page for anybody, as long as what is posted to it comes from our own pages."""

    async def answer(request: Request) -> Response:
        try:
            asks = request.method in ("GET", "HEAD") or ours(request)
            response = await page(desk, request) if asks else sorry(desk, 403)
        except HTTPException as error:
            response = sorry(desk, error.status_code)
        except StoreError as error:
            log.warning("review page failed", problem=str(error))
            response = sorry(desk, 503)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


def ours(request: Request) -> bool:
    """Whether a request was made by one of our own pages: browsers say so themselves, and no page can say it for them.

    Over plain http from afar they leave the first header out; the second then has to name our own host.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("origin", ""))
    return bool(origin.netloc) and origin.netloc == request.headers.get("host")


def sorry(desk: Desk, status: int) -> Response:
    """A page that says what is wrong and what to do."""
    title, advice = SORRY.get(status, SORRY[404])
    return show("sorry.html", {"desk": desk, "title": title, "advice": advice, "status": status}, status)
