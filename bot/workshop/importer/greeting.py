"""How an answer begins: who is greeted and what is only nice to say stand aside, and any other word is kept."""

from __future__ import annotations

import re
from collections.abc import Collection

NEAR = 40  # characters from a greeting in which the one who is greeted stands
_HELLO = re.compile(r"(?:hi|hello|hey|dear|hallo|good (?:morning|evening|day))\b(?: (?:there|again|back)\b)*", re.I)
_STOP = re.compile(r"[.,!?:;]+(?=\s|$)|\s*[–—]+|\s+-(?=\s)")
_CALLED = re.compile(r"(?:(?:[^\W\d_a-z]|my |dear |all|everyone|everybody|friends?|readers?|folks)[\w.'’-]*\s*){1,3}")
_COURTESY = re.compile(
    r"(?:and )?(?:(?:a )?(?:very |warm )*welcome|(?:many )?thanks?(?! to\b)|how are you|i hope you are well|"
    r"(?:(?:i am|i'm|it is|it's|so|very) )*(?:nice|good|great|lovely|glad|happy|sorry)"
    r" (?:to (?:hear|see|meet|have|read)|for your|of you|that you|you|question))\b[^,:;–—]{0,40}",
    re.IGNORECASE,
)


def greeted(sentence: str, names: Collection[str] = ()) -> tuple[str, str]:
    """How a sentence greets somebody of these names, and what else it says: `Dear Ana, cut it back` says more."""
    hello = _HELLO.match(sentence)
    at = _after_hello(sentence, hello.end(), names) if hello else _after_name(sentence, names)
    if not at:
        return "", sentence
    first, rest = sentence[:at].rstrip(" –—-"), sentence[at:].strip()
    if _is_courtesy(rest):
        return sentence, ""
    further, rest = greeted(rest, names)
    return f"{first} {further}".rstrip(), rest


def _after_hello(sentence: str, start: int, names: Collection[str]) -> int:
    """Where what is not said to greet begins; 0 where nobody can tell who is greeted."""
    stop = _STOP.search(sentence, start, start + NEAR)
    end = stop.end() if stop else len(sentence)
    body = sentence[start : stop.start() if stop else end]
    known = _named(body, names)
    if _is_courtesy(body[known:]) or (not known and _CALLED.fullmatch(body.strip())):
        return end
    return start + known if known else 0


def _after_name(sentence: str, names: Collection[str]) -> int:
    """Behind a name by which somebody is called: `Ana, cut it back`."""
    known = _named(sentence, names)
    stop = _STOP.match(sentence, known) if known else None
    return stop.end() if stop and (stop[0] != "." or stop.end() == len(sentence)) else 0


def _named(text: str, names: Collection[str]) -> int:
    """Where the names end that a text begins with; 0 if it begins with none."""
    if not names:
        return 0
    each = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    found = re.match(rf"\s*(?:{each})(?:\.(?=[,!:;]))?(?:[\s-]+(?:{each}))*(?![\w'’])", text, re.IGNORECASE)
    return found.end() if found else 0


def _is_courtesy(text: str) -> bool:
    """Whether nothing is left of a text but what is nice to say."""
    bare = text.strip(" .,!?")
    return not bare or _COURTESY.fullmatch(bare) is not None
