"""Reads a person's situation from what they write: facts by the rules of the knowledge; it holds no memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.domain import UNKNOWN, Fact, FactRule, Facts, Reading
from bot.mind.telling import Telling, tell
from bot.mind.wording import listed

_NEAR = 90  # characters before a reading that may still suppose, ask or take back
_NOT = re.compile(r" (?:not|never|no|nobody|none|nor|neither|without|hardly|NOT|NEVER) ")
_DENIES = re.compile(r"\b(?:not|never|no|without|nobody|neither)\b")
_DENIED = re.compile(r" (?:not|never|nor)(?: that)? $")
_SUPPOSED = re.compile(
    r" (?:if|unless|whether|imagine|suppose|supposing|would|could|might|wish|hoping|hope|scared|afraid|worried|terrified|"
    r"dream|dreamt|dreamed|nightmare|pretend)(?: (?!because|since|after|when|but|now|although)\w+){0,7} $"
)
_ASKED = re.compile(r" (?:do|does|did|is|was|were|are|has|have|had|will|should|can|would|could)( (?:he|she|they|i|we|you|it))? $")
_WHY = re.compile(r" (?:why|when|how|what|since|where) \w+(?: (?:he|she|they|i|we|you|it))? $")
_SUBJECT = re.compile(r" (?:he|she|they|i|we|you|it|my) ")
_CLAUSE = re.compile(r"[.,?¶] ")
_TAKEN_BACK = re.compile(
    r" [.,?¶](?: (?:well|oh|and|but|sorry|ok|wait|hang on|hold on|lol|sir|yes))?(?: ,)? (?:no|nope|nah|actually|wait|sorry|"
    r"correction|i mean|i meant|i lied|scratch that|not true|rather|technically)(?= (?:,|i|he|she|they|it|we|my|that|the|no|"
    r"wait|actually|sorry|technically)\b)"
)
_SENTENCE = re.compile(r"[.?] ")


@dataclass(frozen=True, slots=True)
class _Listener:
    """A reading compiled; `denies` when it spells out a negation itself and must not be taken for denied."""

    value: str
    weight: int
    say: re.Pattern[str]
    unless: re.Pattern[str] | None
    denies: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    value: str
    weight: int
    start: int
    end: int


class Reader:
    """Rules compiled once. Reading is linear in the text: no pattern of the mechanism has an unbounded gap."""

    def __init__(self, rules: tuple[FactRule, ...]) -> None:
        self._rules = tuple((rule, tuple(_listener(reading) for reading in rule.readings)) for rule in rules)

    def read(self, text: str) -> tuple[Fact, ...]:
        """The facts this text states, one per name; what it doesn't speak of is not among them."""
        telling = tell(text)
        back = [found.end() for found in _TAKEN_BACK.finditer(telling.text)]
        found = (_fact(rule, listeners, telling, back) for rule, listeners in self._rules)
        facts = Facts(tuple(fact for fact in found if fact))
        void = {rule.name for rule, _ in self._rules if any(facts.value(c.fact) in c.values for c in rule.void_if)}
        return tuple(fact for fact in facts.held if fact.name not in void)


def _listener(reading: Reading) -> _Listener:
    denies = bool(_DENIES.search(" ".join(reading.patterns)))
    unless = _either(reading.unless) if reading.unless else None
    return _Listener(reading.value, reading.weight, _either(reading.patterns), unless, denies)


def _either(patterns: Iterable[str]) -> re.Pattern[str]:
    # Starting with the blank before the first word lets the search skip from word to word.
    return re.compile(" (?:" + "|".join(f"(?:{pattern})" for pattern in patterns) + ")(?= )")


def _fact(rule: FactRule, listeners: tuple[_Listener, ...], telling: Telling, back: list[int]) -> Fact | None:
    hits = sorted(_hits(rule, listeners, telling.text), key=lambda hit: hit.start)
    hits = hits if rule.anyhow else _latest(hits, back, telling.text)
    heaviest = max((hit.weight for hit in hits), default=0)
    hits = [hit for hit in hits if hit.weight == heaviest]
    value = _settled(rule, hits)
    spoken = [hit for hit in hits if hit.value == value]
    return Fact(rule.name, value, telling.words(spoken[0].start + 1, spoken[0].end)) if spoken else None


def _settled(rule: FactRule, hits: list[_Hit]) -> str:
    if hits and rule.settle == "last":
        return hits[-1].value
    votes = Counter(hit.value for hit in hits).most_common(2)
    return votes[0][0] if votes and (len(votes) == 1 or votes[0][1] > votes[1][1]) else UNKNOWN


def _hits(rule: FactRule, listeners: tuple[_Listener, ...], text: str) -> Iterator[_Hit]:
    for listener in listeners:
        for found in listener.say.finditer(text):
            if rule.anyhow or _stated(listener, text, found.start(), found.end()):
                yield _Hit(listener.value, listener.weight, found.start(), found.end())


def _stated(listener: _Listener, text: str, start: int, end: int) -> bool:
    """Whether the words are said as a fact: not denied, supposed or asked, nor lifted by an `unless`."""
    before = text[max(0, start - _NEAR) : start + 1]
    clause = before[max((mark.end() for mark in _CLAUSE.finditer(before)), default=1) - 1 :]
    if not listener.denies and (_NOT.search(text[start : end + 1]) or _DENIED.search(clause)):
        return False
    if _SUPPOSED.search(clause) or _asked(clause, text[start : end + 1]):
        return False
    return listener.unless is None or not listener.unless.search(_sentence(text, start, end))


def _asked(clause: str, said: str) -> bool:
    """Whether the verb stands before its subject (`has he left`); after `why` what is asked about is taken for true."""
    turned = _ASKED.search(clause)
    return bool(turned and (turned[1] or _SUBJECT.match(said)) and not _WHY.search(clause))


def _sentence(text: str, start: int, end: int) -> str:
    first = max(text.rfind(mark, 0, start + 1) for mark in (" . ", " ? ", " ¶ "))
    lasts = [at for mark in (" . ", " ? ") if (at := text.find(mark, end)) >= 0]
    return text[first : min(lasts, default=len(text)) + 3]


def _latest(hits: list[_Hit], back: list[int], text: str) -> list[_Hit]:
    """Only what was said since the person last took something back."""
    cuts = [at for at in back for hit in hits if 0 <= hit.start - at < _NEAR and not _SENTENCE.search(text, at, hit.start)]
    cuts += [hit.end for hit in hits if hit.value == UNKNOWN]
    cut = max(cuts, default=0)
    return [hit for hit in hits if hit.start >= cut and hit.value != UNKNOWN]
