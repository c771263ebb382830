"""A draft is its owner's: every role before the drafts of every other, on every address of theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path

import pytest

from bot.domain.review import ROLES, Role
from bot.doors.web.review.routes import DRAFT, PAGES
from tests.doors.web.review.hive import WASPS, bench, drafted, open_hive, write
from tests.doors.web.review.house import House

ADDRESSES = [(method, path) for method, path, _, _ in PAGES if path.startswith(DRAFT)]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_hive(tmp_path) as opened:
        yield opened


async def test_nobody_sees_accepts_or_leaves_what_another_drafted(house: House) -> None:
    assert {method for method, _ in ADDRESSES} == {"GET", "POST"}
    turn = await write(house, WASPS)
    for owner in ROLES:
        async with house.visitor(owner) as client:
            where, _ = await drafted(client, f"/review/all/{turn.id}", passage="smoke", text=f"one of {owner}")
        others: list[tuple[Role | None, str]] = [(role, "Bo") for role in ROLES]
        others += [(role, "Ana") for role in ROLES if role != owner]  # the name alone is not enough
        for (role, name), (method, path) in product([*others, (None, "")], ADDRESSES):
            async with house.visitor(role, name) as other:
                answer = await other.request(method, path.replace("/review/draft/{draft}", where))
                assert answer.status_code == (404 if role else 303), (role, method, path)
                assert "Location" not in answer.headers or answer.headers["location"] == "/review/sign-in"
        async with house.visitor(owner) as client:
            assert (await client.get(where)).status_code == 200
            assert (await client.post(f"{where}/leave")).status_code == 303
    assert not (bench(house).folder / "examples" / "review.yaml").exists()


async def test_nobody_takes_back_what_another_judged(house: House) -> None:
    turn = await write(house, WASPS)
    for name, value in (("Ana", "good"), ("Bo", ""), ("Bo", "tone"), ("Bo", "")):
        async with house.visitor("operator", name) as client:
            await client.post(f"/review/all/{turn.id}/verdict", data={"verdict": value})
    ((_, seen),) = await house.store.review.seen((turn.id,))
    assert [(one.reviewer, one.value) for one in seen.verdicts] == [("Ana", "good")]
