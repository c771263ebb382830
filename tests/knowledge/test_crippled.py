"""Files that danger needs, broken while the bot runs: the last good ones stay in force, and a card names help."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain import Card, Memory, Message, Outcome
from bot.errors import KnowledgeError
from bot.knowledge.library import Library
from bot.knowledge.load import load
from tests.knowledge.folder import HELPLINES
from tests.knowledge.watching import looks, watched

DANGER = Message("1", "ana", "I will end my life", datetime(2026, 1, 1, tzinfo=UTC))
NEEDED = ("helplines.yaml", "safety/cards.yaml", "safety/en.yaml", "safety/gate.yaml", "safety/examples/en.yaml")
NUMBERS = {"AA": "111", "": "112"}
WAYS: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda content: content[: len(content) // 2] + b"\n  - {",
    "empty": lambda content: b"",
    "bytes": lambda content: b"\x00\xff\xfe" + content[::-1],
    "a list": lambda content: b"- 1\n- 2\n",
    "of another shape": lambda content: b"version: '1'\nwrong: [1]\n",
    "doubled": lambda content: content + content,
}


def helped(library: Library, country: str) -> Outcome:
    """What danger is answered with; a card with the number of the country."""
    outcome = library.guide.answer(DANGER, Memory(country=country))
    assert isinstance(outcome.decision, Card)
    assert NUMBERS[country] in outcome.reply.text
    return outcome


@pytest.mark.parametrize("name", NEEDED)
async def test_broken_while_it_runs_the_last_good_one_stays_in_force(folder: Path, name: str) -> None:
    watch, path = watched(folder), folder / name
    before, guide = [helped(watch.library, country) for country in NUMBERS], watch.library.guide
    whole = path.read_bytes()
    for way, broken in WAYS.items():
        path.write_bytes(broken(whole))
        await looks(watch)
        assert watch.library.guide is guide, way
        assert name in watch.library.trouble, way
        assert [helped(watch.library, country) for country in NUMBERS] == before
        with pytest.raises(KnowledgeError, match=name):
            load(folder)
    path.write_bytes(whole)
    await looks(watch)
    assert not watch.library.trouble


@pytest.mark.parametrize("name", ["helplines.yaml", "safety/cards.yaml", "safety/en.yaml"])
async def test_taken_away_while_it_runs_people_are_helped_all_the_same(folder: Path, name: str) -> None:
    watch = watched(folder)
    (folder / name).unlink()
    await looks(watch)
    for country in NUMBERS:
        outcome = watch.library.guide.answer(DANGER, Memory(country=country))
        assert isinstance(outcome.decision, Card)
        assert any(number in outcome.reply.text for number in NUMBERS.values())


async def test_a_country_with_recalled_lines_only_shows_what_holds_almost_anywhere(folder: Path) -> None:
    watch = watched(folder)
    (folder / "helplines.yaml").write_text(HELPLINES.replace("evidence: A", "evidence: R"), encoding="utf-8")
    await looks(watch)
    said = Message("1", "ana", "the hive would hum better without me", DANGER.at)
    assert "Open Ear" not in watch.library.guide.answer(said, Memory(country="AA")).reply.text
    helped(watch.library, "AA")
