"""Splits what the author wrote into whole sentences, as he set them; it judges none and leaves none out."""

from __future__ import annotations

import re
from collections.abc import Iterator

FEW = 4  # words of a wish
SHORT = 40  # characters of a closing that stands by itself
_END = re.compile(r"""[.!?…]+["'”’)\]]*(?=\s)|:(?=\s*\n)""")
_SHORTENED = re.compile(r"\b(?:(?i:e\.g|i\.e|e\.t\.c|etc|vs|mr|mrs|ms|dr|st|cf|approx)|[A-HJ-Z])\.$")
_NUMBER = re.compile(r"\bno\.$", re.IGNORECASE)  # `no. 5`; by itself it is an answer
_MARK = re.compile(r"^(?:[•*·‣▪–-]|\(?\d{1,2}[.)])\s+")
_CLOSING = re.compile(
    r"(?:good luck|best(?: of luck| wishes)?|all the best|fingers crossed|take care|hope (?:this|that) helps|cheers|"
    r"regards|kind regards|yours|love|thanks|thank you|keep (?:us|me) posted|stay strong|hang in there)\b.{0,40}$",
    re.IGNORECASE,
)


def split(text: str) -> list[str]:
    """The sentences of a paragraph in order, white space folded, the mark of a list dropped."""
    return [sentence for line in text.split("\n") for sentence in _line(_MARK.sub("", line.strip()))]


def _line(line: str) -> Iterator[str]:
    start = depth = seen = 0
    for found in _END.finditer(line):
        piece = line[start : found.end()]
        depth += line.count("(", seen, found.end()) - line.count(")", seen, found.end())
        seen = found.end()
        goes_on = line[found.end() :].lstrip()[:1].islower() and "!" not in found[0] and "?" not in found[0]
        if depth > 0 or goes_on or _is_shortened(piece.rstrip("\"'”’)]"), line[found.end() :].lstrip()):
            continue
        yield " ".join(piece.split())
        start, depth = found.end(), 0
    if rest := " ".join(line[start:].split()):
        yield rest


def _is_shortened(piece: str, rest: str) -> bool:
    """Whether the point at the end of a piece belongs to a word of it."""
    return bool(_SHORTENED.search(piece) or (_NUMBER.search(piece) and rest[:1].isdigit()))


def is_closing(sentence: str) -> bool:
    """Whether it only says goodbye."""
    return len(sentence) <= SHORT and _CLOSING.match(sentence) is not None


def is_wish(sentence: str) -> bool:
    """Whether it may be a wish at the end, a paragraph of its own: a few words with an exclamation mark."""
    return sentence.endswith("!") and len(sentence.split()) <= FEW
