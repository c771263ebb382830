"""What people asked that the author has not answered, grouped by meaning; and near ties a human may teach from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.domain import Admit, Answer, Knowledge
from bot.errors import BotError
from bot.mind.matching import Embedder
from bot.mind.matching.lexical import Lexical
from bot.mind.matching.semantic import Words
from bot.store.lately import Past

ALIKE = 0.55  # cosine from which two messages ask the same; of shipped examples with one right passage half have it
SHARED = 0.5  # the same by words alone, of the likeness a message has to itself
UNSURE = 1.15  # times the bar: an answer below it was close to none
TIE = 0.9  # of the best one's confidence: the next passage might as well have been meant
CLOSEST = 3
DISMISSED = "dismissed.txt"


@dataclass(frozen=True, slots=True)
class Group:
    """Messages that ask much the same, the most typical first; `people` wrote them."""

    past: tuple[Past, ...]

    @property
    def number(self) -> int:
        """By which it is dismissed: that of its most typical turn."""
        return self.past[0].turn.id

    @property
    def people(self) -> int:
        """How many wrote."""
        return len({each.turn.message.person for each in self.past})

    @property
    def aside(self) -> bool:
        """Whether the author wrote nothing near it: off the matter, or a matter of its own."""
        decisions = (each.turn.outcome.decision for each in self.past)
        return all(isinstance(each, Admit) and not each.nearest for each in decisions)


@dataclass(frozen=True, slots=True)
class Tie:
    """A turn that might teach a new way of asking; `passages` may have been meant, `why` it is one."""

    past: Past
    passages: tuple[str, ...]
    why: str


def gaps(knowledge: Knowledge, past: Sequence[Past], embedder: Embedder, dismissed: Iterable[int] = ()) -> list[Group]:
    """The groups, the most people first, those that nothing is near last; without those with a turn dismissed."""
    open = [each for each in past if _unanswered(each, knowledge)]
    away = frozenset(dismissed)
    groups = [
        Group(tuple(open[at] for at in members)) for members in _grouped([_text(each) for each in open], embedder)
    ]
    left = [group for group in groups if not away & {each.turn.id for each in group.past}]
    return sorted(left, key=lambda group: (group.aside, -group.people, -len(group.past), group.number))


def ties(knowledge: Knowledge, past: Sequence[Past]) -> list[Tie]:
    """Turns somebody disliked, and answers beside which another passage was nearly as likely; newest first."""
    return [tie for each in reversed(past) for tie in _tie(each, knowledge)]


def dismissed(folder: Path) -> frozenset[int]:
    """The turns whose groups nobody wants to see again."""
    try:
        words = (folder / DISMISSED).read_text(encoding="utf-8", errors="replace").split()
    except OSError:
        return frozenset()
    return frozenset(int(word) for word in words if word.isdecimal())


def dismiss(folder: Path, groups: Sequence[Group], number: int) -> int:
    """Put a group away for good; how many turns it has. BotError if there is none of that number."""
    group = next((each for each in groups if number in {past.turn.id for past in each.past}), None)
    if group is None:
        raise BotError(f"There is no group {number}: `bot gaps` shows their numbers.")
    put_away(folder, [each.turn.id for each in group.past])
    return len(group.past)


def put_away(folder: Path, turns: Iterable[int]) -> None:
    """Nobody wants to see the groups of these turns again."""
    with (folder / DISMISSED).open("a", encoding="utf-8") as file:
        file.write("".join(f"{turn}\n" for turn in turns))


def bring_back(folder: Path, turns: Iterable[int]) -> None:
    """Somebody does, after all."""
    left = dismissed(folder) - frozenset(turns)
    (folder / DISMISSED).write_text("".join(f"{turn}\n" for turn in sorted(left)), encoding="utf-8")


def _unanswered(past: Past, knowledge: Knowledge) -> bool:
    """Whether there was no answer, or one that was hardly sure enough; talk wants none."""
    decision, confidence = past.turn.outcome.decision, past.turn.outcome.trace.confidence
    if not _text(past):
        return False
    if isinstance(decision, Admit):
        return True
    return isinstance(decision, Answer) and 0 < confidence < UNSURE * knowledge.calibration.threshold


def _tie(past: Past, knowledge: Knowledge) -> Iterator[Tie]:
    outcome = past.turn.outcome
    ids = {passage.id for passage in knowledge.passages}
    ranking = [match for match in outcome.trace.ranking if match.passage in ids][:CLOSEST]
    if not ranking or not _text(past) or not isinstance(outcome.decision, Answer):
        return
    close = tuple(match.passage for match in ranking if match.confidence >= TIE * ranking[0].confidence)
    unsaid = [id for id in close if id not in outcome.decision.passages]
    if past.rating == "down":
        yield Tie(past, tuple(match.passage for match in ranking), "disliked")
    elif unsaid:
        yield Tie(past, close, "nearly a tie")


def _text(past: Past) -> str:
    return past.turn.message.text.strip()


def _grouped(texts: Sequence[str], embedder: Embedder) -> Iterator[list[int]]:
    """The places of texts that are much alike, the most typical first; each joins the group it is most like."""
    if not texts:
        return
    words = isinstance(embedder, Words)
    like, least = (_by_words(texts), SHARED) if words else (_by_meaning(texts, embedder), ALIKE)
    groups: list[list[int]] = []
    for at in range(len(texts)):
        scores = [float(like[at, members].mean()) for members in groups]
        best = int(np.argmax(scores)) if scores else -1
        if best >= 0 and scores[best] >= least:
            groups[best].append(at)
        else:
            groups.append([at])
    for members in groups:
        typical = like[np.ix_(members, members)].mean(axis=1)
        yield [members[place] for place in np.argsort(-typical, kind="stable")]


def _by_meaning(texts: Sequence[str], embedder: Embedder) -> NDArray[np.float32]:
    vectors = embedder.embed(texts)
    return vectors @ vectors.T


def _by_words(texts: Sequence[str]) -> NDArray[np.float32]:
    index = Lexical(texts)
    scores = np.array([index.scores(text) for text in texts], dtype=np.float32)
    own = np.maximum(np.diag(scores), 1e-6)
    likeness: NDArray[np.float32] = np.minimum(scores / own[:, None], scores.T / own[None, :])
    return likeness
