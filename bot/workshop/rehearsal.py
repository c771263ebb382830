"""What a correction would change in messages that are asked by themselves: which would be answered otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import Memory, Message, Outcome
from bot.mind.guide import Guide
from bot.workshop.rehearse.cases import Case, Progress, put, unheard
from bot.workshop.replay import served


@dataclass(frozen=True, slots=True)
class Other:
    """A message that is answered otherwise: the kinds of outcome, and the passages said, before and after."""

    case: Case
    before: Outcome
    after: Outcome

    @property
    def was(self) -> tuple[str, ...]:
        """Passages said before, or the kind of what was said instead."""
        return served(self.before) or (self.before.decision.kind,)

    @property
    def would_be(self) -> tuple[str, ...]:
        """Passages said after, or the kind of what is said instead."""
        return served(self.after) or (self.after.decision.kind,)


def others(before: Guide, after: Guide, cases: Sequence[Case], tell: Progress = unheard) -> tuple[Other, ...]:
    """The messages that would be answered otherwise, each after nothing but its own turns."""
    found = list[Other]()
    for done, one in enumerate(cases, 1):
        other = Other(one, put(before, one), put(after, one))
        found += [other] if other.was != other.would_be else []
        tell(done, len(cases))
    return tuple(found)


def answers(guide: Guide, messages: Sequence[Message], passage: str) -> tuple[Message, ...]:
    """Those of the messages that this passage is the answer to now."""
    return tuple(one for one in messages if passage in served(guide.answer(one, Memory())))
