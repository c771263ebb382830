"""What is answered without a passage: talk, something once more or further, a piece of a story; it weighs nothing."""

from __future__ import annotations

import re
from collections.abc import Container

from bot.domain import Ask, Decision, Fact, Memory, Message, Talk
from bot.mind.choosing import Chooser
from bot.mind.keeping import SHORT
from bot.mind.leaning import PIECE, is_fragment
from bot.mind.matching.text import sentences, words
from bot.mind.questions import apart
from bot.mind.talk import Ear

BYE = "bye"
OPENINGS = ("tell_me", "bare", "unclear")  # acts only where nothing was told: `what now?` after a story is about it
ANSWERS = ("yes", "no")  # acts only where the bot asked nothing, and there is no danger
STATEMENT = 7  # words; a longer message is more than a piece of a story
_COMMAND = re.compile(r"/\w{1,32}(?:@\w{1,32})?")  # one no door knows: never a plea


def goes_on(now: Memory) -> bool:
    """Whether there was something before this message that it may be about."""
    return bool(now.topic) or len(now.said) > 1


def waits(message: Message, now: Memory, most: int = PIECE) -> bool:
    """Whether a few words are a piece of a story (`last friday`): no plea yet, whatever they may resemble."""
    return goes_on(now) and not now.pending and not now.alarm and is_fragment(message.text, most)


def wants(choice: str, now: Memory) -> Talk:
    """Where a button leads that no passage answers."""
    if choice.partition(":")[0] == "want":
        return Talk("want" if now.missed else "tell_me")
    return Talk("bare" if choice.startswith("fact:") and not choice.startswith("fact:country") else "tell_me")


class Hearing:
    """The ear, and what is done with what it hears where the conversation stands."""

    def __init__(self, ear: Ear, chooser: Chooser, slots: Container[str]) -> None:
        """`slots` are those of our own phrases: what is asked once more must still have its words."""
        self._ear = ear
        self._chooser = chooser
        self._slots = slots

    def ends(self, message: Message) -> bool:
        """Whether somebody says goodbye, if only with their last words."""
        return any(self._ear.hear(last) == BYE for last in sentences(message.text)[-1:])

    def spoken(self, message: Message, now: Memory) -> Decision | None:
        """What needs no passage to be found: no words, talk, or something once more."""
        if not message.text.strip():
            return Talk("empty")
        act = "command" if _COMMAND.fullmatch(message.text.strip()) else self._ear.hear(message.text)
        if act == "again" and (now.pending or now.told):
            asks = now.pending and f"ask.{now.pending.fact}" in self._slots  # else other knowledge asked it
            return Ask(now.pending.fact) if now.pending and asks else self._chooser.again(now)
        if act is None and now.told and self._parts(message):
            return Talk(BYE)
        if act == "mean" and not now.told:
            act = "unclear"
        if (act == "more" and now.told) or (act == "yes" and now.queue and not now.pending):
            return self._chooser.say(now.queue, now)
        heeds = (act in OPENINGS and goes_on(now)) or (act in ANSWERS and (now.pending or now.alarm))
        return Talk(act) if act and not heeds else None

    def _parts(self, message: Message) -> bool:
        """Whether it is a word on what was said, and a goodbye."""
        return self.ends(message) and not apart(message.text) and len(words(message.text)) < SHORT


def told_by(choice: str | None) -> Fact | None:
    """What a pressed button says of somebody, if it says anything."""
    if not choice or not choice.startswith("fact:"):
        return None
    name, _, value = choice.removeprefix("fact:").partition("=")
    return Fact(name, value, "(button)")
