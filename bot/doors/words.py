"""What a door says by itself (the start, the help, a thank-you): phrases of the knowledge, never its own sentences."""

from __future__ import annotations

from typing import Literal, Protocol

from bot.domain import Choice, Knowledge, Passage, Reply, Span

SUPPOSED = "not said; supposed from how it is told"  # in the place of a fact's words
OPENERS = ("option.ended_by.ex", "option.ended_by.me")
# What every door needs, besides what the mind says: `Library.open` and `load` see that it is there.
SLOTS = (
    *("start", "help", "privacy", "privacy.here", "not_text", "voice_note", "too_old", "trouble", "rated.up"),
    "rated.down",
    *("leave", "who.you", "who.bot", "who.self"),
    *("menu.start", "menu.help", "menu.privacy", "menu.mydata", "menu.forget", "menu.stop"),
    *("consent", "consent.yes", "consent.no", "button.consent:yes", "button.consent:no"),
    *("forget.ask", "forget.no", "button.forget:yes", "button.forget:no", "forgotten", "nothing_kept"),
    *("mydata", "stopped", "slow_down", "group", "late", "alert", "alert.unkept", "alert.away"),
)


class Shelf(Protocol):
    """Where the knowledge of the moment stands: `bot.knowledge.library.Library`."""

    @property
    def knowledge(self) -> Knowledge: ...


def say(knowledge: Knowledge, slot: str, choices: tuple[Choice, ...] = ()) -> Reply:
    """The first phrase of a slot as a reply; KeyError if there is none."""
    phrase = knowledge.phrases[slot][0]
    by: Literal["author", "bot"] = "author" if phrase.by == "author" else "bot"
    return Reply((Span("phrase", phrase.id, 0, len(phrase.text), phrase.text, by),), choices)


def opening(knowledge: Knowledge) -> Reply:
    """What a person meets first: what this is, and two ways to begin, where who ended it is the author's question."""
    there = [slot for slot in OPENERS if slot in knowledge.phrases]
    choices = [Choice("fact:" + "=".join(slot.split(".")[1:]), say(knowledge, slot).text) for slot in there]
    return say(knowledge, "start", tuple(choices))


def place(passage: Passage) -> str:
    """Where the author wrote it."""
    return ", ".join(part for part in (passage.source.title, passage.source.place) if part)


def source(passage: Passage) -> str:
    """The same, and on which line; what was taught stands on none."""
    return f"{place(passage)}, line {passage.source.line}" if passage.source.line else place(passage)


def counted(knowledge: Knowledge) -> str:
    """How much there is of everything, in a line."""
    phrases = sum(map(len, knowledge.phrases.values()))
    rooms = ("passages", "letters", "gaps", "examples", "dialogues", "countries")
    return ", ".join([*(f"{len(getattr(knowledge, room))} {room}" for room in rooms), f"{phrases} phrases"])
