"""From ranked passages to what is done with them: say some, ask first, or admit that there is nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from bot.domain import UNKNOWN, Admit, Answer, Ask, Decision, Knowledge, Match, Memory, Passage, Talk
from bot.mind.order import Order
from bot.mind.serving import before, servable
from bot.mind.voice import LENGTH, PARAGRAPH

AT_ONCE = 3  # passages in one reply
BESIDE = 0.85  # a further passage is served with the best when it is at least this share as likely
NEAR = 0.7  # who asks on when all that was sure is told gets the next best from this share of the bar on
LEAD = 0.9  # a passage that takes up what the person said comes first when it is this share as likely as the best
LEADS = ("lead", "also")  # slots of what comes before the answers to two questions
MAYBE = 0.4  # above this share of the threshold a passage is likely enough to ask whether it is the opposite that holds
FAR_BELOW = 0.25  # but not below this share of a best that holds either way
FAINT = 0.2  # less likely than this not even the nearest are worth naming: four in five would be beside the point
QUEUE = 5  # passages **More** may give


class Chooser:
    """Decides over matches; the threshold is the calibration's, the rest are rules of conversation."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._passages = {passage.id: passage for passage in knowledge.passages}
        self._threshold = knowledge.calibration.threshold
        self._order = Order(knowledge.passages)
        self._presumed = {passage.id: _presumed(passage) for passage in knowledge.passages}

    def choose(self, ranking: tuple[Match, ...], now: Memory) -> Decision:
        """Say what is sure enough, ask first where the answer hinges on a fact, else admit."""
        sayable = tuple(match for match in ranking if self._sayable(match.passage, now))
        sure = [match for match in sayable if self._sure(match)]
        if not sure and self._withheld(ranking, now):
            return Talk("careful")
        hinge = self._hinge(sayable, now)
        if hinge:
            return Ask(hinge)
        if not sure:
            return Admit(self._nearest(sayable))
        fresh = [match for match in sure if match.passage not in now.told] or self._further(sayable, now)
        if not fresh:
            return Talk("told")
        close = [m.passage for m in fresh if m.confidence >= BESIDE * fresh[0].confidence]
        nearly = [m.passage for m in fresh if m.confidence >= LEAD * fresh[0].confidence]
        first = self._order.first(nearly, now)
        return self.say((fresh[0].passage, first, *(match.passage for match in fresh)), now, len(close), first)

    def goes_on(self, ranking: Sequence[Match], now: Memory) -> bool:
        """Whether a message by itself surely asks for what the author said next, after something they were told."""
        best = self._surely(ranking, now)
        return best is not None and self._order.goes_on(best.passage, now)

    def knows(self, ranking: Sequence[Match], now: Memory) -> bool:
        """Whether something surely answers a message by itself, told before or not."""
        return any(self._sure(match) and self._sayable(match.passage, now) for match in ranking)

    def both(self, rankings: Sequence[Sequence[Match]], whole: Answer, now: Memory) -> Answer:
        """The answers to two questions, each under a line of its own; to the `whole` unless both are sure and short."""
        best = [self._surely(ranking, now) for ranking in rankings]
        ids = tuple(match.passage for match in best if match)
        room = LENGTH - 2 * max(self._length(slot) for slot in LEADS)
        if len(set(ids)) < len(best) or self._together(ids) != ids or self._fit(ids, now, room) < len(ids):
            return whole
        more = self._together(dict.fromkeys((*ids, *whole.passages, *whole.queue)))[len(ids) :]
        return Answer(ids, more[:QUEUE], LEADS)

    def say(self, ids: Iterable[str], now: Memory, most: int = AT_ONCE, lead: str = "") -> Decision:
        """As many of these passages as one reply holds, `most` at the most; the rest wait for **More**.

        What contradicts a passage before it is left out; `lead` is said first.
        """
        known = self._together(id for id in dict.fromkeys(ids) if id in self._passages and self._sayable(id, now))
        if not known:
            return Talk("more_done")
        at_once = min(self._fit(known, now), most)
        return Answer(self._order.told(known[:at_once], lead), known[at_once : at_once + QUEUE])

    def again(self, now: Memory) -> Decision:
        """The last answer once more, as far as it may be said now."""
        known = tuple(id for id in now.lately or now.told[-1:] if id in self._passages and self._sayable(id, now))
        return Answer(known, now.queue) if known else Talk("careful" if now.alarm else "more_done")

    def comfort(self, now: Memory) -> Decision:
        """For somebody who asks the same thing once more: a kind line, and what the author says of themselves."""
        kind = (id for id, passage in self._passages.items() if passage.comforts and id not in now.told)
        known = tuple(id for id in kind if self._sayable(id, now))[:1]
        queue = tuple(id for id in now.queue if id not in known)
        return Answer(known, queue, ("plea",)) if known else Talk("plea")

    def _surely(self, ranking: Sequence[Match], now: Memory) -> Match | None:
        """The best for a question, if it is sure and not told."""
        best = next((match for match in ranking if self._sayable(match.passage, now)), None)
        return best if best and self._sure(best) and best.passage not in now.told else None

    def _together(self, ids: Iterable[str]) -> tuple[str, ...]:
        kept: list[str] = []
        for id in ids:
            if not any(self._passages[id].clashes(self._passages[other]) for other in kept):
                kept.append(id)
        return tuple(kept)

    def _fit(self, ids: tuple[str, ...], now: Memory, room: int = LENGTH) -> int:
        total = -len(PARAGRAPH)
        for count, id in enumerate(ids[:AT_ONCE]):
            total += len(PARAGRAPH) + self._size(id, now)
            if count and total > room:
                return count
        return min(len(ids), AT_ONCE)

    def _size(self, id: str, now: Memory) -> int:
        """Characters of a passage as far as it may be said, wherever in a reply it stands."""
        passage = self._passages[id]
        said = {at for behind in ((), passage.follows) for at in servable(passage, now.facts, now.alarm, behind)}
        return sum(len(passage.sentences[at].text) + 1 for at in said) - 1

    def _length(self, slot: str) -> int:
        """Characters of the longest wording of a slot, with the break behind it."""
        return max((len(phrase.text) + 1 for phrase in self._knowledge.phrases.get(slot, ())), default=0)

    def _further(self, sayable: tuple[Match, ...], now: Memory) -> list[Match]:
        """Who asks on when all that was sure is told gets the next best, if it is not far below the bar.

        What the author said next to somebody in their place goes before what is only more likely.
        """
        bar = NEAR * self._threshold
        new = [match for match in sayable if match.passage not in now.told and match.confidence >= bar]
        next_ = [match for match in new if self._order.goes_on(match.passage, now)]
        return (next_ or new)[:1]

    def _withheld(self, ranking: tuple[Match, ...], now: Memory) -> bool:
        """Whether danger is why nothing is said: `he has not written about that` would be cold, and untrue."""
        if now.alarm is None or not now.alarm.hazards:
            return False
        return now.alarm.level == "card" or any(map(self._sure, ranking))

    def _sure(self, match: Match) -> bool:
        return match.confidence >= self._threshold

    def _nearest(self, sayable: tuple[Match, ...]) -> tuple[str, ...]:
        return tuple(m.passage for m in sayable[:3] if m.confidence >= FAINT)

    def _sayable(self, id: str, now: Memory) -> bool:
        behind = before(id, now.told, now.lately)
        return bool(servable(self._passages[id], now.facts, now.alarm, behind))

    def _hinge(self, sayable: Sequence[Match], now: Memory) -> str | None:
        """A fact not known and not asked for yet that decides between opposite pieces of advice; or None.

        A sure answer that takes up something else they told, or that goes on from the last one, needs no question.
        """
        if not sayable:
            return None
        best = sayable[0].passage if self._sure(sayable[0]) else None
        if best and self._order.goes_on(best, now):
            return None
        lead = self._presumed[best].keys() if best else frozenset()
        new = [match for match in sayable if match.passage not in now.told]
        for slot in self._knowledge.phrases:
            name = slot.removeprefix("ask.")
            asked = name == slot or name in now.asked or now.facts.said(name) != UNKNOWN
            if not asked and lead <= {name} and self._forks(name, self._likely(name, new, sayable[0])):
                return name
        return None

    def _likely(self, name: str, matches: Sequence[Match], best: Match) -> list[str]:
        """Those so likely that it matters whether they hold; beside a sure best that needs no such fact, fewer."""
        bar = MAYBE * self._threshold
        if self._sure(best) and name not in self._presumed[best.passage]:
            bar = max(bar, FAR_BELOW * best.confidence)
        return [match.passage for match in matches if match.confidence >= bar]

    def _forks(self, name: str, ids: Sequence[str]) -> bool:
        """Whether two of these passages presuppose that a fact is so, and that it is otherwise."""
        values = [self._presumed[id][name] for id in ids if name in self._presumed[id]]
        return any(one.isdisjoint(other) for one, other in combinations(values, 2))


def _presumed(passage: Passage) -> dict[str, frozenset[str]]:
    """The facts a passage presupposes, with their values; not what must only not be denied."""
    return {each.fact: each.values for each in passage.when if UNKNOWN not in each.values}
