"""Who gets to which page, from where, and with which headers."""

from __future__ import annotations

import hashlib
import inspect
import re
from datetime import timedelta

import pytest
import time_machine

from bot.domain.review import ROLES, Reviewer, Role
from bot.doors.web.review.guard import HEADERS, POLICY
from bot.doors.web.review.rendering import HERE, STATIC
from bot.doors.web.review.routes import PAGES
from bot.doors.web.review.signing import MOST
from bot.errors import StoreError
from bot.store.review import access
from tests.doors.web.review.house import House

MAY: dict[Role, set[str]] = {
    "reviewer": {"read", "teach"},
    "safety": {"read", "teach", "unseal", "export"},
    "operator": {"read", "teach", "unseal", "export", "answer", "oversee"},
}


FORM = {"verdict": "good", "as": "csv"}


def address(path: str, turn: int) -> str:
    return path.replace("{view}", "all").replace("{turn}", str(turn))


@pytest.mark.parametrize("role", [None, *ROLES])
async def test_every_page_opens_for_those_who_may_and_for_nobody_else(house: House, role: Role | None) -> None:
    turn = await house.say("he left")
    async with house.visitor(role) as client:
        for method, path, _, right in PAGES:
            answer = await client.request(method, address(path, turn), data=FORM if method == "POST" else {})
            if role is None:
                assert (answer.status_code, answer.headers["location"]) == (303, "/review/sign-in")
            elif right in MAY[role]:
                assert answer.status_code in (200, 303, *[404] * (right == "teach")), path  # there are no drafts here
                assert answer.headers.get("location") != "/review/sign-in"
            else:
                assert answer.status_code == 403, path


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://elsewhere"},
        {"Origin": "null"},
        {"Origin": "http://pages.elsewhere"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://pages"},
        {},
    ],
)
async def test_what_another_page_posts_is_refused_and_does_nothing(house: House, headers: dict[str, str]) -> None:
    turn = await house.say("he left")
    async with house.visitor("operator") as client:
        before = await house.store.review.trail()
        del client.headers["Sec-Fetch-Site"]
        token = await house.store.review.invite(Reviewer("Bo", "operator"))
        posts = [address(path, turn) for method, path, _, _ in PAGES if method == "POST"]
        for path in (*posts, "/review/sign-in", "/review/sign-out", "/review/nowhere"):
            answer = await client.post(path, data={"verdict": "good", "token": token}, headers=headers)
            assert answer.status_code == 403, path
        assert await house.store.review.trail() == before


async def test_without_that_header_the_origin_must_be_our_own(house: House) -> None:
    turn = await house.say("he left")
    async with house.visitor("reviewer") as client:
        del client.headers["Sec-Fetch-Site"]
        answer = await client.post(
            f"/review/all/{turn}/verdict", data={"verdict": "good"}, headers={"Origin": "http://pages"}
        )
        assert answer.status_code == 303


async def test_every_page_keeps_to_itself(house: House) -> None:
    turn = await house.say("he left")
    async with house.visitor("operator") as client:
        for path in (
            "/review",
            "/review/open",
            f"/review/all/{turn}",
            "/review/trail",
            "/review/sign-in",
            "/review/x/y",
        ):
            answer = await client.get(path)
            assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
            assert not re.search(r"<script(?! src=\"/review/static/)|<style|\sstyle=|\son\w+=|javascript:", answer.text)
    assert "unsafe" not in POLICY
    assert POLICY.startswith("default-src 'none'")


async def test_the_cookie_is_for_these_pages_and_no_script(house: House) -> None:
    for secure in (False, True):
        house.desk.secure = secure
        async with house.visitor() as client:
            token = await house.store.review.invite(Reviewer("Ana", "reviewer"))
            set_cookie = (await client.post("/review/sign-in", data={"token": token})).headers["set-cookie"]
        parts = {part.strip().lower() for part in set_cookie.split(";")[1:]}
        assert {"httponly", "samesite=strict", "path=/review", "max-age=43200"} <= parts
        assert ("secure" in parts) == secure


