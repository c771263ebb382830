"""The house is built from the settings alone, in order, and taken down again whatever happens in it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot import app
from bot.app import examine, open_app, open_store, rotate, serve
from bot.config import Settings, key_file, read_settings
from bot.doors.telegram import Alerts, open_telegram, poll
from bot.errors import DoorError, KnowledgeError, SettingsError, StoreError
from bot.guarded import Guarded
from bot.store import fresh_key
from tests.command import small
from tests.doors.telegram.test_poll import CONFLICT
from tests.doors.telegram.updates import text
from tests.doors.telegram.wire import TOKEN, Wire
from tests.knowledge.folder import change
from tests.store.people import message


def silent(done: int, of: int) -> None:
    """Nobody wants to know how far it is."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a knowledge folder and nothing else."""
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    small(tmp_path / "knowledge")
    return tmp_path


def settings(home: Path, **more: str) -> Settings:
    ours = {"BOT_KNOWLEDGE": f"{home}/knowledge", "BOT_DATABASE_URL": f"sqlite:///{home}/data/bot.db"}
    return read_settings(ours | more)


async def test_a_first_start_makes_all_it_needs_and_answers(home: Path) -> None:
    async with open_app(settings(home)) as house:
        assert isinstance(house.library.guide.check, Guarded)
        turn = await house.conversation.receive(message(text="he flew off"))
    assert turn.outcome.decision.kind == "answer"
    assert turn.id
    assert turn.knowledge_version == house.library.knowledge.version
    assert (home / "data" / "bot.db").is_file()
    assert key_file() == home / "home" / ".config" / "fingers-crossed" / "keys"
    assert key_file().is_file()


async def test_the_next_start_remembers(home: Path) -> None:
    async with open_app(settings(home)) as house:
        first = await house.conversation.receive(message(text="he flew off"))
    async with open_app(settings(home)) as house:
        again = await house.conversation.receive(message(text="he flew off"))
        assert (again.id, again.outcome) == (first.id, first.outcome)


async def test_what_is_older_than_the_days_it_may_be_kept_is_forgotten(home: Path) -> None:
    old = replace(message(text="he flew off"), at=datetime.now(UTC) - timedelta(days=5))
    for days, left in (("6", True), ("4", False)):
        async with open_app(settings(home, BOT_RETENTION_DAYS=days)) as house:
            kept = await house.conversation.receive(old)
            await house.conversation.expire()
            assert (await house.store.turn(kept.id) is not None) is left


async def test_each_turn_is_of_one_knowledge_while_an_edit_comes_into_force(home: Path) -> None:
    told: dict[str, set[str]] = {}
    async with open_app(settings(home)) as house, asyncio.timeout(60):
        change(home / "knowledge", "phrases.yaml", "Gladly.", "With joy.")
        for number in count():
            if len(told) > 1:
                break
            turn = await house.conversation.receive(message(f"m{number}", text="thanks"))
            told.setdefault(turn.knowledge_version, set()).add(turn.outcome.reply.text)
        assert list(told.values()) == [{"Gladly."}, {"With joy."}]
        assert app.standing(house) == {"version": list(told)[1]}
        house.library.trouble = "article.yaml:1:1: no"
        assert app.standing(house)["refused"] == "article.yaml:1:1: no"


async def test_the_house_runs_on_either_database(home: Path, database_url: str) -> None:
    async with open_app(settings(home, BOT_DATABASE_URL=database_url)) as house:
        turn = await house.conversation.receive(message(text="he flew off"))
        assert turn.id
        assert await house.conversation.forget(turn.message.person) == 2


async def test_keys_from_the_settings_leave_the_home_alone(home: Path) -> None:
    async with open_store(settings(home, BOT_KEYS=fresh_key())) as store:
        assert await store.forget("telegram:123") == 0
    assert not key_file().exists()


async def test_keys_never_lie_with_the_data(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "data" / "config"))
    with pytest.raises(SettingsError, match="would lie in the folder of the data"):
        async with open_store(settings(home)):
            pass


