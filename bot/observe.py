"""What can be seen of the bot from outside: numbers and one log line a turn. Never a text, a name or a person."""

from __future__ import annotations

import logging
import re
import sys
from contextlib import suppress
from functools import partial
from typing import TextIO

import structlog
from prometheus_client import Counter, Gauge, Histogram, Info
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.domain import Answer, Card, Turn

TURNS = Counter("bot_turns", "Messages answered, by what was decided and whether the turn was kept", ["kind", "stored"])
CARDS = Counter("bot_cards", "Safety cards shown, by danger", ["kind"])
GATE = Counter("bot_gate_failures", "Messages the safety gate could not read: it was gate-failed or gate-hung", ["why"])
PASSAGES = Counter("bot_passages", "Passages given, by id", ["passage"])

ASIDE = Counter("bot_updates_set_aside", "Updates that could not be read or answered, and were set aside")
STAGES = Histogram(
    "bot_stage_seconds",
    "What an answer takes: to think of it, to keep it, to send it",
    ["stage"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
THINKING, KEEPING, SENDING = map(STAGES.labels, ("think", "keep", "send"))
SEND_ERRORS = Counter("bot_send_errors", "Replies that Telegram did not take at once, by error", ["error"])
WAITING = Gauge(
    "bot_waiting", "What waits in the record: updates to answer, replies to send, updates set aside", ["what"]
)
AGE = Gauge("bot_waiting_seconds", "How long the oldest has waited: updates to answer, replies to send", ["what"])
TROUBLE = Gauge("bot_knowledge_troubles", "What is not at its best with the knowledge in force")
VERSION = Info("bot_knowledge", "The version of the knowledge in force")
REFUSED = Gauge("bot_knowledge_refused", "Problems of the knowledge folder as it is now; the one before is in force")
RELOADS = Counter("bot_knowledge_reloads", "Changed knowledge folders, taken or refused", ["how"])

TOKEN = re.compile(r"bot\d+:[\w-]{30,}")
HEAD, TRACED = frozenset({"timestamp", "level", "event", "logger"}), ("exc_info", "exception", "stack", "logger_name")
UNCLEAR = re.compile(r"[ \t=\r\n\"']")  # where a value that holds it ends is not to be seen without quotes
LEVEL, EVENT = 9, 30  # columns
# They write requests, statements with their parameters or whole updates at DEBUG (httpx: its URLs at INFO).
CHATTY = ("httpx", "httpcore", "sqlalchemy", "alembic", "psycopg", "asyncio", "telegram", "markdown_it")

log = structlog.get_logger(__name__)


def notice(turn: Turn) -> None:
    """Counts a turn and writes its line: ids, kinds and numbers only."""
    decision, alarm = turn.outcome.decision, turn.outcome.trace.alarm
    passages = decision.passages if isinstance(decision, Answer) else ()
    TURNS.labels(decision.kind, "yes" if turn.id else "no").inc()
    if isinstance(decision, Card):
        CARDS.labels(decision.alarm.kind).inc()
    if alarm and alarm.kind == "unknown":
        GATE.labels(alarm.reasons[0]).inc()
        log.error("the safety gate could not read a message", id=turn.id, why=alarm.reasons[0])
    for passage in passages:
        PASSAGES.labels(passage).inc()
    log.info(
        "turn",
        id=turn.id,
        kind=decision.kind,
        alarm=alarm.level if alarm else "none",
        confidence=round(turn.outcome.trace.confidence, 3),
        passages=list(passages),
        knowledge=turn.knowledge_version[:12],
    )


def configure_logging(level: str = "info", as_json: bool = False) -> None:
    """One handler on stderr for structlog and the standard library alike; may be called again."""
    named: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler, last = logging.StreamHandler(sys.stderr), _last(as_json)
    structlog.configure(
        processors=[*named, *last],
        logger_factory=partial(_Written, handler.stream),
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    handler.addFilter(_mute)
    handler.setFormatter(
        _Redacting(processors=[ProcessorFormatter.remove_processors_meta, *last], foreign_pre_chain=named)
    )
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _last(as_json: bool) -> list[Processor]:
    """What makes a line of an event."""
    if as_json:
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    return [Plain()]


class Plain:
    """The lines of `ConsoleRenderer`, at a fourth of the cost where they are tell of no exception."""

    def __init__(self) -> None:
        self._whole = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)

    def __call__(self, logger: WrappedLogger, name: str, event: EventDict) -> str:
        if not event.keys() >= HEAD or not event.keys().isdisjoint(TRACED):
            return self._whole(logger, name, event)
        at, level, said, where = (event.pop(part) for part in ("timestamp", "level", "event", "logger"))
        rest = "".join(f" {key}={_shown(event[key])}" for key in sorted(event))
        return f"{at} [{level:<{LEVEL}}] {said:<{EVENT}} [{where}]{rest}".rstrip(" ")


def _shown(value: object) -> str:
    return value if isinstance(value, str) and not UNCLEAR.search(value) else repr(value)


class _Written:
    """Writes our own lines; by way of the standard library each would take four times as long."""

    def __init__(self, stream: TextIO, name: str = "bot") -> None:
        self._stream = stream
        self.name = name

    def msg(self, line: str) -> None:
        with suppress(OSError, ValueError, AttributeError):  # a full disk, a closed pipe: what was told of goes on
            self._stream.write(redacted(line) + "\n")
            self._stream.flush()

    debug = info = warning = error = critical = msg


class _Redacting(ProcessorFormatter):
    """The lines of others."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


def redacted(line: str) -> str:
    """A finished line without the bot's token, whoever wrote it, tracebacks included."""
    return TOKEN.sub("bot<token>", line)


def _mute(record: logging.LogRecord) -> bool:
    """python-telegram-bot logs an update it cannot parse whole, at CRITICAL: its lines lose what they quote."""
    if record.name.partition(".")[0] == "telegram":
        record.args = None
    return True
