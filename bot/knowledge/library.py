"""Where the guide of the moment stands: built from the knowledge folder, with an encoder or, lacking one, on words."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from bot.domain import Calibration, Knowledge
from bot.errors import ModelError
from bot.knowledge import taught
from bot.knowledge.encoder import Progress, Remembered, made_by, open_encoder
from bot.knowledge.load import load
from bot.knowledge.own import open_own, wanted
from bot.knowledge.rules import EncoderFile
from bot.knowledge.solved import Solved
from bot.knowledge.version import fingerprint
from bot.mind.gate import Check, mark, meant
from bot.mind.guide import Guide
from bot.mind.matching import Embedder, Matcher
from bot.mind.matching.lessons import said
from bot.mind.matching.semantic import Words

STALE = "the encoder of this knowledge was trained on far fewer examples, or far more: run `bot train`"
FAR = 0.6  # of them; with that many again it still did better than the base by whom it had not read (0013)
DEAF = "what the gate learnt is of other examples or another encoder, and was learnt anew: run `bot calibrate`"


class Library:
    """A guide and the knowledge it was built from, with short lines about what is worse than it could be."""

    def __init__(
        self, guide: Guide, embedder: Embedder, model: tuple[str, ...] = (), calibration: tuple[str, ...] = ()
    ) -> None:
        self.guide = guide
        self._guard: Callable[[Check], Check] = lambda check: check
        self.embedder = embedder
        self.model = model
        self.calibration = calibration
        self.mark = ""  # of what the gate learnt from
        self.made_of = ""  # the contents of the folder it was read from, where whoever read it tells
        self.trouble = ""  # why the folder as it lies there now is not in force

    def become(self, other: Library) -> None:
        """Take the other's place; who answers takes the guide, which changes in one step, last."""
        self.embedder, self.model, self.calibration = other.embedder, other.model, other.calibration
        self.mark, self.made_of = other.mark, other.made_of
        other.guide.check = self._guard(other.guide.check)
        self.guide = other.guide
        if gc.get_freeze_count():
            self.settle()

    def guard(self, guard: Callable[[Check], Check]) -> None:
        """From now on the gate is heard through this, whichever guide stands here.

        What it loads when it is first needed it loads now: who writes first has no time to wait for it.
        """
        with suppress(Exception):  # whoever writes is told of it; a start is not held up
            self.guide.check("a first word")
        self._guard = guard
        self.guide.check = guard(self.guide.check)

    @staticmethod
    def settle() -> None:
        """What there is by now stays: to look through all of it for garbage stops everybody for a quarter of a second.

        Once more for other knowledge: the one before holds no circle, and is let go of when nobody needs it.
        """
        gc.collect()
        gc.freeze()

    @classmethod
    def open(
        cls,
        folder: Path,
        progress: Progress = lambda done, of: None,
        cache: Path | None = None,
        needed: Iterable[str] = (),
        before: Library | None = None,
    ) -> Library:
        """The library of a folder; KnowledgeError with every problem. Learns what the encoder has not read yet.

        `progress` is told of each text learnt, `cache` is where they are kept, `needed` as for `load`. What is as it
        was in `before` is taken from there: the same comes of it, sooner.
        """
        with _uncollected():
            opened = cls._open(folder, progress, cache, needed, before)
        _give_back()
        return opened

    @classmethod
    def _open(
        cls, folder: Path, progress: Progress, cache: Path | None, needed: Iterable[str], before: Library | None
    ) -> Library:
        knowledge = load(folder, needed)
        embedder, model = _embedder(folder, cache, knowledge, before.embedder if before else None)
        if isinstance(embedder, Words):
            knowledge = _shyer(knowledge)
        marked = mark(knowledge, embedder.id)
        solved, shipped = Solved(folder, cache), taught.gate(folder, marked)
        learnt = shipped or (before.guide.gate.learnt if before and before.mark == marked else solved.gate(marked))
        if isinstance(embedder, Remembered):
            embedder.learn(texts(knowledge) if learnt else (*texts(knowledge), *meant(knowledge)), progress)
        guide = Guide(knowledge, embedder, solved, learnt, before.guide if before else None)
        if guide.gate.learnt and not learnt:
            solved.keep(marked, guide.gate.learnt)
        made = "" if model else made_by(folder) or ""
        deaf = [DEAF] if knowledge.dangers and not shipped and not model else []
        opened = cls(guide, embedder, model, (*_calibration(knowledge, made not in ("", embedder.id)), *deaf))
        opened.mark = marked
        return opened

    @property
    def health(self) -> tuple[str, ...]:
        """All those lines."""
        return (*self.model, *self.calibration)

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge of the guide."""
        return self.guide.knowledge

    def study(self, progress: Progress) -> None:
        """Learn the vectors of all the gate ever learns from, which a gate that was shipped does not need."""
        if isinstance(self.embedder, Remembered):
            self.embedder.learn(meant(self.knowledge), progress)

    def on_words(self, cache: Path | None = None) -> Matcher:
        """The matcher as it is where there is no encoder."""
        return Matcher(self.knowledge, Words(), self.guide.reader.read, Solved(cache=cache))

    def ship(self, folder: Path) -> None:
        """Write what the encoder makes of the knowledge, and what was learnt from it, into the folder.

        ModelError if there is no encoder.
        """
        if not isinstance(self.embedder, Remembered):
            raise ModelError("; ".join(self.model))
        self.embedder.ship(texts(self.knowledge), folder)
        lessons, learned = self.guide.matcher.learned
        taught.write(folder, lessons.mark, learned.solution())
        if self.guide.gate.learnt:
            taught.write(folder, mark(self.knowledge, self.embedder.id), self.guide.gate.learnt)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for garbage meanwhile: what a start makes is kept, and looking through it takes a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _give_back() -> None:
    """What a start took and let go of, some 80 MB: the C library keeps it, unless it is asked, where it can be."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def texts(knowledge: Knowledge) -> tuple[str, ...]:
    """Every text of the knowledge that the matcher will want to know the vector of."""
    return tuple(dict.fromkeys(_texts(knowledge)))


