"""A list taken along as CSV or JSON lines: masked as the pages show it, what is flagged withheld, and written down."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from bot.domain.review import Act, Seen
from bot.doors.web.review.address import Place, place_of
from bot.doors.web.review.desk import Call
from bot.doors.web.review.naming import named
from bot.doors.web.review.showing import Lens, bubbles, level_of
from bot.store.review import Look
from bot.workshop.masking import plain

BATCH = 200  # turns opened at once
MOST = 20_000  # turns in one file
SECONDS = 20.0  # of searching
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
COLUMNS = (
    *("turn", "at", "who", "said", "pressed", "reply", "outcome", "sure", "passages", "danger"),
    *("delivery", "rating", "verdicts", "notes", "knowledge"),
)
Line = dict[str, str | int | float]


async def export(call: Call) -> Response:
    """The turns of the list as it is narrowed and searched now, the newest first."""
    place, form = place_of(call), call.form.get("as", "")
    if form not in FORMS:
        raise HTTPException(400)
    ids = await _ids(call, place)
    await call.desk.record.note(Act(call.reviewer.name, "exported", detail=f"{len(ids)} turns: {place.url()}, {form}"))
    name = f"review-{place.view}-{datetime.now(UTC):%Y-%m-%d}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    write, kind = FORMS[form]
    return StreamingResponse(_written(call, ids, write), media_type=kind, headers=headers)


async def _ids(call: Call, place: Place) -> tuple[int, ...]:
    wanted, record = place.wanted(call), call.desk.record
    if place.q:
        return (await record.search(wanted, Look(place.q, None, SECONDS, MOST))).ids
    return await record.ids(wanted, MOST)


async def _written(call: Call, ids: tuple[int, ...], write: Callable[[list[Line], bool], str]) -> AsyncIterator[str]:
    """Piece by piece: nobody holds all of it, and people are answered in between."""
    lens = Lens(call.knowledge)
    for at in range(0, max(len(ids), 1), BATCH):
        found = await call.desk.record.seen(ids[at : at + BATCH])
        yield write([line(person, one, lens) for person, one in found], at == 0)


def line(person: str, seen: Seen, lens: Lens) -> Line:
    """A turn as a file has it."""
    (shown,) = bubbles((seen,), lens)
    verdicts = "; ".join(f"{one.reviewer}: {one.value}" for one in seen.verdicts)
    notes = "; ".join(plain(lens.read(one.note)) for one in seen.verdicts if one.note)
    return {
        "turn": shown.id,
        "at": shown.at.astimezone(UTC).isoformat(timespec="seconds"),
        "who": named(person),
        "said": "[flagged]" if shown.withheld else plain(shown.said),
        "pressed": shown.pressed,
        "reply": "".join(plain(part.pieces) for part in shown.parts),
        "outcome": shown.kind,
        "sure": round(shown.confidence, 3),
        "passages": " ".join(_passages(seen)),
        "danger": level_of(seen),
        "delivery": shown.delivery,
        "rating": shown.rating,
        "verdicts": verdicts,
        "notes": notes,
        "knowledge": seen.turn.knowledge_version,
    }


def _passages(seen: Seen) -> list[str]:
    spans = seen.turn.outcome.reply.spans
    return list(dict.fromkeys(span.ref for span in spans if span.kind == "passage"))


def as_csv(lines: list[Line], first: bool) -> str:
    """Every cell in quotes, and none that a spreadsheet would take for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    if first:
        out.write("\ufeff")  # or a spreadsheet takes it for another alphabet
        writer.writerow(COLUMNS)
    writer.writerows([safe(str(line[name])) for name in COLUMNS] for line in lines)
    return out.getvalue()


def safe(cell: str) -> str:
    """The cell with a quote before what would begin a formula, which a spreadsheet does not show."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def as_lines(lines: list[Line], first: bool) -> str:
    """A JSON object a line."""
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


FORMS: dict[str, tuple[Callable[[list[Line], bool], str], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "jsonl": (as_lines, "application/x-ndjson"),
}
