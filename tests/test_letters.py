"""docs/voice.md: its tables can be renewed, and every word of the bot in them is the author's or a listed line."""

from __future__ import annotations

import re

from bot.knowledge.library import Library
from bot.mind.phrasing import filled
from tests.knowledge.canon import CANON
from tests.letters import PAGE, TABLE, TALKS, tables

TEXT = PAGE.read_text(encoding="utf-8")
PHRASES = [phrase.text for phrases in CANON.phrases.values() for phrase in phrases]


def replies() -> list[str]:
    """The paragraphs of the bot's side."""
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith("| James |")]
    cells = [row.strip("| ").split(" | ")[1] for row in rows]
    return [part for cell in cells for part in cell.split("<br>") if part and part != "* * *"]


def ours(paragraph: str) -> bool:
    """Whether a paragraph is made of his sentences, or is a phrase, or buttons."""
    if any(filled(phrase, paragraph) for phrase in PHRASES) or re.fullmatch(r"(?:\[[^\]]+\] ?)+", paragraph):
        return True
    for sentence in sorted((s.text for p in CANON.passages for s in p.sentences), key=len, reverse=True):
        paragraph = paragraph.replace(sentence, "")
    return not paragraph.strip()


def test_every_word_of_the_bot_on_the_page_is_his_or_listed() -> None:
    assert len(replies()) > 20
    assert [paragraph for paragraph in replies() if not ours(paragraph)] == []


def test_every_letter_has_its_table_and_can_be_renewed(library: Library) -> None:
    letters = {step for _, steps in TALKS for step in steps if step != "more" and "=" not in step}

    assert {name for _, name in TABLE.findall(TEXT)} == letters | {"table"}
    assert tables(library.guide).keys() == letters
