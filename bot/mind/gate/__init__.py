"""The gate: whether a message speaks of danger. It runs first and can only take over, never be outvoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from bot.domain import Alarm, SafetyRule
from bot.mind.gate.lexicon import Hit, Lexicon

__all__ = ["Gate"]

SEVERITIES = ("imminent", "high", "moderate")
KINDS = ("suicide", "abuse", "violence", "self_harm", "minor_sexual", "stalking", "third_party", "minor")


class Gate:
    """Reads one message at a time and remembers nothing; how long an alarm lasts is the guide's business."""

    def __init__(self, rules: tuple[SafetyRule, ...]) -> None:
        self._lexicon = Lexicon(rules)

    def check(self, text: str) -> Alarm | None:
        """The gravest danger in the text, or None. `reasons` are the ids of all rules that fired, the gravest first."""
        hits = sorted(self._lexicon.read(text), key=_gravity)
        if not hits:
            return None
        worst = hits[0].rule
        level: Literal["soft", "card"] = "card" if hits[0].level == "card" or _signs(hits) else "soft"
        return Alarm(level, worst.kind, worst.severity, tuple(hit.rule.id for hit in hits))


def _gravity(hit: Hit) -> tuple[bool, int, int]:
    return hit.level != "card", SEVERITIES.index(hit.rule.severity), KINDS.index(hit.rule.kind)


def _signs(hits: Iterable[Hit]) -> bool:
    """Whether two different soft signs of high severity point the same way: one may be chance, two are a card."""
    signs = Counter(hit.rule.kind for hit in hits if hit.rule.level == "soft" and hit.rule.severity == "high")
    return any(count > 1 for count in signs.values())
