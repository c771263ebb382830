"""Examples as tests: those that fail with this knowledge, beside the list of those that are known to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain import Example, Knowledge, Miss
from bot.mind.matching.lessons import RIGHT
from bot.workshop.rehearse.saying import Said

FILE = "known-misses.yaml"
HEADER = """\
# yaml-language-server: $schema=schema/misses.json
# Examples that are answered wrongly today, or not at all though something answers them. Nobody may hide one here for
# good: `bot rehearse` says which are new, and which no longer fail and must be taken off (`--misses` writes it anew).
"""


@dataclass(frozen=True, slots=True)
class Missed:
    """Which examples fail; of them those `new` on no list, and those on the list that are `fixed`."""

    all: tuple[Miss, ...] = ()
    new: tuple[Miss, ...] = ()
    fixed: tuple[Miss, ...] = ()


def fails(example: Example, now: Said) -> bool:
    """Whether something wrong is said to it, or that there is nothing though there is. A question is no failure."""
    right = {id for id, grade in example.fits.items() if grade >= RIGHT}
    if now.kind == "answer":
        return not right & set(now.passages)
    return now.kind == "admit" and bool(right)


def missed(knowledge: Knowledge, said: Sequence[Said]) -> Missed:
    """The state of the list, given what is said to each example."""
    pairs = zip(knowledge.examples, said, strict=True)
    failing = tuple(dict.fromkeys(example.miss for example, now in pairs if fails(example, now)))
    known = (example.miss for example in knowledge.examples if example.miss in knowledge.misses)
    fixed = tuple(miss for miss in dict.fromkeys(known) if miss not in failing)
    return Missed(failing, tuple(miss for miss in failing if miss not in knowledge.misses), fixed)


def write(folder: Path, misses: Sequence[Miss]) -> None:
    """Write the list anew; without any there is no list."""
    if misses:
        (folder / FILE).write_text(HEADER + "".join(_lines(misses)), encoding="utf-8")
    else:
        (folder / FILE).unlink(missing_ok=True)


def _lines(misses: Sequence[Miss]) -> Iterator[str]:
    yield "misses:\n"
    for miss in misses:
        turns = f", turns: {json.dumps(miss.turns, ensure_ascii=False)}" if miss.turns else ""
        text = json.dumps(miss.text, ensure_ascii=False)
        yield f"  - {{writer: {json.dumps(miss.writer)}, text: {text}{turns}}}\n"
