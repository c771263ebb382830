"""What goes in and out of the inbox: frozen, and without a statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.store.outbox import Unsent


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as it came, and the chat it belongs to (`telegram:7`)."""

    update: int
    chat: str
    body: str


@dataclass(frozen=True, slots=True)
class Letter:
    """An update that waits to be answered."""

    update: int
    at: datetime
    body: str
    left: bool = False  # by somebody who died, perhaps of it
    begun: bool = False  # by somebody who died in the midst of it
    deadly: bool = False  # begun by too many


@dataclass(frozen=True, slots=True)
class Receipt:
    """The updates that are answered with one reply."""

    chat: str
    updates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """What is next in a chat: a reply that has to leave, or letters to answer; or nothing, and it was let go."""

    unsent: Unsent | None = None
    letters: tuple[Letter, ...] = ()


@dataclass(frozen=True, slots=True)
class Backlog:
    """How it stands: counts, and the age of the oldest in seconds."""

    letters: int
    letter_age: float
    replies: int
    reply_age: float
    aside: int


class LostError(Exception):
    """The chat is another's now; what was thought here is not kept."""
