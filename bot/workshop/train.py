"""An encoder of a knowledge folder's own: tuned on its examples, judged on strangers, kept from forgetting.

It knows no torch: `tune` is given. What is judged is always the very file that would be used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np

from bot.domain import Example, Knowledge
from bot.errors import BotError
from bot.knowledge.encoder import MODEL, Progress, Remembered, base_model, digest, name, open_encoder, vocabulary
from bot.knowledge.rules import EncoderFile
from bot.knowledge.version import fingerprint
from bot.mind.matching import Embedder, Matcher
from bot.mind.matching.lessons import RIGHT, Read, gains, heard_facts, said
from bot.mind.matching.semantic import Encoder, Vectors, tokenizer
from bot.workshop.calibrate import calibrate
from bot.workshop.evaluate import Seen, Trial, apart, first_right, rows, top, weighed
from bot.workshop.folds import EVERYTHING, FOLDS, PASSAGES, WRITERS, Fold, folds, rest
from bot.workshop.forgetting import finding, garden, kept, settle
from bot.workshop.labelled import examples
from bot.workshop.shares import gained
from bot.workshop.weights import Taught, Weights, blend, read, write

FAINT = 0.001  # no difference
GAIN = 0.01  # the base stays unless of the strangers' messages as many more get a right passage first
NOTHING = 3.0  # that nothing answers a message counts as much as a passage of grade 2
RIGHT_FIRST, APART = "right at 1", "AUROC answerable"
BASE, OWN = "base", "own"

Tune = Callable[[Weights, Taught, Callable[[int], None]], Weights]
Figures = Mapping[str, tuple[float, float]]  # of the base, and of the own encoder


@dataclass(frozen=True, slots=True)
class Base:
    """The encoder that others are tuned from, as a file, and as it reads."""

    model: bytes
    words: dict[str, int]
    embedder: Embedder

    @classmethod
    def open(cls, folder: Path) -> Base:
        """The shipped one; what it makes of the folder's own texts is remembered."""
        return cls(base_model(), vocabulary(), Remembered(open_encoder(), folder))

    def encoder(self, model: bytes) -> Once:
        """Another model of the same words, which reads each text once."""
        encoder = Encoder(name(digest(model)), model, self.words)
        return Once(encoder, encoder.id)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train: the tuning itself, how many rounds over the examples, and who is told how far it is."""

    tune: Tune
    epochs: int
    seed: int = 20
    progress: Progress = lambda done, of: None


@dataclass(frozen=True, slots=True)
class Trained:
    """The encoder's file, the share of what was tuned that is in it, and how such ones did beside the base."""

    model: bytes
    share: float
    figures: Figures
    gain: tuple[float, float]  # 95 % interval of what strangers gain in right at 1
    tables: str

    @property
    def better(self) -> bool:
        """Whether strangers gain by it, not by chance, and what nothing answers is told apart no worse."""
        (before, after), (told, tells) = (self.figures[f"{each}, {WRITERS}"] for each in (RIGHT_FIRST, APART))
        return self.share > 0 and after >= before + GAIN and self.gain[0] > 0 and tells >= told - FAINT

    @property
    def report(self) -> str:
        """All of it, to be read."""
        lines = [f"{name:42}{before:8.3f}{after:8.3f}" for name, (before, after) in self.figures.items()]
        gain = "strangers gain {:.3f} to {:.3f} in right at 1 (95 %)".format(*self.gain)
        share = f"{self.share:.0%} of what was tuned can stay"
        return "\n".join([self.tables, f"{'':42}{BASE:>8}{OWN:>8}", *lines, "", gain, share])


def train(knowledge: Knowledge, readings: Read, base: Base, plan: Plan) -> Trained:
    """An encoder tuned on all examples, once others have shown on examples held out what such a one is worth."""
    return _School(knowledge, cache(lambda text: tuple(readings(text))), base, plan).train()


def card(trained: Trained, knowledge: Knowledge, plan: Plan) -> EncoderFile:
    """What is to be known of it later."""
    return EncoderFile(
        base=name(MODEL),
        sha256=digest(trained.model),
        examples=fingerprint(knowledge.examples),
        messages=len(knowledge.examples),
        made=datetime.now(UTC).date().isoformat(),
        seed=plan.seed,
        epochs=plan.epochs,
        share=trained.share,
        figures=dict(trained.figures),
    )


@dataclass(slots=True)
class Once:
    """An embedder that reads each text once."""

    embedder: Embedder
    id: str
    known: dict[str, Vectors] = field(default_factory=dict)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """What the embedder makes of them."""
        for text in texts:
            if text not in self.known:
                self.known[text] = self.embedder.embed([text])[0]
        return np.stack([self.known[text] for text in texts])


