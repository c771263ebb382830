"""The knowledge as it is used: passages with their hits and ratings, and what people ask that nothing answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from starlette.responses import Response

from bot.domain import Passage
from bot.domain.review import Listed
from bot.doors.web.review.alike import bag, likeness, rarity
from bot.doors.web.review.desk import Call
from bot.doors.web.review.rendering import show
from bot.doors.web.review.showing import Lens
from bot.doors.words import place
from bot.store.review import Filter, Use
from bot.workshop.masking import Piece

MANY = 300  # questions without an answer that are grouped
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
    """What was asked and not answered, grouped, the most asked first."""
    wanted = Filter("all", call.reviewer.name, kind="admit", calm=True)
    listed = await call.desk.record.page(wanted, limit=MANY)
    waiting = [one for one in listed if one.text.strip() and not set(one.verdicts) & {"good", "safety"}]
    values = {"groups": grouped(waiting, Lens(call.knowledge)), "letters": call.knowledge.gaps}
    return show("gaps.html", call.frame("gaps") | values)


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
            groups.append(Group(lens.read(" ".join(one.text.split())[:300]), words, [one.id]))
    return sorted(groups, key=lambda group: -len(group.turns))
