"""Verbs that must agree when `he` becomes `they`: after it, before it in questions, and further on after `and`."""

from __future__ import annotations

from bot.mind.wording import Words, listed

IRREGULAR = {
    "is": "are",
    "was": "were",
    "has": "have",
    "does": "do",
    "isn't": "aren't",
    "wasn't": "weren't",
    "hasn't": "haven't",
    "doesn't": "don't",
    "focuses": "focus",
    "aches": "ache",
}
INVERTIBLE = set(IRREGULAR) - {"focuses", "aches"}
MODALS = listed(
    "do did don't didn't had hadn't will would won't wouldn't can could can't cannot couldn't should shouldn't "
    "may might must let"
)
OPENERS = listed(
    "what why where how who whom when which and but or so nor neither never rarely seldom only then as than if"
)
ADVERBS = listed(
    "not never always often sometimes still just also now then even quite soon once ever only already too perhaps "
    "maybe so almost again rather somehow simply himself indeed both all probably truly no longer of course"
)
COORDINATORS = {"and", "or", "but", "then", "nor"}
SUBJECTS = {"he", "i", "she", "we", "they", "who", "which", "there"}
PARTICLES = {"in", "out", "on", "off", "up", "down", "back", "away", "over", "around", "through"}
ASIDES = {",", "(", ")", "—", "–"}
OBJECTS = {"me", "him", "her", "us", "it", "the", "a", "an", "your", "my"}
BEHIND_YOU = listed("and or but to at with for from in on again back up out off too anymore so every all like")
# Words in -s that are verbs wherever they follow a coordinator; other words in -s may be nouns there.
PLAIN_VERBS = INVERTIBLE | listed(
    "wants says tells asks knows thinks comes goes gets gives takes keeps makes sees seems lets begins becomes "
    "realizes realises refuses decides ignores forgets remembers loses misses feels finds hears sends brings writes "
    "pretends appears disappears tries avoids deletes unblocks apologizes explains admits accepts deserves continues "
    "cares chooses believes hates loves leads suffers"
)
HAS_DONE = listed(
    "been gone got gotten had made told said found met left given become begun come let put kept thought known seen "
    "shown written brought bought spent chosen forgotten fallen grown run sent started felt heard held paid read "
    "spoken slept understood withdrawn hidden driven drawn built taught caught quit won"
)
# After `he's` these tell how he is (`he's tired`), unless an object follows (`he's hurt you`).
STATES = listed(
    "tired confused scared worried interested involved used attached supposed swamped stressed hurt upset married "
    "engaged bored annoyed depressed overwhelmed excited relaxed ashamed determined prepared naked red committed "
    "devoted convinced"
)
DONE_OR_IS = {"done", "lost", "broken", "finished", "taken"}
BEHIND_DONE = listed(
    "it this that his her your my the a an all some something nothing everything enough interest hope feelings touch "
    "contact faith patience up off down so well much many no time advantage"
)


def agree(words: Words, at: int) -> None:
    """Bring every verb whose subject is the `he` at this place into the plural; `he` itself is left to the caller."""
    if "'" in words.low(at):
        _contraction(words, at)
    elif words.after(at) in {"and", "or"}:
        return
    elif _inverted(words, at):
        _put_plural(words, at - 1)
    elif words.before(at) not in MODALS:
        _put_plural(words, _skip(words, at))
    _follow(words, at)


def plural(verb: str) -> str:
    """The plural of a present verb in -s (`cares` -> `care`, `tries` -> `try`); any other word as it is."""
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    if "'" in verb or verb in ADVERBS or not verb.endswith("s") or verb.endswith(("ss", "us", "is", "as")):
        return verb
    if verb.endswith("ies") and len(verb) > 4:
        return verb[:-3] + "y"
    return verb[:-2] if verb.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")) else verb[:-1]


def _put_plural(words: Words, at: int) -> None:
    old = words.low(at)
    if plural(old) != old:
        words.put(at, plural(old))


