"""The ex's pronouns: the author writes of a man, `adapt` makes it a woman or leaves it open; nothing else is changed.

A small set of rules, complete for this author's sentences and meant to be read beside the table in its test.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.mind.agreement import agree
from bot.mind.wording import Words, listed

FORMS: Mapping[str, Mapping[str, str]] = {
    "she": {
        "he": "she",
        "him": "her",
        "his": "her",
        "his alone": "hers",
        "himself": "herself",
        "boyfriend": "girlfriend",
        "boyfriends": "girlfriends",
        "man": "woman",
    },
    "they": {
        "he": "they",
        "him": "them",
        "his": "their",
        "his alone": "theirs",
        "himself": "themself",
        "boyfriend": "partner",
        "boyfriends": "partners",
        "man": "person",
    },
}
PAIRED = {"she", "her", "hers", "herself"}
ONE_MAN = {"a", "the", "this", "that", "another", "your"}
OWNERS = {"my", "your", "our", "her", "their", "its"}
AFTER_ALONE = listed(
    "is was are were isn't wasn't aren't weren't will would can could should may might must has had have "
    "and or but to too alone in at than as if when while because on anymore now instead either again "
    "told said did does"
)
_CLOSED = re.compile(r"\s*[\n.,;:!?)…—–”]|[\"'’]")


def adapt(text: str, ex: str) -> str:
    """`text` with the ex's pronouns; `ex` is `he`, `she`, `they` or `unknown` (he and unknown leave it as written)."""
    forms = FORMS.get(ex)
    if not forms:
        return text
    words = Words(text)
    if ex == "they":
        for at in [at for at in range(len(words)) if is_he(words, at)]:
            agree(words, at)
    for at in range(len(words)):
        _rename(words, at, forms)
    return str(words)


def is_he(words: Words, at: int) -> bool:
    """Whether this word is `he`, `he's`, `he'd` or `he'll`, and not half of `he or she`."""
    return words.low(at).partition("'")[0] == "he" and not _paired(words, at)


def _rename(words: Words, at: int, forms: Mapping[str, str]) -> None:
    stem, mark, tail = words.low(at).partition("'")
    if stem not in forms or _paired(words, at) or (stem == "man" and not _one_man(words, at)):
        return
    words.put(at, forms["his alone" if stem == "his" and _alone(words, at) else stem] + mark + tail)


def _paired(words: Words, at: int) -> bool:
    """`he or she`, `his/her`, `s/he` already leave it open."""
    if words.gaps[at] == "/" or words.gaps[at + 1] == "/":
        return True
    after = words.after(at) == "or" and words.low(at + 2) in PAIRED
    return after or (words.before(at) == "or" and words.low(at - 2) in PAIRED)


def _one_man(words: Words, at: int) -> bool:
    """`a man`, but not `As a man, I ...`, where the author speaks of himself."""
    himself = words.low(at - 2) == "as" and words.low(at + 1) == "i"
    return words.before(at) in ONE_MAN and not himself and not words.gaps[at + 1].startswith("-")


def _alone(words: Words, at: int) -> bool:
    """Whether `his` stands without its noun: at the end of a clause, or before a word no noun group begins with."""
    word = words.after(at)
    if word in {"and", "or"} and words.low(at + 2) in OWNERS:
        return False
    if word:
        return word in AFTER_ALONE and not words.gaps[at + 2].startswith("-")
    return at + 1 == len(words) or bool(_CLOSED.match(words.gaps[at + 1]))
