"""Labelled messages are read whole, or the broken line is named; their text is not repeated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.errors import BotError
from bot.workshop.labelled import examples, read
from tests.mind.matching.shelf import garden

ROW = {"id": "a", "text": "holes in my lettuce", "relevance": {"slugs": 3}, "answerable": True, "ended_by": "ex"}


def file(folder: Path, *rows: object) -> Path:
    path = folder / "messages.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_message_is_read_with_its_grades_and_turns(tmp_path: Path) -> None:
    first, second = read(file(tmp_path, ROW, {**ROW, "turns": ["hello", "again"], "text": "again"}), garden())
    assert (first.turns, first.grade("slugs"), first.grade("patience")) == (("holes in my lettuce",), 3.0, 0.0)
    assert (second.turns, second.ended_by) == (("hello", "again"), "ex")


def test_a_text_after_its_turns_is_not_lost(tmp_path: Path) -> None:
    (only,) = read(file(tmp_path, {**ROW, "turns": ["hello", "again"]}), garden())
    assert only.turns == ("hello", "again", "holes in my lettuce")


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_file_without_a_message_says_so(tmp_path: Path, text: str) -> None:
    with pytest.raises(BotError, match="holds no message"):
        read(file(tmp_path, text), garden())


def test_passages_may_be_named_by_their_line_in_the_source(tmp_path: Path) -> None:
    (only,) = read(file(tmp_path, {**ROW, "relevance": {"L1": 2}}), garden())
    assert sum(only.grades.values()) == 2.0


def test_blank_lines_are_passed_over(tmp_path: Path) -> None:
    assert len(read(file(tmp_path, ROW, "", ROW), garden())) == 2


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("secret words {", "needs id, text, relevance and answerable"),
        ({"id": "a", "text": "secret words"}, "needs id, text, relevance and answerable"),
        ([1], "needs id, text, relevance and answerable"),
        ({**ROW, "relevance": {"dahlias": 3}}, "no passage is called dahlias"),
    ],
)
def test_a_broken_line_is_named_and_not_repeated(tmp_path: Path, row: object, says: str) -> None:
    with pytest.raises(BotError, match=says) as caught:
        read(file(tmp_path, ROW, row), garden())
    assert ":2:" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_text_is_a_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BotError, match="cannot be read as text"):
        read(path, garden())


def test_the_examples_of_the_knowledge_are_messages_too() -> None:
    found = list(examples(garden().examples))
    assert len(found) == len(garden().examples)
    assert [message.answerable for message in found] == [True] * 6 + [False] * 2
