"""What is said to a message, as far as two versions of the knowledge may differ in it, and how they do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain import Answer, Knowledge, Outcome
from bot.workshop.replay import about, served

GONE, NEW, SILENT, SPEAKS = "a card no more", "a card now", "answered, now silent", "silent, now answered"
PASSAGE, OTHERWISE, WORDS = "another passage", "silent in another way", "other words"
CHANGES = (GONE, NEW, SILENT, SPEAKS, PASSAGE, OTHERWISE, WORDS)  # the gravest first


@dataclass(frozen=True, slots=True)
class Said:
    """What was decided and said. `words` leave out phrases with a name in them: names are not kept."""

    kind: str
    about: str = ""
    passages: tuple[str, ...] = ()
    words: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {', '.join(self.passages) or self.about}".strip()


def said(outcome: Outcome, knowledge: Knowledge) -> Said:
    """What an outcome says."""
    decision = outcome.decision
    passages = served(outcome) if isinstance(decision, Answer) else ()
    return Said(decision.kind, about(decision), passages, "\n".join(_words(outcome, knowledge)))


def change(before: Said, now: Said) -> str:
    """How what is said now differs; nothing where it does not."""
    if "card" in {before.kind, now.kind} and (before.kind, before.about) != (now.kind, now.about):
        return NEW if now.kind == "card" else GONE
    spoke, speaks = before.kind == "answer", now.kind == "answer"
    if spoke != speaks:
        return SPEAKS if speaks else SILENT
    if set(before.passages) != set(now.passages):
        return PASSAGE
    if (before.kind, before.about) != (now.kind, now.about):
        return OTHERWISE
    return WORDS if before.words != now.words else ""


def _words(outcome: Outcome, knowledge: Knowledge) -> Iterator[str]:
    for span in outcome.reply.spans:
        slot = span.ref.rpartition(".")[0]
        named = any("{name}" in phrase.text for phrase in knowledge.phrases.get(slot, ()))
        if span.kind == "passage" or (span.kind == "phrase" and not named):
            yield span.text


def differing(before: str, now: str) -> tuple[str, str]:
    """The first sentences of two texts that are not the same."""
    one, other = (re.split(r"(?<=[.!?])\s+|\n", text) for text in (before, now))
    pairs = zip([*one, *[""] * len(other)], [*other, *[""] * len(one)], strict=False)
    return next(((a, b) for a, b in pairs if a != b), ("", ""))
