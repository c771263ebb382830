"""Who is let in, and for how long."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from bot.domain.review import ROLES, Reviewer, Role
from bot.store import KeyRing, Store, fresh_key

ANA = Reviewer("Ana", "safety")


async def test_a_link_lets_in_once(store: Store) -> None:
    token = await store.review.invite(ANA)
    entered = await store.review.sign_in(token)
    assert entered is not None
    reviewer, session = entered
    assert reviewer == ANA
    assert await store.review.who(session) == ANA
    assert await store.review.sign_in(token) is None


async def test_a_link_is_good_for_five_minutes_and_a_session_for_twelve_hours(store: Store) -> None:
    with time_machine.travel("2026-03-01 12:00 +00:00", tick=False) as clock:
        late, token = await store.review.invite(ANA), await store.review.invite(ANA)
        clock.shift(timedelta(minutes=4, seconds=59))
        entered = await store.review.sign_in(token)
        clock.shift(timedelta(seconds=1))
        assert await store.review.sign_in(late) is None
        assert entered is not None
        clock.shift(timedelta(hours=11, minutes=59))
        assert await store.review.who(entered[1]) == ANA
        clock.shift(timedelta(minutes=1))
        assert await store.review.who(entered[1]) is None


async def test_who_signs_out_is_out(store: Store) -> None:
    entered = await store.review.sign_in(await store.review.invite(ANA))
    assert entered is not None
    await store.review.sign_out(entered[1])
    assert await store.review.who(entered[1]) is None


async def test_no_other_token_lets_in(store: Store) -> None:
    link = await store.review.invite(ANA)
    entered = await store.review.sign_in(await store.review.invite(ANA))
    assert entered is not None
    id, _, signature = entered[1].partition(".")
    forged = ["", ".", id, f"{id}.", f"{id}.{signature[:-1]}", f"{id}x.{signature}", f"x.{signature}", "é.ü", link]
    for token in forged:
        assert await store.review.who(token) is None
    for token in (*forged[:-1], entered[1]):
        assert await store.review.sign_in(token) is None
    assert await store.review.sign_in(link) is not None


async def test_the_file_alone_lets_nobody_in(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    ring = KeyRing.from_text(fresh_key())
    store = await Store.open(url, ring)
    token = await store.review.invite(ANA)
    await store.close()
    held = (tmp_path / "bot.db").read_bytes()  # nothing else runs here
    id, _, signature = token.partition(".")
    assert id.encode() in held
    assert signature.encode() not in held


@pytest.mark.parametrize("role", ROLES)
async def test_the_role_is_kept(store: Store, role: Role) -> None:
    reviewer = Reviewer("Bo", role)
    entered = await store.review.sign_in(await store.review.invite(reviewer))
    assert entered is not None
    assert entered[0] == await store.review.who(entered[1]) == reviewer
