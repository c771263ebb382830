"""Why a turn was answered as it was: what was read, what was weighed, what decided. All was kept with the turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain import Admit, Alarm, Answer, Ask, Card, Decision, Knowledge, Talk
from bot.domain.review import Seen
from bot.doors.web.review.showing import Lens, delivery, level_of
from bot.doors.words import place
from bot.workshop.masking import Piece

WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that was weighed, and whether it was said."""

    id: str
    title: str
    place: str
    sure: float
    said: bool
    evidence: tuple[tuple[str, str], ...]
    facts: str


@dataclass(frozen=True, slots=True)
class Why:
    """Beside the turn."""

    decided: str
    facts: tuple[tuple[str, str, bool, tuple[Piece, ...]], ...]
    candidates: tuple[Candidate, ...]
    bar: float
    safety: tuple[str, ...]
    version: str
    current: bool
    delivery: str


def why(seen: Seen, thread: tuple[Seen, ...], lens: Lens) -> Why:
    """What led to this turn. Words read from a text that is withheld are too, also where they are remembered later."""
    outcome, knowledge = seen.turn.outcome, lens.knowledge
    withheld = [one.turn.message.text for one in thread if lens.hides(level_of(one))]
    facts = [
        (
            fact.name.replace("_", " "),
            fact.value,
            fact.supposed,
            () if _in(fact.words, withheld) else lens.read(fact.words),
        )
        for fact in outcome.memory.facts.held
    ]
    return Why(
        decided=_decided(outcome.decision),
        facts=tuple(facts),
        candidates=tuple(_candidates(seen, knowledge)),
        bar=knowledge.calibration.threshold,
        safety=tuple(_safety(seen)),
        version=seen.turn.knowledge_version[:12],
        current=seen.turn.knowledge_version == knowledge.version,
        delivery=delivery(seen),
    )


def _in(words: str, texts: list[str]) -> bool:
    """Whether words may come from one of the texts: they are quoted as they were read, not always as written."""
    bag = set(WORD.findall(words.casefold()))
    return any(bag <= set(WORD.findall(text.casefold())) for text in texts)


def _decided(decision: Decision) -> str:
    match decision:
        case Answer():
            more = len(decision.queue)
            return "Sure enough to answer" + (f"; {more} more to give." if more else ".")
        case Ask():
            return f"Asked for {decision.fact.replace('_', ' ')}: the answer hinges on it."
        case Admit():
            return "Not sure enough of any passage: said that nothing was written about it."
        case Card():
            return f"Danger comes before advice: the card {decision.card.replace('_', ' ')}."
        case Talk():
            return f"Heard as {decision.act.replace('_', ' ')}."


def _candidates(seen: Seen, knowledge: Knowledge) -> Iterator[Candidate]:
    shelf = {passage.id: passage for passage in knowledge.passages}
    decision = seen.turn.outcome.decision
    said = decision.passages if isinstance(decision, Answer) else ()
    for match in seen.turn.outcome.trace.ranking:
        known, weighed = shelf.get(match.passage), match.evidence
        figures = {name: f"{getattr(weighed, name):.2f}" for name in ("learned", "ask", "dense", "lexical")}
        yield Candidate(
            id=match.passage,
            title=(known.title if known else "") or match.passage,
            place=place(known) if known else "no longer in the knowledge",
            sure=match.confidence,
            said=match.passage in said,
            evidence=tuple(figures.items()),
            facts=weighed.facts,
        )


def _safety(seen: Seen) -> Iterator[str]:
    found, held = seen.turn.outcome.trace.alarm, seen.turn.outcome.memory.alarm
    if found:
        yield f"In this message: {_danger(found)} ({', '.join(found.reasons)})."
    if held:
        yield f"In force after it: {_danger(held)}."


def _danger(alarm: Alarm) -> str:
    return f"{alarm.level}, {alarm.kind.replace('_', ' ')}, {alarm.severity}"
