"""How often the bot is right, wrong or silent on labelled messages, beside BM25 and the plain embedding."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bot.domain import Knowledge, Memory, Message, Outcome
from bot.errors import BotError
from bot.mind.guide import Guide
from bot.mind.matching import Embedder
from bot.mind.matching.lexical import Lexical

RIGHT, LOOSE = 2.0, 1.0  # grades: from 2 a passage is right; below 1 it is irrelevant or wrong
ANSWERS = ("answer", "ask")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message (after its earlier turns) with grades per passage id, and what readers say of it."""

    id: str
    turns: tuple[str, ...]
    grades: dict[str, float]
    answerable: bool
    ended_by: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What one system makes of a message: passages best first, and whether it would speak."""

    ranking: tuple[str, ...]
    speaks: bool
    score: float


@dataclass(frozen=True, slots=True)
class Share:
    """A count of a total, printed with its 95 % Wilson interval."""

    count: int
    total: int

    def __str__(self) -> str:
        if not self.total:
            return "-"
        low, high = wilson(self.count, self.total)
        return f"{self.count / self.total:.2f} ({low:.2f}-{high:.2f})"


def read(path: Path, knowledge: Knowledge) -> list[Labelled]:
    """Labelled messages from JSON lines; passages by id or by source line (`L31`). BotError names the broken line."""
    by_line = {f"L{passage.source.line}": passage.id for passage in knowledge.passages}
    ids = {passage.id for passage in knowledge.passages}
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            grades = {by_line.get(key, key): float(grade) for key, grade in row["relevance"].items()}
            turns = tuple(row.get("turns") or [row["text"]])
            found.append(Labelled(row["id"], turns, grades, row["answerable"], row.get("ended_by")))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BotError(f"{path}:{number}: not a labelled message ({error!r})") from error
        if unknown := sorted(grades.keys() - ids):
            raise BotError(f"{path}:{number}: unknown passage {unknown[0]}")
    return found


def table(guide: Guide, embedder: Embedder, messages: Sequence[Labelled]) -> str:
    """The figures of the bot and of two baselines over the same messages, with 95 % intervals."""
    outcomes = [converse(guide, message) for message in messages]
    systems = {
        "fingers crossed": [_ours(outcome) for outcome in outcomes],
        "plain embedding": list(_plain(guide.knowledge, embedder, messages)),
        "bm25": list(_bm25(guide.knowledge, messages)),
    }
    lines = [f"{len(messages)} messages, {sum(m.answerable for m in messages)} answerable", ""]
    lines += list(_rows(systems, messages))
    return "\n".join([*lines, "", *_facts(outcomes, messages)])


def converse(guide: Guide, message: Labelled) -> Outcome:
    """The outcome of the last of its turns, answered in order in one conversation."""
    memory, outcome = Memory(), None
    for at, text in enumerate(message.turns):
        told = Message(f"{message.id}-{at}", "evaluate", text, datetime(2026, 1, 1, tzinfo=UTC))
        outcome = guide.answer(told, memory)
        memory = outcome.memory
    if outcome is None:
        raise BotError(f"{message.id}: no text")
    return outcome


def wilson(count: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % score interval of a share."""
    share, spread = count / total, z * z / total
    centre = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


def auroc(yes: Sequence[float], no: Sequence[float]) -> float:
    """The chance that a random `yes` scores above a random `no` (ties count half)."""
    if not yes or not no:
        return float("nan")
    pairs = np.subtract.outer(np.array(yes), np.array(no))
    return float((pairs > 0).mean() + (pairs == 0).mean() / 2)


def _ours(outcome: Outcome) -> Seen:
    ranking = tuple(match.passage for match in outcome.trace.ranking)
    return Seen(ranking, outcome.decision.kind in ANSWERS, outcome.trace.confidence)


def _plain(knowledge: Knowledge, embedder: Embedder, messages: Sequence[Labelled]) -> Iterator[Seen]:
    texts = embedder.embed([passage.text for passage in knowledge.passages])
    for message in messages:
        yield _ranked(knowledge, texts @ embedder.embed(["\n".join(message.turns)])[0])


def _bm25(knowledge: Knowledge, messages: Sequence[Labelled]) -> Iterator[Seen]:
    index = Lexical([passage.text for passage in knowledge.passages])
    for message in messages:
        yield _ranked(knowledge, index.scores("\n".join(message.turns)))


def _ranked(knowledge: Knowledge, scores: np.typing.NDArray[np.float32]) -> Seen:
    order = np.argsort(-scores, kind="stable")
    return Seen(tuple(knowledge.passages[at].id for at in order), True, float(scores.max()))


def _rows(systems: dict[str, list[Seen]], messages: Sequence[Labelled]) -> Iterator[str]:
    yes = [at for at, message in enumerate(messages) if message.answerable]
    no = [at for at, message in enumerate(messages) if not message.answerable]

    def grade(seen: Seen, at: int, rank: int) -> float:
        return messages[at].grades.get(seen.ranking[rank], 0.0) if rank < len(seen.ranking) else 0.0

    figures: dict[str, Callable[[list[Seen]], object]] = {
        "right at 1": lambda s: Share(sum(grade(s[i], i, 0) >= RIGHT for i in yes), len(yes)),
        "right in 3": lambda s: Share(sum(any(grade(s[i], i, r) >= RIGHT for r in range(3)) for i in yes), len(yes)),
        "wrong at 1": lambda s: Share(sum(grade(s[i], i, 0) < LOOSE for i in yes), len(yes)),
        "answered, should not": lambda s: Share(sum(s[i].speaks for i in no), len(no)),
        "silent, should answer": lambda s: Share(sum(not s[i].speaks for i in yes), len(yes)),
        "AUROC answerable": lambda s: f"{auroc([s[i].score for i in yes], [s[i].score for i in no]):.2f}",
    }
    yield f"{'':24}" + "".join(f"{name:>20}" for name in systems)
    for label, figure in figures.items():
        yield f"{label:24}" + "".join(f"{figure(seen)!s:>20}" for seen in systems.values())


def _facts(outcomes: Sequence[Outcome], messages: Sequence[Labelled]) -> Iterator[str]:
    """Who ended it, where the readers agree that someone did."""
    pairs = [
        (outcome.memory.facts.value("ended_by"), message.ended_by)
        for outcome, message in zip(outcomes, messages, strict=True)
        if message.ended_by in ("ex", "me", "mutual")
    ]
    yield f"who ended it: read right {Share(sum(a == b for a, b in pairs), len(pairs))}"
    yield f"              read wrong {Share(sum(a not in ('unknown', b) for a, b in pairs), len(pairs))}"
