"""The addresses of the review pages: which page, and which right it takes."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.domain.review import Right
from bot.doors.web.review import correcting, deciding, exporting, figures, inbox, shelves, signing, trail
from bot.doors.web.review.desk import Desk
from bot.doors.web.review.guard import HOME, SIGN_IN, Page, guarded, open_to_all, sorry
from bot.doors.web.review.rendering import static

TURN = f"{HOME}/{{view}}/{{turn}}"
DRAFT = f"{HOME}/draft/{{draft}}"
PAGES: tuple[tuple[str, str, Page, Right], ...] = (
    ("GET", HOME, inbox.home, "read"),
    ("GET", f"{HOME}/trail", trail.trail, "oversee"),
    ("GET", f"{HOME}/figures", figures.page, "read"),
    ("GET", f"{HOME}/gaps", shelves.gaps, "read"),
    ("GET", f"{HOME}/knowledge", shelves.knowledge, "read"),
    ("GET", f"{HOME}/{{view}}", inbox.inbox, "read"),
    ("POST", f"{HOME}/{{view}}/export", exporting.export, "export"),
    ("POST", f"{HOME}/gaps/{{turn}}/away", shelves.away, "teach"),
    ("POST", f"{HOME}/gaps/{{turn}}/back", shelves.back, "teach"),
    ("GET", DRAFT, correcting.draft, "teach"),
    ("GET", TURN, inbox.inbox, "read"),
    ("POST", f"{DRAFT}/accept", correcting.accept, "teach"),
    ("POST", f"{DRAFT}/leave", correcting.leave, "teach"),
    ("POST", f"{TURN}/correct", correcting.correct, "teach"),
    ("POST", f"{TURN}/verdict", deciding.judge, "read"),
    ("POST", f"{TURN}/reveal", deciding.reveal, "unseal"),
)


def review_routes(desk: Desk) -> list[BaseRoute]:
    """All of them."""

    async def nothing(desk: Desk, request: Request) -> Response:
        return sorry(desk, 404)

    first = [
        Route(f"{HOME}/static/{{name}}", static),
        Route(SIGN_IN, open_to_all(desk, signing.asked)),
        Route(SIGN_IN, open_to_all(desk, signing.enter), methods=["POST"]),
        Route(f"{HOME}/sign-out", open_to_all(desk, signing.leave), methods=["POST"]),
    ]
    pages = [Route(path, guarded(desk, page, right), methods=[method]) for method, path, page, right in PAGES]
    every = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    return [*first, *pages, Route(f"{HOME}/{{rest:path}}", open_to_all(desk, nothing), methods=every)]
