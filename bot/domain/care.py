"""What the knowledge says of danger: how it is heard, what is said then, and who can be called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SafetyRule:
    """A danger frame: `patterns` raise it, `unless` patterns in the same sentence lower it to soft.

    `level` is `card` or `soft`; `severity` `moderate`, `high` or `imminent`.
    """

    id: str
    kind: str
    level: str
    severity: str
    lang: str
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Danger:
    """A message and the danger in it (`suicide_veiled`, `abuse`, ...), `soft` or `none`: what the gate learns from."""

    text: str
    label: str
    lang: str


@dataclass(frozen=True, slots=True)
class Tongue:
    """Words and phrases of one language by what they are about; `kill*` is every word that starts so.

    The concept `common` holds words by which the language is known and nothing else.
    """

    lang: str
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Bars:
    """How sure the classifier must be, 0 to 1: for a card, for caution, and for a card where a soft rule agrees.

    `agree` is also for caution with those who are unwell. Danger to life today is rare, and has bars of its own: `soon`
    for a card, `faint` for caution.
    """

    card: float = 1.0
    soft: float = 1.0
    agree: float = 1.0
    soon: float = 1.0
    faint: float = 1.0


@dataclass(frozen=True, slots=True)
class CardText:
    """One card in the bot's own voice (`suicide_imminent`, `abuse`, ...): its wordings and its buttons."""

    id: str
    wordings: tuple[str, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A line people can call; `dial` is what is typed on a phone inside the country."""

    kind: str
    name: str
    dial: str = ""
    text: str = ""
    text_word: str = ""
    url: str = ""
    hours: str = ""
    evidence: str = ""
    checked: str = ""


@dataclass(frozen=True, slots=True)
class Country:
    """A country's emergency numbers and help lines."""

    code: str
    name: str
    emergency: tuple[str, ...]
    lines: tuple[HelpLine, ...]
