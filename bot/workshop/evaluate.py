"""How often the bot is right, wrong or silent on labelled messages, beside BM25 and the plain embedding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import eq

import numpy as np
from numpy.typing import NDArray

from bot import domain
from bot.domain import BUDGET, Answer, Facts, Knowledge, Memory, Message, Outcome
from bot.domain.figures import wilson
from bot.mind.guide import Guide
from bot.mind.matching import Embedder
from bot.mind.matching.lexical import Lexical
from bot.mind.matching.matcher import MOST, probability
from bot.mind.matching.weighing import Weighing
from bot.workshop.labelled import LOOSE, RIGHT, Labelled, examples
from bot.workshop.shares import ENOUGH, Share, auroc, bins, ece

ANSWERS = ("answer", "ask")
UNKNOWN = "not yet known"
ENDED_BY = "ended_by"
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one system makes of a message: passages best first, those it serves, whether it speaks, how sure it is."""

    ranking: tuple[str, ...]
    served: tuple[str, ...]
    speaks: bool
    sure: float


@dataclass(frozen=True, slots=True)
class Trial:
    """Systems side by side on the same messages; the first is ours. `facts` are what ours read of each message."""

    messages: Sequence[Labelled]
    systems: dict[str, list[Seen]]
    facts: Sequence[Facts]

    @property
    def ours(self) -> list[Seen]:
        """What the bot itself made of them."""
        return next(iter(self.systems.values()))


def trial(guide: Guide, embedder: Embedder, messages: Sequence[Labelled]) -> Trial:
    """Every message through the whole mind, and through the baselines."""
    outcomes = [converse(guide, message) for message in messages]
    ours = {"fingers crossed": [_ours(outcome) for outcome in outcomes]}
    facts = [outcome.memory.facts for outcome in outcomes]
    return Trial(messages, ours | _baselines(guide.knowledge, embedder, messages), facts)


def own_trial(guide: Guide, embedder: Embedder) -> Trial:
    """The knowledge's own examples, each weighed as if nothing of its writer had been seen; matching only."""
    messages, found = list(examples(guide.matcher.examples)), guide.matcher.held_out()
    ours = {"fingers crossed": [weighed(guide.knowledge, weighing) for weighing in found]}
    facts = [guide.reader.hold(facts) for facts in guide.matcher.supposed()]
    return Trial(messages, ours | _baselines(guide.knowledge, embedder, messages), facts)


def converse(guide: Guide, message: Labelled) -> Outcome:
    """The outcome of the last of its turns, answered in order in one conversation."""
    memory = Memory()
    for at, text in enumerate(message.turns):
        outcome = guide.answer(Message(f"{message.id}-{at}", "evaluate", text, MOMENT), memory, thorough=True)
        memory = outcome.memory
    return outcome


def report(done: Trial, budget: float = BUDGET) -> str:
    """The figures as a table to be read, each with its 95 % interval; and whether the error budget is kept."""
    answerable = sum(message.answerable for message in done.messages)
    head = [f"{len(done.messages)} messages, {answerable} answerable", ""]
    return "\n".join([*head, *rows(done), "", _kept(done, budget), *_ended_by(done), "", *_reliability(done)])


def hits(done: Trial) -> list[bool]:
    """Whether the best passage of ours is right, for each message."""
    return [first_right(*pair) for pair in zip(done.ours, done.messages, strict=True)]


def first_right(seen: Seen, message: Labelled) -> bool:
    """Whether the best passage is right."""
    return bool(seen.ranking) and message.grade(seen.ranking[0]) >= RIGHT


def _ours(outcome: Outcome) -> Seen:
    decision, trace = outcome.decision, outcome.trace
    served = decision.passages if isinstance(decision, Answer) else ()
    ranking = tuple(match.passage for match in trace.ranking)
    return Seen(ranking, served, decision.kind in ANSWERS, trace.confidence)


def weighed(knowledge: Knowledge, weighing: Weighing) -> Seen:
    """What the matcher alone makes of a message, by the calibration of that knowledge."""
    ids = [passage.id for passage in knowledge.passages]
    order = weighing.order(MOST)
    sure = probability(knowledge.calibration.weights, weighing.features(order[0])) if order else 0.0
    speaks = sure >= knowledge.calibration.threshold
    ranking = tuple(ids[weighing.alike.at[row]] for row in order)
    return Seen(ranking, ranking[:1] if speaks else (), speaks, sure)


def _baselines(knowledge: Knowledge, embedder: Embedder, messages: Sequence[Labelled]) -> dict[str, list[Seen]]:
    texts = [passage.text for passage in knowledge.passages]
    vectors, index = embedder.embed(texts), Lexical(texts)
    asked = ["\n".join(message.turns) for message in messages]
    return {
        "plain embedding": [_ranked(knowledge, vectors @ embedder.embed([text])[0]) for text in asked],
        "bm25": [_ranked(knowledge, index.scores(text)) for text in asked],
    }


