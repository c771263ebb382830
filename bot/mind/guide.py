"""The guide: one message and what we remember in, one outcome out. Everything the bot decides is decided here."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain import (
    Alarm,
    Answer,
    Ask,
    Card,
    Decision,
    Fact,
    Facts,
    Knowledge,
    Match,
    Memory,
    Message,
    Outcome,
    Pending,
    Talk,
    Trace,
)
from bot.mind import cards
from bot.mind.choosing import Chooser, Suppose
from bot.mind.gate import Gate
from bot.mind.matching import Embedder, Matcher
from bot.mind.matching.matcher import Recall, afresh
from bot.mind.matching.text import words
from bot.mind.situation import Reader
from bot.mind.talk import Ear
from bot.mind.voice import Scene, Voice

CAREFUL = timedelta(hours=24)  # a flagged conversation stays careful this long, whatever is said in between
PAUSE = timedelta(hours=6)  # after this, a greeting is natural again
SHORT = 15  # words; a shorter message is read together with what the last answer was about
KEPT = 6  # unanswered messages that still belong together
COUNTRY = "country"
_YES = re.compile(
    r"\W*(?:(?:yes|yeah|yea|yep|yup|ye)\b|(?:i am|i do|i think so|sometimes|maybe|kind of)\W*$)", re.IGNORECASE
)
_COMMAND = re.compile(r"/\w{1,32}(?:@\w{1,32})?")  # one no door knows: never a plea
OPENINGS = ("tell_me", "bare", "unclear")  # acts only where nothing was told: `what now?` after a story is about it
PLACE = 5  # words; a shorter message after the question where they are is taken for the answer


def _nothing(_: Facts) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Weighed:
    """The passages for what was said, best first, and how they would stand were the facts others."""

    ranking: tuple[Match, ...] = ()
    suppose: Suppose = _nothing


class Guide:
    """Answers from one version of the knowledge. Keeps no conversation; safe to call from several threads."""

    def __init__(self, knowledge: Knowledge, embedder: Embedder, recall: Recall = afresh) -> None:
        self.knowledge = knowledge
        self.reader = Reader(knowledge.facts)
        self.matcher = Matcher(knowledge, embedder, self.reader.read, recall)
        self.health = "" if knowledge.calibration.weights else "not calibrated yet: run `bot calibrate`"
        self.gate = Gate(knowledge.rules)
        self._ear = Ear(knowledge.acts)
        self._voice = Voice(knowledge)
        self._chooser = Chooser(knowledge)

    def answer(self, message: Message, memory: Memory) -> Outcome:
        """What to say to this message, and what to remember. Pure: the same in, the same out, to the letter."""
        found = self._danger(message, memory)
        now = self._take_in(message, memory, found)
        weighed = self._weigh(message, now, found)
        decision = self._decide(message, now, found, weighed)
        reply = self._voice.compose(decision, _scene(message, memory, now))
        used = tuple(span.ref for span in reply.spans if span.kind == "phrase")
        ranking = weighed.ranking[:10]
        trace = Trace(ranking, ranking[0].confidence if ranking else 0.0, found)
        return Outcome(decision, reply, _remember(message, memory, now, decision, used), trace)

    def _danger(self, message: Message, memory: Memory) -> Alarm | None:
        asked = any(ref.startswith("card.suicide.") for ref in memory.last)
        if message.choice == "safe:yes" or (asked and _YES.match(message.text)):  # they think of ending their life
            return Alarm("card", "suicide", "imminent", ("said-yes",))
        try:
            return self.gate.check(message.text)
        except Exception:  # whatever is broken in the gate, nobody may get advice unguarded
            return Alarm("card", "unknown", "high", ("gate-failed",))

    def _take_in(self, message: Message, memory: Memory, found: Alarm | None) -> Memory:
        """Memory with this message laid over it: facts (the newest word wins), alarm, what is still unanswered."""
        pressed = _pressed(message.choice)
        facts = memory.facts.with_(self._read(message.text, found)).with_([pressed] if pressed else [])
        said = (*memory.said, message.text)[-KEPT:] if message.text.strip() else memory.said
        country = self._place(message, memory) or memory.country
        alarm = _carry(memory.alarm, found, message)
        return replace(memory, facts=facts, said=said, country=country, alarm=alarm, turns=memory.turns + 1)

    def _place(self, message: Message, memory: Memory) -> str:
        """The country somebody says they are in: with a button, or in words after the question."""
        pressed = _pressed(message.choice)
        if pressed and pressed.name == COUNTRY:
            return pressed.value
        return cards.named(self.knowledge, message.text) if _asked_where(memory) else ""

    def _read(self, text: str, found: Alarm | None) -> tuple[Fact, ...]:
        try:
            return self.reader.read(text)
        except Exception:
            if found and found.level == "card":
                return ()  # nothing that breaks may stand between a person in danger and the card
            raise

    def _weigh(self, message: Message, now: Memory, found: Alarm | None) -> Weighed:
        thread = _thread(now)
        carded = found is not None and found.level == "card"
        if not thread or carded or (message.choice or "").startswith(("passage:", "safe:")):
            return Weighed()
        asked = self.matcher.hear(thread)
        return Weighed(asked.rank(now.facts), asked.best)

    def _card(self, message: Message, now: Memory, found: Alarm | None) -> Card | None:
        """The card that danger calls for, or the one in force again with the line of a country."""
        held = now.alarm
        if found and found.level == "card":
            return Card(cards.card_of(found), replace(found, cards=held.cards if held else 0))
        if held and self._place(message, now):
            return Card(cards.card_of(held), replace(held, cards=0) if held.level == "card" else held)
        if held and (self._leaving(message, held) or (_asked_where(now) and _elsewhere(message))):
            return Card(cards.card_of(held), held)
        return None

    def _leaving(self, message: Message, held: Alarm) -> bool:
        """Whether somebody who may be in danger of their life says goodbye."""
        return held.level == "card" and "suicide" in held.hazards and self._ear.hear(message.text) == "bye"

    def _decide(self, message: Message, now: Memory, found: Alarm | None, weighed: Weighed) -> Decision:
        card = self._card(message, now, found)
        if card:
            return card
        if message.choice:
            return self._chosen(message.choice, now, weighed)
        if not message.text.strip():
            return Talk("empty")
        act = "command" if _COMMAND.fullmatch(message.text.strip()) else self._ear.hear(message.text)
        if act == "again" and now.told:
            return Answer(now.told[-1:], now.queue)
        if act and not (act in OPENINGS and _goes_on(now)):
            return Talk(act)
        return self._chooser.choose(weighed.ranking, weighed.suppose, now)

    def _chosen(self, choice: str, now: Memory, weighed: Weighed) -> Decision:
        """What a pressed button leads to."""
        kind, _, value = choice.partition(":")
        if kind in ("passage", "more"):
            return self._chooser.say((value,) if value else now.queue, now)
        if choice == "country:?":
            return Ask(COUNTRY)
        if kind in ("safe", "next_hour") and {choice, f"talk.{choice}"} & self.knowledge.phrases.keys():
            return Talk(choice)
        if not weighed.ranking:
            return Talk("tell_me")
        return self._chooser.choose(weighed.ranking, weighed.suppose, now)


def _goes_on(now: Memory) -> bool:
    """Whether there was something before this message that it may be about."""
    return bool(now.topic) or len(now.said) > 1


def _pressed(choice: str | None) -> Fact | None:
    if not choice or not choice.startswith("fact:"):
        return None
    name, _, value = choice.removeprefix("fact:").partition("=")
    return Fact(name, value, "(button)")


def _carry(held: Alarm | None, found: Alarm | None, message: Message) -> Alarm | None:
    """The alarm in force: what was found, beside what is held until a day has passed or they say they are safe."""
    if held and held.since and message.at - held.since > CAREFUL:
        held = None
    if held and message.choice == "safe:no" and {held.kind, *held.also} == {"suicide"}:
        held = replace(held, level="soft")  # advice again, but not what is vetoed; no other danger ends with this
    if found is None or held is None:
        return replace(found, since=message.at) if found else held
    first, other = (held, found) if (held.level, found.level) == ("card", "soft") else (found, held)
    also = dict.fromkeys((other.kind, *held.also))
    also.pop(first.kind, None)
    return replace(first, since=message.at, cards=held.cards, also=tuple(also))


def _thread(now: Memory) -> str:
    """What is read together: everything not yet answered, and for a short message what was answered before it."""
    thread = "\n".join(now.said)
    short = len(words(thread)) < SHORT
    return f"{now.topic}\n{thread}" if short and now.topic and thread else thread


def _asked_where(memory: Memory) -> bool:
    return memory.pending is not None and memory.pending.fact == COUNTRY


def _elsewhere(message: Message) -> bool:
    """Whether an answer to the question where they are names no country there is a line for, or none at all."""
    return message.choice == "skip" or (not message.choice and 0 < len(words(message.text)) <= PLACE)


def _scene(message: Message, before: Memory, now: Memory) -> Scene:
    """What the voice may know of the moment."""
    quiet = before.seen is None or message.at - before.seen > PAUSE
    greet = "" if not quiet else "again" if before.told else "first"
    return Scene(
        facts=now.facts,
        seed=_seed(message, now),
        name=message.name,
        lang=message.lang,
        greet=greet,
        close=len(before.told) > 0 and not (now.alarm and now.alarm.level == "card"),  # no cheer after a card
        last=before.last,
        alarm=now.alarm,
        country=now.country,
    )


def _seed(message: Message, now: Memory) -> str:
    """What was said and when in the conversation, not by whom or where: the same words through every door."""
    said = f"{now.turns}\n{message.choice or ''}\n{message.text}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _remember(message: Message, before: Memory, now: Memory, decision: Decision, used: tuple[str, ...]) -> Memory:
    """What is remembered after the reply. Talk, and what is only said again, neither adds to a story nor ends it."""
    after = replace(now, seen=message.at, last=used, pending=None)
    if decision == Talk("bare"):
        return after  # the beginning of a story
    if isinstance(decision, Talk) or _again(message, before, decision):
        return replace(after, said=before.said)
    if isinstance(decision, Answer):
        told = (*now.told, *(id for id in decision.passages if id not in now.told))
        topic = _thread(now) or now.topic
        return replace(after, told=told, queue=decision.queue, topic=topic, said=())
    if isinstance(decision, Ask):
        return replace(after, asked=(*now.asked, decision.fact), pending=Pending(decision.fact, _thread(now)))
    if isinstance(decision, Card) and now.alarm:
        return replace(after, alarm=replace(now.alarm, cards=now.alarm.cards + 1), said=())
    return after


def _again(message: Message, before: Memory, decision: Decision) -> bool:
    """Whether an answer repeats what was told: only the word `again` brings that back, or a button."""
    return not message.choice and isinstance(decision, Answer) and set(decision.passages) <= set(before.told)
