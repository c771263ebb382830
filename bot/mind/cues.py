"""Which words a pattern cannot do without, read off the pattern: it is tried only where one of them stands.

It understands patterns of whole words one blank apart; of anything else it says that it does not know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.mind.wording import listed

Cue = frozenset[str]
NONE: Cue = frozenset()

_ATOM = re.compile(r"[\w¶]+(?![?*+{])|\(\?[=!]|\(\?<[=!]|\((?:\?[a-z]*:)?|\)|\||\[\^?\]?[^\]]*\]|\\.|.", re.DOTALL)
_PIECE = re.compile(rf"({_ATOM.pattern})((?:[?*+]|\{{\d+(?:,\d*)?\}})?\??)", re.DOTALL)
_COMMON = listed(
    "a about all am an and are at be because been but by can did do does down for from get go had has have he her him "
    "his i if in is it just like me my never no not now of off on or out she since so still that the their them then "
    "they this to up us was we were what when who will with would you"
)
_DEAR = 50  # how much rarer than a common word any other word is


def cue(pattern: str) -> Cue:
    """Words of which every match has at least one; empty when that cannot be told."""
    return _Reading(pattern).alternatives()[0]


def outright(pattern: str) -> str:
    """The pattern without what it only looks ahead for."""
    kept, depth = [], 0
    for atom in _ATOM.findall(pattern):
        if depth or atom.startswith(("(?=", "(?!", "(?<")):
            depth += atom.startswith("(") - (atom == ")")
        else:
            kept.append(atom)
    return "".join(kept)


@dataclass(slots=True)
class _Sequence:
    """One alternative as it is read: `word` the ways the word begun may be spelt, None once it cannot be told."""

    found: list[Cue] = field(default_factory=list)
    word: set[str] | None = field(default_factory=lambda: {""})
    before: set[str] = field(default_factory=set)  # a word that may be written together with the next (`break ?up`)
    group: Cue = NONE  # a group that stands for a whole word, if nothing is written right behind it
    opens: bool = False  # a blank comes first
    begun: bool = False

    def add(self, letters: str | None, optional: bool) -> None:
        self.begun, self.group = True, NONE
        if letters is None or self.word is None:
            self.word = None
        else:
            longer = {word + letters.lower() for word in self.word}
            self.word = self.word | longer if optional else longer

    def blank(self, optional: bool = False) -> None:
        self.opens = self.opens or not self.begun
        self.begun = True
        ends = self.word or set()
        if optional and ends and "" not in ends:
            self.before, self.word = ends, {""}
            return
        if self.before and ends:
            self.found.append(frozenset(self.before | {old + new for old in self.before for new in ends}))
        elif not self.before and (self.group or (ends and "" not in ends)):
            self.found.append(self.group or frozenset(ends))
        self.word, self.before, self.group = {""}, set(), NONE

    def best(self) -> Cue:
        return min(self.found, key=_cost, default=NONE)


def _cost(words: Cue) -> int:
    return sum(_DEAR if word in _COMMON else 1 for word in words)


class _Reading:
    """A walk through one pattern."""

    def __init__(self, pattern: str) -> None:
        self._pieces = iter(_PIECE.findall(pattern))  # each with how often it stands
        self._times = ""  # how often the piece just read does
        self._more = False  # whether another alternative follows the sequence just read

    def alternatives(self) -> tuple[Cue, bool, bool]:
        """The cue of the alternatives up to the closing bracket, and whether each opens and ends with a blank."""
        sequences = [self._sequence()]
        while self._more:
            sequences.append(self._sequence())
        ends = all(sequence.word == {""} and not sequence.group and sequence.begun for sequence in sequences)
        opens = all(sequence.opens for sequence in sequences)
        for sequence in sequences:
            sequence.blank()
        cues = [sequence.best() for sequence in sequences]
        return (frozenset().union(*cues) if all(cues) else NONE), opens, ends

    def _sequence(self) -> _Sequence:
        """Read on to the next `|`, `)` or the end, and past it."""
        sequence = _Sequence()
        while (atom := self._next()) not in {"", "|", ")"}:
            if atom.startswith("("):
                self._group(sequence, looks=atom[-1] in "=!")
            else:
                plain, times = atom if atom[0].isalnum() or atom[0] in "_¶," else None, self._times
                if atom == " " and times in {"", "?"}:
                    sequence.blank(optional=bool(times))
                else:
                    sequence.add(plain if times in {"", "?"} else None, optional=times == "?")
        self._more = atom == "|"
        return sequence

    def _group(self, sequence: _Sequence, looks: bool) -> None:
        inner, opens, ends = self.alternatives()
        times = self._times
        if opens:
            sequence.blank()
        if looks:
            return
        whole = sequence.word == {""} and not sequence.group
        needed = inner if not times or times[0] == "+" or times[:2] in {"{1", "{2"} else NONE
        if whole and ends:
            sequence.found += [needed] if needed else []
        elif whole and needed:
            sequence.word, sequence.group = set(), needed
        elif not (whole and opens):
            sequence.add(None, optional=False)
        sequence.begun = True

    def _next(self) -> str:
        piece, self._times = next(self._pieces, ("", ""))
        return piece
