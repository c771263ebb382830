"""The moment a message comes in: whether somebody is new, back or leaving, and what the voice may know of it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

from bot.domain import Answer, Decision, Memory, Message
from bot.mind import pleas
from bot.mind.matching.text import words
from bot.mind.voice import Scene

PAUSE = timedelta(hours=6)  # after this, a greeting is natural again
AWAY = timedelta(days=7)  # after this, what this is is said once more
COUNTRY = "country"
PLACE = 5  # words; a shorter message after the question where they are is taken for the answer
WANTED = timedelta(days=14)  # so long somebody waits for an answer of the author's


def meet(message: Message, now: Memory) -> Memory:
    """The memory as somebody comes in: a greeting is owed after a pause, and some things are let go with time."""
    owed = ("again" if now.told else "first") if _quiet(message, now, PAUSE) else now.owed
    earlier = () if _quiet(message, now, AWAY) else now.pleas
    plea = pleas.plain(message.text)
    return replace(
        now,
        owed=owed,
        pleas=(*earlier, plea)[-pleas.KEPT :] if plea else earlier,
        wants=tuple(want for want in now.wants if message.at - want.since <= WANTED),
    )


def scene(message: Message, before: Memory, now: Memory, leaving: bool) -> Scene:
    """What the voice may know; `leaving` is somebody whose message ends with a goodbye."""
    closed = now.alarm or not before.told or any(ref.startswith("closing") for ref in before.last)
    return Scene(
        facts=now.facts,
        seed=_seed(message, now),
        name=message.name,
        lang=message.lang,
        greet=now.owed,
        back=before.seen is not None and _quiet(message, before, AWAY),
        close="" if closed else "now" if leaving else "long",
        last=before.last,
        alarm=now.alarm,
        country=now.country,
        told=before.told,
        lately=before.lately,
    )


def brief(decision: Decision, before: Memory) -> Decision:
    """One passage of an answer, the others for **More**: room for saying once more what this is.

    What is only said again is said whole.
    """
    if not isinstance(decision, Answer) or set(decision.passages) <= set(before.told):
        return decision
    first, *others = decision.passages
    return Answer((first,), (*others, *decision.queue))


def asked_where(memory: Memory) -> bool:
    """Whether the last question was where they are."""
    return memory.pending is not None and memory.pending.fact == COUNTRY


def elsewhere(message: Message) -> bool:
    """Whether an answer to the question where they are names no country there is a line for, or none at all."""
    return message.choice == "skip" or (not message.choice and 0 < len(words(message.text)) <= PLACE)


def _quiet(message: Message, before: Memory, pause: timedelta) -> bool:
    return before.seen is None or message.at - before.seen > pause


def _seed(message: Message, now: Memory) -> str:
    """What was said and when in the conversation, not by whom or where: the same words through every door."""
    said = f"{now.turns}\n{message.choice or ''}\n{message.text}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
