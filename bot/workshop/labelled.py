"""Labelled messages: what people wrote and which passages fit, from a file or from the knowledge's own examples."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.domain import Example, Knowledge
from bot.errors import BotError

RIGHT, LOOSE = 2.0, 1.0  # grades: from 2 a passage is right; below 1 it is irrelevant or wrong


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message (the last of its turns) with grades 0..3 per passage id, and what readers say of it."""

    id: str
    turns: tuple[str, ...]
    grades: Mapping[str, float]
    answerable: bool
    ended_by: str | None

    def grade(self, passage: str) -> float:
        """How well a passage fits, 0 where nobody graded it."""
        return self.grades.get(passage, 0.0)


def numbered(path: Path) -> list[tuple[str, str]]:
    """The place and the words of each line that has any; BotError if it is no text."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise BotError(f"{path}: cannot be read as text ({error.strerror})") from None
    except UnicodeDecodeError:
        raise BotError(f"{path}: cannot be read as text (it is not UTF-8)") from None
    return [(f"{path}:{number}", line) for number, line in enumerate(lines, start=1) if line.strip()]


def read(path: Path, knowledge: Knowledge) -> list[Labelled]:
    """Labelled messages from JSON lines; passages by id or by source line (`L31`). BotError names the broken line."""
    names = {f"L{passage.source.line}": passage.id for passage in knowledge.passages if passage.source.line}
    names |= {passage.id: passage.id for passage in knowledge.passages}
    found = [_labelled(place, line, names) for place, line in numbered(path)]
    if not found:
        raise BotError(f"{path}: holds no message; each line is one, as JSON: id, text, relevance, answerable")
    return found


def examples(given: Iterable[Example]) -> Iterator[Labelled]:
    """Examples of the knowledge, in their order."""
    for number, example in enumerate(given):
        grades = {id: float(grade) for id, grade in example.fits.items()}
        answerable = any(grade >= RIGHT for grade in grades.values())
        turns = (*example.turns, example.text)
        yield Labelled(f"{example.writer}-{number}", turns, grades, answerable, example.facts.get("ended_by"))


def told(turns: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The messages of a conversation up to this text, which may be the last of its turns or come after them."""
    return turns if turns[-1:] == (text,) else (*turns, text)


def _labelled(place: str, line: str, names: Mapping[str, str]) -> Labelled:
    try:
        row = json.loads(line)
        grades = {names.get(key, key): float(grade) for key, grade in row["relevance"].items()}
        turns = told(tuple(map(str, row.get("turns") or ())), str(row["text"]))
        found = Labelled(str(row["id"]), turns, grades, bool(row["answerable"]), row.get("ended_by"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BotError(f"{place}: needs id, text, relevance and answerable ({type(error).__name__})") from None
    if unknown := sorted(grades.keys() - set(names.values())):
        raise BotError(f"{place}: no passage is called {unknown[0]}")
    return found
