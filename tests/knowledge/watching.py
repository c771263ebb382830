"""A watch over the beekeeper's folder, and what tests of it do again and again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.domain import Memory, Message
from bot.knowledge.library import Library
from bot.knowledge.watch import Watch
from tests.knowledge.folder import change

THANKS = Message("1", "ana", "thanks", datetime(2026, 1, 1, tzinfo=UTC))
Weigh = Callable[[Library, Library], str]


def silent(done: int, of: int) -> None:
    """Nobody wants to know how far it is."""


def never(old: Library, new: Library) -> str:
    """What is weighed and refused."""
    return "a golden letter breaks"


def watched(folder: Path, weigh: Weigh = lambda old, new: "") -> Watch:
    """A watch that has opened the folder."""
    watch = Watch(folder, cache=folder.parent / "cache", weigh=weigh)
    watch.open(silent)
    return watch


def says(watch: Watch) -> str:
    """What is answered to thanks, which tells one knowledge from another."""
    return watch.library.guide.answer(THANKS, Memory()).reply.text


def edit(folder: Path, word: str, instead: str = "Gladly.") -> None:
    """Another answer to thanks."""
    change(folder, "phrases.yaml", instead, word)


async def looks(watch: Watch, times: int = 2) -> None:
    """As many looks as it takes to see that a folder lies still."""
    for _ in range(times):
        await watch.look()
