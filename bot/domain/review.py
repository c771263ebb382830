"""What reviewers are and say: their roles, their verdicts on turns, and what they did, which is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from bot.domain.talk import Rating, Turn

Role = Literal["reviewer", "safety", "operator"]
ROLES: tuple[Role, ...] = get_args(Role)
Value = Literal["good", "passage", "situation", "tone", "missing", "safety"]
VALUES: tuple[Value, ...] = get_args(Value)
Deed = Literal[
    "signed in",
    "signed out",
    "opened",
    "unmasked",
    "judged",
    "took back",
    "searched",
    "exported",
    "taught",
    "sent",
    "put away",
    "brought back",
]


Right = Literal["read", "teach", "unseal", "export", "answer", "oversee"]
RIGHTS: dict[Role, tuple[Right, ...]] = {
    "reviewer": ("read", "teach"),
    "safety": ("read", "teach", "unseal", "export"),
    "operator": ("read", "teach", "unseal", "export", "answer", "oversee"),
}


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody who was let in.

    All may `read` and judge, and `teach` which of the author's passages is right; to put down new words of the author's
    and send them is to `answer`; to open what is flagged and to see names is to `unseal`; to take turns along, masked,
    is to `export`; who may `oversee` reads the audit trail.
    """

    name: str
    role: Role

    def may(self, right: Right) -> bool:
        """Whether their role includes that."""
        return right in RIGHTS[self.role]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one reviewer thinks of a turn."""

    reviewer: str
    value: Value
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Act:
    """Something a reviewer does, as the audit trail is told of it. Its `detail` must not be what a person wrote."""

    reviewer: str
    did: Deed
    turn: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A turn as a list shows it. `person` is a pseudonym of 64 hex digits; `choice` is the button
    that was pressed, `delivered` whether the reply arrived.
    """

    id: int
    person: str
    at: datetime
    text: str
    choice: str
    kind: str
    level: str
    confidence: float
    delivered: bool
    rating: Rating | None = None
    verdicts: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """A turn as a reviewer sees it. `problem` says why its reply will never arrive, if so."""

    turn: Turn
    rating: Rating | None = None
    verdicts: tuple[Verdict, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the audit trail. `detail` is words: a reason, a verdict, how many."""

    id: int
    at: datetime
    reviewer: str
    did: str
    turn: int | None
    detail: str
