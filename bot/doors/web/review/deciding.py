"""A verdict, and on to the next turn; and what is withheld, opened for a reason."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from bot.domain.review import VALUES, Act
from bot.doors.web.review.address import Place, place_of
from bot.doors.web.review.desk import Call
from bot.doors.web.review.inbox import page
from bot.doors.web.review.showing import Lens

LONGEST = 4000  # signs of a note
REASON = 200  # signs of a reason


async def judge(call: Call) -> Response:
    """Keeps a verdict, or takes it back, and goes on."""
    place, record = place_of(call), call.desk.record
    turn, value = place.turn or 0, call.form.get("verdict", "")
    if not value:
        await record.take_back(call.reviewer, turn)
        return RedirectResponse(place.url(turn), 303)
    if value not in VALUES:
        raise HTTPException(400)
    following = await _following(call, place)
    note = call.form.get("note", "").strip()[:LONGEST]
    if not await record.judge(call.reviewer, turn, value, note):
        raise HTTPException(404)
    return RedirectResponse(place.url(following, did=f"{turn}.{value}"), 303)


async def reveal(call: Call) -> Response:
    """The same page with what is flagged, or with names. Who asked for it, and why, is written down before."""
    place = place_of(call)
    flagged, reason = "flagged" in call.form, call.form.get("reason", "").strip()[:REASON]
    if "names" in call.form and not reason:
        raise HTTPException(400)
    if flagged:
        await call.desk.record.note(Act(call.reviewer.name, "opened", place.turn, "flagged text"))
    if reason:
        await call.desk.record.note(Act(call.reviewer.name, "unmasked", place.turn, reason))
    return await page(call, place, Lens(call.knowledge, flagged, reason))


async def _following(call: Call, place: Place) -> int | None:
    """The next turn of the list, or its first one if this was the last."""
    turn, wanted = place.turn or 0, place.wanted(call)
    if place.q:
        found, _ = await call.desk.search(wanted, place.look())
        return next((id for id in found.ids if id < turn), None)
    following = await call.desk.record.beside(wanted, turn)
    if following is None:
        first = await call.desk.record.page(wanted, limit=2)
        following = next((one.id for one in first if one.id != turn), None)
    return following
