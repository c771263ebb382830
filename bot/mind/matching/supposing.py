"""Facts that are told between the lines: nobody says them, everybody hears them. Learnt from labelled messages.

It is no reading. It rules nothing out and finds nothing (with it, no more first passages were right than without it);
where an answer hinges on it, it is asked all the same. It is what the bot believes, for whoever reads along.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from bot.domain import UNKNOWN, Fact, FactRule, Facts
from bot.mind.matching.learned import Decisive, Scores


class Supposing:
    """Which facts the knowledge lets be supposed; `told` are their (fact, value) pairs, `UNKNOWN` last of each."""

    def __init__(self, rules: Sequence[FactRule]) -> None:
        self._rules = rules
        own = [rule for rule in rules if rule.supposed]
        self.told = [(rule.name, value) for rule in own for value in (*rule.values, UNKNOWN)]

    def targets(self, flags: Scores, decisive: Decisive) -> Scores:
        """Shape (messages, told): 1 for the value each message has, of which `flags` tell (messages, decisive)."""
        rows = np.zeros((len(flags), len(self.told)), dtype=np.float32)
        place = {pair: at for at, pair in enumerate(decisive)}
        for at, (name, value) in enumerate(self.told):
            same = [place[pair] for pair in self.told if pair[0] == name and pair[1] != UNKNOWN]
            rows[:, at] = 1 - flags[:, same].sum(axis=1) if value == UNKNOWN else flags[:, place[name, value]]
        return rows

    def over(self, facts: Facts, scores: Scores) -> Facts:
        """The facts, and what is likelier than anything else of those of which no word was said."""
        fresh = [Fact(*pair, "", supposed=True) for pair in self._likeliest(scores) if pair[1] != UNKNOWN]
        before = [fact for fact in facts.held if fact.supposed]
        guesses = Facts().with_([*before, *fresh]).held
        stated = facts.stated()
        open_ = [each for each in guesses if stated.value(each.name) == UNKNOWN and not self._void(stated, each)]
        return stated.with_(open_)

    def _likeliest(self, scores: Scores) -> Iterator[tuple[str, str]]:
        pairs = zip(self.told, scores.tolist(), strict=True)
        for _, same in groupby(pairs, key=lambda pair: pair[0][0]):
            yield max(same, key=lambda pair: pair[1])[0]

    def _void(self, facts: Facts, guess: Fact) -> bool:
        """Whether it would make something said meaningless, or is meaningless beside it."""
        for rule in self._rules:
            if rule.name == guess.name and any(facts.said(c.fact) in c.values for c in rule.void_if):
                return True
            beside = any(c.fact == guess.name and guess.value in c.values for c in rule.void_if)
            if beside and facts.said(rule.name) != UNKNOWN:
                return True
        return False
