"""The same conversation through every door says the same words: the console, Telegram, and lines of JSON."""

from __future__ import annotations

import io
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.conversation import Conversation
from bot.domain import Turn
from bot.doors.console import Chat
from bot.doors.lines import Asked, converse
from bot.doors.telegram import Line, open_telegram
from bot.knowledge.library import Library
from bot.store import KeyRing, Store, fresh_key
from tests.doors.telegram.updates import text
from tests.doors.telegram.wire import TOKEN, Wire

TALK = (
    "hello",
    "my girlfriend broke up with me last week, totally out of nowhere, should I text her?",
    "and if she never answers?",
    "we still live together and share the rent",
    "which mower should I buy for a steep lawn?",
    "are you real?",
    "she cried when she ended it",
    "thanks!",
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(f"sqlite:///{tmp_path}/bot.db", KeyRing.from_text(fresh_key()))
    yield opened
    await opened.close()


def as_nobody(words: str) -> dict[str, object]:
    """A message from somebody without a name that could be greeted."""
    update = text(words)
    update["message"]["from"] = {"id": 7, "is_bot": False, "first_name": "🙂", "language_code": "en"}
    return update


def through_lines(library: Library) -> list[str]:
    return [converse(library.guide, Asked("x", TALK[:end])).reply.text for end in range(1, len(TALK) + 1)]


async def test_telegram_and_lines_say_the_same(library: Library, store: Store) -> None:
    wire = Wire()
    conversation = Conversation(library, store, lambda turn: None)
    async with open_telegram(
        Line(TOKEN, "http://api.example"), conversation, store.inbox, library, lambda: wire
    ) as door:
        await door.begin()
        await wire.push(*(as_nobody(said) for said in TALK))
        await wire.until(lambda: len(wire.texts()) == len(TALK))
    assert wire.texts() == through_lines(library)


async def test_the_console_and_lines_say_the_same(
    library: Library, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[Turn] = []
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(TALK)))
    monkeypatch.setattr(sys, "stdout", shown)
    await Chat(Conversation(library, store, turns.append), library).hold()
    said = [turn.outcome.reply.text for turn in turns]
    assert said == through_lines(library)
    printed = shown.getvalue()
    assert all(line in printed for reply in said for line in reply.split("\n"))
