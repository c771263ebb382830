"""A rehearsal and its report: what breaks, what is missed, and which logged turns would be answered otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.mind.matching.semantic import Words
from bot.store.lately import Past
from bot.workshop.masking import mask, plain
from bot.workshop.rehearse import misses
from bot.workshop.rehearse.cases import Case, Heard, Progress, Stage, of_example
from bot.workshop.rehearse.embedded import NOWHERE, Shelf, Shelved
from bot.workshop.rehearse.golden import broken
from bot.workshop.rehearse.saying import CHANGES, WORDS, change, differing, said

SHOWN = 5  # of each kind of change, in full; all of them stand in the report by their number
LONG = 160
FOLDER = "rehearsals"
DEAF = "none put to it, since words alone are not what they are tests of"


@dataclass(frozen=True, slots=True)
class Changed:
    """A turn that would be answered otherwise; `how` is one of CHANGES."""

    case: Case
    how: str
    heard: Heard


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a rehearsal. `against` is the version that it was compared with, or `the record`."""

    version: str
    against: str
    broken: tuple[str, ...]
    missed: misses.Missed
    changes: tuple[Changed, ...]
    turns: int
    examples: int
    public: frozenset[str]
    without: str = ""  # why no example was put to it, if none was
    notes: tuple[str, ...] = ()  # what did not go as it should

    @property
    def holds(self) -> bool:
        """Whether no golden letter breaks, and the list of misses is as it should be."""
        return not (self.broken or self.missed.new or self.missed.fixed)

    def lines(self, shown: int = SHOWN) -> Iterator[str]:
        """All of it for the operator, messages masked; of each kind of change the first few in full."""
        yield from self.head()
        for how in CHANGES:
            these = [changed for changed in self.changes if changed.how == how]
            for changed in these[:shown]:
                yield from ("", *self._change(changed))
            if len(these) > shown > 0:
                yield f"  ... and {len(these) - shown} more of these"

    def head(self) -> Iterator[str]:
        """What it comes to, without a word of what anybody wrote."""
        yield f"version {self.version}, against {self.against}"
        yield f"golden letters and conversations that break: {len(self.broken)}"
        yield from (f"  {fault}" for fault in self.broken)
        yield f"examples: {self.without or f'{self.examples}, of which miss: {len(self.missed.all)}'}"
        yield from self._misses()
        counts = Counter(changed.how for changed in self.changes)
        yield f"logged turns: {self.turns}, of which would change: {len(self.changes)}"
        yield from (f"  {how}: {counts[how]}" for how in CHANGES if counts[how])
        yield from (f"note: {note}" for note in self.notes)

    def _misses(self) -> Iterator[str]:
        for what, some in (("not on the list yet", self.missed.new), ("fixed, take it off", self.missed.fixed)):
            yield from (f"  {what}: {miss.writer}: {_short(miss.text)}" for miss in some[:SHOWN])
            if len(some) > SHOWN:
                yield f"  {what}: {len(some) - SHOWN} more"

    def _change(self, changed: Changed) -> Iterator[str]:
        was, now = changed.heard.before, changed.heard.now
        text = changed.case.message.text or f"({changed.case.message.choice})"
        yield f"{changed.case.id}  {changed.how}"
        yield f"  they wrote  {_short(plain(mask(text, self.public)))}"
        if was and changed.how == WORDS:
            one, other = differing(was.words, now.words)
            yield from (f"  was         {_short(one)}", f"  now         {_short(other)}")
        else:
            yield from (f"  was         {was}", f"  now         {now}")


def rehearse(stage: Stage, past: Sequence[Past], tell: Progress, without: str = "", shelf: Shelf = NOWHERE) -> Report:
    """Golden letters and conversations, examples, and these turns, by both; without an old one, against the record.

    `without`: why no examples. `shelf`: where what is embedded of the turns is kept.
    """
    knowledge, shelved = stage.new.knowledge, Shelved(shelf, stage)
    embedded = shelved.read([each.turn.id for each in past])
    logged = [replace(_case(each, stage), embedded=embedded.get(each.turn.id, {})) for each in past]
    without = without or (DEAF if isinstance(stage.new.embedder, Words) else "")
    asked = [] if without else [of_example(*pair) for pair in enumerate(knowledge.examples)]
    heard = stage.hear([*logged, *asked], tell)
    shelved.keep({each.turn.id: told.embedded for each, told in zip(past, heard, strict=False) if told.embedded})
    stage.know(heard[len(logged) :])
    said_now = [each.now for each in heard[len(logged) :]]
    return Report(
        knowledge.version,
        stage.old.knowledge.version if stage.old else "the record",
        tuple(broken(stage.new.guide, stage.old.guide if stage.old else None)),
        misses.missed(knowledge, said_now) if asked else misses.Missed(),
        tuple(_changes(logged, heard)),
        len(logged),
        len(asked),
        frozenset(knowledge.author.casefold().split()),
        without,
        tuple(stage.notes),
    )


def kept(report: Report, folder: Path) -> Path:
    """Keep the report with its version: counts and the numbers of turns, no message."""
    path = folder / FOLDER / f"{report.version}.txt"
    path.parent.mkdir(exist_ok=True)
    ids = [f"{changed.case.id}: {changed.how}" for changed in report.changes]
    path.write_text("\n".join([*report.head(), *ids]) + "\n", encoding="utf-8")
    return path


def _case(past: Past, stage: Stage) -> Case:
    """A turn as it came in. What its own version said, the record knows; without an old knowledge, any version's."""
    turn = past.turn
    known = stage.old is None or turn.knowledge_version == stage.old.knowledge.version
    was = said(turn.outcome, (stage.old or stage.new).knowledge) if known else None
    return Case(f"turn {turn.id}", turn.message, past.before, was=was)


def _changes(cases: Sequence[Case], heard: Sequence[Heard]) -> Iterator[Changed]:
    for case, each in zip(cases, heard, strict=False):
        if each.before and (how := change(each.before, each.now)):
            yield Changed(case, how, each)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONG else f"{line[: LONG - 1]}…"
