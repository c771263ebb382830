"""A short form of `python -m bench.chaos`: the bot is killed while people write."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.chaos import TOKEN, Chaos, Plan
from tests.standin import Standin

pytestmark = pytest.mark.timeout(300)


def test_six_kills_lose_nothing_keep_the_order_and_repeat_one_reply_a_chat_at_most(tmp_path: Path) -> None:
    plan = Plan(kills=6, chats=24, life=(0.5, 4.0), pause=(0.03, 0.2))
    with Standin(token=TOKEN) as standin:
        count = Chaos(plan, tmp_path, standin).run()
    assert count.kills == 6
    assert count.said > 50
    assert (count.lost, count.strange) == (0, 0)
    assert count.doubled <= count.busy


@pytest.mark.postgres
def test_two_processes_on_one_postgres_behind_a_webhook_lose_nothing_when_either_dies(
    tmp_path: Path, postgres_database: str
) -> None:
    plan = Plan(
        kills=4,
        chats=16,
        life=(1.0, 4.0),
        pause=(0.05, 0.2),
        replicas=2,
        webhook=True,
        database=postgres_database,
        patience=75,
    )
    with Standin(token=TOKEN) as standin:
        count = Chaos(plan, tmp_path, standin).run()
    assert count.kills == 4
    assert (count.lost, count.strange) == (0, 0)
    assert count.doubled <= count.busy
