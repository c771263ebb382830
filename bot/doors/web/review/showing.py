"""A conversation as it is shown: what was said, masked and withheld as the reviewer's role and purpose demand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import Knowledge, Memory, Message, Passage, Span
from bot.domain.review import Seen, Verdict
from bot.doors.words import source
from bot.mind.keeping import thread as together
from bot.workshop.masking import Piece, mask, plain

LINES = ("{dial}", "{text}", "{url}")
GREETING = 60  # signs; a card is longer, and names nobody
SMUDGE = (7, 3, 9, 5, 8, 4, 6, 10, 3, 7, 5, 9, 4, 8, 6, 3, 10, 5, 7, 4, 9, 6, 3, 8, 5, 7, 10, 4, 6, 8)


@dataclass(frozen=True, slots=True)
class Lens:
    """How a reviewer looks: at flagged text or past it, at names or at what stands for them."""

    knowledge: Knowledge
    flagged: bool = False
    reason: str = ""

    @property
    def names(self) -> bool:
        """Whether there is a reason to see names."""
        return bool(self.reason)

    def hides(self, level: str) -> bool:
        """Whether the text of a message of that level of danger is withheld."""
        return level != "none" and not self.flagged

    def read(self, text: str) -> tuple[Piece, ...]:
        """Text that a person wrote."""
        return (Piece(text),) if self.names else mask(text, frozenset(self.knowledge.author.casefold().split()))


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a reply: whose words, and where they come from."""

    by: str
    pieces: tuple[Piece, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Bubble:
    """A turn: what somebody said and what was replied. `length` is that of a text that is withheld."""

    id: int
    at: datetime
    kind: str
    said: tuple[Piece, ...]
    withheld: bool
    length: int
    pressed: str
    parts: tuple[Part, ...]
    buttons: tuple[str, ...]
    sources: tuple[str, ...]
    confidence: float
    level: str
    delivery: str
    rating: str
    verdicts: tuple[Verdict, ...]
    fresh: bool  # of another day than the one before it

    @property
    def blur(self) -> str:
        """What stands for a text that is withheld: about as long, and nothing of it."""
        length = max(3, min(self.length // 6, len(SMUDGE)))
        return " ".join("█" * size for size in SMUDGE[:length])


def bubbles(thread: tuple[Seen, ...], lens: Lens) -> tuple[Bubble, ...]:
    """The whole conversation, the oldest turn first."""
    return tuple(_bubbles(thread, lens))


def lesson(thread: Sequence[Seen], turn: int, lens: Lens) -> tuple[str, ...]:
    """What may be learnt from a turn: its message, masked, after those before it that are read together with it.

    What is withheld is an empty text, or is left out where it came before.
    """
    at = next(at for at, seen in enumerate(thread) if seen.turn.id == turn)
    now = thread[at].turn
    before = (thread[at - 1].turn.outcome.memory if at else Memory()).before(now.outcome.memory)
    told = together(replace(before, said=(*before.said, now.message.text)))
    whole = "\n" + told.removesuffix(now.message.text)
    parts = [_learnt(seen, lens) for seen in thread[:at] if f"\n{seen.turn.message.text}\n" in whole]
    return (*(" ".join(part.split()) for part in parts if part), _learnt(thread[at], lens))


def _learnt(seen: Seen, lens: Lens) -> str:
    shown = not lens.hides(level_of(seen))
    return plain(replace(lens, reason="").read(seen.turn.message.text)).strip() if shown else ""


def short(text: str, widest: int) -> str:
    """A text on one line, cut between words where it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= widest else line[: widest - 1].rsplit(" ", 1)[0] + " …"


def level_of(seen: Seen) -> str:
    """The danger seen in the message itself."""
    alarm = seen.turn.outcome.trace.alarm
    return alarm.level if alarm else "none"


def _bubbles(thread: tuple[Seen, ...], lens: Lens) -> Iterator[Bubble]:
    shelf = {passage.id: passage for passage in lens.knowledge.passages}
    before = None
    for seen in thread:
        turn, message, reply = seen.turn, seen.turn.message, seen.turn.outcome.reply
        withheld = lens.hides(level_of(seen))
        yield Bubble(
            id=turn.id,
            at=message.at,
            kind=turn.outcome.decision.kind,
            said=() if withheld else lens.read(message.text),
            withheld=withheld,
            length=len(message.text),
            pressed=_pressed(message, before),
            parts=tuple(_parts(reply.spans, shelf, lens)),
            buttons=tuple(choice.label for choice in reply.choices),
            sources=tuple(dict.fromkeys(_sources(reply.spans, shelf))),
            confidence=turn.outcome.trace.confidence,
            level=level_of(seen),
            delivery=delivery(seen),
            rating=seen.rating or "",
            verdicts=seen.verdicts,
            fresh=before is None or message.at.date() != before.turn.message.at.date(),
        )
        before = seen


def delivery(seen: Seen) -> str:
    """Whether the reply arrived."""
    if seen.turn.delivered:
        return "delivered"
    return f"not delivered: {seen.problem}" if seen.problem else "waits to be sent"


def _pressed(message: Message, before: Seen | None) -> str:
    """What the button said that was pressed, if it stood under the reply before."""
    if message.choice is None:
        return ""
    choices = before.turn.outcome.reply.choices if before else ()
    return next((choice.label for choice in choices if choice.id == message.choice), message.choice)


def _parts(spans: tuple[Span, ...], shelf: dict[str, Passage], lens: Lens) -> Iterator[Part]:
    for span in spans:
        source = f"{_title(span.ref, shelf)}" if span.kind == "passage" else ""
        named = span.kind == "phrase" and _greets(span.ref, span.text, lens.knowledge)
        yield Part(span.by, lens.read(span.text) if named else (Piece(span.text),), source)


def _greets(ref: str, text: str, knowledge: Knowledge) -> bool:
    """Whether a phrase may have the person's name in it. The one of a help line stands beside its number."""
    for phrases in knowledge.phrases.values():
        for phrase in phrases:
            if phrase.id == ref:
                return "{name}" in phrase.text and not any(slot in phrase.text for slot in LINES)
    return len(text) < GREETING  # it was reworded since


def _sources(spans: tuple[Span, ...], shelf: dict[str, Passage]) -> Iterator[str]:
    for span in spans:
        if span.kind == "passage" and span.ref in shelf:
            passage = shelf[span.ref]
            yield f"{_title(span.ref, shelf)} · {source(passage)}"


def _title(id: str, shelf: dict[str, Passage]) -> str:
    return (shelf[id].title or id) if id in shelf else id
