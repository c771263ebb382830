"""What a human teaches becomes YAML: a labelled message, or a new answer of the author's with its letter.

A `Change` is worked out before anything is written: it can be shown, tried on a copy of the folder, and accepted.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import BotError
from bot.knowledge import files
from bot.workshop.importer.sentences import split

WRITER = "review"
EXAMPLES = f"examples/{WRITER}.yaml"
HEAD = f"""\
# yaml-language-server: $schema=../schema/examples.json
# Messages whose right answer reviewers have told, from the review pages: one a line, the newest last.
writer: {WRITER}
examples:
"""
REPLY = """\
# yaml-language-server: $schema=../schema/reply.json
# Taught from the review pages: what somebody asked, in words that name nobody, and what the author answers.
"""
EXACTLY = 3  # the grade of what a reviewer says fits


@dataclass(frozen=True, slots=True)
class Lesson:
    """A message, what was said before it in the same conversation, and the passage that is right; "" if none is."""

    text: str
    passage: str = ""
    turns: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """A new answer of the author's: its name in the folder, what a button says, its text, and how people ask for it."""

    id: str
    title: str
    text: str
    asks: tuple[str, ...]
    never_for: tuple[str, ...]


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


def example(folder: Path, lesson: Lesson) -> Page:
    """The reviewers' examples with this one, in place of what was taught for the same message before."""
    before = _read(folder, EXAMPLES)
    head = f"  - {{text: {quoted(lesson.text)}, "
    kept = [line for line in (before or HEAD).splitlines() if not line.startswith(head)]
    fits = f"{{{lesson.passage}: {EXACTLY}}}" if lesson.passage else "{}"
    turns = f", turns: [{', '.join(map(quoted, lesson.turns))}]" if lesson.turns else ""
    facts = ", ".join(f"{name}: {quoted(value)}" for name, value in lesson.facts.items())
    line = f"{head}fits: {fits}{turns}{f', facts: {{{facts}}}' if facts else ''}}}"
    return Page(EXAMPLES, before, "\n".join([*kept, line]) + "\n")


def answer(folder: Path, letter: str, words: Words) -> Page:
    """A letter with the author's answer: a file of its own, in which the passage bears the same name."""
    name = f"replies/{words.id}.yaml"
    body = "".join(f"      - {quoted(sentence)}\n" for sentence in split(words.text))
    asks = "".join(f"      - {quoted(ask)}\n" for ask in words.asks)
    text = (
        f"{REPLY}reader: a reader\nletter: {quoted(letter)}\npassages:\n"
        f"  - id: {words.id}\n    title: {quoted(words.title)}\n    line: 1\n"
        f"    never_for: [{', '.join(words.never_for)}]\n    asks:\n{asks}    sentences:\n{body}"
    )
    return Page(name, _read(folder, name), text)


def named(title: str, taken: frozenset[str], day: str) -> str:
    """An id for a passage of that title, of the day it was taught, that no other has."""
    words = re.findall(r"[a-z0-9]+", title.casefold().encode("ascii", "ignore").decode())
    first = "-".join([day, *words])[:50].rstrip("-")
    return next(id for id in (first, *(f"{first}-{n}" for n in range(2, 10_000))) if id not in taken)


def clean(text: str) -> str:
    """A text without signs that nobody can see, and without blanks at its ends."""
    return "".join(sign for sign in text.replace("\r\n", "\n") if not files.unseen(sign)).strip()


def quoted(text: str) -> str:
    """A clean text in double quotes, on one line."""
    return json.dumps(clean(text), ensure_ascii=False)


def copied(folder: Path, change: Change, into: Path) -> Path:
    """A copy of the folder in which the change is made."""
    copy = into / folder.name
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
