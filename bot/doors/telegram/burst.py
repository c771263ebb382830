"""When somebody has finished speaking. Pure: it looks at what waits, and at the clock it is given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

LONGEST = timedelta(seconds=15)  # after the first message, whatever still comes
SOONER = 0.4  # of the patience, once a thought has ended
LONG = 400  # characters; a letter is rarely followed by another
ENDED = re.compile(r"[.!?…][\"'”’)\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A message that waits: when it came, and its text if it can be read together with others."""

    at: datetime
    text: str | None


def ready(pieces: Sequence[Piece], now: datetime, patience: float) -> tuple[int, float]:
    """How many from the first are one turn, and for how many seconds more it should wait."""
    run = list(takewhile(lambda piece: piece.text is not None, pieces))
    if not run or patience <= 0:
        return 1, 0.0
    if len(run) < len(pieces):
        return len(run), 0.0
    last = run[-1]
    ended = ENDED.search(last.text or "") or len(last.text or "") >= LONG
    due = min(last.at + timedelta(seconds=patience * (SOONER if ended else 1)), run[0].at + LONGEST)
    return len(run), max(0.0, (due - now).total_seconds())
