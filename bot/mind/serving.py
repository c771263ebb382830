"""What of a passage may be said to this person, here in the conversation; it words nothing and chooses nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain import UNKNOWN, Alarm, Facts, Passage, Sentence


def servable(passage: Passage, facts: Facts, alarm: Alarm | None, behind: Iterable[str] = ()) -> tuple[int, ...]:
    """The indices of the sentences that may be said to this person now, in order; none where nothing may.

    `behind` are the passages that are said right before this one.
    """
    if facts.contradict(passage.when):
        return ()
    goes_on = not set(passage.follows).isdisjoint(behind)
    said: list[int] = []
    for index, sentence in enumerate(passage.sentences):
        leant_on = index - 1 in said or (index == 0 and goes_on)
        placed = (leant_on or not sentence.leans) and not (sentence.leads and goes_on)
        if placed and _allowed(sentence, passage, facts, alarm):
            said.append(index)
    return tuple(said)


def before(id: str, told: Sequence[str], lately: Sequence[str]) -> Sequence[str]:
    """What was said right before a passage: the last answer; of one that is said once more, all that was told."""
    return told if id in told else lately


def _allowed(sentence: Sentence, passage: Passage, facts: Facts, alarm: Alarm | None) -> bool:
    a_man = facts.value("ex") in ("he", UNKNOWN)
    return (
        facts.confirm(sentence.only_if)
        and (alarm is None or alarm.allows(sentence, passage))
        and (sentence.about == "ex" or (sentence.about == "men" and a_man))
    )
