"""How much one person may ask in a time. It only counts; whoever asks it sees that danger is never silenced."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

MINUTE, DAY, QUIET = 60.0, 86_400.0, 600.0  # seconds; after a notice there is none for so long
A_MINUTE, A_DAY = 20, 300  # turns
PEOPLE = 10_000  # of whom the last turns are remembered

Verdict = Literal["in", "notice", "over"]


@dataclass(slots=True)
class _Count:
    times: deque[float] = field(default_factory=deque)
    noticed: float = -QUIET
    last: tuple[str, Verdict] = "", "in"


class Limits:
    """Of this process; nothing is written down."""

    def __init__(self) -> None:
        self._counts: dict[str, _Count] = {}

    def ask(self, person: str, message: str, now: float) -> Verdict:
        """Counts one more turn: whether it is within the limit, and if not, whether that should be said now.

        `now` is when it was written: who had to wait for us is not told to wait once more. A message that is taken up
        again, as the record failed meanwhile, counts once.
        """
        count = self._counts.pop(person, None) or _Count()
        self._counts[person] = count  # the last one asked is the last to go
        if len(self._counts) > PEOPLE:
            del self._counts[next(iter(self._counts))]
        if count.last[0] != message:
            count.last = message, self._more(count, now)
        elif count.last[1] == "notice":
            count.last = message, "over"
        return count.last[1]

    @staticmethod
    def _more(count: _Count, now: float) -> Verdict:
        insort(count.times, now)
        while count.times[0] <= now - DAY or len(count.times) > A_DAY + 1:
            count.times.popleft()
        lately = len(count.times) - bisect_right(count.times, now - MINUTE)
        if lately <= A_MINUTE and len(count.times) <= A_DAY:
            return "in"
        if now - count.noticed < QUIET:
            return "over"
        count.noticed = now
        return "notice"
