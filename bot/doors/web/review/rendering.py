"""Templates to pages. Everything in them is escaped; nothing of a page is a script or a style."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

HERE = Path(__file__).parent
STATIC = {
    "review.css": "text/css",
    "pages.css": "text/css",
    "review.js": "text/javascript",
    "htmx-4.0.1.min.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
LABELS = {
    "open": "open",
    "unclear": "unclear",
    "disliked": "disliked",
    "flagged": "flagged",
    "random": "random",
    "disputed": "disputed",
    "done": "done",
    "all": "all",
    "good": "good",
    "passage": "wrong passage",
    "situation": "wrong situation",
    "tone": "tone",
    "missing": "missing knowledge",
    "safety": "safety",
    "answer": "answered",
    "ask": "asked back",
    "admit": "no answer",
    "card": "safety card",
    "talk": "small talk",
    "reviewer": "reviewer",
    "operator": "operator",
}
ROOMS = {"figures": "how it does", "gaps": "what is missing", "knowledge": "what is said", "trail": "who did what"}
DAY = 86_400
BUTTONS = {"more": "More", "skip": "Skip", "country:?": "The number in my country"}


def show(template: str, values: Mapping[str, object], status: int = 200) -> Response:
    """A page."""
    return HTMLResponse(_environment().get_template(template).render(values), status)


async def static(request: Request) -> Response:
    """A file that pages load: asked for with a mark of its content, it is kept for a year."""
    name = request.path_params["name"]
    if name not in STATIC:
        return Response(status_code=404)
    kept = {"Cache-Control": f"public, max-age={365 * DAY}, immutable", "X-Content-Type-Options": "nosniff"}
    return Response(_content(name), media_type=STATIC[name], headers=kept)


@cache
def _content(name: str) -> bytes:
    return (HERE / "static" / name).read_bytes()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"label": lambda name: LABELS.get(name, name), "percent": _percent, "clock": _clock}
    environment.filters |= {"pressed": _pressed}
    environment.filters |= {"day": _day, "date": _date, "capped": lambda count: "999+" if count > 999 else str(count)}
    environment.globals |= {"asset": _asset, "labels": LABELS, "rooms": ROOMS}
    return environment


def _asset(name: str) -> str:
    mark = hashlib.sha256(_content(name)).hexdigest()[:12]
    return f"/review/static/{name}?{mark}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"


def _pressed(choice: str) -> str:
    """What a button may have said: its id, in words."""
    words = choice.partition(":")[2] or choice
    return BUTTONS.get(choice, words.replace("=", ": ").replace("_", " ").replace("-", " "))


def _clock(at: datetime) -> str:
    return f"{at.astimezone():%H:%M}"


def _date(at: datetime) -> str:
    return f"{at.astimezone():%-d %b}"


def _day(at: datetime) -> str:
    return f"{at.astimezone():%-d %B}"
