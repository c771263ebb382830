"""Danger that was seen, and what may still be said then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.canon import Passage, Sentence

Level = Literal["none", "soft", "card"]

HAZARDS = {
    "suicide": "suicide",
    "self_harm": "suicide",
    "abuse": "abuse",
    "stalking": "stalking",
    "violence": "violence",
    "minor": "minor",
    "minor_sexual": "minor",
}
AFTER = {"suicide": "low", "minor": "low", "stalking": "boundary", "violence": "boundary", "abuse": "nothing"}


@dataclass(frozen=True, slots=True)
class Alarm:
    """Danger seen. `reasons` are rule ids, never text; `since` lets it fade after a day; `cards` were shown.

    `also` are kinds of danger seen before and still in force.
    """

    level: Level
    kind: str
    severity: str
    reasons: tuple[str, ...]
    since: datetime | None = None
    cards: int = 0
    also: tuple[str, ...] = ()

    @property
    def hazards(self) -> frozenset[str]:
        """The dangers as `never_for` names them: suicide, abuse, stalking, violence, minor."""
        return frozenset(HAZARDS[kind] for kind in (self.kind, *self.also) if kind in HAZARDS)

    def allows(self, sentence: Sentence, passage: Passage) -> bool:
        """Whether a sentence may be sent in this state: soft heeds the vetoes, a card leaves only an allow-list."""
        if self.level == "none":
            return True
        if self.hazards & (sentence.never_for | passage.never_for):
            return False
        return self.level == "soft" or {AFTER[hazard] for hazard in self.hazards} <= sentence.allowed_after
