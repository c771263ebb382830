"""Golden conversations through the whole mind: what comes of each turn, and where that is not what was expected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from bot.domain import Admit, Answer, Ask, Card, Decision, Dialogue, Memory, Message, Outcome, Step, Talk
from bot.mind.guide import Guide

BEGINNING = datetime(2026, 1, 1, 20, tzinfo=UTC)


def replay(guide: Guide, dialogue: Dialogue) -> list[Outcome]:
    """The outcome of each turn, answered in order in one conversation."""
    memory, at, outcomes = Memory(), BEGINNING, []
    for number, step in enumerate(dialogue.steps):
        at += step.after
        message = Message(str(number), "replay", step.says, at, step.presses or None, dialogue.person)
        outcomes.append(guide.answer(message, memory))
        memory = outcomes[-1].memory
    return outcomes


def faults(dialogue: Dialogue, outcomes: Sequence[Outcome]) -> list[str]:
    """What is not as expected, a line each: `turn 2: expected answer, got admit`."""
    turns = enumerate(zip(dialogue.steps, outcomes, strict=True), start=1)
    return [f"turn {number}: {fault}" for number, pair in turns for fault in _faults(*pair)]


def served(outcome: Outcome) -> tuple[str, ...]:
    """The passages in the reply, in its order."""
    return tuple(dict.fromkeys(span.ref for span in outcome.reply.spans if span.kind == "passage"))


def about(decision: Decision) -> str:
    """What a decision is about besides passages: the act of a talk, the fact of a question, the card."""
    match decision:
        case Talk():
            return decision.act
        case Ask():
            return decision.fact
        case Card():
            return decision.card
        case Answer() | Admit():
            return ""


def _faults(step: Step, outcome: Outcome) -> Iterator[str]:
    decision, told = outcome.decision, served(outcome)
    if step.kind not in ("", decision.kind):
        yield f"expected {step.kind}, got {decision.kind} {about(decision) or ', '.join(told)}"
    elif step.about not in ("", about(decision)):
        yield f"expected it to be about {step.about}, got {about(decision)}"
    yield from (f"{id} is not served but {', '.join(told) or 'nothing'}" for id in step.serves if id not in told)
    if step.either and not set(step.either) & set(told):
        yield f"none of {', '.join(step.either)} is served but {', '.join(told) or 'nothing'}"
    yield from (f"{id} must not be served" for id in step.never if id in told)
    buttons = {choice.id for choice in outcome.reply.choices}
    yield from (f"{id} is not offered" for id in step.offers if f"passage:{id}" not in buttons)
    for fact, value in step.facts.items():
        known = outcome.memory.facts.said(fact)
        if known != value:
            yield f"{fact} should be {value} and is {known}"
    yield from (f"the reply lacks {words!r}" for words in step.words if not _has(outcome, words))
    yield from (f"the reply has {words!r}" for words in step.no_words if _has(outcome, words))


def _has(outcome: Outcome, words: str) -> bool:
    """Whether the reply has these whole words."""
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", outcome.reply.text) is not None
