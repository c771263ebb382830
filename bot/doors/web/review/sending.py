"""An answer that comes later, to the person who asked and to those who wanted to be told: marked as such, and once."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime

from bot.domain import Answer, Knowledge, Message, Reply, Span
from bot.domain.review import Reviewer
from bot.doors.web.review.bench import Draft
from bot.doors.words import say
from bot.mind.guide import Guide
from bot.store.review import Asked, Review
from bot.workshop.rehearsal import answers

SPEAKS = re.compile(r"[a-z]+:\d+")  # somebody in private: what is sent to a group is read by others


async def tell(record: Review, reviewer: Reviewer, guide: Guide, draft: Draft) -> int:
    """Sends the answer of a draft to whom it is for; how many that were."""
    turns = [draft.turn] if draft.send else []
    if draft.tell:
        turns += [turn for turn in await record.wanting() if turn != draft.turn]
    sent = 0
    for turn in turns if draft.passage else []:
        question = await record.asked(turn)
        if question is None or not SPEAKS.fullmatch(question.message.person):
            continue
        if turn != draft.turn and not answers(guide, [question.message], draft.passage):
            continue
        reply = await asyncio.to_thread(later, guide, question, draft.passage)
        sent += bool(reply and await record.post(reviewer, question, reply, draft.passage))
    return sent


def later(guide: Guide, question: Asked, passage: str) -> Reply | None:
    """The passage as it is said to this person, after words that it comes late; None where it must not be said."""
    pressed = Message(f"late-{question.turn}", question.message.person, "", datetime.now(UTC), f"passage:{passage}")
    outcome = guide.answer(pressed, question.memory)
    spans = outcome.reply.spans
    first = next((at for at, span in enumerate(spans) if span.kind == "passage"), None)
    if first is None or not isinstance(outcome.decision, Answer) or spans[first].ref != passage:
        return None
    return Reply((*opening(guide.knowledge), *spans[first:]), outcome.reply.choices)


def opening(knowledge: Knowledge) -> tuple[Span, Span]:
    """The words before it."""
    (span,) = say(knowledge, "late").spans
    return span, Span("space", "", 0, 2, "\n\n", "bot")
