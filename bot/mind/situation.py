"""Reads a person's situation from what they write: facts by the rules of the knowledge; it holds no memory."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.domain import UNKNOWN, Fact, FactRule, Facts
from bot.mind.cues import cue, outright
from bot.mind.telling import Telling, tell

HINT = 1  # the weight of what is a sign of a fact and does not say it
_NEAR = 90  # characters before a reading that may still suppose, ask or deny it
_NOT = re.compile(r" (?:not|never|no|nobody|none|nor|neither|without|hardly|NOT|NEVER) ")
_DENIES = re.compile(r"\b(?:not|never|no|without|nobody|neither)\b")
_DENIED = re.compile(r" (?:not|never|nor)(?: that)? $")
_SUPPOSED = re.compile(
    r" (?:if|unless|whether|imagine|suppose|supposing|wish|hoping|hope|scared|afraid|worried|terrified|"
    r"dream|dreamt|dreamed|nightmare|pretend|maybe|perhaps|on paper|(?:sounds|looks|feels|felt|seems|seemed) like|"
    r"(?:people|everyone|everybody) (?:think|thinks|believe|believes|say|says))"
    r"(?: (?!because|since|after|when|but|now|although)\w+){0,7} $"
    r"| (?:would|could|might|should|"
    r"(?<!in )(?<!of )(?<!by )(?<!mid )(?<!last )(?<!this )(?<!late )(?<!since )(?<!early )may|"  # not the month
    r"will|wont|gonna|to)(?: (?:not|have|just|even|ever))? $"
)
_ASKED = re.compile(
    r"(?<! he)(?<! she)(?<! they)(?<! i)(?<! we)(?<! you)"
    r" (?:do|does|did|is|was|were|are|has|have|had|will|should|can|would|could)( (?:he|she|they|i|we|you|it))? $"
)
_WHY = re.compile(
    r" (?:why|when|how|what|since|where|truth|fact|thing|point|problem|reason|happened) \w+"
    r"(?: (?:he|she|they|i|we|you|it))? $"
)
_SUBJECT = re.compile(r" (?:he|she|they|i|we|you|it|my) ")
_CLAUSE = re.compile(r"[.,?¶] ")
_TAKEN_BACK = re.compile(
    r" (?:but|[.,?¶](?: (?:well|oh|and|but|sorry|ok|wait|hang on|hold on|lol|sir|yes))?)(?: ,)? "
    r"(?:no|nope|nah|actually|wait|sorry|correction|i mean|i meant|i lied|scratch that|"
    r"not true|rather|technically|in fact|the truth is)"
    r"(?= (?:,|i|he|she|they|it|we|my|that|the|no|wait|actually|sorry|technically) )"
)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One pattern of one reading; `denies` when it spells out a negation itself and must not be taken for denied."""

    fact: str
    value: str
    weight: int
    anyhow: bool
    say: str
    unless: str
    denies: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    """Where a pattern was found; `start` is the blank before it."""

    value: str
    weight: int
    start: int
    end: int


class Reader:
    """Learns rules once. Reading is linear in the text: every gap is bounded, a rule looks where its cue is."""

    def __init__(self, rules: tuple[FactRule, ...]) -> None:
        self._rules = rules
        self._patterns: list[_Pattern] = []
        self._cued: dict[str, list[int]] = defaultdict(list)
        for rule in rules:
            self._learn(rule)

    def read(self, text: str) -> tuple[Fact, ...]:
        """The facts this text states, one per name; what it doesn't speak of is not among them."""
        telling = tell(text)
        hits = self._hits(telling.text, telling.sentences)
        back = [found.end() for found in _TAKEN_BACK.finditer(telling.text)]
        found = (_fact(rule, hits[rule.name], telling, back) for rule in self._rules if rule.name in hits)
        return self._sound(Facts(tuple(fact for fact in found if fact))).held

    def over(self, held: Facts, newer: Iterable[Fact]) -> Facts:
        """What is held with newer facts laid over it, but for those that do not undo what lasts."""
        rules = self._rules if held.held else ()  # of nothing, nothing lasts
        lasting = {rule.name: rule.lasting.get(held.value(rule.name), frozenset()) for rule in rules}
        return self.hold(held.with_(fact for fact in newer if fact.value not in lasting.get(fact.name, ())))

    def hold(self, facts: Facts) -> Facts:
        """What is known when all was said: also what no message states but another fact implies."""
        if not facts.held:
            return facts
        unread = [rule for rule in self._rules if rule.implied and facts.said(rule.name) == UNKNOWN]
        return self._sound(facts.with_(fact for rule in unread for fact in _implied(rule, facts)))

    def _sound(self, facts: Facts) -> Facts:
        """Those of the facts that no other makes meaningless, whichever was said first: who left is not together."""
        if not facts.held:
            return facts
        void = {rule.name for rule in self._rules if any(facts.said(c.fact) in c.values for c in rule.void_if)}
        return Facts(tuple(fact for fact in facts.held if fact.name not in void))

    def _learn(self, rule: FactRule) -> None:
        for reading in rule.readings:
            unless = "|".join(f"(?:{pattern})" for pattern in reading.unless)
            for pattern in reading.patterns:
                for word in cue(pattern) or {""}:
                    self._cued[word].append(len(self._patterns))
                denies = bool(_DENIES.search(outright(pattern).lower()))
                heard = (rule.name, reading.value, reading.weight, rule.anyhow, pattern, unless, denies)
                self._patterns.append(_Pattern(*heard))

    def _hits(self, text: str, sentences: Iterable[tuple[int, int]]) -> Mapping[str, list[_Hit]]:
        """What every fact may be read from, in the order of the text."""
        hits: dict[str, list[_Hit]] = defaultdict(list)
        for start, end in sentences:
            words = {"", *text[start:end].lower().split()}
            awake = {at for word in words if word in self._cued for at in self._cued[word]}
            for at in sorted(awake):
                pattern = self._patterns[at]
                hits[pattern.fact] += _said(pattern, text, start, end)
        return {fact: sorted(found, key=lambda hit: hit.start) for fact, found in hits.items()}


