"""What the knowledge teaches: labelled examples, letters the author answered, and the ways passages are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.domain import Example, Fact, Facts, Knowledge
from bot.mind.matching.learned import Heard, Learned, learn
from bot.mind.matching.semantic import Embedder

MOST = 8000  # lessons that can be solved at a start; asks stay out where there are more, and are only looked up
RIGHT = 2  # the grade from which a passage is right for a message
Read = Callable[[str], Iterable[Fact]]


class Lessons:
    """All lessons in one row, examples first. Nothing is read or embedded before it is asked for."""

    def __init__(self, knowledge: Knowledge, embedder: Embedder, read: Read) -> None:
        letters = [Example(each.text, dict.fromkeys(each.answered_by, 3), "letters") for each in knowledge.letters]
        taught = [*knowledge.examples, *letters]
        asks = [Example(ask, {passage.id: 3}, "asks") for passage in knowledge.passages for ask in passage.asks]
        self.all = (*taught, *(asks if len(taught) + len(asks) <= MOST else ()))
        conditions = [condition for passage in knowledge.passages for condition in passage.when]
        # what any passage presupposes is what tells situations apart
        self.decisive = sorted({(each.fact, value) for each in conditions for value in each.values})
        fits = {id for lesson in self.all for id in lesson.fits}
        places = [at for at, passage in enumerate(knowledge.passages) if passage.id in fits]
        self.columns = np.array(places, dtype=np.intp)  # the passages some lesson speaks of
        self._ids = [knowledge.passages[at].id for at in places]
        self._embedder = embedder
        self._read = read

    def heard(self) -> Heard:
        """Each lesson as the matcher hears a message."""
        texts = [said(lesson) for lesson in self.all]
        return Heard(texts, self._embedder.embed(texts), [self._facts(lesson) for lesson in self.all])

    def targets(self) -> NDArray[np.float32]:
        """Shape (lessons, columns + 1)."""
        rows = [gains(lesson.fits, self._ids) for lesson in self.all]
        return np.array(rows, dtype=np.float32).reshape(len(rows), len(self._ids) + 1)

    def learn(self) -> Learned:
        """What there is to learn from them (about a second for 2,000)."""
        return learn(self.heard(), self.targets(), self.decisive)

    def _facts(self, lesson: Example) -> Facts:
        """Facts as a conversation would read them, with what the labeller knows laid over."""
        facts = Facts()
        for text in (*lesson.turns, lesson.text):
            facts = facts.with_(self._read(text))
        return facts.with_(Fact(name, value, "(label)") for name, value in lesson.facts.items())


def said(lesson: Example) -> str:
    """A lesson as the matcher hears it: earlier messages of the conversation, then the last."""
    return "\n".join((*lesson.turns, lesson.text))


def gains(fits: Mapping[str, int], ids: Sequence[str]) -> list[float]:
    """The learned targets of a message: 2^grade - 1 per passage, and last whether anything answers it."""
    graded = [2.0 ** fits.get(id, 0) - 1 for id in ids]
    return [*graded, float(any(grade >= RIGHT for grade in fits.values()))]
