"""Figures that say how sure they are: shares with intervals, separation, calibration."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.domain.figures import wilson

BINS = 10
ENOUGH = 30  # below it a share of messages says next to nothing: its interval is a third of all there is


@dataclass(frozen=True, slots=True)
class Share:
    """A count of a total, printed with its 95 % Wilson interval."""

    count: int
    total: int

    @property
    def value(self) -> float:
        """The share, or nan of nothing."""
        return self.count / self.total if self.total else math.nan

    def __str__(self) -> str:
        if not self.total:
            return "-"
        low, high = wilson(self.count, self.total)
        return f"{self.value:.2f} ({low:.2f}-{high:.2f})"


def messages(count: int) -> str:
    """So many messages, in words."""
    return f"{count} message" if count == 1 else f"{count} messages"


def told(share: Share) -> str:
    """The share, or that nobody can know it yet."""
    return str(share) if share.total >= ENOUGH else f"not yet known ({messages(share.total)}, it takes {ENOUGH})"


@dataclass(frozen=True, slots=True)
class Bin:
    """Messages whose confidence fell between `low` and `high`: how sure on average, how often right."""

    low: float
    high: float
    sure: float
    right: Share


def gained(before: Sequence[bool], after: Sequence[bool], z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of how much more often the same things are true after than before."""
    turned = np.array(after, dtype=int) - np.array(before, dtype=int)
    if not turned.size:
        return math.nan, math.nan
    half = z * float(turned.std()) / math.sqrt(turned.size)
    return float(turned.mean()) - half, float(turned.mean()) + half


def auroc(yes: Sequence[float], no: Sequence[float]) -> float:
    """The chance that a random `yes` scores above a random `no` (ties count half)."""
    if not yes or not no:
        return math.nan
    pairs = np.subtract.outer(np.array(yes), np.array(no))
    return float((pairs > 0).mean() + (pairs == 0).mean() / 2)


def bins(sure: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """The reliability table: ten equal steps of confidence, empty ones left out."""
    steps = [min(int(each * BINS), BINS - 1) for each in sure]
    table = []
    for step in sorted(set(steps)):
        inside = [at for at, each in enumerate(steps) if each == step]
        hits = Share(sum(bool(right[at]) for at in inside), len(inside))
        table.append(Bin(step / BINS, (step + 1) / BINS, float(np.mean([sure[at] for at in inside])), hits))
    return table


def ece(table: Sequence[Bin]) -> float:
    """Expected calibration error: how far sureness is from being right, weighed by how often."""
    total = sum(each.right.total for each in table)
    return sum(each.right.total * abs(each.sure - each.right.value) for each in table) / total if total else math.nan