def _texts(knowledge: Knowledge) -> Iterator[str]:
    for passage in knowledge.passages:
        yield passage.text
        yield from passage.asks
    yield from (letter.text for letter in knowledge.letters)
    yield from (said(example) for example in knowledge.examples)


def embedder(folder: Path, knowledge: Knowledge, progress: Progress) -> Embedder:
    """The encoder that serves this folder (or words alone) once it has read all of the knowledge."""
    found, _ = _embedder(folder, None, knowledge, None)
    if isinstance(found, Remembered):
        found.learn(texts(knowledge), progress)
    return found


def _embedder(
    folder: Path, cache: Path | None, knowledge: Knowledge, before: Embedder | None
) -> tuple[Embedder, tuple[str, ...]]:
    """The folder's own encoder, or the shipped one, or words alone, and why it is not a better one.

    Of one that is open already the model is taken over.
    """
    trouble: tuple[str, ...] = ()
    try:
        id, card = wanted(folder)
        if isinstance(before, Remembered) and before.id == id:
            return before.beside(folder, cache), _stale(card, knowledge) if card else ()
        own = open_own(folder)
        if own:
            return Remembered(own.encoder, folder, cache), _stale(own.card, knowledge)
    except ModelError as error:
        trouble = (f"the encoder of this knowledge is not used: {error}",)
    try:
        return Remembered(open_encoder(), folder, cache), trouble
    except ModelError as error:
        return Words(), (*trouble, f"matching by words alone, shyer than it could be: {error}")


def _stale(card: EncoderFile, knowledge: Knowledge) -> tuple[str, ...]:
    far = abs(len(knowledge.examples) - card.messages) > FAR * card.messages
    return (STALE,) if far else ()


def _shyer(knowledge: Knowledge) -> Knowledge:
    """The knowledge calibrated for words alone; where that was never done, as if it never had been at all."""
    calibration = knowledge.calibration
    words = calibration.words or Calibration({}, calibration.threshold)
    return replace(knowledge, calibration=replace(words, examples=calibration.examples, budget=calibration.budget))


def _calibration(knowledge: Knowledge, foreign: bool) -> Iterator[str]:
    calibration = knowledge.calibration
    if not calibration.weights:
        yield "not calibrated yet: run `bot calibrate`"
    elif calibration.examples != fingerprint(knowledge.examples):
        yield "the calibration was made from other examples: run `bot calibrate`"
    elif foreign:
        yield "the calibration was made with another encoder: run `bot calibrate`"
