"""How all that a pattern matches may begin, read from the pattern: a gate tries it only where it may begin so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

ANY = "\0"  # stands for any sign
LENGTH = 4  # signs of a beginning
MOST = 1 << 14  # sights remembered: more than all letters of ours have
_COUNT = re.compile(r"\?|[*+]|\{(\d*)(,?)(\d*)\}")
_SET = re.compile(r"\[(\^?)(\]?(?:\\.|[^\]\\])*)\]", re.DOTALL)
_LOOK = ("(?=", "(?!", "(?<=", "(?<!")

Starts = frozenset[str]
_NOTHING = frozenset({""})


def starts(pattern: str) -> Starts:
    """The first signs of all it may match, `ANY` for what cannot be told; shorter where no more need follow."""
    return _either(pattern, 0)[0]


def _either(pattern: str, at: int) -> tuple[Starts, int]:
    """Branches up to the closing bracket or the end."""
    found, at = _branch(pattern, at)
    while at < len(pattern) and pattern[at] == "|":
        more, at = _branch(pattern, at + 1)
        found |= more
    return found, at


def _branch(pattern: str, at: int) -> tuple[Starts, int]:
    found = _NOTHING
    while at < len(pattern) and pattern[at] not in "|)":
        more, at = _piece(pattern, at)
        found = _then(found, more)
    return found, at


def _piece(pattern: str, at: int) -> tuple[Starts, int]:
    """One sign, set or group, and how often it may stand."""
    found, at = _atom(pattern, at)
    count = _COUNT.match(pattern, at)
    if count:
        at = count.end()
        at += pattern.startswith("?", at)  # as few as can be: the beginning is the same
        found = _often(found, *_least_most(count))
    return found, at


def _least_most(count: re.Match[str]) -> tuple[int, int]:
    if not count[0].startswith("{"):
        return int(count[0] == "+"), 1 if count[0] == "?" else LENGTH
    least = int(count[1] or 0)
    return least, int(count[3] or LENGTH) if count[2] else least


def _often(found: Starts, least: int, most: int) -> Starts:
    """What stands at least so often; more often than a beginning has signs tells no more."""
    again, all_ = _NOTHING, _NOTHING if least == 0 else frozenset()
    for times in range(1, min(most, LENGTH) + 1):
        again = _then(again, found)
        if times >= min(least, LENGTH):
            all_ |= again
    return all_


def _atom(pattern: str, at: int) -> tuple[Starts, int]:
    sign = pattern[at]
    if sign == "(":
        return _group(pattern, at)
    if sign == "[" and (found := _SET.match(pattern, at)):
        plain = not found[1] and "\\" not in found[2] and "-" not in found[2]
        return frozenset(found[2]) if plain else frozenset(ANY), found.end()
    if sign == "\\":
        return (_NOTHING if pattern[at + 1] in "bB" else frozenset(ANY)), at + 2
    if sign in "^$":
        return _NOTHING, at + 1
    return frozenset(ANY if sign == "." else sign), at + 1


def _group(pattern: str, at: int) -> tuple[Starts, int]:
    look = next((look for look in _LOOK if pattern.startswith(look, at)), "")
    head = look or ("(?:" if pattern.startswith("(?:", at) else "(")
    found, end = _either(pattern, at + len(head))
    return _NOTHING if look else found, end + 1


def _then(first: Starts, second: Starts) -> Starts:
    if not any(len(one) < LENGTH for one in first):
        return first
    return frozenset((one + other)[:LENGTH] if len(one) < LENGTH else one for one in first for other in second)


class Sights(dict[str, tuple[int, ...]]):
    """Who may begin where a text reads on with these signs (`LENGTH` of them); the first ones asked for are kept."""

    def __init__(self, begins: Iterable[tuple[str, int]]) -> None:
        super().__init__()
        self._root: _Branch = _Branch({}, set())
        for begin, who in begins:
            branch = self._root
            for sign in begin:
                branch = branch.on.setdefault(sign, _Branch({}, set()))
            branch.who.add(who)

    def __missing__(self, sight: str) -> tuple[int, ...]:
        branches, found = [self._root], set(self._root.who)
        for sign in sight:
            branches = [branch.on[one] for branch in branches for one in (sign, ANY) if one in branch.on]
            found.update(*(branch.who for branch in branches))
        who = tuple(sorted(found))
        if len(self) < MOST:
            self[sight] = who
        return who


class _Branch(NamedTuple):
    """Where some beginnings lead on, and who begins so."""

    on: dict[str, _Branch]
    who: set[int]
