"""`bot rehearse` and `bot sample`: what an edit would change, and what reaches a passage, as lines to be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.doors.console import learning
from bot.doors.words import SLOTS
from bot.errors import BotError, KnowledgeError
from bot.knowledge.hints import near
from bot.knowledge.library import Library
from bot.mind.matching.lessons import RIGHT
from bot.store.lately import Past
from bot.workshop.masking import mask, plain
from bot.workshop.rehearse import kept, misses, rehearse
from bot.workshop.rehearse.cases import Stage, of_example
from bot.workshop.rehearse.embedded import NOWHERE, Shelf
from bot.workshop.rehearse.golden import accept

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """What is wanted of a rehearsal: see the options of the verb."""

    folder: Path
    against: Path | None = None
    last: int = 0
    whole: bool = False
    misses: bool = False
    force: bool = False


def rehearsal(
    plan: Plan, past: Sequence[Past], tell: Callable[[int, int], None], shelf: Shelf = NOWHERE
) -> tuple[str, bool]:
    """The report, kept beside the knowledge, and whether all holds (or is to be taken as it is)."""
    old = _other(plan.against) if plan.against else None
    new = Library.open(plan.folder, learning, needed=SLOTS, before=old)
    report = rehearse(Stage(new, plan.folder, old, plan.against), past, tell, shelf=shelf)
    told = [*report.lines(len(report.changes) if plan.whole else SHOWN)]
    if plan.misses:
        misses.write(plan.folder, report.missed.all)
        told.append(f"{plan.folder / misses.FILE}: {len(report.missed.all)}")
    if plan.force and report.broken:
        accept(plan.folder, report.version)
        told.append(f"Taken as it is: {report.version}")
    told.append(f"Kept: {kept(report, plan.folder)}")
    listed = plan.misses or not (report.missed.new or report.missed.fixed)
    return "\n".join(told), listed and (plan.force or not report.broken)


def _other(folder: Path) -> Library:
    """The knowledge it goes against; its problems are told by where they lie, lest they be looked for in one's own."""
    try:
        return Library.open(folder, learning, needed=SLOTS)
    except KnowledgeError as error:
        found = (replace(problem, file=f"--against {folder / problem.file}") for problem in error.problems)
        raise KnowledgeError(tuple(found)) from None


def reach(folder: Path, id: str, past: Sequence[Past]) -> str:
    """Which examples and logged messages reach a passage; BotError if there is none of that id."""
    library = Library.open(folder, learning, needed=SLOTS)
    knowledge = library.knowledge
    ids = [passage.id for passage in knowledge.passages]
    if id not in ids:
        raise BotError(f"There is no passage `{id}`{near(id, ids)}")
    meant = [example for example in knowledge.examples if example.fits.get(id, 0) >= RIGHT]
    cases = [of_example(at, example) for at, example in enumerate(meant)]
    stage = Stage(library, folder)
    heard = stage.hear(cases, lambda done, of: None)
    found = [id in each.now.passages for each in heard]
    pairs = list(zip(found, (example.text for example in meant), strict=True))
    public = frozenset(knowledge.author.casefold().split())
    logged = [f"turn {each.turn.id}: {plain(mask(each.turn.message.text, public))}" for each in past]
    return "\n".join(
        [
            f"{id}: “{knowledge.passage(id).title}”",
            *_some(f"examples it is right for and that reach it: {sum(found)}", [text for yes, text in pairs if yes]),
            *_some(f"that do not: {len(found) - sum(found)}", [text for yes, text in pairs if not yes]),
            *_some(f"logged messages that reached it: {len(logged)}", logged),
            *(f"note: {note}" for note in stage.notes),
        ]
    )


def _some(head: str, texts: Sequence[str]) -> Iterator[str]:
    yield head
    yield from (f"  {' '.join(text.split())[:160]}" for text in texts[:SHOWN])
    if len(texts) > SHOWN:
        yield f"  ... and {len(texts) - SHOWN} more"
