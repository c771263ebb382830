"""Which of the readers' letters each of the author's comments answers: by name, by nesting, by order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.knowledge.hints import SHOWN
from bot.workshop.importer.greeting import is_name
from bot.workshop.importer.nouns import Comment, Source, SourceError

ENOUGH = 100  # words of a letter that asks nothing outright and is one all the same
_ASKS = re.compile(
    r"\?|\b(?:any (?:advice|tips|ideas?)|please (?:help|advise|tell)|(?:i )?need (?:help|advice)|help me)\b", re.I
)
_GREETS = re.compile(
    r"(?:(?:hi|hello|hey|dear|hallo|good \w+|thanks?(?: you)?|welcome)(?: again| back| there)?,? )?@?", re.I
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A comment of the author's, and what it was paired by."""

    comment: Comment
    by: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A reader's letter (more comments than one where they went on before anybody answered) and what came of it."""

    letter: tuple[Comment, ...]
    answers: tuple[Answer, ...] = ()

    @property
    def text(self) -> str:
        """The whole letter."""
        return "\n\n".join(comment.text for comment in self.letter)


@dataclass(frozen=True, slots=True)
class Threads:
    """All letters of a source; `passed` are lines that became none, each with its reason."""

    threads: tuple[Thread, ...]
    unpaired: tuple[Comment, ...]
    passed: tuple[tuple[int, str], ...]


def author_of(source: Source, path: str, given: str, silent: bool = False) -> str:
    """The author's name: as given, as marked on the page, or as it stands there; SourceError if nobody can tell.

    `silent`: the author is known to have answered nobody.
    """
    names = Counter(comment.name for comment in source.comments)
    if given:
        known = [name for name in (*names, source.author) if name.casefold() == given.casefold()]
        if not known and names and not silent:
            raise SourceError(_nobody(names, path, given))
        return known[0] if known else given
    marked = {comment.name for comment in source.comments if comment.marked}
    if len(marked) == 1:
        return marked.pop()
    if source.author:
        return source.author
    often = ", ".join([name for name, _ in names.most_common() if name][:5])
    most = f"Most comments are by {often}." if often else "No comment has a name over it."
    raise SourceError(f"{path}:1: who is the author? Say so with --author NAME. {most}")


def _nobody(names: Counter[str], path: str, given: str) -> str:
    """That an author of that name wrote no comment, and who did."""
    often = [name for name, _ in names.most_common() if name]
    match = get_close_matches(given.casefold()[:SHOWN], [name.casefold() for name in often], n=1)
    meant = next((f" Did you mean `{name}`?" for name in often if [name.casefold()] == match), "")
    wrote = ", ".join(f"{name} ({names[name]})" for name in often[:5])
    more = f" and {len(often) - 5} more" if len(often) > 5 else ""
    most = f"Most are by {wrote}{more}." if often else "None has a name over it."
    said = f"{path}:1: nobody called `{given}` wrote a comment here.{meant} {most}"
    return f"{said} If the author answered nobody, add --unanswered."


def pair(source: Source, author: str) -> Threads:
    """Every comment in its place, or passed over with a reason."""
    return _Desk(source.comments, author).sort()


