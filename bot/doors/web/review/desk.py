"""What the review pages are made from, and what one request to them is."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.domain import Knowledge
from bot.domain.review import Reviewer, Right
from bot.doors.web.review.bench import Bench
from bot.store.review import VIEWS, Filter, Found, Look, Review

LARGEST = 64_000  # bytes of a form
HELD = 120  # seconds for which a search is not done again


class Shelf(Protocol):
    """Where the knowledge of the moment stands: `bot.knowledge.library.Library`."""

    @property
    def knowledge(self) -> Knowledge: ...


@dataclass(slots=True)
class Desk:
    """The record, the knowledge in force, and whether the pages are reached by https."""

    record: Review
    shelf: Shelf
    secure: bool = False
    demo: bool = False
    bench: Bench | None = None  # where the knowledge may be corrected
    tries: dict[str, list[float]] = field(default_factory=dict)  # of signing in, by address
    hunts: dict[tuple[Filter, Look], tuple[float, Found]] = field(default_factory=dict)

    async def search(self, wanted: Filter, look: Look) -> tuple[Found, bool]:
        """What a search finds, and whether it was done just now: going through its turns does not begin it again."""
        now = time.monotonic()
        self.hunts = {key: held for key, held in self.hunts.items() if now - held[0] < HELD}
        if held := self.hunts.get((wanted, look)):
            return held[1], False
        found = await self.record.search(wanted, look)
        self.hunts[wanted, look] = time.monotonic(), found
        return found, True


@dataclass(frozen=True, slots=True)
class Call:
    """A request by somebody who was let in and may do this."""

    desk: Desk
    request: Request
    reviewer: Reviewer
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge in force."""
        return self.desk.shelf.knowledge

    def may(self, right: Right) -> bool:
        """Whether the reviewer may do that."""
        return self.reviewer.may(right)

    def frame(self, here: str) -> dict[str, object]:
        """What every page shows around its own part."""
        return {"desk": self.desk, "reviewer": self.reviewer, "here": here, "views": VIEWS, "counts": None}

    def number(self, name: str) -> int:
        """A number in the path; 404 if it cannot be the id of anything."""
        text = str(self.request.path_params[name])
        if not text.isdecimal() or len(text) > 15 or not int(text):
            raise HTTPException(404)
        return int(text)


async def read_form(request: Request) -> dict[str, str]:
    """The fields that were posted, each once; 413 if it is more than any form of ours has."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise HTTPException(413)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=50))
    except ValueError:
        raise HTTPException(400) from None
