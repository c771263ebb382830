"""Which examples are held out together, so that what was learned is judged on what is really new."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.domain import Example, Knowledge
from bot.workshop.labelled import RIGHT

FOLDS = 3
WRITERS, PASSAGES = "held-out writers", "held-out passages"


@dataclass(frozen=True, slots=True)
class Fold:
    """Examples judged by an encoder that learnt from all others; `new` are passages that those never wanted."""

    kind: str
    out: tuple[int, ...]
    new: frozenset[str] = frozenset()


EVERYTHING = Fold("", ())


def folds(knowledge: Knowledge) -> list[Fold]:
    """By writer and by passage, never by row: a writer's messages are alike, and so are those that want one passage.

    Passages go in the author's order, so that what belongs together is held out together.
    """
    writers, ids = sorted({each.writer for each in knowledge.examples}), [each.id for each in knowledge.passages]
    unheard = [(PASSAGES, set[str](), set(map(str, part))) for part in np.array_split(ids, FOLDS)]
    strangers = [(WRITERS, set(writers[part::FOLDS]), set[str]()) for part in range(FOLDS)]
    found = [
        Fold(kind, tuple(at for at, each in enumerate(knowledge.examples) if _out(each, people, new)), frozenset(new))
        for kind, people, new in (*unheard, *strangers)
    ]
    return [fold for fold in found if fold.out and len({each.writer for each in rest(knowledge, fold)}) > 1]


def _out(example: Example, writers: set[str], passages: set[str]) -> bool:
    return example.writer in writers or any(example.fits.get(id, 0) >= RIGHT for id in passages)


def rest(knowledge: Knowledge, fold: Fold) -> tuple[Example, ...]:
    """The examples that are not out."""
    out = set(fold.out)
    return tuple(example for at, example in enumerate(knowledge.examples) if at not in out)
