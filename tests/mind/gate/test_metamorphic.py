"""The same danger in another dress is heard, and what is harmless stays so when it is sung or told of somebody else."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping

from bot.mind.gate.normal import _ALIKE
from tests.mind.gate.aside import ASIDE, NONE
from tests.mind.gate.test_gate import HARMLESS, level
from tests.mind.gate.test_rules import EXPLICIT, TABLE

Dress = Callable[[str, random.Random], str]
VARIANTS = 5_000
WALK = "We went to the lake and it rained. The bread was good. "
POLITE = {
    "hello": "hello dear bot, i hope you are well. {}",
    "thanks": "{} thank you so much for your time, it means a lot",
    "hola": "buenos días, espero que esté bien. {}",
    "gracias": "{} muchas gracias por su tiempo",
    "guten tag": "guten tag, ich hoffe es geht ihnen gut. {}",
    "danke": "{} vielen dank für ihre zeit",
}
ALIKE = {chr(base): chr(point) for point, base in _ALIKE.items() if chr(point) in "асеіјорѕухѵԁһԛԝ"}


def typo(text: str, chance: random.Random) -> str:
    """Two neighbours exchanged, one left out, or one doubled, in a word of five letters or more."""
    words = [found.span() for found in re.finditer(r"[^\W\d_]{5,}", text)]
    if not words:
        return text
    start, end = chance.choice(words)
    at = chance.randrange(start + 1, end - 2)
    swapped, left_out = text[:at] + text[at + 1] + text[at] + text[at + 2 :], text[:at] + text[at + 1 :]
    return chance.choice([swapped, left_out, text[:at] + text[at] + text[at:]])


def alike(text: str, chance: random.Random) -> str:
    """In each word with Latin letters one is exchanged for its Cyrillic double."""
    return re.sub(r"[a-z]{2,}", lambda word: _swapped(word[0], chance), text)


def _swapped(word: str, chance: random.Random) -> str:
    at = chance.choice([at for at, sign in enumerate(word) if sign in ALIKE] or [0])
    return word[:at] + ALIKE.get(word[at], word[at]) + word[at + 1 :]


def bare(text: str, chance: random.Random) -> str:
    """Without accents; a Russian й is a letter and has none."""
    return "".join(unicodedata.normalize("NFD", sign)[0] if sign < "\u0250" else sign for sign in text)


def dressed(form: str) -> Dress:
    return lambda text, chance: form.format(text)


DRESSES: dict[str, Dress] = {
    "capitals": lambda text, chance: text.upper(),
    "titles": lambda text, chance: text.title(),
    "no accents": bare,
    "accents apart": lambda text, chance: unicodedata.normalize("NFD", text),
    "curly": lambda text, chance: text.replace("'", "\u2019"),
    "an emoji": lambda text, chance: f"{text} {chance.choice('😭💔🥺😔')}",
    "emoji between": lambda text, chance: text.replace(" ", f" {chance.choice('😭💔🥺')} ", 1),
    "a slip": typo,
    "another slip": typo,
    "zero width": lambda text, chance: "\u200b".join(text),
    "soft hyphens": lambda text, chance: re.sub(r"(?<=\w)(?=\w)", "\u00ad", text),
    "full width": lambda text, chance: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    "look-alikes": alike,
    "marks": dressed("{}!!!"),
    "no marks": lambda text, chance: re.sub(r"[.,!?]", "", text),
    "spaces": lambda text, chance: text.replace(" ", "  \t"),
    "said by oneself": dressed('i told him: "{}"'),
    "in the midst": lambda text, chance: f"{WALK * chance.randrange(5)}{text}. {WALK * chance.randrange(5)}",
    "padding before": lambda text, chance: f"{(WALK * 60)[:3000]}. {text}",
    "padding after": lambda text, chance: f"{text}. {WALK * 55}",
} | {name: dressed(form) for name, form in POLITE.items()}
TOLD: dict[str, Dress] = {
    "laughed": dressed("{} lol"),
    "sung": dressed("in the song she sings: {}"),
    "in a film": dressed("like in that movie, {}"),
    "of a friend": lambda text, chance: re.sub(r"\bi\b", "my friend", re.sub(r"\bmy\b", "her", text)),
    "of her": lambda text, chance: re.sub(r"\bi'?m?\b", "she", re.sub(r"\bme\b", "her", text)),
    "capitals": lambda text, chance: text.upper(),
    "a slip": typo,
    "polite": dressed(POLITE["hello"]),
}
DANGER = [*EXPLICIT, *(one.text for one in ASIDE if one.label != NONE)]
DANGER += [text for meant, text in TABLE if meant.startswith("card")]
CALM = [*HARMLESS, *(one.text for one in ASIDE if one.label == NONE), *(text for meant, text in TABLE if meant == NONE)]


def variants(texts: Iterable[str], dresses: Mapping[str, Dress], each: int, seed: int) -> Iterator[tuple[str, str]]:
    """Each text in so many dresses, with their names; the same ones every time."""
    chance = random.Random(seed)
    for text in texts:
        for name in chance.sample(sorted(dresses), each):
            yield f"{name}: {text}", dresses[name](text, chance)


def test_the_same_danger_in_another_dress_is_heard() -> None:
    known = (text for text in DANGER if level(text) != "none")
    heard = [(name, level(variant)) for name, variant in variants(known, DRESSES, 17, seed=19)]
    lost = [name for name, found in heard if found == "none"]
    assert len(heard) >= VARIANTS
    assert len(lost) <= 0.05 * len(heard), lost


def test_what_is_harmless_stays_so_in_another_mouth() -> None:
    calm = (text for text in CALM if level(text) != "card")
    heard = [(name, level(variant)) for name, variant in variants(calm, TOLD, len(TOLD), seed=20)]
    raised = [name for name, found in heard if found == "card"]
    assert len(heard) >= 1_000
    assert len(raised) <= 0.05 * len(heard), raised
