"""Whether a message leans on what was said before (`and if he doesn't?`) or is a piece of it; it knows no passage."""

from __future__ import annotations

import re

from bot.mind.matching.text import words
from bot.mind.questions import asks
from bot.mind.wording import listed

# Words that say nothing by themselves: what they are about was said before.
_BARE = listed(
    "a about actually after again ago all already also always am an and another any anymore anything anyway are "
    "aren't as at back be because been before being best better both boys but by can cannot can't cant could couldn't "
    "did didn't didnt do does doesn't doesnt doing done don't dont either else enough even ever every exactly example "
    "few first for from get girls give gives go goes going good got guys had happen happened happens hard has hasn't "
    "have haven't he help helped helps her here hers him his how however i i'd idea if i'll i'm im in instead into is "
    "isn't isnt it it's its i've ive just know last later less like little long made make many matter may maybe me "
    "mean means men might mine more most much must my myself need needed never no nope not nothing now of off often "
    "oh ok okay on once one only or other others otherwise part people please point possible probably quite rather "
    "reason right same say saying says second she should shouldn't since so some something sometimes soon sorry still "
    "such sure tell tells than that that's thats the their them then there these they they're thing things think this "
    "those though to too tried true try trying two u understand until up upon us use used useful very was wasn't way "
    "ways we well were weren't what whatever what's whats when where which while who whom whose why will with without "
    "women won't wont work worked working works worse would wouldn't wrong yeah yep yes yet you your"
)
_REFERS = listed("he him his she her hers they them their it that this these those there then ex we us our same")
_SELF = listed("i i'm im i've ive i'd i'll me my myself pls plz please help")
_ASKED = listed("how what when where why who whom whose which should shall shud wat wen y")
PIECE = 3  # words
_GOES_ON = re.compile(
    r"\W*(?:and|but|so|or|then|even|ok(?:ay)?|well|also|except|unless|because|what (?:if|about))\b", re.I
)


def is_bare(text: str) -> bool:
    """Whether nothing in it says what it is about: `for how long?`, `but I already did that`."""
    return all(word in _BARE or word.isdecimal() for word in words(text))


def refers(text: str) -> bool:
    """Whether it points at somebody or something named before, or begins as if it went on."""
    return bool(_GOES_ON.match(text)) or any(word in _REFERS for word in words(text))


def is_fragment(text: str, most: int = PIECE) -> bool:
    """Whether it is a few words that ask nothing (`by text`); of two or three, only where they say nothing of me."""
    said = words(text)
    own = most <= PIECE and any(word in _SELF for word in said)
    asked = asks(text) or _GOES_ON.match(text) or any(word in _ASKED for word in said)
    return 0 < len(said) <= most and not own and not asked
