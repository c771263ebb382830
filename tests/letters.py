"""What the bot answers to the letters its author answered; `python -m tests.letters` renews them in docs/voice.md."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain import Knowledge, Memory, Message
from bot.knowledge.library import Library
from bot.mind.guide import Guide
from bot.workshop.voice import report

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "voice.md"
TABLE = re.compile(r"(<!-- ([a-z0-9-]+) -->\n)(?:.+\n)*")
# Who wrote, and what they wrote or pressed, in order; the letters are files of knowledge/replies/.
TALKS = (
    ("Alicia", ("alicia-1", "more", "alicia-2")),
    ("Tyecce", ("tyecce",)),
    ("Ashley", ("ashley-1", "more", "ashley-2", "ashley-3", "more")),
    ("Katrine", ("katrine", "more")),
)
# What he said around his answers, which no passage holds.
AROUND = {
    "alicia-1": ("Hello Alicia, and thanks for stopping by.", ""),
    "alicia-2": ("Hi again Alicia.", "Good luck!"),
    "tyecce": ("Hi Tyecce!", ""),
    "ashley-2": ("", "Fingers crossed Ashley!"),
}


def tables(guide: Guide) -> dict[str, str]:
    """For each letter, his answer and the bot's side by side."""
    letters = {letter.id: letter.text for letter in guide.knowledge.letters}
    letters |= {gap.id: gap.letter for gap in guide.knowledge.gaps}
    said: dict[str, list[str]] = {}
    for name, steps in TALKS:
        memory, at, letter = Memory(), datetime(2026, 1, 1, 20, tzinfo=UTC), ""
        for number, step in enumerate(steps):
            pressed = None if step in letters else step
            letter = letter if pressed else step
            at += timedelta(minutes=1) if pressed else timedelta(days=6)
            outcome = guide.answer(Message(str(number), "doc", letters.get(step, ""), at, pressed, name), memory)
            memory = outcome.memory
            buttons = " ".join(f"[{choice.label}]" for choice in outcome.reply.choices)
            said.setdefault(letter, []).append(f"{outcome.reply.text}\n\n{buttons}".strip())
    return {letter: _table(_his(letter, guide.knowledge), replies) for letter, replies in said.items()}


def _his(letter: str, knowledge: Knowledge) -> str:
    """What he wrote under a letter."""
    ids = {each.id: each.answered_by for each in knowledge.letters}.get(letter, ())
    before, after = AROUND.get(letter, ("", ""))
    return "\n\n".join(filter(None, [before, *(knowledge.passage(id).text for id in ids), after])) or "(no answer)"


def _table(his: str, replies: list[str]) -> str:
    bots = "\n\n* * *\n\n".join(replies)
    cells = [text.replace("|", "\\|").replace("\n", "<br>") for text in (his, bots)]
    return f"| James | the bot |\n|---|---|\n| {cells[0]} | {cells[1]} |"


def renewed(page: str, guide: Guide) -> str:
    """The page with its tables as they are today."""
    found = tables(guide) | {"table": "```text\n" + report(guide).replace("\n\n", "\n") + "\n```"}
    return TABLE.sub(lambda table: f"{table[1]}{found[table[2]]}\n", page)


if __name__ == "__main__":
    library = Library.open(ROOT / "knowledge")
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), library.guide), encoding="utf-8")
