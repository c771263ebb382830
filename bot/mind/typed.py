"""How English is typed on a phone, and what is meant by it; it knows words, and not what any of them is about."""

from __future__ import annotations

import re

from bot.mind.wording import listed

ISES = listed("he she it that there who what where how")
NEGATED = {
    **{f"{verb}nt": f"{verb} not" for verb in listed("do does did is was are were have has had would could should")},
    **dict.fromkeys(("cant", "cannot"), "can not"),
    "wont": "will not",
    "aint": "is not",
}
# What is meant: how it is typed.
_SPELLINGS = (
    "because: cuz coz cos bc bcoz bcuz bcos becoz becuz cus; and: n nd & +; with: w wiv wid wth; you: u ya yu; "
    "your: ur yr; are: r; what: wat wot; what is: wots; when: wen; about: abt; someone: sumone; people: ppl; "
    "right now: rn; i am: im; they are: theyre; he had: hed; she had: shed; they had: theyd; did not: didint dident "
    "didn; have not: havnt; do not: dnt; do not know: dunno; night: nite; week: wk; weeks: wks; month: mth mnth; "
    "months: mths mnths; years: yrs; hours: hrs; text: txt; texts: txts; texted: txted; texting: txting; "
    "message: msg; messages: msgs; messaged: msgd msged; messaging: msging"
)
# So rarely typed that nothing is learned from them as they stand: these are also spelt out for matching.
_SLIPS = (
    "should: shud shld; could: cud; would: wud; said: sed; love: luv; loves: luvs; loved: luvd; broke: brok; "
    "yesterday: yestrday yesterdy yestaday yday; tomorrow: tmr tmoro tomoro 2moro; today: 2day; tonight: 2nite 2night; "
    "do not: dnt; does not: dsnt; did not: dint; know: kno; have: hav; had not: hadnt; they: dey; "
    "them: dem; that: dat; what: wat wot; when: wen; with: wiv wid wth; why: wy; back: bak; never: nevr neva; "
    "forever: 4ever foreva; someone: sum1 some1; something: sumthing smth; nothing: nuthin nothin; anyone: any1; "
    "everyone: every1; phone: fone; friend: frend; girlfriend: gurlfriend; please: plz plse; because: bcoz becuz bcuz"
)


def _listed(spellings: str) -> dict[str, str]:
    lines = (line.partition(": ") for line in spellings.split("; "))
    return {short: full for full, _, shorts in lines for short in shorts.split()}


_SLIP = _listed(_SLIPS)
_MISTYPED = re.compile(
    rf"\b(?:{'|'.join(map(re.escape, _SLIP))})\b|\bwit(?= (?:me|him|her|them|my|us)\b)", re.IGNORECASE
)
SHORT = {
    **NEGATED,
    **_SLIP,
    **{f"{who}s": f"{who} is" for who in ISES},
    **{f"{who}ve": f"{who} have" for who in listed("i you they we")},
    **_listed(_SPELLINGS),
}


def spelled(text: str) -> str:
    """The text with the worst slips of a hasty thumb put right: `shud i`, `brok up wit me`."""
    return _MISTYPED.sub(lambda found: _SLIP.get(found[0].lower(), "with"), text)
