"""All evidence about one message, under one set of facts, before any decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bot.domain import Facts
from bot.mind.matching.nearby import Alike, Column

# A passage that presupposes nothing is `free`; where it is not known whether what it presupposes is so, it is `open`.
Standing = Literal["contradicted", "open", "confirmed", "free"]
STANDINGS: tuple[Standing, ...] = ("contradicted", "open", "confirmed", "free")
FEATURES = ("learned", "answerable", "margin", "ask", "dense", "lexical", "confirmed", "open", "bias")


@dataclass(frozen=True, slots=True)
class Weighing:
    """One number per passage looked at (`alike.at`); `standing` indexes `STANDINGS`. Rows count within `alike`.

    `facts` are those it was weighed under, also what was supposed.
    """

    alike: Alike
    learned: Column
    answerable: float
    standing: NDArray[np.int8]
    facts: Facts

    def order(self, most: int) -> list[int]:
        """The rows of the best passages that no fact contradicts, best first; of equals the earlier."""
        open_ = np.flatnonzero(self.standing)
        if len(open_) > most:
            open_ = np.sort(open_[np.argpartition(-self.learned[open_], most - 1)[:most]])
        ranked: list[int] = open_[np.argsort(-self.learned[open_], kind="stable")].tolist()
        return ranked

    def lead(self, row: int) -> float:
        """How far a passage lies above the best of the others."""
        others = max(self.learned[:row].max(initial=-np.inf), self.learned[row + 1 :].max(initial=-np.inf))
        return float(self.learned[row] - (others if np.isfinite(others) else 0.0))

    def features(self, row: int) -> Mapping[str, float]:
        """The evidence for one passage as the calibration names it."""
        return {
            "learned": float(self.learned[row]),
            "answerable": self.answerable,
            "margin": self.lead(row),
            "ask": float(self.alike.ask[row]),
            "dense": float(self.alike.dense[row]),
            "lexical": float(self.alike.lexical[row]),
            "confirmed": float(STANDINGS[self.standing[row]] == "confirmed"),
            "open": float(STANDINGS[self.standing[row]] == "open"),
            "bias": 1.0,
        }