class _School:
    """The trainings of one knowledge, one after the other."""

    def __init__(self, knowledge: Knowledge, readings: Read, base: Base, plan: Plan) -> None:
        self._knowledge, self._read, self._base, self._plan = knowledge, readings, base, plan
        self._folds = folds(knowledge)
        if {fold.kind for fold in self._folds} != {WRITERS, PASSAGES}:
            raise BotError(f"training needs examples of {FOLDS} writers or more, for {FOLDS} passages or more")
        self._weights, self._tokens = read(base.model), tokenizer(base.words)
        self._before = self._last = Once(base.embedder, base.embedder.id)
        self._garden, self._done = garden(), 0
        self._of = plan.epochs * sum(len(rest(knowledge, fold)) for fold in (*self._folds, EVERYTHING))

    def train(self) -> Trained:
        """All of them; the last, on everything, takes no more of what was tuned than the others could bear."""
        seen: dict[str, list[tuple[Seen, Seen]]] = {PASSAGES: [], WRITERS: []}
        share, found = 1.0, []
        for fold in self._folds:
            share, model = self._tuned(fold, share)
            own = self._encoder(model)
            seen[fold.kind] += zip(self._judged(self._before, fold), self._judged(own, fold), strict=True)
            found.append(self._finds(own, fold))
        share, model = self._tuned(EVERYTHING, share)
        trials = {kind: self._trial(kind, pairs) for kind, pairs in seen.items()}
        figures = {**_figures(trials), **_means(found)}
        return Trained(model, share, figures, _gain(trials[WRITERS]), _tables(trials))

    def _tuned(self, fold: Fold, most: float) -> tuple[float, bytes]:
        """How much of what was tuned stays, and the file with it."""
        tuned = self._plan.tune(self._weights, self._taught(rest(self._knowledge, fold)), self._step)

        @cache
        def model(share: float) -> bytes:
            return write(self._base.model, blend(self._weights, tuned, share))

        def keeps(share: float) -> bool:
            return all(kept(*pair) for pair in self._finds(self._encoder(model(share)), fold).values())

        share = settle(keeps, most)
        return share, model(share)

    def _encoder(self, model: bytes) -> Once:
        """The model at work; the one asked for last is kept, with what it has read."""
        if self._last.id != name(digest(model)):
            self._last = self._base.encoder(model)
        return self._last

    def _taught(self, told: Sequence[Example]) -> Taught:
        texts, ids = [said(example) for example in told], [passage.id for passage in self._knowledge.passages]
        targets = np.array([gains(example.fits, ids) for example in told], dtype=np.float32)
        targets[:, -1] = NOTHING * (1 - targets[:, -1])
        targets /= targets.sum(axis=1, keepdims=True)
        words = [self._tokens.encode(text).ids for text in texts]
        writers = [example.writer for example in told]
        return Taught(words, targets, writers, self._before.embed(texts), self._plan.epochs, self._plan.seed)

    def _finds(self, own: Embedder, fold: Fold) -> Figures:
        """How well asks find their passages, those held out and another author's, with the base and with its own."""
        passages = self._knowledge.passages
        here = [(each.text, each.asks if each.id in fold.new or not fold.new else ()) for each in passages]
        shelves = {f"asks of {fold.kind or 'all passages'}": here, "asks of another author": self._garden}
        return {name: (finding(self._before, each), finding(own, each)) for name, each in shelves.items()}

    def _judged(self, embedder: Embedder, fold: Fold) -> Iterator[Seen]:
        """What the matcher, learning from the rest, makes of the examples that are out."""
        others = replace(self._knowledge, examples=rest(self._knowledge, fold))
        matcher = Matcher(others, embedder, self._read)
        others = replace(others, calibration=calibrate(others, matcher))
        for at in fold.out:
            example = self._knowledge.examples[at]
            yield weighed(others, matcher.weigh(said(example), heard_facts(example, self._read)))

    def _trial(self, kind: str, seen: list[tuple[Seen, Seen]]) -> Trial:
        told = list(examples(self._knowledge.examples))
        messages = [told[at] for fold in self._folds if fold.kind == kind for at in fold.out]
        return Trial(messages, {BASE: [pair[0] for pair in seen], OWN: [pair[1] for pair in seen]}, ())

    def _step(self, messages: int) -> None:
        self._done += messages
        self._plan.progress(self._done, self._of)


def _tables(trials: Mapping[str, Trial]) -> str:
    heads = {kind: f"{kind}: {len(done.messages)} messages" for kind, done in trials.items()}
    return "\n\n".join("\n".join([heads[kind], *rows(done)]) for kind, done in trials.items()) + "\n"


def _figures(trials: Mapping[str, Trial]) -> Figures:
    """What decides, for the base and its successor."""
    found: dict[str, tuple[float, float]] = {}
    for kind, done in trials.items():
        base, own = ([*zip(seen, done.messages, strict=True)] for seen in done.systems.values())
        found[f"{RIGHT_FIRST}, {kind}"] = top(base, 1, RIGHT).value, top(own, 1, RIGHT).value
        if kind == WRITERS:  # what wants a passage is never what nothing answers
            found[f"{APART}, {kind}"] = apart(base), apart(own)
    return found


def _gain(done: Trial) -> tuple[float, float]:
    pairs = ([*zip(done.systems[name], done.messages, strict=True)] for name in (BASE, OWN))
    base, own = ([first_right(*pair) for pair in each if pair[1].answerable] for each in pairs)
    return gained(base, own)


def _means(found: Sequence[Figures]) -> Figures:
    names = dict.fromkeys(name for each in found for name in each)
    pairs = {name: np.mean([each[name] for each in found if name in each], axis=0) for name in names}
    return {name: (float(pair[0]), float(pair[1])) for name, pair in pairs.items()}
