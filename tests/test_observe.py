"""What is seen from outside: every turn, and never a text, a name, a person or the token."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import REGISTRY

from bot.conversation import Conversation
from bot.domain import Alarm, Ask, Card, Trace, Turn
from bot.observe import Plain, _Written, configure_logging, notice
from bot.store import KeyRing, Store, fresh_key
from tests.store.people import CANARY, message, turn
from tests.test_conversation import Shelf

TOKEN = "bot123456789:" + "AAxx-yy_zz" * 4


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Puts back what configure_logging changes for the whole process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {
        name: logger.level for name, logger in root.manager.loggerDict.items() if isinstance(logger, logging.Logger)
    }
    yield
    root.handlers[:], root.level = handlers, level
    for name, logger in root.manager.loggerDict.items():
        if isinstance(logger, logging.Logger):
            logger.setLevel(levels.get(name, logging.NOTSET))
    structlog.reset_defaults()


def fail(url: str) -> None:
    raise httpx.ConnectError(url)


def count(metric: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(f"bot_{metric}_total", labels) or 0


def carded() -> Turn:
    alarm = Alarm("card", "suicide", "high", ("s1",))
    outcome = replace(turn(message()).outcome, decision=Card("suicide", alarm), trace=Trace(alarm=alarm))
    return replace(turn(message()), outcome=outcome, id=7)


def test_turns_are_counted_by_kind_and_by_whether_they_were_kept() -> None:
    kept, lost = count("turns", kind="answer", stored="yes"), count("turns", kind="answer", stored="no")
    given = count("passages", passage="calm")
    notice(replace(turn(message()), id=3))
    notice(turn(message()))
    assert count("turns", kind="answer", stored="yes") == kept + 1
    assert count("turns", kind="answer", stored="no") == lost + 1
    assert count("passages", passage="calm") == given + 2


def test_cards_are_counted_by_danger() -> None:
    before = count("cards", kind="suicide")
    notice(carded())
    notice(replace(turn(message()), outcome=replace(turn(message()).outcome, decision=Ask("ended_by"))))
    assert count("cards", kind="suicide") == before + 1


def test_a_turn_is_one_line_of_ids_kinds_and_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(as_json=True)
    notice(replace(turn(message(text=CANARY)), id=12))
    line = json.loads(capsys.readouterr().err)
    assert line.pop("timestamp")
    assert line == {
        "event": "turn",
        "level": "info",
        "logger": "bot.observe",
        "id": 12,
        "kind": "answer",
        "alarm": "none",
        "confidence": 0.75,
        "passages": ["calm"],
        "knowledge": "v1",
    }


@pytest.mark.parametrize("as_json", [True, False])
async def test_at_debug_no_line_holds_text_name_or_person(
    as_json: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("debug", as_json)
    store = await Store.open(f"sqlite:///{tmp_path}/bot.db", KeyRing.from_text(fresh_key()))
    conversation = Conversation(Shelf(), store, notice)
    kept = await conversation.receive(message(text=CANARY, person="telegram:987654321"))
    await conversation.delivered(kept)
    await conversation.forget("telegram:987654321")
    await store.close()
    seen = capsys.readouterr().err
    assert "turn" in seen
    for secret in (CANARY, "canary", "Zebedee", "987654321", "INSERT"):
        assert secret not in seen


@pytest.mark.parametrize("as_json", [True, False])
def test_the_token_is_taken_out_of_every_line(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("debug", as_json)
    url = f"https://api.telegram.org/{TOKEN}/getMe"
    logging.getLogger("anything").warning("asked %s", url)
    structlog.get_logger("bot").info("asking", url=url)
    try:
        fail(url)
    except httpx.ConnectError:
        logging.getLogger("other").exception("failed")
    seen = capsys.readouterr().err
    assert seen.count("bot<token>") >= 3
    assert "AAxx" not in seen
    assert "ConnectError" in seen


@given(
    level=st.sampled_from(["info", "warning", "critical"]),
    event=st.text(max_size=40),
    more=st.dictionaries(st.from_regex(r"[a-z_]{1,9}", fullmatch=True), st.one_of(st.text(), st.integers(), st.none())),
)
def test_a_line_reads_as_the_library_would_have_it(level: str, event: str, more: dict[str, object]) -> None:
    whole = structlog.dev.ConsoleRenderer(colors=False)
    said = {"timestamp": "2026-01-01T00:00:00Z", "level": level, "logger": "bot.x"} | more | {"event": event}
    assert Plain()(None, level, said.copy()) == whole(None, level, said.copy())


def test_an_update_that_cannot_be_parsed_is_not_quoted(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("debug")
    logging.getLogger("telegram.Bot").critical("Error while parsing updates! Received data was %r", [{"text": CANARY}])
    logging.getLogger("telegram.Bot").debug("Calling Bot API with %s", CANARY)
    seen = capsys.readouterr().err
    assert "Error while parsing updates!" in seen
    assert CANARY not in seen


def test_httpx_does_not_log_its_requests(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("debug")
    logging.getLogger("httpx").info("HTTP Request: POST %s", TOKEN)
    logging.getLogger("sqlalchemy.engine.Engine").info("SELECT 1")
    assert not capsys.readouterr().err


def test_logging_may_be_configured_twice(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging()
    configure_logging("warning")
    notice(turn(message()))
    logging.getLogger("any").warning("once")
    assert capsys.readouterr().err.count("\n") == 1


class Full:
    """A disk with no room left."""

    def write(self, line: str) -> int:
        raise OSError(28, "no space")

    def flush(self) -> None:
        raise OSError(28, "no space")


@pytest.mark.parametrize("stream", [Full(), None])
def test_a_line_that_cannot_be_written_stops_nobody(stream: Any) -> None:
    _Written(stream).msg("a line")
