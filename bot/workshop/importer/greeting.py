"""How an answer begins: who is greeted and what is only nice to say stand aside, and any other word is kept."""

from __future__ import annotations

import re
from collections.abc import Collection

NEAR = 40  # characters from a greeting in which the one who is greeted stands
_HELLO = re.compile(r"(?:hi|hello|hey|dear|hallo|good (?:morning|evening|day))\b(?: (?:there|again|back)\b)*", re.I)
_STOP = re.compile(r"[.,!?:;]+(?=\s|$)|\s*[–—]+|\s+-(?=\s)")
_CALLED = re.compile(r"(?:(?:[^\W\d_a-z]|my |dear |all|everyone|everybody|friends?|readers?|folks)[\w.'’-]*\s*){1,3}")
_BEGINS = re.compile(r"(?![a-z])[^\W\d_](?:\w|\.(?=[,!:;]))")  # a name that nothing greets: two letters, or `J.`
_WORDS = """
no not never none nothing nobody yes yeah yep nope ok okay sure maybe perhaps please sorry thanks thank well so but
and or yet if as at by for from in of on to the a an i me you your he him his she her it its we us our they them their
this that these those there here who what when where why how is am are was were be been do does did don't have has had
can could should would must again ever always anymore still now then today tomorrow tonight soon later just only also
too very really already almost enough more less most any some every each other another one two first last new old good
bad better best great left leave stop run go gone wait stay come get give take keep let make move try talk text call
write say said tell ask think know feel want need love forget forgive listen look see read block ignore remember
believe trust accept breathe relax calm walk fight quit end begin start hold help
"""
_COMMON = frozenset(_WORDS.split())  # an answer may begin with them: they greet nobody
_HANDLES = """
my dear all anonymous anon guest user visitor reader readers name noname unknown someone somebody anyone anybody
everyone everybody friend friends folks girl guy boy man woman lady lost confused broken heartbroken hurt hurting sad
alone lonely single hopeless hopeful desperate unsure anxious tired done stuck crazy stupid poor
"""
_WORD = re.compile(r"[^\W\d_]+(?:['’]t)?")
_NOBODY = frozenset(_HANDLES.split())  # greeted by hello alone: `Dear friend`
_TURNS = r"but|and|so|yet|because|or|though|although|however|if|unless|no|not|never|please|leave|stop|should|must|now"
_TAIL = rf"\b(?:(?!\b(?:{_TURNS})\b|n['’]t\b)[^,:;–—]){{0,40}}"  # up to where it may turn into advice
_COURTESY = re.compile(
    rf"(?:and )?(?:(?:a )?(?:very |warm )*welcome(?: back| again| here| to (?:the|my|our|this){_TAIL})*|"
    rf"(?:many )?thank(?:s| you)(?: (?:so|very) much| a lot| again)*(?: for{_TAIL})?|"
    r"how are you(?: doing| today| all)*|i hope you(?: are|'re) (?:doing )?well|"
    r"(?:(?:i am|i'm|it is|it's|so|very) )*(?:nice|good|great|lovely|glad|happy|sorry)"
    rf" (?:question|(?:to (?:hear|see|meet|have|read)|for your|of you){_TAIL}|"
    rf"(?:that )?you (?:wrote|write|asked?|came|come|found|liked?|enjoy(?:ed)?|shared?|are (?:back|here)){_TAIL}))",
    re.IGNORECASE,
)


def is_name(word: str) -> bool:
    """Whether a word of what somebody calls themselves is a name: of `He Left` and `Lost Girl` none is."""
    return word.casefold() not in _COMMON | _NOBODY


def is_made_up(name: str) -> bool:
    """Whether any word of it is no name."""
    return not all(map(is_name, _WORD.findall(name)))


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
    if stop and stop[0] == "," and body.strip() in names:
        return end
    known = _named(body, names)
    if _is_courtesy(body[known:]) or (not known and _is_called(body.strip())):
        return end
    return start + known if known else 0


def _is_called(text: str) -> bool:
    """Whether it looks like somebody's name, and is not what anybody is told to do: `Hi Run!`."""
    words = _WORD.findall(text.casefold().replace("’", "'"))
    return _CALLED.fullmatch(text) is not None and _COMMON.isdisjoint(words)


def _after_name(sentence: str, names: Collection[str]) -> int:
    """Behind a name by which somebody is called: `Ana, cut it back`."""
    known = _named(sentence, names) if _BEGINS.match(sentence) else 0
    stop = _STOP.match(sentence, known) if known else None
    return stop.end() if stop and (stop[0] != "." or stop.end() == len(sentence)) else 0


def _named(text: str, names: Collection[str]) -> int:
    """Where the names end that a text begins with; 0 if it begins with none."""
    each = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if not is_made_up(name))
    found = re.match(rf"\s*(?:{each})(?:\.(?=[,!:;]))?(?:[\s-]+(?:{each}))*(?![\w'’])", text, re.IGNORECASE)
    return found.end() if each and found else 0


def _is_courtesy(text: str) -> bool:
    """Whether nothing is left of a text but what is nice to say."""
    bare = text.strip(" .,!?")
    return not bare or _COURTESY.fullmatch(bare) is not None
