"""In which order passages are said: what takes up the person's own story first, then as the author goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.domain import UNKNOWN, Condition, Facts, Memory, Passage

SHARED = 0.25  # a fact that more passages than this share presuppose is everybody's, and nobody's own


class Order:
    """The order of one version of the knowledge."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._follows = {passage.id: frozenset(passage.follows) for passage in passages}
        self._before = {id: self._ahead(id) for id in self._follows}
        conditions = {passage.id: _conditions(passage) for passage in passages}
        often = Counter(fact for each in conditions.values() for fact in {condition.fact for condition in each})
        rare = {fact for fact, count in often.items() if count <= SHARED * len(passages)}
        self._own = {id: tuple(c for c in each if c.fact in rare) for id, each in conditions.items()}

    def first(self, ids: Sequence[str], now: Memory) -> str:
        """Which of these, the likeliest first, is to lead: one that takes up what they told, or goes on from there."""
        own = [id for id in ids if self._takes_up(id, now.facts)] or [id for id in ids if self.goes_on(id, now)] or ids
        return next((id for id in own if not self._before[id].intersection(own)), own[0])

    def told(self, ids: tuple[str, ...], lead: str = "") -> tuple[str, ...]:
        """These in the order to say them: `lead` first, of the others each after those it follows."""
        said = [id for id in ids if id == lead]
        rest = [id for id in ids if id != lead]
        while rest:
            ready = next((id for id in rest if not self._before[id].intersection(rest)), rest[0])
            rest.remove(ready)
            said.append(ready)
        return tuple(said)

    def goes_on(self, id: str, now: Memory) -> bool:
        """Whether this is what the author said next, after something they were told."""
        return bool(self._follows[id].intersection(now.told))

    def _takes_up(self, id: str, facts: Facts) -> bool:
        return any(facts.confirm([condition]) for condition in self._own[id])

    def _ahead(self, id: str) -> frozenset[str]:
        """All that comes before a passage, step by step; also in a circle nothing is before itself."""
        ahead: set[str] = set()
        found = set(self._follows[id])
        while found:
            ahead |= found
            found = {earlier for each in found for earlier in self._follows.get(each, ())} - ahead
        return frozenset(ahead - {id})


def _conditions(passage: Passage) -> list[Condition]:
    """What it presupposes of a life, in whole or in a sentence; not what is only to be no obstacle."""
    each = [*passage.when, *(condition for sentence in passage.sentences for condition in sentence.only_if)]
    return [condition for condition in each if UNKNOWN not in condition.values]
