"""`bot explain`: a turn that is kept, each sentence with its source and made anew, and what would be said today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain import Knowledge, Memory, Outcome, Span, Turn
from bot.doors.lines import Mind
from bot.doors.reasons import decided, grounds, laid_out
from bot.doors.words import source
from bot.mind.phrasing import filled
from bot.mind.pronouns import adapt
from bot.mind.voice import retell
from bot.store import Store

SAME, OTHER, GONE = "the same, byte for byte", "other words now", "no longer there"


@dataclass(frozen=True, slots=True)
class Explained:
    """A turn in words; `holds` is false where there is none, or its own knowledge makes other words of it now."""

    text: str
    holds: bool


async def explain(id: int, store: Store, mind: Mind) -> Explained:
    """What there is to say of the turn of that id; StoreError if the record cannot be read."""
    turn = await store.turn(id)
    if turn is None:
        return Explained(f"There is no turn {id}, or none any more. The log counts them: `turn id=12`.", holds=False)
    return explained(turn, await store.before(id), mind)


def explained(turn: Turn, before: Memory, mind: Mind) -> Explained:
    """A turn in words for the operator. `before` is what was remembered as it came in."""
    knowledge, outcome = mind.knowledge, turn.outcome
    ex = outcome.memory.facts.value("ex")
    pieces = [(span, _anew(span, knowledge, ex)) for span in outcome.reply.spans if span.kind != "space"]
    current = turn.knowledge_version == knowledge.version
    changed = f"it has changed since: {turn.knowledge_version} then, {knowledge.version} now"
    parts = {
        f"turn {turn.id}": [f"{turn.message.at:%Y-%m-%d %H:%M} UTC, {outcome.decision.kind}"],
        "knowledge": [f"{knowledge.version}, which is in force" if current else changed],
        "message": [turn.message.choice or turn.message.text],
        "sentences": [line for span, how in pieces for line in _sentences(span, how, knowledge, ex)],
        **grounds(outcome, knowledge),
        "today": list(_today(outcome, mind.answer(turn.message, before))),
    }
    return Explained(laid_out(parts), not current or all(how == SAME for _, how in pieces))


def _anew(span: Span, knowledge: Knowledge, ex: str) -> str:
    """How a piece comes out when it is made of the knowledge of today."""
    if span.kind == "phrase":
        template = _wordings(knowledge).get(span.ref)
        return GONE if template is None else SAME if filled(template, span.text) else OTHER
    try:
        return SAME if retell(span, knowledge, ex) == span.text else OTHER
    except KeyError:
        return GONE


def _wordings(knowledge: Knowledge) -> dict[str, str]:
    """Every phrase and card by the id that spans know it by."""
    phrases = {phrase.id: phrase.text for wordings in knowledge.phrases.values() for phrase in wordings}
    cards = knowledge.cards.values()
    return phrases | {f"card.{card.id}.{n}": text for card in cards for n, text in enumerate(card.wordings, start=1)}


def _sentences(span: Span, how: str, knowledge: Knowledge, ex: str) -> Iterator[str]:
    """The sentences of a piece under where they come from; the piece as it was sent, where it cannot be told apart."""
    if span.kind == "phrase" or how == GONE:
        yield f"{span.by}, {span.kind} {span.ref} ({how})"
        yield f"  {span.text}"
        return
    passage = knowledge.passage(span.ref)
    yield f"{span.by}, {span.ref}: {source(passage)} ({how})"
    for (start, end), sentence in zip(passage.bounds() if how == SAME else (), passage.sentences, strict=False):
        if span.start <= start and end <= span.end:
            where = f" (line {sentence.origin})" if sentence.origin else ""
            yield f"  {adapt(passage.text[start:end], ex)}{where}"
    if how == OTHER:
        yield f"  {span.text}"


def _today(then: Outcome, now: Outcome) -> Iterator[str]:
    """What would be said today. A first name is not kept, so there is none in it."""
    if now.decision == then.decision:
        yield f"the same: {decided(now.decision)}"
    else:
        yield f"not the same: {decided(now.decision)}"
        yield now.reply.text
