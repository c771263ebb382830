"""Which card wording, help line and emergency number a person gets; the words themselves are the knowledge's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from bot.domain import Alarm, Card, Country, HelpLine, Knowledge, Phrase

KINDS = {
    "abuse": ("abuse",),
    "minor": ("youth", "suicide"),
    "minor_sexual": ("youth", "suicide"),
    "minor_adult": ("suicide",),
}
ORDINARY = ("suicide",)
GRAVEST = {  # dangers that have a card of their own when they are imminent
    "suicide": "suicide_imminent",
    "minor_sexual": "minor_adult",  # an adult speaking of a child, not the child
}
SHORT = {"second", "third"}
ASKING = ("card.", "care.", "ask.country.", "talk.safe:no.", "talk.next_hour.")  # words that are answered by a button
NEUTRAL = Phrase("card.neutral.1", "{line}\n{emergency}", "bot")  # should a card be missing: where help is, no more
RECALLED = "R"  # evidence of a line that was only recalled: hidden until an operator has checked it
ANYWHERE = "findahelpline.com"  # the directory and the number that hold in most of the world, should the
EMERGENCY = "112"  # knowledge have lost its own words for an unknown country: a card is never sent without
_SLOT = re.compile(r"\{(\w+)\}")
_LETTERS = re.compile(r"[^\W\d_]+")


def card_of(alarm: Alarm) -> str:
    """Which card an alarm leads to."""
    if alarm.kind == "unknown":
        return "neutral"
    return GRAVEST.get(alarm.kind, alarm.kind) if alarm.severity == "imminent" else alarm.kind


def named(knowledge: Knowledge, text: str) -> str:
    """The code of the one country a text names (`I'm in Canada`, `the US`, `DE`); nothing for none or for two."""
    alone = text.strip(" .!?").upper()
    if alone in knowledge.countries and alone != "NO":  # which is an answer of its own
        return alone
    said, found = f" {_plain(text)} ", set()
    for name, code in sorted(_names(knowledge), key=lambda pair: -len(pair[0])):
        if f" {name} " in said:
            said = said.replace(f" {name} ", " ")
            found.add(code)
    return found.pop() if len(found) == 1 else ""


def wordings(knowledge: Knowledge, card: Card, last: Sequence[str], tongue: str = "") -> tuple[Phrase, ...]:
    """The wordings to pick from: the card in full the first time in a careful state, a line after that.

    `tongue` is the language of the message, if it is not English; where the knowledge has no words in it, English.
    """
    full = _in_full(card, last)
    if tongue and (own := _in_tongue(knowledge, card, tongue, full)):
        return own
    if full:
        texts = knowledge.cards[card.card].wordings if card.card in knowledge.cards else ()
        phrases = tuple(Phrase(f"card.{card.card}.{n}", text, "bot") for n, text in enumerate(texts, 1))
    else:
        phrases = knowledge.phrases.get("card.second" if card.alarm.cards == 1 else "card.third", ())
    return phrases or (NEUTRAL,)


def buttons(knowledge: Knowledge, card: Card, last: Sequence[str]) -> tuple[str, ...]:
    """The card's buttons; a line that follows a card does not ask about safety again, nor take an answer to it."""
    ids = knowledge.cards[card.card].choices if card.card in knowledge.cards else ()
    return ids if _in_full(card, last) else tuple(id for id in ids if not id.startswith("safe:"))


def fill(text: str, knowledge: Knowledge, card: str, code: str, tongue: str = "") -> str:
    """The wording with `{emergency}` and `{line}` (which any other slot counts as) filled; none stays open."""
    country = knowledge.countries.get(code)
    slots = {"emergency": emergency(knowledge, country, tongue), "line": line(knowledge, country, card, tongue)}
    return _SLOT.sub(lambda slot: slots.get(slot[1], slots["line"]).removesuffix("."), text)


def emergency(knowledge: Knowledge, country: Country | None, tongue: str = "") -> str:
    """A country's emergency numbers, or what holds almost anywhere."""
    if country and country.emergency:
        return " / ".join(country.emergency)
    return _first(knowledge, "help.emergency_international", EMERGENCY, tongue)


