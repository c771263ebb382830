"""Undoes disguises in writing (zero-width letters, look-alikes, leet, spaced letters); it judges nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

GROWTH = 4
MOST = 1 << 14  # signs remembered: every one of these seven languages, and no attacker's whole Unicode
_ROUNDS = 8
_MARKS = str.maketrans(
    {**dict.fromkeys("\u2018\u2019\u201b\u02bc\u0060\u00b4\u2032", "'"), **dict.fromkeys("“”„‟«»", '"')}
)
_ALIKE = str.maketrans("асеіјорѕухѵԁһԛԝкмтвн" + "αειικνορτυχγ", "aceijopsyxvdhqwkmtbh" + "aeiiknoptuxy")
_LEET = str.maketrans("013457@$!", "oieastasi")
_LATIN = re.compile(r"[a-z]")
_ALIEN = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"(?<=[a-z])[013457@$!]+[a-z]")  # in a word, and found sooner than the word
_DIGIT_IN_WORD = re.compile(r"\b[a-z]+(?:[013457@$!]+[a-z]+)+[013457@$]*(?!\w)")
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .\-_*/|]){2,}[^\W\d_](?![^\W_])")
_JOINTS = re.compile(r"[ .\-_*/|]")
_END = re.compile(r"(?<=[.!?…])[\"')\]]*\s+|\n+")


class _Signs(dict[int, int | str | None]):
    """A table for `str.translate` that works out each sign when it first comes, and keeps the first of them."""

    def __init__(self, of: Callable[[str], str | None]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, point: int) -> int | str | None:
        made = self._of(chr(point))
        if len(self) < MOST:
            self[point] = made
        return made


def _swells(char: str) -> str:
    # A few ligatures unfold into whole phrases; none of them hides a word of ours.
    swollen = char > "\u2000" and len(_folded(_folded(char).casefold())) > GROWTH
    return " " if swollen else char


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


_SWELLING = _Signs(_swells)
_INVISIBLE = _Signs(lambda char: None if unicodedata.category(char) == "Cf" else char)


def normalise(text: str) -> str:
    """The text as it is meant to be read: lower case, disguises undone.

    Idempotent, and at most four times as long as `text`. Keep the original too: a reviewer must see what was sent.
    """
    text = _reread(text, _SWELLING)
    plain = _plain(text)
    for _ in range(_ROUNDS):
        text, before = _undone(plain), plain
        plain = _plain(text)
        if plain == before:
            break
    return text


def exchanged(text: str, table: Mapping[int, str]) -> str:
    """As `str.translate`, and sooner where few of the signs stand in the text; none may be exchanged for another."""
    for point in table.keys() & set(map(ord, set(text))):
        text = text.replace(chr(point), table[point])
    return text


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text in order, cut at end marks and line breaks; never empty ones."""
    return tuple(part.strip() for part in _END.split(text) if part and part.strip())


def _undone(text: str) -> str:
    """Plain text without its look-alikes, its digits in words and its spaced letters."""
    text = _WORD.sub(_latin, text) if _ALIEN.search(text) and _LATIN.search(text) else text
    if _DIGIT.search(text):
        text = _DIGIT_IN_WORD.sub(lambda word: word[0].translate(_LEET), text)
    return _SPACED.sub(lambda run: _JOINTS.sub("", run[0]), text)


def _plain(text: str) -> str:
    """NFKC, folded case, no invisible characters, straight quotes, one blank between words."""
    text = _reread(exchanged(text, _MARKS), _INVISIBLE)
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = exchanged(_reread(text, _INVISIBLE), _MARKS)
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _reread(text: str, table: _Signs) -> str:
    """The text in the words of a table, which leaves ASCII as it is."""
    if text.isascii() or all(table[ord(sign)] == sign for sign in set(text)):
        return text
    return text.translate(table)


def _latin(word: re.Match[str]) -> str:
    # Only a word that mixes scripts is disguised; a Russian word must stay Russian.
    mixed = _LATIN.search(word[0]) and _ALIEN.search(word[0])
    return word[0].translate(_ALIKE) if mixed else word[0]
