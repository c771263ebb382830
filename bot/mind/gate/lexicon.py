"""The first listener of the gate: frames of words that speak of danger. It knows rules, not people or history."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import itemgetter

from bot.domain import SafetyRule
from bot.mind.gate.normal import exchanged, normalise, sentences
from bot.mind.gate.starts import LENGTH, Sights, starts

# Dangers a person speaks of in their own words: there a quotation is a song, a book or somebody else.
OWN = frozenset({"suicide", "self_harm", "violence", "minor"})
_PICTURES = str.maketrans(
    {
        **dict.fromkeys("😂🤣😅😆😹💀☠🙃🤡", " lol "),
        **dict.fromkeys("🔪🗡", " knife "),
        **dict.fromkeys("🎵🎶🎤🎧", " song "),
        "🔫": " gun ",
        "💊": " pills ",
        "&": " and ",
        ":": ",",
        ";": ",",
        "(": ",",
        ")": ",",
        "—": ",",
        "–": ",",
    }
)
# Accents are typed or not; a letter that is one of its own (й) stays.
_BARE = {
    point: base
    for point in range(0xC0, 0x250)
    if (base := unicodedata.normalize("NFD", chr(point))[0]).isascii() and base != chr(point)
} | {ord("ё"): "е"}
_PLAIN = _PICTURES | _BARE
_BEGINNING = re.compile(r"(?<!\w)\w")
_ELIDED = re.compile(r"(?<!\w)(qu|[cdjlmnst]|un|gl|dell|all|dall|nell|sull|quell|quest|jusqu|lorsqu|puisqu)'(?=\w)")
_INNER = re.compile(r"(?<=\w)'(?=\w)")
_NOISE = re.compile(r"[^\w\n\",*!]+|(?<!\w)[*!]+|[*!]+(?!\w)")
_COMMA = re.compile(r" ?(?:, ?)+")
_QUOTED = re.compile(r'"([^"\n]{1,400})"')
_OWN_WORDS = re.compile(
    r"\b(?:i|ive|im)(?: \w{1,20}){0,3} (?:said|say|saying|told|texted|text|wrote|write|typed|googled|searched|screamed|"
    r"thinking|think|thought|like)(?: \w{1,20}){0,3}[ ,]*$"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that spoke up and the level it is left with once its sentence was read: `card` or `soft`."""

    rule: SafetyRule
    level: str


@dataclass(frozen=True)
class _Frame:
    """A rule; its patterns are compiled when a message first needs them, all at a start would take a second."""

    rule: SafetyRule

    @cached_property
    def say(self) -> re.Pattern[str]:
        return _either(self.rule.patterns)

    @cached_property
    def unless(self) -> re.Pattern[str] | None:
        return _either(self.rule.unless) if self.rule.unless else None


class Lexicon:
    """Rules compiled once. Reading is linear in the text: every gap in a pattern is bounded."""

    def __init__(self, rules: Iterable[SafetyRule]) -> None:
        self._frames = tuple(map(_Frame, rules))
        begins: list[tuple[str, int]] = []
        loose: dict[int, list[str]] = {}
        for at, frame in enumerate(self._frames):
            for pattern in frame.rule.patterns:
                found = starts(pattern)
                begins += [(begin, at) for begin in found if begin[:1].isalnum()]
                if not all(begin[:1].isalnum() for begin in found):
                    loose.setdefault(at, []).append(pattern)
        self._tried = Sights(begins)
        self._anywhere = tuple(loose)
        self._loose = _either(chain.from_iterable(loose.values())) if loose else None

    def read(self, seen: str) -> tuple[Hit, ...]:
        """Every rule that fires on some sentence or across them, in the order of the rules; `seen` is a `view`."""
        found: dict[int, list[re.Match[str]]] = {}
        for at, match in (*self._words(seen), *self._elsewhere(seen)):
            found.setdefault(at, []).append(match)
        quotes = _quotes(seen) if found else ()
        hits = (_strongest(self._frames[at], found[at], seen, quotes) for at in sorted(found))
        return tuple(hit for hit in hits if hit is not None)

    def _words(self, seen: str) -> Iterator[tuple[int, re.Match[str]]]:
        """What begins with a word: the number of the frame, and where."""
        for word in _BEGINNING.finditer(seen):
            start = word.start()
            for at in self._tried[seen[start : start + LENGTH]]:
                if match := self._frames[at].say.match(seen, start):
                    yield at, match

    def _elsewhere(self, seen: str) -> Iterator[tuple[int, re.Match[str]]]:
        """What may begin with anything."""
        found = self._loose.search(seen) if self._loose else None
        while found and self._loose:
            start = found.start()
            for at in self._anywhere:
                if match := self._frames[at].say.match(seen, start):
                    yield at, match
            found = self._loose.search(seen, start + 1)


def view(text: str) -> str:
    """What the patterns are written for: one sentence a line, words apart by one space, no apostrophes, commas kept."""
    whole = exchanged("\n".join(sentences(normalise(text))), _PLAIN)
    whole = _INNER.sub("", _ELIDED.sub(r"\1 ", whole)).replace("'", '"')
    lines = (" ".join(line.split()) for line in _NOISE.sub(" ", whole).split("\n"))
    lines = (_COMMA.sub(", ", line).strip(", ") if "," in line else line for line in lines)
    return "\n".join(line for line in lines if line)


def _either(patterns: Iterable[str]) -> re.Pattern[str]:
    # A pattern starts at a word; patterns that start with ^ start at a sentence.
    return re.compile(r"(?<!\w)(?:" + "|".join(f"(?:{pattern})" for pattern in patterns) + r")(?!\w)", re.MULTILINE)


def _strongest(
    frame: _Frame, matches: Iterable[re.Match[str]], seen: str, quotes: Sequence[tuple[int, int]]
) -> Hit | None:
    doubted: dict[tuple[int, int], bool] = {}  # by lines: one may hold the pattern a hundred times
    best = None
    for found in matches:
        lines = seen.rfind("\n", 0, found.start()) + 1, _line_end(seen, found.end())
        if lines not in doubted:
            doubted[lines] = frame.unless is not None and frame.unless.search(seen[slice(*lines)]) is not None
        if not doubted[lines] and not (frame.rule.kind in OWN and _inside(quotes, found.span())):
            return Hit(frame.rule, frame.rule.level)
        best = Hit(frame.rule, "soft") if frame.rule.level == "card" else None
    return best


def _inside(quotes: Sequence[tuple[int, int]], span: tuple[int, int]) -> bool:
    """Whether a place lies in one of the quotations, which are in order and apart."""
    at = bisect_right(quotes, span[0], key=itemgetter(0)) - 1
    return at >= 0 and span[1] <= quotes[at][1]


def _line_end(seen: str, at: int) -> int:
    end = seen.find("\n", at)
    return len(seen) if end < 0 else end


def _quotes(seen: str) -> tuple[tuple[int, int], ...]:
    return tuple(_borrowed(seen))


def _borrowed(seen: str) -> Iterator[tuple[int, int]]:
    """Quotations that are somebody else's words: not `I told him "..."`, not a message that is all quotation."""
    for quote in _QUOTED.finditer(seen):
        before = seen[max(0, quote.start() - 120) : quote.start()]
        if len(quote[1]) < 0.8 * len(seen) and not _OWN_WORDS.search(before):
            yield quote.span()
