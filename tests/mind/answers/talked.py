"""Conversations with the shipped knowledge through the whole guide, for tests of what is answered."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.domain import Admit, Answer, Memory, Message, Outcome
from bot.mind.guide import Guide

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HERE = Path(__file__).parent


def table(name: str) -> Mapping[str, Any]:
    """What a file beside this one holds; every scalar is a string."""
    read: Mapping[str, Any] = yaml.load((HERE / name).read_text(encoding="utf-8"), yaml.CBaseLoader)
    return read


@cache
def converse(guide: Guide, *turns: str) -> list[Outcome]:
    """What comes of each of these messages, said one after the other, a minute apart."""
    memory, outcomes = Memory(), list[Outcome]()
    for at, text in enumerate(turns):
        message = Message(str(at), "console:1", text, NOON + timedelta(minutes=at))
        outcomes.append(guide.answer(message, memory))
        memory = outcomes[-1].memory
    return outcomes


def served(outcome: Outcome) -> tuple[str, ...]:
    """The passages of an answer; none of anything else."""
    return outcome.decision.passages if isinstance(outcome.decision, Answer) else ()


def offered(outcome: Outcome) -> tuple[str, ...]:
    """The passages of an answer, what waits for more, and what is named as nearest where there is none."""
    decision = outcome.decision
    if isinstance(decision, Answer):
        return (*decision.passages, *decision.queue)
    return decision.nearest if isinstance(decision, Admit) else ()


def authored(outcome: Outcome) -> str:
    """The author's words in a reply."""
    return " ".join(span.text for span in outcome.reply.spans if span.kind == "passage")
