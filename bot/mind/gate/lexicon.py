"""The first listener of the gate: frames of words that speak of danger. It knows rules, not people or history."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.domain import SafetyRule
from bot.mind.gate.normal import normalise, sentences

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
        # One look for anything at all: most messages end here.
        self._any = _either(pattern for frame in self._frames for pattern in frame.rule.patterns)

    def read(self, text: str) -> tuple[Hit, ...]:
        """Every rule that fires on some sentence or across them, in the order of the rules."""
        seen = view(text)
        if not self._frames or not self._any.search(seen):
            return ()
        quotes = _quotes(seen)
        found = (_strongest(frame, seen, quotes) for frame in self._frames)
        return tuple(hit for hit in found if hit is not None)


def view(text: str) -> str:
    """What the patterns are written for: one sentence a line, words apart by one space, no apostrophes, commas kept."""
    lines = (_line(sentence) for sentence in sentences(normalise(text)))
    return "\n".join(line for line in lines if line)


def _line(sentence: str) -> str:
    whole = _ELIDED.sub(r"\1 ", sentence.translate(_PICTURES).translate(_BARE))
    plain = _INNER.sub("", whole).replace("'", '"')
    return _COMMA.sub(", ", " ".join(_NOISE.sub(" ", plain).split())).strip(", ")


def _either(patterns: Iterable[str]) -> re.Pattern[str]:
    # A pattern starts at a word; patterns that start with ^ start at a sentence.
    return re.compile(r"(?<!\w)(?:" + "|".join(f"(?:{pattern})" for pattern in patterns) + r")(?!\w)", re.MULTILINE)


def _strongest(frame: _Frame, seen: str, quotes: tuple[tuple[int, int], ...]) -> Hit | None:
    levels = {_level(frame, seen, found.span(), quotes) for found in frame.say.finditer(seen)}
    best = next((level for level in ("card", "soft") if level in levels), None)
    return Hit(frame.rule, best) if best else None


def _level(frame: _Frame, seen: str, span: tuple[int, int], quotes: tuple[tuple[int, int], ...]) -> str:
    around = seen[seen.rfind("\n", 0, span[0]) + 1 : _line_end(seen, span[1])]
    doubts = frame.unless is not None and frame.unless.search(around) is not None
    borrowed = frame.rule.kind in OWN and any(start <= span[0] and span[1] <= end for start, end in quotes)
    if not doubts and not borrowed:
        return frame.rule.level
    return "soft" if frame.rule.level == "card" else "none"


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
