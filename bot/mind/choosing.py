"""From ranked passages to what is done with them: say some, ask first, or admit that there is nothing."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain import UNKNOWN, Admit, Answer, Ask, Decision, Fact, Facts, Knowledge, Match, Memory, Talk
from bot.mind.voice import servable

LENGTH = 900  # characters of the author at once, unless one passage is longer
AT_ONCE = 3  # passages in one reply
NEAR = 0.7  # a further passage is served when it is at least this share as likely as the best, or as the bar
FAINT = 0.35  # below this share of the threshold not even the nearest passages are worth naming
QUEUE = 5  # passages **More** may give

Suppose = Callable[[Facts], Match | None]


class Chooser:
    """Decides over matches; the threshold is the calibration's, the rest are rules of conversation."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._passages = {passage.id: passage for passage in knowledge.passages}
        self._threshold = knowledge.calibration.threshold

    def choose(self, ranking: tuple[Match, ...], suppose: Suppose, now: Memory) -> Decision:
        """Say what is sure enough, ask first where the answer hinges on a fact, else admit.

        `suppose` gives the best passage for the same message under other facts.
        """
        sayable = tuple(match for match in ranking if self._sayable(match.passage, now))
        sure = [match for match in sayable if match.confidence >= self._threshold]
        if not sure:
            return Talk("careful") if self._withheld(ranking, now) else Admit(self._nearest(sayable))
        hinge = self._hinge(suppose, now)
        if hinge:
            return Ask(hinge)
        fresh = [match for match in sure if match.passage not in now.told] or self._further(sayable, now)
        if not fresh:
            return Talk("told")
        close = [m.passage for m in fresh if m.confidence >= NEAR * fresh[0].confidence]
        return self.say((*close, *(m.passage for m in fresh if m.passage not in close)), now, len(close))

    def say(self, ids: tuple[str, ...], now: Memory, most: int = AT_ONCE) -> Decision:
        """As many of these passages as one reply holds, `most` at the most; the rest wait for **More**."""
        known = tuple(id for id in ids if id in self._passages and self._sayable(id, now))
        if not known:
            return Talk("more_done")
        at_once = min(self._fit(known), most)
        return Answer(known[:at_once], known[at_once : at_once + QUEUE])

    def _fit(self, ids: tuple[str, ...]) -> int:
        total = 0
        for count, id in enumerate(ids[:AT_ONCE]):
            total += len(self._passages[id].text) + 2
            if count and total > LENGTH:
                return count
        return min(len(ids), AT_ONCE)

    def _further(self, sayable: tuple[Match, ...], now: Memory) -> list[Match]:
        """Who asks on when all that was sure is told gets the next best, if it is not far below the bar."""
        bar = NEAR * self._threshold
        return [match for match in sayable if match.passage not in now.told and match.confidence >= bar][:1]

    def _withheld(self, ranking: tuple[Match, ...], now: Memory) -> bool:
        """Whether danger is why nothing is said: `he has not written about that` would be cold, and untrue."""
        if now.alarm is None or not now.alarm.hazards:
            return False
        return now.alarm.level == "card" or any(match.confidence >= self._threshold for match in ranking)

    def _nearest(self, sayable: tuple[Match, ...]) -> tuple[str, ...]:
        return tuple(m.passage for m in sayable[:3] if m.confidence >= FAINT * self._threshold)

    def _sayable(self, id: str, now: Memory) -> bool:
        return bool(servable(self._passages[id], now.facts, now.alarm))

    def _hinge(self, suppose: Suppose, now: Memory) -> str | None:
        """A fact not known and not asked for yet, whose values would lead to different passages; or None."""
        for slot in self._knowledge.phrases:
            name = slot.removeprefix("ask.")
            if (
                name != slot
                and name not in now.asked
                and now.facts.value(name) == UNKNOWN
                and self._forks(name, suppose, now)
            ):
                return name
        return None

    def _forks(self, name: str, suppose: Suppose, now: Memory) -> bool:
        prefix = f"option.{name}."
        values = [slot.removeprefix(prefix) for slot in self._knowledge.phrases if slot.startswith(prefix)]
        cases = [now.facts.with_([Fact(name, value, "(if)")]) for value in values]
        best = {match.passage for match in map(suppose, cases) if match and match.confidence >= self._threshold}
        return len(best) > 1
