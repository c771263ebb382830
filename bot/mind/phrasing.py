"""Which wording of a slot is said, and the person's first name in it; it words nothing itself."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import takewhile

from bot.domain import Phrase

LONGEST_NAME = 30  # characters; a longer "first name" is not one
_NAME = re.compile(r",? ?\{name\}")
_SLOT = re.compile(r",? ?\{\w+\}")


def pick(phrases: Sequence[Phrase], seed: str, slot: str) -> Phrase:
    """Always the same one for a seed, and no pattern between seeds."""
    digest = hashlib.sha256(f"{seed}\n{slot}".encode()).digest()
    return phrases[int.from_bytes(digest[:8], "big") % len(phrases)]


def fresh(phrases: Iterable[Phrase], last: Sequence[str]) -> tuple[Phrase, ...]:
    """Those that were not said last time."""
    return tuple(phrase for phrase in phrases if phrase.id not in last)


def sayable(phrases: Iterable[Phrase], name: str) -> tuple[Phrase, ...]:
    """Those that can be said with this name, or without one."""
    known = bool(_first(name))
    return tuple(phrase for phrase in phrases if known or "{name}" not in phrase.text)


def named(text: str, name: str) -> str:
    """The phrase with the name in it, or without a trace of one."""
    first = _first(name)
    return text.replace("{name}", first) if first else _NAME.sub("", text)


def filled(template: str, text: str) -> bool:
    """Whether a text is the phrase with its slots filled, or with nothing where a name was not to be had."""
    parts = map(re.escape, _SLOT.split(template))
    return re.fullmatch(".*".join(parts), text, re.DOTALL) is not None


def _first(name: str) -> str:
    """The name as far as it is one: letters, up to a sign, a digit, an emoji; nothing if it is too long to be one."""
    plain = "".join(takewhile(_in_a_name, name)).strip(" '’-")
    return plain if len(plain) <= LONGEST_NAME else ""


def _in_a_name(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LM" or sign in " '’-"
