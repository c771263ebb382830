"""The knowledge as it is used: passages with their hits and ratings, and what people ask that nothing answers."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from bot.domain import Passage
from bot.domain.review import Act, Deed, Listed
from bot.doors.web.review.alike import bag, likeness, rarity
from bot.doors.web.review.correcting import bench_of
from bot.doors.web.review.desk import Call
from bot.doors.web.review.rendering import show
from bot.doors.web.review.showing import Lens, short
from bot.doors.words import place
from bot.store.review import Filter, Use
from bot.workshop import gaps as room
from bot.workshop.masking import Piece

MANY = 300  # questions without an answer that are grouped
WIDEST = 300  # signs of a question
CLOSE = 0.3  # from which two of them ask much the same


@dataclass(frozen=True, slots=True)
class Shelved:
    """A passage and its use."""

    passage: Passage
    place: str
    use: Use


@dataclass(slots=True)
class Group:
    """Questions that are much alike, the newest first, and the words of that one."""

    words: tuple[Piece, ...]
    bag: Counter[str]
    turns: list[int]


async def knowledge(call: Call) -> Response:
    """Every passage, the most said first; those that nobody was told stand last."""
    found = await call.desk.record.uses()
    shelf = [Shelved(each, place(each), found.get(each.id, Use())) for each in call.knowledge.passages]
    rows = sorted(shelf, key=lambda one: (-one.use.hits, one.use.last is None, one.passage.title))
    most = max((one.use.hits for one in rows), default=0)
    return show("knowledge.html", call.frame("knowledge") | {"rows": rows, "most": most or 1})


async def gaps(call: Call) -> Response:
    """What was asked and not answered, grouped, the most asked first; without what was put away."""
    hidden = room.dismissed(call.desk.bench.folder) if call.desk.bench else frozenset()
    groups = [group for group in await _groups(call) if not hidden & set(group.turns)]
    put = call.request.query_params.get("away", "")
    values = {"groups": groups, "letters": call.knowledge.gaps, "away": put if put.isdecimal() else ""}
    return show("gaps.html", call.frame("gaps") | values)


async def away(call: Call) -> Response:
    """Puts a group away: nobody has to look at it again, here or at the terminal."""
    turns = await _move(call, room.put_away, "put away")
    return RedirectResponse(f"/review/gaps?away={turns[0]}", 303)


async def back(call: Call) -> Response:
    """Takes that back."""
    await _move(call, room.bring_back, "brought back")
    return RedirectResponse("/review/gaps", 303)


async def _move(call: Call, move: Callable[[Path, list[int]], None], did: Deed) -> list[int]:
    """Moves the group of a turn out of sight, or into it again."""
    folder, turn = bench_of(call).folder, call.number("turn")
    group = next((group for group in await _groups(call) if turn in group.turns), None)
    if group is None:
        raise HTTPException(404)
    try:
        await asyncio.to_thread(move, folder, group.turns)
    except OSError:
        raise HTTPException(409) from None
    await call.desk.record.note(Act(call.reviewer.name, did, turn, f"{len(group.turns)} asked"))
    return group.turns


async def _groups(call: Call) -> list[Group]:
    wanted = Filter("all", call.reviewer.name, kind="admit", calm=True)
    listed = await call.desk.record.page(wanted, limit=MANY)
    waiting = [one for one in listed if one.text.strip() and not set(one.verdicts) & {"good", "safety"}]
    return grouped(waiting, Lens(call.knowledge))


def grouped(listed: list[Listed], lens: Lens) -> list[Group]:
    """Each question joins the first group it is like."""
    bags = [bag(one.text) for one in listed]
    rare = rarity(bags)
    groups = list[Group]()
    for one, words in zip(listed, bags, strict=True):
        near = next((group for group in groups if likeness(words, group.bag, rare) >= CLOSE), None)
        if near:
            near.turns.append(one.id)
        else:
            groups.append(Group(lens.read(short(one.text, WIDEST)), words, [one.id]))
    return sorted(groups, key=lambda group: -len(group.turns))
