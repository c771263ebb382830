"""Regular expressions of the knowledge: macros filled in, and what is wrong with one; it matches nothing."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from functools import lru_cache

from bot.knowledge.hints import near

LONGEST = 20_000  # characters of a pattern with its macros filled in
_MACRO = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
_LITERAL = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)  # escapes and sets: no signs of repetition
_GREEDY = re.compile(r"\.(?:[*+]|\{\d*,\})")
_PARTS = re.compile(r"\(|\)(?:[*+]|\{\d*,\})?|[*+]|\{\d*,\}")  # brackets and repetitions without an end
_NAMED = re.compile(r"\(\?P[<=>]|\(\?\(")
_BACK = re.compile(r"(?<!\\)(?:\\\\)*\\[1-9]")


def expand(pattern: str, macros: Mapping[str, str]) -> str | None:
    """The pattern with `{name}` of every known macro filled in, also inside macros; None if longer than `LONGEST`.

    Only exact names count: `{1,3}` and names nobody declared stay as they are.
    """
    if len(pattern) > LONGEST:
        return None
    for name, macro in reversed(tuple(macros.items())):  # a macro may use those above it
        slot, whole = f"{{{name}}}", f"(?:{macro})"
        if len(pattern) + pattern.count(slot) * len(whole) > LONGEST:
            return None
        pattern = pattern.replace(slot, whole)
    return pattern


def trouble(pattern: str, macros: Mapping[str, str]) -> str:
    """What is wrong with a pattern once its macros are filled in, in words; nothing for one that may be used."""
    strangers = [name for name in _MACRO.findall(_LITERAL.sub("", pattern)) if name not in macros]
    if strangers:
        return f"there is no macro `{strangers[0]}` above{near(strangers[0], macros)}"
    full = expand(pattern, macros)
    if full is None:
        return f"this pattern is longer than {LONGEST:,} characters, its macros filled in: split it"
    plain = _LITERAL.sub("_", full)
    if _GREEDY.search(plain):
        return "`.*` and `.+` may run through a whole letter: write how much may lie between, `.{0,40}`"
    if _nested(plain):
        return "a repetition inside a repetition may take for ever: give the outer one a limit, `{0,5}`"
    if _NAMED.search(plain):
        return "named groups are not allowed: write (?: ... )"
    # Macros are groups, each tried by itself; only looking behind depends on what is in them.
    return _refused(full if "(?<" in pattern else expand(pattern, dict.fromkeys(macros, "x")) or "")


def refers(pattern: str) -> bool:
    """Whether it refers to one of its groups (`\\1`): joined behind other patterns it would mean one of theirs."""
    return bool(_BACK.search(pattern))


def _nested(plain: str) -> bool:
    """Whether something that holds an endless repetition is itself repeated without end."""
    held = [False]  # for each open bracket, whether it holds one
    for part in _PARTS.findall(plain):
        if part == "(":
            held.append(False)
        elif part[0] != ")":
            held[-1] = True
        elif len(held) > 1:
            inner, again = held.pop(), len(part) > 1
            if inner and again:
                return True
            held[-1] = held[-1] or inner or again
    return False


@lru_cache(maxsize=10_000)
def _refused(pattern: str) -> str:
    """What the regular expression engine says. A pattern will stand in a group, where no flags may be."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compiled = re.compile(pattern)
    except re.error as error:
        return f"this is not a regular expression ({error.msg}, at character {(error.pos or 0) + 1})"
    except (ValueError, OverflowError, RecursionError, Warning):
        return "this is not a usable regular expression"
    return "" if compiled.flags == re.UNICODE else "flags like (?i) are not allowed: case is not looked at anyway"
