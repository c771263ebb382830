"""A message as it is meant to be heard: plain words one blank apart, quotations in capitals, other people set apart.

It knows how English is typed on a phone, not what any word is about. Linear in the text: every gap is bounded.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.mind.typed import ISES, NEGATED, SHORT
from bot.mind.wording import listed

START, PAUSE, STOP, ASKED = "¶", ",", ".", "?"
_ENDS = {STOP, ASKED}
_APOSTROPHE = re.compile(r"['’`´ʼ]")
_TOKEN = re.compile(
    r"[:;=][-']?[()DPp3/](?!\w)|\d+(?:[.,]\d+)?|[^\W\d_]+(?:['’`´ʼ][^\W\d_]+)*|\n+|[.!?…]+|[,;:—–()&+]|(?<=\s)-+(?=\s)"
)
_QUOTED = re.compile(
    r"\"[^\"\n]{1,400}\"|“[^”\n]{1,400}”|«[^»\n]{1,400}»"
    r"|(?<!\w)['‘](?!(?:cause|cos|coz|em|til|till|bout|n)\b)(?=\w)(?:[^'’\n]|(?<=\w)['’](?=\w)){1,400}['’](?!\w)"
)
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")
_ASIDE = 60  # words; a bracket that stays open longer was never meant to close
_EMPHASIS = 2  # words; a quotation this short is a word in inverted commas

_ENDINGS = {"re": "are", "ve": "have", "ll": "will", "m": "am", "d": "had"}

Genders = frozenset[str]
NOBODY: Genders = frozenset()
_HE, _SHE = frozenset({"he"}), frozenset({"she"})
_PARTNERS = {
    **dict.fromkeys(listed("boyfriend bf husband man guy bloke lad"), _HE),
    **dict.fromkeys(listed("girlfriend gf wife girl woman lass"), _SHE),
}
_OTHERS = {
    **dict.fromkeys(listed("dad father daddy brother uncle son stepdad grandad grandpa boy"), _HE),
    **dict.fromkeys(listed("mum mom mother sister aunt auntie daughter nan gran grandma"), _SHE),
    **dict.fromkeys(
        listed("friend mate bestie pal buddy cousin boss colleague coworker roommate flatmate"), _HE | _SHE
    ),
    **dict.fromkeys(listed("housemate therapist counsellor doctor teacher neighbour pastor landlord"), _HE | _SHE),
}
_PEOPLE = {**_PARTNERS, **_OTHERS}
_PRONOUNS = {
    **dict.fromkeys(listed("he him his himself"), "he"),
    **dict.fromkeys(listed("she her hers herself"), "she"),
}
_OWNERS = listed("my our his her their your a an one some another that new best little older younger other _his _her")
_NOT_MINE = listed("his her their your some another a an new other one _his _her")
_SPEAKS = listed(
    "say says said saying think thinks thought tell tells told reckon reckons ask asks asked keeps swears insists"
)


@dataclass(frozen=True, slots=True)
class Telling:
    """What was told: ` ¶ he left me , and i cried . why ? `, and for each word of it where it stood in the original.

    `sentences` are spans of `text` from the mark before a sentence to the mark after it, blanks and all.
    """

    text: str
    original: str
    sentences: tuple[tuple[int, int], ...]
    at: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    def words(self, start: int, end: int) -> str:
        """The original words behind a piece of `text`."""
        first, last = bisect_right(self.at, start) - 1, bisect_right(self.at, end - 1) - 1
        spans = [span for span in self.spans[max(first, 0) : last + 1] if span != (0, 0)]
        return self.original[min(spans)[0] : max(end for _, end in spans)] if spans else ""


class _Word(NamedTuple):
    text: str
    span: tuple[int, int] = (0, 0)


def tell(text: str) -> Telling:
    """The text as it is meant to be heard; sentences end in `.` or `?`, brackets stand behind theirs."""
    words = [_Word(START), *_set_apart(_in_order(_words(text))), _Word(STOP)]
    at, here, begun, sentences = [], 0, 0, []
    for word in words:
        at.append(here)
        if word.text in _ENDS:
            sentences.append((begun, here + 3))
            begun = here
        here += len(word.text) + 1
    told = "".join(f" {word.text}" for word in words) + " "
    return Telling(told, text, tuple(sentences), tuple(at), tuple(word.span for word in words))


def _words(text: str) -> list[_Word]:
    quotes = _quotations(text)
    words, quote = [], 0
    for found in _TOKEN.finditer(text):
        while quote < len(quotes) and quotes[quote][1] <= found.start():
            quote += 1
        inside = quote < len(quotes) and quotes[quote][0] <= found.start()
        parts = _plain(found[0])
        words += [_Word(part.upper() if inside else part, found.span()) for part in parts]
    return words


def _quotations(text: str) -> list[tuple[int, int]]:
    """Spans of quoted speech: not a word or two in inverted commas, nor a message that is all quotation."""
    spans = [found.span() for found in _QUOTED.finditer(text) if len(found[0].split()) > _EMPHASIS]
    return [(start, end) for start, end in spans if end - start < 0.9 * len(text)]


@lru_cache(maxsize=10_000)
def _plain(piece: str) -> tuple[str, ...]:
    """A word as it is spelt in full, or a mark as one of `,` `.` `?` `(` `)`; nothing for a smile."""
    if not piece[0].isalnum() and piece not in "&+":
        return _mark(piece)
    word = _DRAWN_OUT.sub(r"\1", piece.lower())
    stem, *endings = _APOSTROPHE.split(word)
    return tuple((_spelt_out(stem, "".join(endings)) if endings else SHORT.get(word, word)).split())


def _mark(piece: str) -> tuple[str, ...]:
    if piece in {"(", ")"}:
        return (piece,)
    if "?" in piece:
        return (ASKED,)
    if len(piece) > 1 and piece[0] in ":;=":
        return ()
    return (PAUSE if piece[0] in ",;:—–-…" or piece.startswith("..") else STOP,)


def _spelt_out(stem: str, ending: str) -> str:
    joined = stem + ending
    if joined in NEGATED:
        return NEGATED[joined]
    if ending in _ENDINGS:
        return f"{stem} {_ENDINGS[ending]}"
    return f"{stem} is" if ending == "s" and stem in ISES else joined


def _in_order(words: list[_Word]) -> list[_Word]:
    """What stands in brackets moved behind its sentence, as a sentence of its own."""
    told: list[_Word] = []
    aside: list[_Word] = []
    inside = False
    for word in words:
        if word.text in {"(", ")"}:
            inside = word.text == "("
        elif inside and len(aside) < _ASIDE:
            aside.append(word)
        else:
            inside = False
            told.append(word)
        if aside and not inside and told and told[-1].text in _ENDS:
            told += [*aside, _Word(STOP)]
            aside = []
    return [*told, _Word(STOP), *aside] if aside else told


def _set_apart(words: list[_Word]) -> list[_Word]:
    """`he` and `she` that mean somebody else than the one all this is about become `_he` and `_she`."""
    heard: list[_Word] = []
    others, named, about = NOBODY, NOBODY, NOBODY
    begun = 0
    for at, word in enumerate(words):
        gender = _PRONOUNS.get(word.text, "")
        if word.text in _ENDS:
            others, named, begun = _carried(words, begun, at, others), NOBODY, at + 1
        elif gender in others:
            heard.append(_Word(f"_{word.text}", word.span))
            continue
        elif gender:
            named |= {gender}
        elif word.text in _PEOPLE:
            others, named = _met(words, at, others, named, about)
        about = about or named
        heard.append(word)
    return heard


def _met(words: list[_Word], at: int, others: Genders, named: Genders, about: Genders) -> tuple[Genders, Genders]:
    """Somebody is named. `others` are the pronouns other people have taken in this sentence, `named` those that
    have stood for the one it is about, `about` the first of these in the whole text. A partner of mine takes the
    pronouns back, anybody else takes what is still free; one who only speaks is not the one spoken of.
    """
    genders = _PEOPLE[words[at].text]
    before = {word.text for word in words[max(0, at - 2) : at]}
    if "am" in before or (words[at].text in {"man", "woman"} and words[at - 1].text == "a"):  # the writer; anybody
        return others, named
    if words[at].text in _PARTNERS and not before & _NOT_MINE:
        return others - genders, named | genders
    if any(word.text in _SPEAKS for word in words[max(0, at - 2) : at + 3]):
        genders = genders - about if about else NOBODY
    alone = at == 0 or words[at - 1].text in _ENDS
    theirs = alone or bool(before & _OWNERS) or words[at].text in {"mum", "mom", "dad"}
    return (others | (genders - named) if theirs else others), named


def _carried(words: list[_Word], begun: int, end: int, others: Genders) -> Genders:
    """Those the last sentence began with stay the ones spoken of when the next begins with a pronoun."""
    began = any(word.text in _PEOPLE for word in words[begun : begun + 4])
    goes_on = end + 1 < len(words) and _PRONOUNS.get(words[end + 1].text, "") in others
    return others if began and goes_on else NOBODY
