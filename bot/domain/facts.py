"""What is known of one person's situation, and the words it was read from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing read from what was said: `ended_by` is `ex`, because of `words`.

    `supposed`: no words say so, but those who tell it like this mostly meant it. `hinted`: the words are a sign of it.
    """

    name: str
    value: str
    words: str
    supposed: bool = False
    hinted: bool = False

    def yields(self, before: Fact | None) -> bool:
        """Whether it is a sign only, of a matter that was spoken of plainly before."""
        return self.hinted and before is not None and not (before.hinted or before.supposed)


@dataclass(frozen=True, slots=True)
class Condition:
    """A fact a passage presupposes: it fits when the fact has one of `values`."""

    fact: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts held now, one per name. What was never said is `UNKNOWN`, which is a value like any other."""

    held: tuple[Fact, ...] = ()

    def value(self, name: str) -> str:
        """The value of a fact, said or supposed, or `UNKNOWN`."""
        return next((fact.value for fact in self.held if fact.name == name), UNKNOWN)

    def said(self, name: str) -> str:
        """The value of a fact that was said, or `UNKNOWN`."""
        return next((fact.value for fact in self.held if fact.name == name and not fact.supposed), UNKNOWN)

    def stated(self) -> Facts:
        """What was said, without what is only supposed."""
        return Facts(tuple(fact for fact in self.held if not fact.supposed))

    def with_(self, newer: Iterable[Fact]) -> Facts:
        """These facts with newer ones laid over them: the newest word on a matter wins, a sign only over signs."""
        merged = {fact.name: fact for fact in self.held}
        merged |= {fact.name: fact for fact in newer if not fact.yields(merged.get(fact.name))}
        return Facts(tuple(sorted(merged.values(), key=lambda fact: fact.name)))

    def contradict(self, conditions: Iterable[Condition]) -> bool:
        """Whether something said rules out one of the conditions; what is supposed rules out nothing."""
        return any(self.said(c.fact) not in {UNKNOWN, *c.values} for c in conditions)

    def confirm(self, conditions: Iterable[Condition]) -> bool:
        """Whether every condition was said to hold (true for none at all)."""
        return all(self.said(c.fact) in c.values for c in conditions)
