"""Where a correction lies until somebody accepts it: tried on a copy of the knowledge, beside what is in force."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.domain import Knowledge
from bot.domain.review import Reviewer, Value
from bot.doors.words import SLOTS
from bot.errors import BotError, KnowledgeError
from bot.knowledge.encoder import Held, holding
from bot.knowledge.library import Library
from bot.knowledge.watch import contents
from bot.workshop.rehearsal import Other, others
from bot.workshop.rehearse import broken, golden
from bot.workshop.rehearse.cases import Case
from bot.workshop.teaching import Change, accept, copied

MOST = 8  # drafts that lie about; each holds a whole knowledge
DANGERS = ("suicide", "abuse", "stalking", "violence", "minor")
Tell = Callable[[str], None]
SHOWN = 12  # messages answered otherwise that are shown


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying: the knowledge as it would be, or why it would not load."""

    library: Library | None
    problems: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    here: Other | None = None
    others: tuple[Other, ...] = ()
    tried: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A correction of a turn. `passage` is what it teaches, `fresh` whether that is new, `send` whom to tell of it."""

    id: str
    reviewer: Reviewer
    turn: int
    verdict: Value
    back: str
    change: Change
    passage: str
    fresh: bool
    send: bool
    tell: bool
    trial: asyncio.Task[Trial]
    steps: list[str]  # how far its trial is, the last one last


@dataclass(slots=True)
class Bench:
    """The knowledge folder, the library built from it, and the drafts of corrections to it."""

    folder: Path
    library: Library
    drafts: dict[str, Draft] = field(default_factory=dict)
    cache: Path | None = None
    held: Held = field(default_factory=Held)  # vectors of what is golden

    @property
    def knowledge(self) -> Knowledge:
        """What is in force."""
        return self.library.knowledge

    def lay(self, draft: Draft) -> Draft:
        """Keeps a draft, in place of the oldest if there are many."""
        self.drafts[draft.id] = draft
        for id in list(self.drafts)[:-MOST]:
            self.drafts.pop(id).trial.cancel()
        return draft

    def begin(self, change: Change, here: Case, lately: Iterable[Case], tell: Tell) -> asyncio.Task[Trial]:
        """Begins to try a change on these messages; `tell` hears how far it is."""
        return asyncio.create_task(asyncio.to_thread(self._try, change, here, tuple(lately), tell))

    async def accept(self, draft: Draft, trial: Trial) -> None:
        """Writes it into the folder, and answers by it from now on. MovedError if the folder is another by now."""
        if trial.library is None:
            raise BotError("; ".join(trial.problems))
        if trial.broken:  # a human takes it as it is, so that other processes and the next start do, too
            await asyncio.to_thread(golden.accept, self.folder, trial.library.knowledge.version)
        await asyncio.to_thread(accept, self.folder, draft.change)
        self.library.become(trial.library)
        self.drafts.pop(draft.id, None)

    def _try(self, change: Change, here: Case, lately: tuple[Case, ...], tell: Tell) -> Trial:
        now = self.library.guide
        tell("Learning")
        try:
            with TemporaryDirectory(prefix="fingers-crossed-") as place:
                copy = copied(self.folder, change, Path(place))
                library = Library.open(copy, cache=self.cache, needed=SLOTS, before=self.library)
                library.made_of = contents(copy)
        except KnowledgeError as error:
            return Trial(None, tuple(f"{each.file}:{each.line}: {each.what}" for each in error.problems[:SHOWN]))
        except OSError as error:
            return Trial(None, (f"The knowledge cannot be copied ({error.strerror}).",))
        with holding(library.embedder, self.held):  # what is golden is the knowledge's own, and said at every trial
            failed = broken(library.guide, now, lambda done, of: tell(f"Golden conversations: {done} of {of}"))
        with holding(library.embedder, Held()):
            found = others(now, library.guide, (here, *lately), lambda done, of: tell(f"Messages: {done} of {of}"))
        same = next((one for one in found if one.case is here), None)
        rest = tuple(one for one in found if one.case is not here)
        return Trial(library, (), tuple(failed), same, rest, len(lately))


def new_id() -> str:
    """A name for a draft that nobody guesses."""
    return secrets.token_urlsafe(9)
