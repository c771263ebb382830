"""The inbox: the list, the whole conversation, and why this answer, in one page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from bot.domain import Knowledge, Passage
from bot.domain.review import VALUES, Act, Listed, Seen
from bot.doors.web.review.address import KINDS, Place, place_of
from bot.doors.web.review.alike import alike
from bot.doors.web.review.bench import DANGERS
from bot.doors.web.review.desk import Call
from bot.doors.web.review.naming import named
from bot.doors.web.review.rendering import show
from bot.doors.web.review.showing import Bubble, Lens, bubbles, lesson, level_of, short
from bot.doors.web.review.why import Why, why
from bot.store.review import PAGE
from bot.workshop.masking import Piece

WIDEST = 140  # signs of a message in the list


@dataclass(frozen=True, slots=True)
class Row:
    """A turn in the list."""

    one: Listed
    name: str
    said: tuple[Piece, ...]
    withheld: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """The list: `more` is where it goes on, `top` whether it begins with the newest; where a search stopped early."""

    rows: tuple[Row, ...]
    more: int | None
    top: bool
    hurried: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """The turn at hand, its conversation, and why it was answered so."""

    turn: int
    name: str
    bubbles: tuple[Bubble, ...]
    at_hand: Bubble
    why: Why
    mine: str
    note: str
    alike: tuple[Row, ...]
    lesson: tuple[str, ...]  # the message, masked, after those it goes on from; no text where it is withheld


async def home(call: Call) -> Response:
    """To what waits."""
    return RedirectResponse(Place("open").url(), 303)


async def inbox(call: Call) -> Response:
    """A list, and the turn at hand if one is."""
    return await page(call, place_of(call), Lens(call.knowledge))


async def page(call: Call, place: Place, lens: Lens) -> Response:
    """The page for a place, looked at through this lens."""
    case = await _case(call, place, lens) if place.turn else None
    if place.turn and case is None:
        raise HTTPException(404)
    listed = await listing(call, place)
    ids = [row.one.id for row in listed.rows]
    values = call.frame(place.view) | {
        "place": place,
        "kinds": KINDS,
        "values": VALUES,
        "counts": await call.desk.record.counts(place.wanted(call)),
        "listed": listed,
        "case": case,
        "lens": lens,
        "may_unseal": call.may("unseal"),
        "newer": _beside(ids, place.turn, -1),
        "older": _beside(ids, place.turn, 1),
        "did": _did(call),
        "sent": call.request.query_params.get("sent", ""),
        "dangers": DANGERS,
        "passages": _likeliest(call.knowledge, case),
    }
    return show("inbox.html", values)


async def listing(call: Call, place: Place) -> Rows:
    """The turns of a place: those around the one at hand where it lies further down."""
    if place.q:
        return await _hunt(call, place)
    wanted, record = place.wanted(call), call.desk.record
    found = await record.page(wanted, place.before, PAGE + 1)
    top = place.before is None
    if place.turn and len(found) > PAGE and place.turn < found[PAGE - 1].id:
        found, top = await record.page(wanted, place.turn + 1, PAGE + 1), False
    rows = tuple(_row(one, Lens(call.knowledge)) for one in found[:PAGE])
    return Rows(rows, found[PAGE - 1].id if len(found) > PAGE else None, top)


async def _hunt(call: Call, place: Place) -> Rows:
    found, fresh = await call.desk.search(place.wanted(call), place.look())
    if fresh and not place.before:
        await call.desk.record.note(Act(call.reviewer.name, "searched", detail=place.q))
    listed = await call.desk.record.named(found.ids)
    rows = tuple(_row(one, Lens(call.knowledge)) for one in listed)
    return Rows(rows, found.before, place.before is None, found.before is not None and len(found.ids) < PAGE)


async def _case(call: Call, place: Place, lens: Lens) -> Case | None:
    turn = place.turn or 0
    person, thread = await call.desk.record.open(call.reviewer, turn)
    seen = next((one for one in thread if one.turn.id == turn), None)
    if seen is None:
        return None
    shown = bubbles(thread, lens)
    mine = next((one for one in seen.verdicts if one.reviewer == call.reviewer.name), None)
    return Case(
        turn=turn,
        name=named(person),
        bubbles=shown,
        at_hand=next(bubble for bubble in shown if bubble.id == turn),
        why=why(seen, thread, lens),
        mine=mine.value if mine else "",
        note=mine.note if mine else "",
        alike=await _alike(call, seen, lens),
        lesson=lesson(thread, turn, lens),
    )


async def _alike(call: Call, seen: Seen, lens: Lens) -> tuple[Row, ...]:
    """Turns judged before that say much the same; none for a text that is withheld, which they would tell of."""
    if lens.hides(level_of(seen)):
        return ()
    judged = await call.desk.record.precedents()
    like = alike(seen.turn.message.text, judged, seen.turn.id)
    return tuple(_row(one, replace(lens, flagged=False)) for one in like)


def _row(one: Listed, lens: Lens) -> Row:
    withheld = lens.hides(one.level)
    return Row(one, named(one.person), () if withheld else lens.read(short(one.text, WIDEST)), withheld)


def _likeliest(knowledge: Knowledge, case: Case | None) -> list[Passage]:
    """The passages, first those that were weighed for the turn at hand, in their order."""
    weighed = [one.id for one in case.why.candidates] if case else []
    order = {id: at for at, id in enumerate(weighed)}
    return sorted(knowledge.passages, key=lambda passage: order.get(passage.id, len(order)))


def _beside(ids: list[int], turn: int | None, step: int) -> int | None:
    """The turn next to this one in the list; before one is at hand, the first."""
    if turn is None:
        return ids[0] if ids and step > 0 else None
    if turn in ids:
        at = ids.index(turn) + step
        return ids[at] if 0 <= at < len(ids) else None
    beyond = [id for id in ids if (id < turn if step > 0 else id > turn)]
    return (beyond[0] if step > 0 else beyond[-1]) if beyond else None


def _did(call: Call) -> tuple[int, str] | None:
    """The verdict given just before, so that it can be taken back: `did=12.good`."""
    turn, _, value = call.request.query_params.get("did", "").partition(".")
    return (int(turn), value) if turn.isdecimal() and len(turn) < 16 and value in VALUES else None
