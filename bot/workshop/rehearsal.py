"""What a correction would change in messages that are asked by themselves: which would be answered otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain import Memory, Message, Outcome
from bot.mind.guide import Guide
from bot.workshop.replay import served


@dataclass(frozen=True, slots=True)
class Other:
    """A message that is answered otherwise: the kinds of outcome, and the passages said, before and after."""

    message: Message
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


def others(before: Guide, after: Guide, messages: Iterable[Message]) -> tuple[Other, ...]:
    """The messages that would be answered otherwise, each as if it were the first of a conversation."""
    tried = (Other(one, before.answer(one, Memory()), after.answer(one, Memory())) for one in messages)
    return tuple(other for other in tried if other.was != other.would_be)


def answers(guide: Guide, messages: Sequence[Message], passage: str) -> tuple[Message, ...]:
    """Those of the messages that this passage is the answer to now."""
    return tuple(one for one in messages if passage in served(guide.answer(one, Memory())))
