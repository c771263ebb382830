"""What can be seen of the bot from outside: numbers and one log line a turn. Never a text, a name or a person."""

from __future__ import annotations

import logging
import re
import sys

import structlog
from prometheus_client import Counter, Gauge, Histogram, Info
from structlog.stdlib import ProcessorFormatter
from structlog.typing import Processor

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
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_mute)
    handler.setFormatter(_Redacting(shared, as_json))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


class _Redacting(ProcessorFormatter):
    """Takes the bot's token out of the finished line, whoever wrote it, tracebacks included."""

    def __init__(self, shared: list[Processor], as_json: bool) -> None:
        renderer: Processor = (
            structlog.processors.JSONRenderer()
            if as_json
            else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
        )
        last: list[Processor] = [structlog.processors.format_exc_info] if as_json else []
        super().__init__(
            processors=[ProcessorFormatter.remove_processors_meta, *last, renderer], foreign_pre_chain=shared
        )

    def format(self, record: logging.LogRecord) -> str:
        return TOKEN.sub("bot<token>", super().format(record))


def _mute(record: logging.LogRecord) -> bool:
    """python-telegram-bot logs an update it cannot parse whole, at CRITICAL: its lines lose what they quote."""
    if record.name.partition(".")[0] == "telegram":
        record.args = None
    return True
