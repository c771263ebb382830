"""Where a reviewer is: the view, the turn, what was searched for and what narrows the list. All of it is in the URL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlencode

from starlette.exceptions import HTTPException

from bot.doors.web.review.desk import Call
from bot.store.review import VIEWS, Filter, Look

KINDS = ("answer", "ask", "admit", "card", "talk")
RATINGS = ("up", "down")
LONGEST = 200  # signs of a search
Step = Literal["", "verdict", "reveal", "correct", "export"]


@dataclass(frozen=True, slots=True)
class Place:
    """A list and a turn in it."""

    view: str
    turn: int | None = None
    q: str = ""
    kind: str = ""
    passage: str = ""
    rating: str = ""
    before: int | None = None

    def url(self, turn: int | None = None, step: Step = "", **more: str) -> str:
        """The address of a turn in this list, or of the list itself."""
        given = {"q": self.q, "kind": self.kind, "passage": self.passage, "rating": self.rating}
        given |= {"before": str(self.before or ""), **more}
        path = "/".join(str(part) for part in ("/review", self.view, turn, step) if part)
        query = urlencode({name: value for name, value in given.items() if value})
        return f"{path}?{query}" if query else path

    def older(self, before: int | None) -> Place:
        """The same list from there on downwards, or from its top."""
        return replace(self, before=before)

    def wanted(self, call: Call) -> Filter:
        """The list as the record knows it. Who may not open what is flagged cannot feel for it with a search either."""
        bar = call.knowledge.calibration.threshold
        calm = bool(self.q) and not call.may("unseal")
        return Filter(self.view, call.reviewer.name, self.kind, self.passage, self.rating, bar, calm)

    def look(self) -> Look:
        """What to search for."""
        return Look(self.q, self.before)


def place_of(call: Call) -> Place:
    """Where a request points to; 404 if there is no such place."""
    query, view = call.request.query_params, str(call.request.path_params["view"])
    turn = call.number("turn") if "turn" in call.request.path_params else None
    kind, rating, before = query.get("kind", ""), query.get("rating", ""), query.get("before", "")
    if view not in VIEWS or kind not in ("", *KINDS) or rating not in ("", *RATINGS):
        raise HTTPException(404)
    if before and (not before.isdecimal() or len(before) > 15):
        raise HTTPException(404)
    words = query.get("q", "").strip()[:LONGEST]
    return Place(view, turn, words, kind, query.get("passage", "")[:80], rating, int(before) if before else None)
