"""How all that a pattern matches may begin, read from the pattern: a gate tries it only where it may begin so."""

from __future__ import annotations

import re

ANY = "\0"  # stands for any sign
LENGTH = 2  # signs of a beginning
_COUNT = re.compile(r"\?|[*+]|\{(\d*),?\d*\}")
_SET = re.compile(r"\[(\^?)(\]?(?:\\.|[^\]\\])*)\]", re.DOTALL)
_LOOK = ("(?=", "(?!", "(?<=", "(?<!")

Starts = frozenset[str]
_NOTHING = frozenset({""})


def starts(pattern: str) -> Starts:
    """The first two signs of all it may match, `ANY` for what cannot be told; shorter where no more need follow."""
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
        often, at = count[0], count.end()
        at += pattern.startswith("?", at)  # as few as can be: the beginning is the same
        once = found if often == "?" else found | _then(found, found)
        found = once if often == "+" or (count[1] or "0") != "0" else once | _NOTHING
    return found, at


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
