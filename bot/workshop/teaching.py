"""What a human teaches becomes YAML: a labelled message, another way of asking, or a new answer of the author's.

A `Change` is worked out before anything is written: it can be shown, tried on a copy of the folder, and accepted.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import BotError
from bot.knowledge import files
from bot.knowledge.hints import near
from bot.knowledge.load import opened
from bot.knowledge.nodes import Loc
from bot.workshop.importer.sentences import split
from bot.workshop.patch import added, flow, quoted

EXACTLY = 3  # the grade of what a human says fits
LONGEST = 60  # characters of a passage's id
SCHEMA = "# yaml-language-server: $schema=../schema/{}.json\n"


@dataclass(frozen=True, slots=True)
class Hand:
    """Who teaches: the writer of the examples, and where it is done."""

    writer: str
    where: str

    @property
    def examples(self) -> str:
        """The file of them."""
        return f"examples/{self.writer}.yaml"


TERMINAL, PAGES = Hand("taught", "`bot teach`"), Hand("review", "the review pages")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A message, what was said before it in the same conversation, and the passage that is right; "" if none is."""

    text: str
    passage: str = ""
    turns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """A new answer of the author's to a letter: its name in the folder, what a button says, how people ask for it."""

    id: str
    title: str
    letter: str
    text: str
    asks: tuple[str, ...]
    never_for: tuple[str, ...]
    when: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A file before and after; nothing before if it is new."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What would be written."""

    pages: tuple[Page, ...]

    @property
    def diff(self) -> tuple[str, ...]:
        """As a unified diff, a line each."""
        return tuple(line for page in self.pages for line in _diff(page))


class MovedError(BotError):
    """Somebody else changed the files meanwhile."""


def example(folder: Path, hand: Hand, lesson: Lesson) -> Page:
    """The hand's examples with this one, the newest first, in place of what it taught for the same message before."""
    before = _read(folder, hand.examples)
    text = clean(lesson.text)
    item: dict[str, object] = {"text": text, "fits": {lesson.passage: EXACTLY} if lesson.passage else {}}
    if lesson.turns:
        item["turns"] = [clean(turn) for turn in lesson.turns]
    same = f"  - {{text: {quoted(text)}, "
    kept = "".join(line for line in before.splitlines(keepends=True) if not line.startswith(same))
    if "\n  - " in kept:
        return Page(hand.examples, before, added(kept, ("examples",), item))
    head = f"{SCHEMA.format('examples')}# Written by {hand.where}: one for each thing taught, the newest first.\n"
    return Page(hand.examples, before, f"{head}writer: {hand.writer}\nexamples:\n  - {flow(item)}\n")


def answer(folder: Path, hand: Hand, words: Words) -> Page:
    """A letter with the author's answer: a file of its own, in which the passage bears the same name."""
    name = f"replies/{words.id}.yaml"
    if (folder / name).exists():
        raise BotError(f"{name} is there already: give the answer another title.")
    return Page(name, "", "".join(_reply(hand, words)))


def place(folder: Path, passage: str) -> tuple[str, Loc]:
    """In which file a passage stands, and where in it; BotError if there is none of that id."""
    places = {each.id: (page.file, loc) for page, loc, each in opened(folder)[1].passages()}
    if passage not in places:
        raise BotError(f"There is no passage `{passage}`{near(passage, places)}")
    return places[passage]


def ask(folder: Path, passage: str, text: str) -> Page:
    """The file of a passage with one more way of asking for it."""
    file, loc = place(folder, passage)
    whole = _read(folder, file)
    return Page(file, whole, added(whole, (*loc, "asks"), clean(text)))


def slug(title: str, day: str = "") -> str:
    """A passage's id from its title: `Whether to write first` is whether-to-write-first, after the day if any."""
    words = re.findall(r"[a-z0-9]+", title.casefold().encode("ascii", "ignore").decode())
    return "-".join([day, *words] if day else words)[:LONGEST].strip("-") or "answer"


def named(title: str, taken: frozenset[str], day: str) -> str:
    """An id for a passage of that title, of the day it was taught, that no other has."""
    first = slug(title, day)[: LONGEST - 5].rstrip("-")
    return next(id for id in (first, *(f"{first}-{n}" for n in range(2, 10_000))) if id not in taken)


def clean(text: str) -> str:
    """A text without signs that nobody can see, and without blanks at its ends."""
    return "".join(sign for sign in text.replace("\r\n", "\n") if not files.unseen(sign)).strip()


def copied(folder: Path, change: Change, into: Path) -> Path:
    """A copy of the folder in which the change is made."""
    copy = into / "knowledge"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".*"))
    for page in change.pages:
        _write(copy / page.name, page.after)
    return copy


def accept(folder: Path, change: Change) -> None:
    """Writes the change into the folder; MovedError if a file is not what it was when it was worked out."""
    for page in change.pages:
        if _read(folder, page.name) != page.before:
            raise MovedError(f"{page.name} was changed meanwhile: look at the change anew.")
    for page in change.pages:
        try:
            _write(folder / page.name, page.after)
        except OSError as error:
            raise MovedError(f"{page.name} cannot be written ({error.strerror}): check the rights.") from None


def _reply(hand: Hand, words: Words) -> Iterator[str]:
    yield f"{SCHEMA.format('reply')}# Written by {hand.where}: what somebody asked, and what the author answers.\n"
    yield f"reader: a reader\nletter: {quoted(clean(words.letter))}\npassages:\n"
    yield f"  - id: {words.id}\n    title: {quoted(clean(words.title))}\n"
    if words.when:
        yield f"    when: {flow(words.when)}\n"
    yield f"    never_for: [{', '.join(words.never_for)}]\n    asks:\n"
    yield from (f"      - {quoted(clean(each))}\n" for each in words.asks)
    yield "    sentences:\n"
    yield from (f"      - {quoted(each)}\n" for each in split(clean(words.text)))


def _read(folder: Path, name: str) -> str:
    path = folder / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _write(path: Path, text: str) -> None:
    """In one step, so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(part).chmod(0o644)
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def _diff(page: Page) -> list[str]:
    before, after = page.before.splitlines(), page.after.splitlines()
    return list(difflib.unified_diff(before, after, page.name if before else "(new)", page.name, n=2, lineterm=""))
