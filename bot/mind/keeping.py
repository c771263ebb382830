"""What is remembered of a turn once it is decided and worded, and what of it is read together with the next."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import Answer, Ask, Card, Decision, Memory, Message, Pending, Talk, Want
from bot.mind.matching.text import words

SHORT = 15  # words; a shorter message is read together with what the last answer was about
STORY = (Talk("bare"), Talk("go_on"))  # said to the beginning of a story, and to a piece of one
GREETINGS = (Talk("hello"), Talk("bye"))  # after these a greeting would come too late


def thread(now: Memory) -> str:
    """What is read together: everything not yet answered, and for a short message what was answered before it."""
    said = "\n".join(now.said)
    short = len(words(said)) < SHORT
    return f"{now.topic}\n{said}" if short and now.topic and said else said


def remember(message: Message, before: Memory, now: Memory, decision: Decision, used: tuple[str, ...]) -> Memory:
    """What is remembered after the reply. Talk, and what is only said again, neither adds to a story nor ends it."""
    greeted = isinstance(decision, Answer) or decision in GREETINGS
    after = replace(now, seen=message.at, last=used, pending=None, owed="" if greeted else now.owed)
    if isinstance(decision, Talk):
        return _talked(message, before, after, decision)
    if isinstance(decision, Answer):
        return _answered(message, before, after, decision)
    if isinstance(decision, Ask):
        if decision.fact in before.asked and before.pending:  # the same question once more, because they asked for it
            return replace(after, said=before.said, pending=before.pending)
        return replace(after, asked=(*now.asked, decision.fact), pending=Pending(decision.fact, thread(now)))
    if isinstance(decision, Card):
        alarm = now.alarm and replace(now.alarm, cards=now.alarm.cards + 1)
        return replace(after, alarm=alarm, said=())
    said = now.said if decision.nearest else before.said  # off the matter: no part of the story that follows
    return replace(after, said=said, missed=message.id if decision.nearest else "")


def _talked(message: Message, before: Memory, after: Memory, decision: Talk) -> Memory:
    if decision in STORY:
        return after
    wants = [want for want in after.wants if want.message != after.missed]
    if decision == Talk("want"):
        after = replace(after, wants=(*wants, Want(after.missed, message.at)))
    return replace(after, said=before.said)


def _answered(message: Message, before: Memory, after: Memory, decision: Answer) -> Memory:
    if not message.choice and set(decision.passages) <= set(before.told):  # `again` or a button bring that back
        return replace(after, said=before.said)
    told = (*after.told, *(id for id in decision.passages if id not in after.told))
    topic = thread(after) or after.topic
    return replace(after, told=told, lately=decision.passages, queue=decision.queue, topic=topic, said=())