def line(knowledge: Knowledge, country: Country | None, card: str, tongue: str = "") -> str:
    """The help line for a card in that country, as `Samaritans: 116 123, 24/7`, or what holds almost anywhere."""
    for kind in KINDS.get(card, ORDINARY):
        lines = [line for line in (country.lines if country else ()) if line.kind == kind and shown(line)]
        if lines:
            return _worded(knowledge, next((line for line in lines if line.dial or line.text), lines[0]))
    return _first(knowledge, "help.international", ANYWHERE, tongue)


def _in_tongue(knowledge: Knowledge, card: Card, tongue: str, full: bool) -> tuple[Phrase, ...]:
    slots = (f"card.{card.card}.{tongue}", f"card.any.{tongue}") if full else (f"card.second.{tongue}",)
    texts = next((knowledge.phrases[slot] for slot in slots if slot in knowledge.phrases), ())
    name = card.card if full else "second"
    return tuple(Phrase(f"card.{name}.{tongue}.{n}", phrase.text, "bot") for n, phrase in enumerate(texts, 1))


def worded(knowledge: Knowledge, slot: str, tongue: str) -> str:
    """The slot of the same words in another language, where the knowledge has them."""
    own = f"{slot}.{tongue}"
    return own if tongue and own in knowledge.phrases else slot


def tongue(knowledge: Knowledge, heard: str | None, last: Sequence[str], answers: bool = False) -> str:
    """The language, as an act of talk, that a card is worded in: the one just heard, or that of the last card.

    Who `answers` a question in one word says it in the language of the question, whatever else `ja` may be.
    """
    before = next((name for ref in last if spoken(knowledge, name := _named(ref, answers))), "")
    now = heard if heard and spoken(knowledge, heard) else ""
    return before or now if answers else now or before


def _named(ref: str, talk: bool) -> str:
    """The language in the reference of a phrase that was said: `card.abuse.german.2`, or of talk, `talk.german.1`."""
    parts = ref.split(".")
    if ref.startswith(ASKING) and len(parts) == 4:
        return parts[2]
    return parts[1] if talk and parts[0] == "talk" and len(parts) == 3 else ""


def spoken(knowledge: Knowledge, act: str) -> bool:
    """Whether an act of talk is a language that cards have words in."""
    return f"card.any.{act}" in knowledge.phrases


def _in_full(card: Card, last: Sequence[str]) -> bool:
    """A first card, one of another danger than the last, or an emergency unless that was the last thing said."""
    if card.alarm.cards == 0:
        return True
    shown = {ref.split(".")[1] for ref in last if ref.startswith("card.")}
    return card.card not in shown and (bool(shown - SHORT) or card.alarm.severity == "imminent")


def shown(line: HelpLine) -> bool:
    """Whether people may be given it."""
    return line.evidence != RECALLED and bool(line.dial or line.text or line.url)


def _worded(knowledge: Knowledge, line: HelpLine) -> str:
    """The line in words: slots `help.dial`, `help.text`, `help.dial_text_word` ... by what the line has."""
    values = asdict(line)
    has = [name for name in ("dial", "text", "text_word") if values[name]]
    slot = "help." + ("_".join(has) or "url")
    bare = "{name}: " + (line.dial or line.text or line.url)
    worded = _SLOT.sub(lambda found: values.get(found[1], ""), _first(knowledge, slot, bare))
    return f"{worded}, {line.hours}" if line.hours else worded


def _first(knowledge: Knowledge, slot: str, default: str, tongue: str = "") -> str:
    phrases = knowledge.phrases.get(f"{slot}.{tongue}") or knowledge.phrases.get(slot, ())
    return phrases[0].text if phrases else default


def _names(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """What a country is called, with its code: its name, its button, and further wordings of that button."""
    for code, country in knowledge.countries.items():
        yield _plain(country.name), code
        yield from ((_plain(phrase.text), code) for phrase in knowledge.phrases.get(f"option.country.{code}", ()))


def _plain(text: str) -> str:
    """Words in small letters without accents, one blank between them."""
    bare = unicodedata.normalize("NFD", text.casefold())
    return " ".join(_LETTERS.findall("".join(sign for sign in bare if not unicodedata.combining(sign))))