class _Desk:
    def __init__(self, comments: Sequence[Comment], author: str) -> None:
        self._comments = comments
        self._author = author.casefold()
        self._answers: dict[int, list[Answer]] = {}
        self._unpaired: list[Comment] = []
        self._passed: list[tuple[int, str]] = []
        self._before: dict[int | None, list[int]] = {}  # letters by what they hang under, in order
        self._by_name: dict[str, list[int]] = {}
        self._letters: list[int] = []
        self._taken: set[int] = set()  # the same, to be looked up
        self._owner: dict[int, int] = {}  # the letter a comment of the author's was paired with

    def sort(self) -> Threads:
        seen: set[tuple[str, str]] = set()
        for at, comment in enumerate(self._comments):
            key = (comment.name, " ".join(comment.text.split()))
            why = comment.unfit or ("" if comment.blocks else "empty") or ("said before" if key in seen else "")
            seen.add(key)
            if why:
                self._passed.append((comment.line, why))
            elif self._is_author(comment):
                self._answer(at, comment)
            else:
                self._take(at, comment)
        threads = [thread for at in self._letters if (thread := self._thread(at))]
        return Threads(tuple(threads), tuple(self._unpaired), tuple(sorted(self._passed)))

    def _is_author(self, comment: Comment) -> bool:
        return comment.name.casefold() == self._author

    def _take(self, at: int, comment: Comment) -> None:
        self._letters.append(at)
        self._taken.add(at)
        self._before.setdefault(comment.parent, []).append(at)
        self._by_name.setdefault(_first(comment.name), []).append(at)

    def _answer(self, at: int, comment: Comment) -> None:
        letter, by = self._letter(at, comment)
        if letter is None:
            self._unpaired.append(comment)
            return
        self._owner[at] = letter
        self._answers.setdefault(letter, []).append(Answer(comment, by))

    def _letter(self, at: int, comment: Comment) -> tuple[int | None, str]:
        greeted = self._by_name.get(_greeted(comment), [])
        near = [letter for letter in greeted if self._comments[letter].parent == comment.parent]
        if near or (greeted and comment.parent is None):
            return (near or greeted)[-1], "greeting"
        if comment.parent is not None:
            return self._nested(comment.parent, greeted)
        last = self._before.get(None, [])[-1:]
        free = [letter for letter in last if letter not in self._answers]
        return (free[0], "order") if free else (None, "")

    def _nested(self, parent: int, greeted: Sequence[int]) -> tuple[int | None, str]:
        """The reader above; among those beside it, the last, if it hangs under the author's own words."""
        above = self._comments[parent]
        if greeted and greeted[-1] == parent:
            return parent, "greeting"
        beside = self._before.get(parent, [])[-1:]
        if not self._is_author(above):
            went_on = parent in self._answers and beside and beside[0] not in self._answers
            letter = beside[0] if went_on else parent
            return (letter, "nesting") if letter in self._taken else (None, "")
        if beside:
            return beside[0], "nesting"
        return (self._owner[parent], "nesting") if parent in self._owner else (None, "")

    def _thread(self, at: int) -> Thread | None:
        """The letter at this place with what it goes on from; None if it is no letter, or goes on in the next."""
        letter, first = self._comments[at], at
        rows = self._before[letter.parent]
        place = _index(rows, at)
        whole = [letter]
        while place and self._goes_on(rows[place - 1], first):
            place -= 1
            first = rows[place]
            whole.insert(0, self._comments[first])
        later = self._next(letter, at)
        if later is not None and self._goes_on(at, later):
            return None
        answers = tuple(self._answers.get(at, ()))
        if not answers and not _is_letter(" ".join(comment.text for comment in whole)):
            self._passed += [(comment.line, "asks nothing") for comment in whole]
            return None
        return Thread(tuple(whole), answers)

    def _next(self, letter: Comment, at: int) -> int | None:
        rows = self._before[letter.parent]
        place = _index(rows, at) + 1
        return rows[place] if place < len(rows) else None

    def _goes_on(self, one: int, other: int) -> bool:
        """Whether the other comment is by the same reader, next in the row, and nobody had answered the first."""
        same = self._comments[one].name == self._comments[other].name and bool(self._comments[one].name)
        return same and other == one + 1 and one not in self._answers


def _index(rows: Sequence[int], at: int) -> int:
    """Where it stands in rows that only rise."""
    low, high = 0, len(rows)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if rows[middle] < at else (low, middle)
    return low


def _first(name: str) -> str:
    """A name as it is greeted: `AshleyLH` is Ashley."""
    found = re.match(r"[^\W\d_][a-z'’]+|[^\W\d_]+", name)
    return (found[0] if found else name).casefold()


def _greeted(comment: Comment) -> str:
    """The name a comment begins with, if it does."""
    start = comment.blocks[0].text
    found = _GREETS.match(start)
    rest = start[found.end() if found else 0 :]
    name = re.match(r"([A-Z][\w'’]*)(?=[\s,.!:;—–-]|$)", rest)
    hello = found is not None and found.end() > 0
    return _first(name[1]) if name and (hello or is_name(name[1])) else ""


def _is_letter(text: str) -> bool:
    return bool(_ASKS.search(text)) or len(text.split()) >= ENOUGH
