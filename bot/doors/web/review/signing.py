"""Signing in with a one-time link, and out again. Looking at a link does not use it up: a preview cannot burn it."""

from __future__ import annotations

import time

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.doors.web.review.desk import Desk, read_form
from bot.doors.web.review.guard import COOKIE, HOME
from bot.doors.web.review.rendering import show
from bot.store.review import SESSION

MOST, WITHIN = 10, 300  # attempts from one address within so many seconds
MANY = 1000  # addresses that are remembered


async def asked(desk: Desk, request: Request) -> Response:
    """A button to press, if a link was given; else where to get one."""
    return show("sign_in.html", {"desk": desk, "token": request.query_params.get("token", ""), "spent": False})


async def enter(desk: Desk, request: Request) -> Response:
    """Uses the link up and lets its holder in. Who guesses is soon not listened to; a link of ours is, all the same."""
    token = (await read_form(request)).get("token", "")
    if not desk.record.signed(token):
        _count(desk, request.client.host if request.client else "")
    entered = await desk.record.sign_in(token)
    if entered is None:
        return show("sign_in.html", {"desk": desk, "token": "", "spent": True}, 403)
    response = RedirectResponse(HOME, 303)
    response.set_cookie(
        COOKIE,
        entered[1],
        max_age=int(SESSION.total_seconds()),
        path=HOME,
        secure=desk.secure,
        httponly=True,
        samesite="strict",
    )
    return response


async def leave(desk: Desk, request: Request) -> Response:
    """Ends the session."""
    await desk.record.sign_out(request.cookies.get(COOKIE, ""))
    response = RedirectResponse(f"{HOME}/sign-in", 303)
    response.delete_cookie(COOKIE, path=HOME, secure=desk.secure, httponly=True, samesite="strict")
    return response


def _count(desk: Desk, address: str) -> None:
    """One more attempt from an address; 429 if there were too many of late."""
    since = time.monotonic() - WITHIN
    late = {who: [at for at in times if at > since] for who, times in desk.tries.items()}
    desk.tries = dict([(who, times) for who, times in late.items() if times][-MANY:])
    tries = desk.tries.setdefault(address, [])
    if len(tries) >= MOST:
        raise HTTPException(429)
    tries.append(time.monotonic())
