"""Tells the operators of a card at once: which danger, and where to read on. Never a word of what was said, nor who."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain import Card, Reply, Span, Turn
from bot.doors.words import Shelf, say
from bot.store import Note

UNHEARD = "unknown"  # the kind of an alarm that the gate could not give: the figures tell of that
HERE = "bot review"


@dataclass(frozen=True, slots=True)
class Alerts:
    """Notes for a turn that showed a card for the first time in a careful day, or for danger to life today."""

    operators: tuple[int, ...]
    shelf: Shelf
    address: str = ""  # of the review pages, if they can be reached from outside

    def __call__(self, turn: Turn) -> Iterator[Note]:
        """A note to each operator, if they are to be told of this turn."""
        decision, found = turn.outcome.decision, turn.outcome.trace.alarm
        if not isinstance(decision, Card) or found is None or found.kind == UNHEARD:
            return
        if found.severity == "imminent" or not decision.alarm.cards:
            reply = self._reply(turn, found.kind, found.severity)
            yield from (Note(f"telegram:{id}", reply) for id in self.operators)

    def _reply(self, turn: Turn, kind: str, severity: str) -> Reply:
        slot = "alert" if turn.id else "alert.unkept" if turn.posted else "alert.away"
        reply = say(self.shelf.knowledge, slot)
        link = f"{self.address}/review/all/{turn.id}" if self.address else f"{HERE}: {turn.id}"
        text = reply.text.format(kind=kind.replace("_", " "), severity=severity, link=link)
        span = reply.spans[0]
        return Reply((Span(span.kind, span.ref, 0, len(text), text, span.by),))
