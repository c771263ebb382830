"""Golden letters and conversations: what must not break. A reload that breaks one waits for a human's word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.domain import Answer, Dialogue, Letter, Memory, Message
from bot.knowledge.library import Library
from bot.mind.guide import Guide
from bot.workshop.rehearse.cases import Progress, unheard
from bot.workshop.replay import faults, replay

ACCEPT = "ACCEPT"  # versions a human takes as they are, one a line
NIGHT = datetime(2026, 1, 1, 20, tzinfo=UTC)


def broken(new: Guide, old: Guide | None = None, tell: Progress = unheard) -> list[str]:
    """The golden letters and conversations of the new knowledge that fail with it, and did not with the old."""
    return [*_letters(new, old), *_dialogues(new, old, tell)]


def refusal(old: Library, new: Library, folder: Path) -> str:
    """Why the new knowledge must not take the old one's place; nothing if it may."""
    version = new.knowledge.version
    if version == old.knowledge.version or version in accepted(folder):
        return ""
    found = broken(new.guide, old.guide)
    if not found:
        return ""
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return f"it breaks {found[0]}{more}: look at it, or take version {version} as it is with `bot rehearse --force`"


def accepted(folder: Path) -> frozenset[str]:
    """The versions that are taken as they are."""
    try:
        return frozenset((folder / ACCEPT).read_text(encoding="utf-8", errors="replace").split())
    except OSError:
        return frozenset()


def accept(folder: Path, version: str) -> None:
    """Take a version as it is."""
    with (folder / ACCEPT).open("a", encoding="utf-8") as file:
        file.write(f"{version}\n")


def _letters(new: Guide, old: Guide | None) -> Iterator[str]:
    for letter in new.knowledge.letters:
        if (fault := _unanswered(new, letter)) and not (old and _unanswered(old, letter)):
            yield f"letter {letter.id}: {fault}"


def _unanswered(guide: Guide, letter: Letter) -> str:
    """What is said to a letter instead of any of what its author answered."""
    message = Message("0", "rehearsal", letter.text, NIGHT, name=letter.reader)
    decision = guide.answer(message, Memory()).decision
    given = decision.passages if isinstance(decision, Answer) else ()
    if set(given) & set(letter.answered_by):
        return ""
    return f"expected {' or '.join(letter.answered_by)}, got {decision.kind} {', '.join(given)}".rstrip()


def _dialogues(new: Guide, old: Guide | None, tell: Progress) -> Iterator[str]:
    for done, dialogue in enumerate(new.knowledge.dialogues, 1):
        tell(done, len(new.knowledge.dialogues))
        failed = _faults(new, dialogue)
        if failed and not (old and _faults(old, dialogue)):
            yield f"conversation “{dialogue.name}”, {failed[0]}"


def _faults(guide: Guide, dialogue: Dialogue) -> list[str]:
    return faults(dialogue, replay(guide, dialogue))
