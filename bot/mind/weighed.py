"""The passages for what was said, weighed only as far as a decision asks: to weigh a text is most of the work."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from bot.domain import Facts, Match
from bot.mind.matching import Matcher
from bot.mind.matching.weighing import Weighing

BOTH = 2  # questions that are answered one by one; of more, none is what the message is about


@dataclass(frozen=True, slots=True)
class Scales:
    """Weighs each text once, under the facts of a moment."""

    matcher: Matcher
    facts: Facts
    known: dict[str, Weighing] = field(default_factory=dict)

    def weigh(self, text: str) -> Weighing:
        """The evidence for every passage."""
        if text not in self.known:
            self.known[text] = self.matcher.weigh(text, self.facts)
        return self.known[text]

    def rank(self, text: str) -> tuple[Match, ...]:
        """The best of them, best first."""
        return self.matcher.rank(self.weigh(text))


@dataclass(frozen=True)
class Weighed:
    """The passages for what was said, best first; `told` is all that belongs together, `parts` are its questions."""

    ranking: tuple[Match, ...] = ()
    scales: Scales | None = None
    told: str = ""
    parts: tuple[str, ...] = ()

    @cached_property
    def apart(self) -> tuple[tuple[Match, ...], ...]:
        """The passages for each of several questions by itself."""
        return tuple(map(self.scales.rank, self.parts)) if self.scales and len(self.parts) == BOTH else ()

    @cached_property
    def answerable(self) -> float:
        """How much it is like what something answers."""
        return self.scales.weigh(self.told).answerable if self.scales else 1.0

    @property
    def facts(self) -> Facts | None:
        """The facts it was weighed under, and what was supposed besides: of all that was told, if that was weighed."""
        known = self.scales.known if self.scales else {}
        weighing = known.get(self.told) or next(iter(known.values()), None)
        return weighing.facts if weighing else None
