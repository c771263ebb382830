"""`bot ask`: a question in, an answer out, as text, as a table of reasons or as a line of JSON. Nothing is stored."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, Protocol

import click

from bot.domain import UNKNOWN, Knowledge, Match, Memory, Message, Outcome, Passage, Span
from bot.doors.words import place
from bot.errors import BotError

ALWAYS = ("ended_by", "ex", "contact")
BEST = 10
MOMENT = datetime(2026, 1, 1, 12, tzinfo=UTC)  # a fixed one, so that the same question gives the same answer


class Mind(Protocol):
    """What answers: `bot.mind.guide.Guide`."""

    @property
    def knowledge(self) -> Knowledge: ...

    def answer(self, message: Message, memory: Memory, thorough: bool = False) -> Outcome: ...


class LineError(BotError):
    """A line that cannot be answered: what it lacks, without its text."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: the messages of one conversation in order, the last of which is to be answered."""

    id: object
    texts: tuple[str, ...]
    name: str = ""
    lang: str = "en"


def converse(mind: Mind, asked: Asked) -> Outcome:
    """The outcome of the last message, after the earlier ones in the same conversation."""
    memory, outcome = Memory(), None
    for number, text in enumerate(asked.texts):
        id = f"{asked.id}-{number}"
        outcome = mind.answer(Message(id, "ask", text, MOMENT, name=asked.name, lang=asked.lang), memory, thorough=True)
        memory = outcome.memory
    if outcome is None:
        raise LineError("no text")
    return outcome


def answer_lines(mind: Mind, lines: Iterable[str]) -> Iterator[str]:
    """A line of JSON for each line of JSON, in order; one that cannot be answered says why and the run goes on."""
    for line in lines:
        row: dict[str, object] = {}
        try:
            row = _row(line)
            asked = _asked(row)
            yield as_json(asked.id, converse(mind, asked), mind.knowledge)
        except LineError as error:
            yield json.dumps({"id": row.get("id"), "error": str(error)})
        except Exception as error:  # one line must not end the run; its text stays out of what is said
            yield json.dumps({"id": row.get("id"), "error": f"cannot be answered ({type(error).__name__})"})


def as_json(id: object, outcome: Outcome, knowledge: Knowledge) -> str:
    """One line: what was decided and said, and why. ASCII only, so that half an emoji survives the way out."""
    reply, trace = outcome.reply, outcome.trace
    alarm = trace.alarm
    shelf = {passage.id: passage for passage in knowledge.passages}
    row = {
        "id": id,
        "kind": outcome.decision.kind,
        "reply": reply.text,
        "confidence": trace.confidence,
        "passages": [_quoted(shelf[id]) for id in told(outcome) if id in shelf],
        "ranking": [_ranked(match, shelf) for match in trace.ranking[:BEST]],
        "facts": _facts(outcome),
        "safety": {
            "level": alarm.level if alarm else "none",
            "kind": alarm.kind if alarm else "none",
            "severity": alarm.severity if alarm else "none",
        },
        "spans": [{"by": span.by, "passage": _passage(span), "text": span.text} for span in reply.spans],
        "choices": [choice.label for choice in reply.choices],
    }
    return json.dumps(row)


def answer(mind: Mind, source: BinaryIO) -> None:
    """Answer the lines that come, each as soon as it is there. Bytes that are no text become a sign for it."""
    for line in answer_lines(mind, io.TextIOWrapper(source, "utf-8", "replace")):
        click.echo(line)


def told(outcome: Outcome) -> tuple[str, ...]:
    """The passages that are in the reply, in its order."""
    return tuple(dict.fromkeys(span.ref for span in outcome.reply.spans if span.kind == "passage"))


def _row(line: str) -> dict[str, object]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise LineError("not a line of JSON") from None
    if not isinstance(row, dict):
        raise LineError("not a JSON object")
    return row


def _asked(row: dict[str, object]) -> Asked:
    turns, text = row.get("turns"), row.get("text")
    texts = [] if turns is None else turns
    if not isinstance(texts, list) or (turns is not None and not texts and text is None):
        raise LineError("turns: a list of texts is needed")
    if not texts or (text is not None and texts[-1] != text):
        texts = [*texts, text]  # what is to be answered comes after the turns, or is the last of them
    said = [text for text in texts if isinstance(text, str) and text.strip()]
    if len(said) < len(texts):
        raise LineError("no text")
    name, lang = row.get("name") or "", row.get("lang") or "en"
    if not isinstance(name, str) or not isinstance(lang, str):
        raise LineError("name and lang: text is needed")
    return Asked(row.get("id"), tuple(said), name, lang)


def _facts(outcome: Outcome) -> dict[str, str]:
    facts = outcome.memory.facts
    return {**dict.fromkeys(ALWAYS, UNKNOWN), **{fact.name: fact.value for fact in facts.held}}


def _passage(span: Span) -> str | None:
    return span.ref if span.kind == "passage" else None


def _quoted(passage: Passage) -> dict[str, object]:
    return {"id": passage.id, "text": passage.text, "source": place(passage)}


def _ranked(match: Match, shelf: dict[str, Passage]) -> dict[str, object]:
    text = shelf[match.passage].text if match.passage in shelf else ""
    return {"id": match.passage, "text": text, "confidence": match.confidence}
