"""A whole conversation written down beforehand, and what must come of each message of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Step:
    """A message (`says`) or a button (`presses`), how long `after` the one before, and what is expected of the turn.

    `kind` is the kind of decision, `about` its act, fact or card. Of passages, all that it `serves`, one of `either`
    and none of `never` may be in the reply; `offers` are among its buttons. `facts` are known afterwards (`unknown`
    where one must not be). `words` stand in the reply, `no_words` do not. What is empty is not looked at.
    """

    says: str = ""
    presses: str = ""
    after: timedelta = timedelta(minutes=1)
    kind: str = ""
    about: str = ""
    serves: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    no_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation; `manner` is how the person writes (`fragments`, `letter`, `sulk`), `person` a first name."""

    name: str
    manner: str
    person: str
    steps: tuple[Step, ...]