async def test_the_record_is_let_go_when_the_house_falls(home: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        async with open_app(settings(home)):
            raise ZeroDivisionError
    assert not list((home / "data").glob("bot.db-[ws]*"))  # SQLite’s log is gone
    assert (home / "data/bot.db").exists()


async def test_broken_knowledge_is_told_before_a_record_is_made(home: Path) -> None:
    change(home / "knowledge", "talk.yaml", "acts:", "acts: [")
    with pytest.raises(KnowledgeError):
        async with open_app(settings(home)):
            pass
    assert not (home / "data").exists()


async def test_what_is_not_at_its_best_is_logged_at_the_start(home: Path) -> None:
    with capture_logs() as logs:
        async with open_app(settings(home)) as house:
            assert house.library.health
    assert [line["problem"] for line in logs if line["log_level"] == "warning"] == list(house.library.health)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_telegram_is_served_until_the_process_is_told_to_stop(
    home: Path, number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire, before = Wire(), signal.getsignal(number)
    monkeypatch.setattr(app, "open_telegram", partial(open_telegram, request=lambda: wire))
    served = asyncio.create_task(serve(settings(home, BOT_TOKEN=TOKEN), silent))
    await wire.push(text("he flew off"))
    await wire.until(lambda: bool(wire.texts()))
    assert wire.texts()[0]
    os.kill(os.getpid(), number)
    await served
    assert wire.open == 0
    assert signal.getsignal(number) is before


async def test_a_process_that_has_to_give_way_to_another_ends(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wire = Wire()
    wire.fail("getUpdates", *[CONFLICT] * 9)
    monkeypatch.setattr(poll, "GIVE_UP", (0, 0))
    monkeypatch.setattr(app, "open_telegram", partial(open_telegram, request=lambda: wire))
    with pytest.raises(DoorError, match="another process fetches this bot's messages"):
        await serve(settings(home, BOT_TOKEN=TOKEN), silent)
    assert wire.open == 0


async def test_without_a_token_nothing_is_served(home: Path) -> None:
    with pytest.raises(SettingsError, match="BOT_TOKEN is missing"):
        await serve(settings(home), silent)
    assert not (home / "data").exists()


async def test_examination_names_each_part_that_is_not_well(home: Path) -> None:
    wrong = await examine(settings(home))
    assert wrong.pop("calibration").endswith("run `bot calibrate`")
    assert set(wrong.values()) == {""}
    change(home / "knowledge", "talk.yaml", "acts:", "acts: [")
    wrong = await examine(settings(home, BOT_DATABASE_URL="sqlite:////proc/none/bot.db"))
    assert wrong["knowledge"].endswith("run `bot check`")
    assert wrong["model"] == wrong["calibration"] == "not looked at: the knowledge comes first"
    assert "cannot be made" in wrong["database"]


async def test_rotation_makes_a_new_key_in_our_own_file_and_none_in_the_settings(home: Path) -> None:
    async with open_app(settings(home)) as house:
        await house.conversation.receive(message(text="he flew off"))
    assert await rotate(settings(home)) == 5
    both = key_file().read_text().strip()
    assert len(both.split(",")) == 2
    assert await rotate(settings(home, BOT_KEYS=both)) == 0
    assert key_file().read_text().strip() == both


@pytest.mark.parametrize("url", ["sqlite:///:memory:", "sqlite://"])
async def test_a_record_in_memory_has_no_folder(home: Path, url: str) -> None:
    async with open_store(settings(home, BOT_DATABASE_URL=url)) as store:
        assert await store.turn(1) is None


async def test_a_database_of_no_kind_is_refused(home: Path) -> None:
    with pytest.raises(StoreError, match="BOT_DATABASE_URL: 'mysql' is no database known here"):
        async with open_store(settings(home, BOT_DATABASE_URL="mysql://db.example/bot")):
            pass


@pytest.mark.parametrize(("word", "told"), [("yes", True), ("no", False)])
async def test_the_operators_are_told_of_cards_unless_they_do_not_want_to_be(home: Path, word: str, told: bool) -> None:
    async with app.serving(settings(home, BOT_OPERATORS="12", BOT_ALERTS=word), silent) as house:
        assert isinstance(house.store.noting, Alerts) is told


async def test_help_lines_that_grow_old_are_told_and_in_production_refused(home: Path) -> None:
    now = datetime.now(UTC).date()
    for days, told, refused in ((170, False, False), (200, True, False), (370, True, True)):
        file = home / "knowledge" / "helplines.yaml"
        file.write_text(re.sub(r'checked: "[^"]*"', f'checked: "{now - timedelta(days=days)}"', file.read_text()))
        with capture_logs() as lines:
            async with app.serving(settings(home), silent):
                assert any("help lines" in str(line.get("problem")) for line in lines) is told
        assert bool((await examine(settings(home)))["helplines"]) is told
        with pytest.raises(SettingsError, match=r"1 help lines .* 365 days \(AA\)") if refused else nullcontext():
            async with app.serving(settings(home, BOT_ENV="production"), silent):
                pass