async def test_a_link_is_used_up_by_pressing_the_button_and_not_by_looking_at_it(house: House) -> None:
    token = await house.store.review.invite(Reviewer("Ana", "reviewer"))
    async with house.visitor() as client:
        for _ in range(3):
            assert token in (await client.get("/review/sign-in", params={"token": token})).text
        assert (await client.post("/review/sign-in", data={"token": token})).headers["location"] == "/review"
        assert (await client.get("/review/open")).status_code == 200
        again = await client.post("/review/sign-in", data={"token": token})
        assert (again.status_code, "used up" in again.text) == (403, True)


async def test_a_session_ends_after_twelve_hours_and_with_signing_out(house: House) -> None:
    with time_machine.travel("2026-03-01 12:00 +00:00", tick=False) as clock:
        async with house.visitor("reviewer") as client:
            cookie = client.cookies["review"]
            clock.shift(timedelta(hours=11, minutes=59))
            assert (await client.get("/review/open")).status_code == 200
            await client.post("/review/sign-out")
            client.cookies.set("review", cookie)
            assert (await client.get("/review/open")).status_code == 303
        async with house.visitor("reviewer") as client:
            clock.shift(timedelta(hours=12))
            assert (await client.get("/review/open")).status_code == 303


async def test_whoever_guesses_has_few_tries(house: House) -> None:
    async with house.visitor() as client:
        codes = [(await client.post("/review/sign-in", data={"token": f"x.{n}"})).status_code for n in range(MOST + 2)]
        assert codes == [403] * MOST + [429] * 2
        token = await house.store.review.invite(Reviewer("Ana", "reviewer"))
        entered = await client.post("/review/sign-in", data={"token": token})  # nobody can keep others out by guessing
        assert entered.headers["location"] == "/review"


@pytest.mark.parametrize(
    "path",
    [
        "nowhere",
        "open/x",
        "open/0",
        "open/99999",
        f"open/{10**17}",
        "open/-1",
        "open?kind=x",
        "open?before=x",
        "open?rating=x",
    ],
)
async def test_what_is_not_there_is_a_page_that_says_so(house: House, path: str) -> None:
    async with house.visitor("reviewer") as client:
        answer = await client.get(f"/review/{path}")
        assert (answer.status_code, 'id="page"' in answer.text) == (404, True)


async def test_too_much_is_refused(house: House) -> None:
    turn = await house.say("he left")
    async with house.visitor("reviewer") as client:
        answer = await client.post(f"/review/all/{turn}/verdict", data={"verdict": "good", "note": "x" * 70_000})
        assert answer.status_code == 413
        answer = await client.post(f"/review/all/{turn}/verdict", content=b"\xff" * 9)
        assert answer.status_code == 400


async def test_a_record_that_is_away_is_a_page_that_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async with house.visitor("reviewer") as client:

        async def away(*_: object) -> None:
            raise StoreError("The database cannot be used now.")

        monkeypatch.setattr(house.desk.record, "who", away)
        answer = await client.get("/review/open")
        assert (answer.status_code, 'id="page"' in answer.text) == (503, True)


@pytest.mark.parametrize("name", STATIC)
async def test_what_pages_load_is_served_for_good_to_anybody(house: House, name: str) -> None:
    async with house.visitor() as client:
        answer = await client.get(f"/review/static/{name}")
        assert answer.content == (HERE / "static" / name).read_bytes()
        assert "immutable" in answer.headers["cache-control"]
        assert (await client.get("/review/static/..%2Fdesk.py")).status_code == 404


def test_the_vendored_file_is_the_one_that_was_published() -> None:
    content = (HERE / "static" / "htmx-4.0.1.min.js").read_bytes()
    assert hashlib.sha256(content).hexdigest() == "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"
    assert (HERE / "static" / "htmx-LICENSE.txt").read_text().startswith("Zero-Clause BSD")


def test_tokens_are_compared_in_constant_time() -> None:
    assert "hmac.compare_digest" in inspect.getsource(access.id_of)
