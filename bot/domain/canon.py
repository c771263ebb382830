"""What the knowledge folder holds once it has been read and checked: the author's words and the bot's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.domain.care import Bars, CardText, Country, Danger, SafetyRule, Tongue
from bot.domain.dialogue import Dialogue
from bot.domain.facts import Condition

NOWHERE: frozenset[str] = frozenset()
BUDGET = 0.10  # until the operator sets another


@dataclass(frozen=True, slots=True)
class Source:
    """Where the author wrote something: a heading, or `reply to a reader`; `line` of the text, 0 for none."""

    title: str
    place: str
    line: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """The smallest piece that may be left out of a passage, never cut inside.

    `only_if` holds it back until the facts are known to be so (it speaks of one reader's life);
    `never_for` lists the dangers in which it must not be sent; `allowed_after` the careful states
    (`low`, `boundary`) in which it may be; `about` is `men` where it means men in general;
    `as_written` keeps a slip of the source that was mended; `line` starts a new line (a list item).
    One that `leans` (`Having said that`) is said only right behind what it leans on: the sentence before it, or,
    where it is the first, a passage that its own follows. One that `leads` in is said only where nothing such comes
    before. `origin` is its line of the source, where that is another than the passage's.
    """

    text: str
    only_if: tuple[Condition, ...] = ()
    never_for: frozenset[str] = NOWHERE
    allowed_after: frozenset[str] = NOWHERE
    about: str = "ex"
    as_written: str | None = None
    line: bool = False
    leans: bool = False
    leads: bool = False
    origin: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """One thing the author says, with what it presupposes and the ways people ask for it.

    `when` are facts it presupposes (contradicted = never served), `never_for` dangers in which no sentence
    of it is served, `follows` passages it naturally comes after. Different stages (`silence`, `asking`) never
    stand in one reply, nor does one written `against` another. `comforts`: said to who asks a third time.
    One that is `sober` leaves little hope, and no wish behind it may raise any.
    """

    id: str
    sentences: tuple[Sentence, ...]
    source: Source
    asks: tuple[str, ...]
    never_for: frozenset[str]
    when: tuple[Condition, ...] = ()
    follows: tuple[str, ...] = ()
    title: str = ""
    stage: str = ""
    against: tuple[str, ...] = ()
    comforts: bool = False
    sober: bool = False

    def clashes(self, other: Passage) -> bool:
        """Whether this one and the other contradict each other, or presuppose what cannot both be so."""
        pairs = ((one, two) for one in self.when for two in other.when if one.fact == two.fact)
        if any(one.values.isdisjoint(two.values) for one, two in pairs):
            return True
        return len({self.stage, other.stage} - {""}) > 1 or other.id in self.against or self.id in other.against

    @property
    def text(self) -> str:
        """The author's words: sentences joined by a space, list items by a newline."""
        return "".join(text for _, _, text in self._pieces()).strip()

    def bounds(self) -> tuple[tuple[int, int], ...]:
        """`(start, end)` of each sentence in `text`."""
        return tuple((start, end) for start, end, _ in self._pieces())

    def _pieces(self) -> tuple[tuple[int, int, str], ...]:
        pieces, at = [], 0
        for index, sentence in enumerate(self.sentences):
            joint = "" if index == 0 else "\n" if sentence.line else " "
            at += len(joint)
            pieces.append((at, at + len(sentence.text), joint + sentence.text))
            at += len(sentence.text)
        return tuple(pieces)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a reader once wrote to the author: matched against, never sent. `answered_by` are passage ids."""

    id: str
    reader: str
    text: str
    answered_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something people ask that the author has not answered."""

    id: str
    letter: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A line of `phrases.yaml`; `by` is `author` or `bot`; `{name}`-like slots are filled by the voice."""

    id: str
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Miss:
    """The name of an example that is known to fail today."""

    writer: str
    text: str
    turns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A message as people write it and what fits it: passage id -> grade 1..3; empty means silence is right."""

    text: str
    fits: Mapping[str, int]
    writer: str
    turns: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def miss(self) -> Miss:
        """Its name on the list of those that fail."""
        return Miss(self.writer, self.text, self.turns)


@dataclass(frozen=True, slots=True)
class Reading:
    """Words a value is read from: any of `patterns`, `unless` one of those is in the same sentence.

    Patterns are regular expressions with their macros filled in, written for plain words one blank apart (see
    `telling.py`). The greatest `weight` in a text decides; `unknown` as value takes back what stood before.
    """

    value: str
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    weight: int = 2


@dataclass(frozen=True, slots=True)
class FactRule:
    """How one fact is read. `void_if` other facts are so, it is not read; while nothing is read of it, a value in
    `implied` stands where any of its conditions is known to hold.

    Where readings of the greatest weight differ, `settle` takes the value met `most` (none when they balance) or
    the `last`. `anyhow` facts are read from mentions, also from what is asked, denied or only supposed. `lasting`
    are values that newer ones do not undo: `refused`, by whoever says later that they wrote. `supposed` facts may be
    taken from how labelled messages tell of them where no word of it is said.
    """

    name: str
    values: tuple[str, ...]
    readings: tuple[Reading, ...]
    void_if: tuple[Condition, ...] = ()
    settle: Literal["most", "last"] = "most"
    anyhow: bool = False
    lasting: Mapping[str, frozenset[str]] = field(default_factory=dict)
    implied: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    supposed: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """A dialogue act (`hello`, `thanks`, `are_you_real`): what it looks like; its replies are phrases `talk.<name>`.

    `words` are for acts that are languages (`spanish`): its commonest words, by which a message in it is known.
    """

    name: str
    patterns: tuple[str, ...]
    examples: tuple[str, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Calibration:
    """How evidence becomes a probability: a logistic over named absolute features, and the bars it must pass.

    `words` is the same for matching by words alone, without the encoder. `budget` is what the operator allows: the
    share of messages that nothing answers which may be answered all the same.
    """

    weights: Mapping[str, float]
    threshold: float
    examples: str = ""
    words: Calibration | None = None
    budget: float = BUDGET


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All of the knowledge folder, checked. `version` is a hash of its content."""

    version: str
    author: str
    article: str
    passages: tuple[Passage, ...]
    letters: tuple[Letter, ...]
    gaps: tuple[Gap, ...]
    phrases: Mapping[str, tuple[Phrase, ...]]
    acts: tuple[Act, ...]
    facts: tuple[FactRule, ...]
    rules: tuple[SafetyRule, ...]
    cards: Mapping[str, CardText]
    countries: Mapping[str, Country]
    examples: tuple[Example, ...]
    calibration: Calibration
    dangers: tuple[Danger, ...] = ()
    tongues: tuple[Tongue, ...] = ()
    bars: Mapping[str, Bars] = field(default_factory=dict)
    dialogues: tuple[Dialogue, ...] = ()
    misses: frozenset[Miss] = frozenset()

    def passage(self, id: str) -> Passage:
        """The passage of that id; KeyError if there is none."""
        return {passage.id: passage for passage in self.passages}[id]
