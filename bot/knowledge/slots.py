"""What the mind looks for by name: phrases for all it may say, a card for every danger, weights of its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from bot.errors import Problem
from bot.knowledge import facts
from bot.knowledge.helplines import HelplinesFile, LineShape
from bot.knowledge.hints import near
from bot.knowledge.nodes import Loc
from bot.knowledge.rules import CalibrationFile, CardsFile, FactsFile, SafetyFile, TalkFile
from bot.knowledge.shelf import Shelf, doubled
from bot.knowledge.written import PhrasesFile
from bot.mind import cards
from bot.mind.gate import KINDS
from bot.mind.matching.weighing import FEATURES

COUNTRY = "country"  # asked for like a fact, and none
# What the guide, the chooser and the voice say whatever the knowledge holds, and the lines of a card.
SAID = ("admit", "admit_nearest", "off_topic", "button.more", "button.skip", f"ask.{COUNTRY}")
# `talk.<act>`, or a slot of just that name
TALKED = (
    "empty",
    "told",
    "go_on",
    "bare",
    "tell_me",
    "more_done",
    "careful",
    "command",
    "plea",
    "want",
    "other_language",
)
HELP = ("card.second", "card.third", "help.international", "help.emergency_international")
NEUTRAL = "neutral"
_SLOT = re.compile(r"\{(\w*)\}")


def problems(shelf: Shelf, needed: Iterable[str]) -> Iterator[Problem]:
    """Everything that would be missing in the middle of a conversation; `needed` are further slots of phrases."""
    yield from _acts(shelf)
    yield from _rules(shelf)
    yield from _weights(shelf)
    yield from _guesses(shelf)
    if shelf.whole(FactsFile, PhrasesFile):
        yield from _questions(shelf)
    if shelf.whole(PhrasesFile):
        yield from _braces(shelf)
    if shelf.whole(PhrasesFile, TalkFile, CardsFile, HelplinesFile):
        yield from _missing(shelf, needed)
    if shelf.whole(CardsFile, SafetyFile):
        yield from _cards(shelf)


def _acts(shelf: Shelf) -> Iterator[Problem]:
    for page in shelf.of(TalkFile):
        yield from doubled(((page, ("acts", at, "name"), act.name) for at, act in enumerate(page.shape.acts)), "act")


def _rules(shelf: Shelf) -> Iterator[Problem]:
    ids = (
        (page, ("rules", at, "id"), rule.id)
        for page in shelf.of(SafetyFile)
        for at, rule in enumerate(page.shape.rules)
    )
    yield from doubled(ids, "rule")


def _weights(shelf: Shelf) -> Iterator[Problem]:
    for page in shelf.of(CalibrationFile):
        named: list[Loc] = [("weights", name) for name in page.shape.weights]
        named += [("words", "weights", name) for name in page.shape.words.weights]
        for loc in named:
            if loc[-1] not in FEATURES:
                what = f"there is no such evidence as `{loc[-1]}`: run `bot calibrate` again"
                yield page.problem(loc, what, at_key=True)


def _guesses(shelf: Shelf) -> Iterator[Problem]:
    for page in shelf.of(HelplinesFile):
        known, guess = page.shape.countries, page.shape.country_from_language
        codes: list[tuple[Loc, str]] = [(("single", lang), code) for lang, code in guess.single.items()]
        codes += [(("ask", lang, at), code) for lang, many in guess.ask.items() for at, code in enumerate(many)]
        for loc, code in codes:
            if code not in known:
                yield page.problem(("country_from_language", *loc), f"there is no country `{code}` in this file")


def _questions(shelf: Shelf) -> Iterator[Problem]:
    """`ask.<fact>` and `option.<fact>.<value>` against the facts there are, and each question with its answers."""
    known = facts.known(shelf)
    for page in shelf.of(PhrasesFile):
        for slot in page.shape.phrases:
            if what := _question(slot, known, page.shape.phrases):
                yield page.problem(("phrases", slot), what, at_key=True)


def _question(slot: str, known: Mapping[str, tuple[str, ...]], slots: Iterable[str]) -> str:
    kind, _, rest = slot.partition(".")
    fact, _, value = rest.partition(".")
    if kind not in ("ask", "option") or fact == COUNTRY:
        return ""
    if fact not in known:
        return f"there is no fact `{fact}` in facts.yaml{near(fact, known)}"
    if kind == "option":
        return "" if value in known[fact] else facts.never(fact, value, known[fact])
    options = [name for name in slots if name.startswith(f"option.{fact}.")]
    return "" if options else f"this question has no answers: add option.{fact}.{known[fact][0]} and the like"


def _braces(shelf: Shelf) -> Iterator[Problem]:
    for page in shelf.of(PhrasesFile):
        for slot, wordings in page.shape.phrases.items():
            for at, wording in enumerate(wordings):
                if strange := [name for name in _SLOT.findall(wording.text) if name not in _filled(slot)]:
                    what = f"nothing fills {{{strange[0]}}} here{near(strange[0], _filled(slot))}"
                    yield page.problem(("phrases", slot, at, "text"), what)


def _filled(slot: str) -> tuple[str, ...]:
    """What may stand in braces in a slot."""
    if slot.startswith("help."):
        return tuple(LineShape.model_fields)
    if slot == "forgotten":
        return ("count",)
    if slot.startswith("alert"):
        return ("kind", "severity", "link")
    help = ("line", "emergency")
    return help if slot.startswith(("card.", "care.")) else (*help, "name") if slot.startswith("talk.") else ("name",)


def _missing(shelf: Shelf, needed: Iterable[str]) -> Iterator[Problem]:
    pages = shelf.of(PhrasesFile)
    there = {slot for page in pages for slot in page.shape.phrases}
    wanted = dict.fromkeys([*SAID, *HELP, *_help(shelf), *_buttons(shelf), *needed])
    lost = [f"the phrases `{slot}` are missing" for slot in wanted if slot not in there]
    talked = dict.fromkeys([*TALKED, *_talked(shelf)])
    lost += [f"the phrases `talk.{act}` are missing" for act in talked if not {act, f"talk.{act}"} & there]
    for page in pages:
        for what in lost:
            yield page.problem(("phrases",), what, at_key=True)


def _talked(shelf: Shelf) -> Iterator[str]:
    """Acts of talk, and buttons of cards that are answered in words."""
    yield from (act.name for page in shelf.of(TalkFile) for act in page.shape.acts)
    yield from (choice for choice in _choices(shelf) if choice in ("safe:no", "next_hour"))


def _choices(shelf: Shelf) -> Iterator[str]:
    return (choice for page in shelf.of(CardsFile) for card in page.shape.cards.values() for choice in card.choices)


def _buttons(shelf: Shelf) -> Iterator[str]:
    return (f"button.{choice}" for choice in _choices(shelf))


def _help(shelf: Shelf) -> Iterator[str]:
    """The slots in which `cards.py` words the lines of the countries: `help.dial`, `help.text_text_word` ..."""
    for page in shelf.of(HelplinesFile):
        for country in page.shape.countries.values():
            for line in country.lines:
                sure = line.line()
                has = [name for name in ("dial", "text", "text_word") if getattr(sure, name)]
                yield "help." + ("_".join(has) or "url")


def _cards(shelf: Shelf) -> Iterator[Problem]:
    rules = [rule for page in shelf.of(SafetyFile) for rule in page.shape.rules]
    gravest = [cards.GRAVEST[rule.kind] for rule in rules if rule.kind in cards.GRAVEST and rule.severity == "imminent"]
    wanted = dict.fromkeys([*(rule.kind for rule in rules), *gravest, NEUTRAL])
    possible = {*KINDS, *cards.KINDS, *cards.GRAVEST.values(), NEUTRAL}
    for page in shelf.of(CardsFile):
        for id in wanted:
            if id not in page.shape.cards:
                yield page.problem(("cards",), f"the card `{id}` is missing", at_key=True)
        for id in page.shape.cards:
            if id not in possible:
                yield page.problem(
                    ("cards", id), f"no danger leads to the card `{id}`{near(id, possible)}", at_key=True
                )
