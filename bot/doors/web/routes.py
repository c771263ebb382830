"""The addresses of the one web port: POST /telegram, /live, /ready, /metrics."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

LARGEST = 1_000_000  # bytes; an update of Telegram's has a few thousand
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the name of a header
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Site:
    """What the pages are made from.

    `examine` says what is wrong with each part (nothing where all is well) and freshens the figures. `take` returns
    once an update is kept; without it and a `secret` nothing can be posted. `standing` is told with it, right or wrong.
    """

    examine: Callable[[], Awaitable[Mapping[str, str]]]
    take: Callable[[list[Any]], Awaitable[None]] | None = None
    secret: str = ""
    standing: Callable[[], Mapping[str, str]] = dict


def routes(site: Site, more: Sequence[BaseRoute] = ()) -> Starlette:
    """The application; `more` are the review pages."""
    addresses: list[BaseRoute] = [
        Route("/live", live),
        Route("/ready", partial(ready, site)),
        Route("/metrics", partial(metrics, site)),
    ]
    if site.take and site.secret:
        addresses.append(Route("/telegram", partial(telegram, site), methods=["POST"]))
    return Starlette(routes=[*addresses, *more], exception_handlers={Exception: _failed})


async def live(request: Request) -> Response:
    """The process runs."""
    return PlainTextResponse("live\n")


async def ready(site: Site, request: Request) -> Response:
    """Whether people are answered and kept, and from which knowledge; if not, which part is wrong."""
    wrong = {part: problem for part, problem in (await site.examine()).items() if problem}
    return JSONResponse({**site.standing(), **wrong}, 503 if wrong else 200)


async def metrics(site: Site, request: Request) -> Response:
    """Numbers for Prometheus: never a text, a name or an id."""
    await site.examine()
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def telegram(site: Site, request: Request) -> Response:
    """An update: 200 once it need not come again. 403 without the secret, 413 too large, 400 no JSON object."""
    given = request.headers.get(SECRET, "")
    if not hmac.compare_digest(given.encode(), site.secret.encode()):
        raise HTTPException(403)
    update = _read(await _body(request))
    if site.take:
        await site.take([update])
    return Response()


async def _body(request: Request) -> bytes:
    """What was posted, never more of it than is allowed."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise HTTPException(413)
    return bytes(body)


def _read(body: bytes) -> dict[str, Any]:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        update = None
    if not isinstance(update, dict):
        raise HTTPException(400)
    return update


async def _failed(request: Request, error: Exception) -> Response:
    """500: Telegram sends it again. What went wrong may quote what was said: only its kind is told."""
    log.error("request failed", path=request.url.path, problem=type(error).__name__)
    return PlainTextResponse("Internal Server Error", 500)