def _ranked(knowledge: Knowledge, scores: NDArray[np.float32]) -> Seen:
    ids = tuple(knowledge.passages[at].id for at in np.argsort(-scores, kind="stable"))
    return Seen(ids, ids[:1], True, float(scores.max()))


def rows(done: Trial) -> Iterator[str]:
    """The table of all figures, a column for each system."""
    pairs = {name: list(zip(seen, done.messages, strict=True)) for name, seen in done.systems.items()}
    yield f"{'':22}" + "".join(f"{name:>20}" for name in pairs)
    for label, figure in FIGURES.items():
        yield f"{label:22}" + "".join(f"{_shown(figure(each)):>20}" for each in pairs.values())


def _shown(figure: object) -> str:
    """A figure, or that there are too few messages for one."""
    return UNKNOWN if isinstance(figure, Share) and 0 < figure.total < ENOUGH else str(figure)


def _kept(done: Trial, budget: float) -> str:
    """Whether of the messages nothing answers no more are answered than the operator allows."""
    share = _spoke(list(zip(done.ours, done.messages, strict=True)), answerable=False)
    if share.total < ENOUGH:
        return f"error budget {budget:.2f}: {UNKNOWN}, with {share.total} messages that nothing answers"
    low, high = wilson(share.count, share.total)
    state = "kept" if high <= budget else "exceeded" if low > budget else "kept or exceeded, there are too few to tell"
    return f"error budget {budget:.2f}: {state}"


Pairs = list[tuple[Seen, Labelled]]


def top(pairs: Pairs, depth: int, bar: float) -> Share:
    """Answerable messages with a passage of at least that grade among the first few."""
    asked = [(seen, message) for seen, message in pairs if message.answerable]
    return Share(sum(any(m.grade(id) >= bar for id in s.ranking[:depth]) for s, m in asked), len(asked))


def _wrong(pairs: Pairs) -> Share:
    loose = top(pairs, 1, LOOSE)
    return Share(loose.total - loose.count, loose.total)


def _served(pairs: Pairs, right: bool) -> Share:
    """Of the replies to answerable messages: one passage right, or none wrong."""
    given = [(seen, message) for seen, message in pairs if message.answerable and seen.served]
    if right:
        return Share(sum(any(m.grade(id) >= RIGHT for id in s.served) for s, m in given), len(given))
    return Share(sum(all(m.grade(id) >= LOOSE for id in s.served) for s, m in given), len(given))


def _spoke(pairs: Pairs, answerable: bool) -> Share:
    these = [seen for seen, message in pairs if message.answerable is answerable]
    return Share(sum(seen.speaks for seen in these), len(these))


def apart(pairs: Pairs) -> float:
    """The chance that it is surer of a message that something answers than of one that nothing does."""
    yes, no = ([seen.sure for seen, m in pairs if m.answerable is answerable] for answerable in (True, False))
    return auroc(yes, no)


FIGURES: dict[str, Callable[[Pairs], object]] = {
    "right at 1": lambda pairs: top(pairs, 1, RIGHT),
    "right in 3": lambda pairs: top(pairs, 3, RIGHT),
    "wrong at 1": _wrong,
    "served: one right": lambda pairs: _served(pairs, right=True),
    "served: none wrong": lambda pairs: _served(pairs, right=False),
    "answered, should": lambda pairs: _spoke(pairs, answerable=True),
    "answered, should not": lambda pairs: _spoke(pairs, answerable=False),
    "AUROC answerable": lambda pairs: f"{apart(pairs):.2f}".replace("nan", "-"),
}


def _ended_by(done: Trial) -> Iterator[str]:
    """Who ended it, where the readers agree that someone did."""
    labels = [message.ended_by for message in done.messages]
    said, believed = ([value(facts, ENDED_BY) for facts in done.facts] for value in (Facts.said, Facts.value))
    for what, read in (("read", said), ("read or supposed", believed)):
        pairs = [pair for pair in zip(read, labels, strict=True) if pair[1] in ("ex", "me", "mutual")]
        right, wrong = (Share(sum(read_so(*pair) for pair in pairs), len(pairs)) for read_so in (eq, _otherwise))
        yield f"who ended it, {what}: right {right}, wrong {wrong}"


def _otherwise(read: str, label: str | None) -> bool:
    return read not in (label, domain.UNKNOWN)


def _reliability(done: Trial) -> Iterator[str]:
    """How often the best passage is right, by how sure the bot was."""
    table = bins([seen.sure for seen in done.ours], hits(done))
    yield f"calibration: ECE {ece(table):.3f}"
    yield f"{'sure':>12}{'on average':>12}{'right':>22}"
    for each in table:
        yield f"{each.low:>8.1f}-{each.high:.1f}{each.sure:>12.2f}{each.right!s:>22}"
