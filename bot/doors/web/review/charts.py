"""Bars for an inline SVG of 100 by 100 that stretches: geometry only, its words stand beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SPARE = 0.24  # of a column, between it and the next
STEPS = (1, 2, 4, 5, 10)


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a column, its colour a class; in hundredths of the chart."""

    kind: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Column:
    """What stands over one place of the axis: its pieces, and all of it in words."""

    bars: tuple[Bar, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns, the kinds they are made of from below, and what the upper edge means."""

    columns: tuple[Column, ...]
    kinds: tuple[str, ...]
    top: int
    names: tuple[str, ...]


def stacked(given: Sequence[tuple[str, Mapping[str, int]]], labels: Mapping[str, str]) -> Chart:
    """A column for each name, with a piece for each of the labels."""
    top = _round(max((sum(counts.get(kind, 0) for kind in labels) for _, counts in given), default=0))
    columns = tuple(_column(at, len(given), name, counts, labels, top) for at, (name, counts) in enumerate(given))
    return Chart(columns, tuple(labels), top, tuple(name for name, _ in given))


def _column(at: int, of: int, name: str, counts: Mapping[str, int], labels: Mapping[str, str], top: int) -> Column:
    wide, bars, base = 100 / of, list[Bar](), 100.0
    for kind in labels:
        height = 100 * counts.get(kind, 0) / top
        base -= height
        if height:
            x, width = wide * (at + SPARE / 2), wide * (1 - SPARE)
            bars.append(Bar(kind, f"{x:.3f}", f"{base:.3f}", f"{width:.3f}", f"{height:.3f}"))
    told = [f"{counts[kind]} {label}" for kind, label in labels.items() if counts.get(kind)]
    return Column(tuple(bars), f"{name}: {', '.join(told) or 'nothing'}")


def _round(most: int) -> int:
    """The next number that is easy to read."""
    size = 1
    while True:
        for step in STEPS:
            if step * size >= most:
                return step * size
        size *= 10
