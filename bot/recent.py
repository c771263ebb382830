"""The last turns of those who wrote last, so that neither an alarm nor an answer is forgotten without a record."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from bot.domain import Memory, Message, Turn

PEOPLE, EACH = 1000, 4  # whose last turns are held, and how many of each
T = TypeVar("T")


class Recent:
    """Of this process; the record knows better where it can be asked."""

    def __init__(self) -> None:
        self._last: dict[str, Turn] = {}
        self._turns: dict[tuple[str, str], Turn] = {}

    def hold(self, turn: Turn) -> None:
        """As the newest of its person."""
        _put(self._last, turn.message.person, turn, PEOPLE)
        _put(self._turns, _name(turn.message), turn, PEOPLE * EACH)

    def delivered(self, turn: Turn) -> None:
        if _name(turn.message) in self._turns:
            self._turns[_name(turn.message)] = replace(turn, delivered=True)

    def drop(self, person: str) -> None:
        self._last.pop(person, None)
        for name in [name for name in self._turns if name[0] == person]:
            del self._turns[name]

    def begin(self, person: str) -> None:
        """The person begins again: what is remembered here from now on is newer than the record's."""
        if last := self._last.get(person):
            outcome = replace(last.outcome, memory=last.outcome.memory.anew())
            self._last[person] = replace(last, outcome=outcome, id=0)

    def again(self, message: Message) -> Turn | None:
        return self._turns.get(_name(message))

    def memory(self, person: str) -> Memory:
        last = self._last.get(person)
        return last.outcome.memory if last else Memory()

    def newer(self, person: str, stored: Memory) -> Memory:
        """The record's memory, unless turns since then could not be kept."""
        last = self._last.get(person)
        if last is None or last.id or _later(stored, last):
            return stored
        return last.outcome.memory


def _name(message: Message) -> tuple[str, str]:
    return message.person, message.id


def _put(turns: dict[T, Turn], name: T, turn: Turn, most: int) -> None:
    turns.pop(name, None)
    turns[name] = turn
    if len(turns) > most:
        del turns[next(iter(turns))]


def _later(stored: Memory, last: Turn) -> bool:
    return stored.seen is not None and stored.seen > last.message.at
