"""Undoes disguises in writing (zero-width letters, look-alikes, leet, spaced letters); it judges nothing."""

from __future__ import annotations

import re
import unicodedata

GROWTH = 4
_ROUNDS = 8
_MARKS = str.maketrans(
    {**dict.fromkeys("\u2018\u2019\u201b\u02bc\u0060\u00b4\u2032", "'"), **dict.fromkeys("“”„‟«»", '"')}
)
_ALIKE = str.maketrans("асеіјорѕухѵԁһԛԝкмтвн" + "αειικνορτυχγ", "aceijopsyxvdhqwkmtbh" + "aeiiknoptuxy")
_LEET = str.maketrans("013457@$", "oieastas")
_LATIN = re.compile(r"[a-z]")
_ALIEN = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
_WORD = re.compile(r"\w+")
_DIGIT_IN_WORD = re.compile(r"\b[a-z]+(?:[013457@$]+[a-z]+)+[013457@$]*(?!\w)")
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .\-_*/|]){2,}[^\W\d_](?![^\W_])")
_JOINTS = re.compile(r"[ .\-_*/|]")
_END = re.compile(r"(?<=[.!?…])[\"')\]]*\s+|\n+")


def normalise(text: str) -> str:
    """The text as it is meant to be read: lower case, disguises undone.

    Idempotent, and at most four times as long as `text`. Keep the original too: a reviewer must see what was sent.
    """
    text = text if text.isascii() else "".join(" " if _swells(char) else char for char in text)
    for _ in range(_ROUNDS):
        text, before = _round(text), text
        if text == before:
            break
    return text


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text in order, cut at end marks and line breaks; never empty ones."""
    return tuple(part.strip() for part in _END.split(text) if part and part.strip())


def _round(text: str) -> str:
    text = _plain(text)
    text = text if text.isascii() else _WORD.sub(_latin, text)
    text = _DIGIT_IN_WORD.sub(lambda word: word[0].translate(_LEET), text)
    return _SPACED.sub(lambda run: _JOINTS.sub("", run[0]), text)


def _plain(text: str) -> str:
    """NFKC, folded case, no invisible characters, straight quotes, one blank between words."""
    text = _visible(text.translate(_MARKS))
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = _visible(text).translate(_MARKS)
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _visible(text: str) -> str:
    return text if text.isascii() else "".join(char for char in text if unicodedata.category(char) != "Cf")


def _latin(word: re.Match[str]) -> str:
    # Only a word that mixes scripts is disguised; a Russian word must stay Russian.
    mixed = _LATIN.search(word[0]) and _ALIEN.search(word[0])
    return word[0].translate(_ALIKE) if mixed else word[0]


def _swells(char: str) -> bool:
    # A few ligatures unfold into whole phrases; none of them hides a word of ours.
    return (
        char > "\u2000" and len(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).casefold())) > GROWTH
    )
