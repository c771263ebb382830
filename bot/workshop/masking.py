"""What may tell who somebody is, taken out of what they wrote: names, numbers, addresses.

Rather too much than too little, but it reads surfaces only. A nickname in lower case stays,
and so does a place described in words: reviewers promise to keep quiet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

What = Literal["", "name", "phone", "email", "handle", "address", "link"]
SURE = re.compile(
    r"(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<link>\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|net|org|uk|de|fr|ru)\b(?:/\S*)?)"
    r"|(?P<handle>(?<![\w@])@\w[\w.]{1,40})"
    r"|(?P<phone>(?<![\w.])\+?\(?\d(?:[\s().–-]{0,2}\d){6,14}(?![\w]))"
    r"|(?P<address>\b\d{1,5}[a-z]?,?\s+(?:[\w’'-]+\s+){1,3}(?:street|st|road|rd|avenue|ave|lane|court|"
    r"square|boulevard|blvd|terrace|crescent|gardens|(?-i:Drive|Way|Place|Close|Row))\b\.?"
    r"|\b(?:flat|apartment|apt|unit)\s+\d+\w?\b"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b)",
    re.IGNORECASE,
)
KINDS: dict[str, What] = {kind: kind for kind in get_args(What)}
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
INTRODUCED = re.compile(r"\b(?:my name(?:[’']s| is)|i[’']?m called|call me)\s+$", re.IGNORECASE)
POSSESSIVE = re.compile(r"[’']s?$")
# Written with a capital although they name nobody.
_KNOWN = """
sundays mondays tuesdays wednesdays thursdays fridays saturdays day year new halloween thanksgiving lent that back don't
sir madam miss mother father mummy daddy friends number
i i'm i've i'll i'd im ive mr mrs ms dr god jesus lord christ allah christmas easter ramadan diwali eid valentine
valentine's xmas nye monday tuesday wednesday thursday friday saturday sunday january february march april may june
july august september october november december english spanish french german american british european asian indian
irish whatsapp instagram insta facebook fb snapchat tiktok telegram twitter messenger facetime tinder hinge bumble
netflix spotify google zoom iphone uk usa us eu uni phd adhd ptsd nc lol omg tbh idk btw wtf ex exes ok okay mum mom
mam dad mama papa mommy daddy grandma grandpa nan nana aunt uncle he she they we you it his her him my the a an and
but or so because if when then what why how who where please help thanks thank hi hello hey dear yes no not never
love sorry
"""
KNOWN = frozenset(_KNOWN.split())
# What goes on with `call me` and is no name, unless it is written as one.
_NO_NAMES = """
about after again all any anymore anything anytime around as at away babe baby back bad before beautiful by cause crazy
cuz darling day during even ever every everyday everything first for from fat gorgeous home honey if in into just last
later like lol lots maybe more most mostly much names next night nothing now od off often old on once only or out over
past please pretty princess psycho randomly regularly right selfish since some sometime sometimes somewhere soon still
stupid sweetheart the this that then there though till to today tomorrow tonight too twice ugly until up upset weird
well whatever whenever while with within without worst yesterday
"""
NO_NAMES = frozenset(_NO_NAMES.split())


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text: as it was written, or what stands for it. `hides` says what was taken out."""

    text: str
    hides: What = ""


def _first_names() -> frozenset[str]:
    lines = (Path(__file__).parent / "names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


NAMES = _first_names()


def mask(text: str, public: frozenset[str] = frozenset()) -> tuple[Piece, ...]:
    """The text in pieces. `public` are names that may be read, in lower case: the author's."""
    pieces = list[Piece]()
    for piece in _sure(text):
        pieces += [piece] if piece.hides else _names(piece.text, public)
    return tuple(piece for piece in pieces if piece.text)


def plain(pieces: tuple[Piece, ...]) -> str:
    """The pieces as one text: `I met [name] on 3 May`."""
    return "".join(f"[{piece.hides}]" if piece.hides else piece.text for piece in pieces)


def _sure(text: str) -> Iterator[Piece]:
    """What is known by its form alone."""
    at = 0
    for found in SURE.finditer(text):
        yield Piece(text[at : found.start()])
        yield Piece(found.group(), KINDS[found.lastgroup or ""])
        at = found.end()
    yield Piece(text[at:])


def _names(text: str, public: frozenset[str]) -> Iterator[Piece]:
    at = 0
    for found in WORD.finditer(text):
        if _is_name(text, found, public):
            end = found.end() - len(_ending(found.group()))
            yield Piece(text[at : found.start()])
            yield Piece(text[found.start() : end], "name")
            at = end
    yield Piece(text[at:])


def _is_name(text: str, found: re.Match[str], public: frozenset[str]) -> bool:
    word = found.group()
    bare = word.removesuffix(_ending(word)).casefold()
    before = text[: found.start()].rstrip(" \t\"'“‘(*_")
    if bare in public or (len(bare) < 2 and not bare.isupper()):
        return False
    if INTRODUCED.search(text[: found.start()]) and bare not in KNOWN | NO_NAMES:
        return True
    if bare in NAMES and word.casefold() not in KNOWN:
        return True
    starts = not before or before[-1] in ".!?…:;\n-–—•"
    return (
        word[:1].isupper() and not word.isupper() and not starts and word.casefold() not in KNOWN and bare not in KNOWN
    )


def _ending(word: str) -> str:
    found = POSSESSIVE.search(word)
    return found.group() if found else ""