def _contraction(words: Words, at: int) -> None:
    if words.low(at) == "he's":
        words.put(at, "he've" if _has_done(words, at) else "he're")


def _has_done(words: Words, at: int) -> bool:
    """Whether `he's` is `he has`: a participle follows that does not merely say how he is."""
    verb = _skip(words, at)
    word, behind = words.low(verb), words.after(verb)
    if word in STATES:
        return _object(words, verb) and behind in {"you", "me", "him", "her", "us"}
    if word in DONE_OR_IS:
        return behind in BEHIND_DONE
    past = len(word) > 3 and word.endswith("ed") and not word.endswith("eed")
    return word in HAS_DONE or (past and behind != "by")


def _inverted(words: Words, at: int) -> bool:
    """`is he ...`, `what does he ...`; but not `The truth is he cares`, where a verb of his own follows."""
    if words.before(at) not in INVERTIBLE:
        return False
    opener = words.before(at - 1)
    if not opener or opener in OPENERS or words.low(at - 3) == "how":
        return True
    own = words.low(_skip(words, at))
    return "?" in words.gaps[_end(words, at)] and plural(own) == own and own not in MODALS


def _skip(words: Words, at: int) -> int:
    """The place of the word after this one, past adverbs and an aside; past the end if the clause ends before."""
    here = at + 1
    while words.beside(here - 1) and _adverb(words.low(here)):
        here += 1
    return here if words.beside(here - 1) else _past_aside(words, here)


def _past_aside(words: Words, at: int) -> int:
    """Past an aside of up to four words: `he, of course, knows`, `he (again) knows`."""
    if words.gaps[at].strip() not in ASIDES:
        return len(words)
    closing = (here for here in range(at + 1, min(at + 5, len(words))) if words.gaps[here].strip() in ASIDES)
    return next(closing, len(words))


def _adverb(word: str) -> bool:
    return word in ADVERBS or (word.endswith("ly") and len(word) > 4)


def _follow(words: Words, at: int) -> None:
    """Go on through the clause and bring the verbs joined to his (`calls, and asks`) into the plural too."""
    done = {_skip(words, at)}
    for here in range(at + 1, _end(words, at)):
        right_after = _particle_back(words, here - 1) in done
        in_a_list = words.gaps[here].strip() == "," and words.after(here) in {"and", "or"}
        if words.low(here) in COORDINATORS or (in_a_list and right_after):
            verb = here if in_a_list and right_after else _skip(words, here)
            if _joined(words, verb, right_after):
                _put_plural(words, verb)
                done.add(verb)
        elif words.low(here) in PLAIN_VERBS and here not in done and words.before(here) != "it":
            return  # somebody else acts now: what follows may be theirs


def _end(words: Words, at: int) -> int:
    """The first word that is out of reach: behind the end of the clause, or a new subject."""
    for here in range(at + 1, len(words)):
        if words.ends(here - 1) or words.low(here).partition("'")[0] in SUBJECTS:
            return here
    return len(words)


def _particle_back(words: Words, at: int) -> int:
    return at - 1 if words.low(at) in PARTICLES else at


def _joined(words: Words, at: int, right_after: bool) -> bool:
    """Whether the word behind `and`, `or`, `but` is a verb in -s and not a noun (`calls or texts`, `cats or dogs`)."""
    word = words.low(at)
    if word in INVERTIBLE:
        return words.after(at) not in {"it", "he", "she", "this", "that", "there", "i"}
    return word in PLAIN_VERBS or right_after or _object(words, at)


def _object(words: Words, at: int) -> bool:
    """Whether an object follows: `the`, `me`, or a `you` that is not the start of a new clause."""
    behind = words.after(at)
    if behind == "you":
        further = words.after(at + 1)
        return not further or further in BEHIND_YOU or further.endswith("ly")
    return behind in OBJECTS
