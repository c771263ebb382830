"""The audit trail as a page: who opened, unmasked, exported and judged what, and whether the chain is whole."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.doors.web.review.desk import Call
from bot.doors.web.review.rendering import show

MANY = 200


async def trail(call: Call) -> Response:
    """The last entries, or those before one."""
    before = call.request.query_params.get("before", "")
    if before and (not before.isdecimal() or len(before) > 15):
        raise HTTPException(404)
    entries = await call.desk.record.trail(int(before) if before else None, MANY)
    chain = await call.desk.record.verify()
    values = call.frame("trail") | {"entries": entries, "chain": chain}
    return show("trail.html", values | {"more": entries[-1].id if len(entries) == MANY else None})