@lru_cache(maxsize=10_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    # Only what a text wakes is compiled: all of it takes a second. The blank before the first word lets the search
    # skip from word to word.
    return re.compile(f" (?:{pattern})(?= )")


def _said(pattern: _Pattern, text: str, start: int, end: int) -> list[_Hit]:
    """Where a pattern is found in a sentence, said as a fact; nothing in a sentence that has an `unless` of it."""
    hits = []
    for found in _compiled(pattern.say).finditer(text, start, end):
        before = text[max(start, found.start() - _NEAR) : found.start() + 1]
        if pattern.anyhow or _stated(before, found[0] + " ", pattern.denies):
            hits.append(_Hit(pattern.value, pattern.weight, found.start(), found.end()))
    return [] if hits and pattern.unless and _compiled(pattern.unless).search(text, start, end) else hits


def _stated(before: str, said: str, denies: bool) -> bool:
    """Whether the words are said as a fact: not denied, supposed or asked."""
    clause = before[max((mark.end() for mark in _CLAUSE.finditer(before)), default=1) - 1 :]
    if not denies and (_NOT.search(said) or _DENIED.search(clause)):
        return False
    return not _SUPPOSED.search(clause) and not _asked(clause, said)


def _asked(clause: str, said: str) -> bool:
    """Whether the verb stands before its subject (`has he left`); after `why` what is asked about is taken for true."""
    turned = _ASKED.search(clause)
    return bool(turned and (turned[1] or _SUBJECT.match(said)) and not _WHY.search(clause))


def _implied(rule: FactRule, facts: Facts) -> Iterator[Fact]:
    """The value the other facts leave no choice but; their words stand for it."""
    for value, conditions in rule.implied.items():
        values = {condition.fact: condition.values for condition in conditions}
        spoken = next((fact for fact in facts.stated().held if fact.value in values.get(fact.name, ())), None)
        if spoken:
            yield Fact(rule.name, value, spoken.words)
            return


def _fact(rule: FactRule, hits: list[_Hit], telling: Telling, back: list[int]) -> Fact | None:
    hits = hits if rule.anyhow else _latest(hits, back, telling)
    heaviest = max((hit.weight for hit in hits), default=0)
    hits = [hit for hit in hits if hit.weight == heaviest]
    value = _settled(rule, hits)
    spoken = next((hit for hit in hits if hit.value == value), None)
    if spoken is None:
        return None
    return Fact(rule.name, value, telling.words(spoken.start + 1, spoken.end), hinted=spoken.weight <= HINT)


def _settled(rule: FactRule, hits: list[_Hit]) -> str:
    if hits and rule.settle == "last":
        return hits[-1].value
    votes = Counter(hit.value for hit in hits).most_common(2)
    return votes[0][0] if votes and (len(votes) == 1 or votes[0][1] > votes[1][1]) else UNKNOWN


def _latest(hits: list[_Hit], back: list[int], telling: Telling) -> list[_Hit]:
    """Only what was said since the person last took something back, in a sentence that says it anew."""
    starts = [hit.start for hit in hits]
    ends = [end for _, end in telling.sentences]
    cut = max((hit.end for hit in hits if hit.value == UNKNOWN), default=0)
    for at in back:
        nearest = bisect_left(starts, at)
        if nearest < len(starts) and starts[nearest] < min(at + _NEAR, ends[bisect_left(ends, at)]):
            cut = max(cut, at)
    return [hit for hit in hits if hit.start >= cut and hit.value != UNKNOWN]
