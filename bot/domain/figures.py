"""How the bot did in some days: counts, and what was judged of the slice that chance drew. Nothing of any text."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

ENOUGH = 20  # judged turns; of fewer nothing is said about quality
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Day:
    """What came on a day: turns by outcome and by danger (`soft`, `card`), and their ratings (`up`, `down`)."""

    day: date
    outcomes: Counts
    danger: Counts
    ratings: Counts


@dataclass(frozen=True, slots=True)
class Quality:
    """Of the `drawn` turns of a slice so many were judged, and so many called good by everybody who judged them."""

    right: int
    judged: int
    drawn: int

    @property
    def known(self) -> bool:
        """Whether enough was judged to say something."""
        return self.judged >= ENOUGH

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share of right ones lies with 95 % certainty, after Wilson; all is possible of nothing."""
        return wilson(self.right, self.judged) if self.judged else (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of so many days, the oldest first. `seconds` are the waits for the last replies, the shortest first; `flagged`
    counts turns with danger that nobody judged yet.
    """

    days: tuple[Day, ...]
    quality: Mapping[str, Quality]
    seconds: tuple[float, ...]
    flagged: int

    def waited(self, share: float) -> float | None:
        """Within how many seconds that share of the replies arrived; None if there were none."""
        return self.seconds[min(int(share * len(self.seconds)), len(self.seconds) - 1)] if self.seconds else None


def wilson(count: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % score interval of a share."""
    share, spread = count / total, z * z / total
    centre = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)
