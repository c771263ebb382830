"""What docs/production.md tells people to run fits this version."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import generate_latest

from bot import observe
from bot.config import TWINS, Settings, variable
from bot.store.inbox import LEASE

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/production.md").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text(encoding="utf-8"))
BOT = COMPOSE["services"]["bot"]


def test_every_setting_exists() -> None:
    known = {variable(name) for name in Settings.model_fields} | {variable(name) + "_FILE" for name in TWINS}
    assert set(BOT["environment"]) <= known
    assert {"BOT_TOKEN_FILE", "BOT_WEBHOOK_SECRET_FILE", "BOT_DATABASE_URL_FILE", "BOT_KEYS_FILE"} <= set(
        BOT["environment"]
    )


def test_every_secret_is_a_file_the_page_says_how_to_make() -> None:
    for name, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f"secrets/{name}"}
        assert re.search(rf"> {name}\b", PAGE), name
    used = {name for service in COMPOSE["services"].values() for name in service.get("secrets", ())}
    assert used == set(COMPOSE["secrets"])
    assert {value.rpartition("/")[2] for value in BOT["environment"].values() if "/run/secrets/" in value} <= used


def test_two_bots_share_one_record_and_run_as_little_as_can_be() -> None:
    assert BOT["deploy"]["replicas"] == 2
    assert BOT["read_only"]
    assert BOT["volumes"] == ["../knowledge:/home/bot/knowledge:ro"]  # an edit reaches every bot, and no bot edits
    assert BOT["cap_drop"] == ["ALL"]
    assert "ports" not in BOT
    assert "ports" not in COMPOSE["services"]["postgres"]


def test_the_bot_is_asked_for_its_health_where_it_answers() -> None:
    port = BOT["environment"]["BOT_PORT"]
    assert f"http://127.0.0.1:{port}/ready" in BOT["healthcheck"]["test"][-1]
    assert f"--to bot:{port}" in COMPOSE["services"]["proxy"]["command"]


def test_the_image_is_asked_for_its_health_lightly() -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    check = image.partition("HEALTHCHECK")[2].partition("ENTRYPOINT")[0]
    assert "/live" in check
    assert '"bot"' not in check
    assert re.search(r"ENV .*\bBOT_PORT=\d+", image)


def test_there_is_time_to_stop() -> None:
    assert int(BOT["stop_grace_period"].rstrip("s")) > 10


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(bot_[a-z_]+)[`> ]", PAGE)) - set(COMPOSE["secrets"])))
def test_every_figure_that_is_named_exists(name: str) -> None:
    assert observe.TURNS
    assert f"# TYPE {name}" in generate_latest().decode()


def test_the_lease_is_told_as_it_is() -> None:
    assert f"after {LEASE.seconds} seconds" in PAGE
