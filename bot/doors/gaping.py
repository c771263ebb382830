"""`bot gaps`: what people asked that has no answer yet, and what might teach a new way of asking; messages masked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.doors.console import learning
from bot.doors.words import SLOTS
from bot.knowledge.library import Library
from bot.store.lately import Past
from bot.workshop import gaps as room
from bot.workshop.masking import mask, plain

SHOWN = 20


def shown(folder: Path, past: Sequence[Past], dismiss: int | None, whole: bool = False) -> str:
    """The groups and the near ties, the first few or the `whole` of them; or what was put away."""
    library = Library.open(folder, learning, needed=SLOTS)
    groups = room.gaps(library.knowledge, past, library.embedder, room.dismissed(folder))
    if dismiss is not None:
        return f"Put away: a group of {room.dismiss(folder, groups, dismiss)}."
    public = frozenset(library.knowledge.author.casefold().split())
    most = len(past) if whole else SHOWN
    return "\n".join([*_groups(groups, public, most), "", *_ties(room.ties(library.knowledge, past), public, most)])


def _groups(groups: Sequence[room.Group], public: frozenset[str], most: int) -> Iterator[str]:
    near, aside = ([group for group in groups if group.aside is which] for which in (False, True))
    yield f"asked and not answered: {_many(len(groups), 'group') if groups else 'nothing'}"
    yield from _some(near, public, most)
    if aside:
        yield f"of which nothing is near in what the author wrote: {len(aside)}"
        yield from _some(aside, public, most)
    if groups:
        yield "Answer one: bot teach --turn NUMBER. Put one away: bot gaps --dismiss NUMBER."


def _some(groups: Sequence[room.Group], public: frozenset[str], most: int) -> Iterator[str]:
    """The first few, each by its most typical message."""
    for group in groups[:most]:
        people = "1 person" if group.people == 1 else f"{group.people} people"
        yield f"  {people}, {_many(len(group.past), 'message')}; group {group.number}"
        yield f"    {_masked(group.past[0], public)}"
    yield from _further(groups, most)


def _further(rest: Sequence[object], most: int) -> Iterator[str]:
    if len(rest) > most:
        yield f"  ... and {len(rest) - most} more: bot gaps --all"


def _many(count: int, what: str) -> str:
    return f"{count} {what}" + "s" * (count != 1)


def _ties(ties: Sequence[room.Tie], public: frozenset[str], most: int) -> Iterator[str]:
    yield f"might teach another way of asking: {len(ties) or 'nothing'}"
    for tie in ties[:most]:
        yield f"  turn {tie.past.turn.id}, {tie.why}: {', '.join(tie.passages)}"
        yield f"    {_masked(tie.past, public)}"
    yield from _further(ties, most)
    if ties:
        yield "Teach one: bot teach --ask PASSAGE --turn NUMBER."


def _masked(past: Past, public: frozenset[str]) -> str:
    return " ".join(plain(mask(past.turn.message.text, public)).split())[:160]
