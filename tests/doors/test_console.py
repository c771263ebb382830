"""The console: a readable page at a terminal, plain lines through a pipe, and the same conversation as anywhere."""

from __future__ import annotations

import asyncio
import io
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.conversation import Conversation
from bot.domain import Choice, Knowledge, Memory, Message, Outcome, Reply, Span, Turn
from bot.doors.console import SAYINGS, Chat, Page, learning
from bot.doors.words import OPENERS, SLOTS
from bot.store import KeyRing, Store, fresh_key
from tests.knowledge.canon import CANON
from tests.mind.shelf import phrases, shelf
from tests.store.people import turn
from tests.test_conversation import refuse_turns

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
HIVE = "A hive that is opened every day makes no honey."
QUOTE = Span("passage", "hive", 0, len(HIVE), HIVE, "author")
SPACE = Span("space", "", 0, 2, "\n\n", "bot")
ALSO = Span("phrase", "also.1", 0, 3, "Also:", "bot")
LONG = Span("phrase", "long.1", 0, 3, "honey " * 40, "author")
CHOICES = (Choice("fact:ended_by=ex", "They left me"), Choice("skip", "Skip"))


@dataclass
class Script:
    """A guide that says what it was given to say, whatever it hears; `broken` it cannot."""

    knowledge: Knowledge
    reply: Reply = Reply((QUOTE,))  # noqa: RUF009  # frozen
    broken: bool = False
    heard: list[Message] = field(default_factory=list)
    memories: list[Memory] = field(default_factory=list)

    def flags(self, message: Message, memory: Memory) -> bool:
        return False

    def answer(self, message: Message, memory: Memory) -> Outcome:
        if self.broken:
            raise ValueError(message.text)
        self.heard.append(message)
        self.memories.append(memory)
        return replace(turn(message).outcome, reply=self.reply)


class Room:
    """A conversation, what came out of it, and a terminal or a pipe to hold it at."""

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        own = {slot: phrases(slot, f"<{slot}>")[slot] for slot in (*OPENERS, *SLOTS)}
        names = phrases("who.you", "you") | phrases("who.bot", "Ida's words") | phrases("who.self", "the bot")
        self.guide = Script(replace(shelf(), phrases=own | names))
        self.turns: list[Turn] = []
        self.conversation = Conversation(self, store, self.turns.append)
        self._monkeypatch = monkeypatch

    @property
    def knowledge(self) -> Knowledge:
        return self.guide.knowledge

    async def pipe(self, typed: str) -> list[str]:
        """What is printed when this comes through a pipe, in lines."""
        return await self.held(io.StringIO(typed), io.StringIO())

    async def terminal(self, typed: str, columns: int = 80, **environ: str) -> list[str]:
        """What is printed when this is typed."""
        for name, value in ({"COLUMNS": str(columns), "TERM": "xterm", "NO_COLOR": ""} | environ).items():
            self._monkeypatch.setenv(name, value)
        return await self.held(Typed(typed), Typed())

    async def held(self, given: io.StringIO | Typed, shown: io.StringIO | Typed) -> list[str]:
        self._monkeypatch.setattr(sys, "stdin", given)
        self._monkeypatch.setattr(sys, "stdout", shown)
        await Chat(self.conversation, self).hold()
        return shown.getvalue().split("\n")


class Typed:
    """A terminal, as far as anybody looks at it. Ctrl+C is typed as ^C."""

    def __init__(self, typed: str = "") -> None:
        self._typed = io.StringIO(typed)
        self._shown = io.StringIO()
        self.write, self.getvalue, self.flush = self._shown.write, self._shown.getvalue, self._shown.flush

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        line = self._typed.readline()
        if line.startswith("^C"):
            raise KeyboardInterrupt
        return line


@pytest.fixture
async def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Room]:
    store = await Store.open(f"sqlite:///{tmp_path}/bot.db", KeyRing.from_text(fresh_key()))
    yield Room(store, monkeypatch)
    await store.close()


async def test_a_line_through_a_pipe_is_answered_and_kept(room: Room) -> None:
    assert await room.pipe("will it hum again?\n") == [
        "the bot      <start>",
        "             1 <option.ended_by.ex>  2 <option.ended_by.me>",
        "",
        "you          will it hum again?",
        "",
        "Ida's words  A hive that is opened every day makes no honey.",
        "             (Bees and hearts, letter)",
        "",
        "the bot      <leave>",
        "",
        "",
    ]
    (kept,) = room.turns
    assert kept.id
    assert kept.message.text == "will it hum again?"
    assert kept.message.person.startswith("console:")


async def test_that_nothing_is_kept_is_said_in_one_line(
    room: Room, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refuse_turns(f"sqlite:///{tmp_path}/bot.db")
    await room.pipe("one\ntwo\nthree\n")
    assert [turn.message.text for turn in room.turns] == ["one", "two", "three"]
    assert capsys.readouterr().err.count("\n") == 1


async def test_start_begins_again(room: Room) -> None:
    said = await room.pipe("one\n/start\ntwo\n")
    assert said.count("the bot      <start>") == 2
    assert [memory.said for memory in room.guide.memories] == [(), ()]


async def test_every_line_is_a_message_and_the_next_replies_follow(room: Room) -> None:
    await room.pipe("one\ntwo\nthree")
    assert [message.text for message in room.guide.heard] == ["one", "two", "three"]
    assert len({message.id for message in room.guide.heard}) == 3
    assert len({message.person for message in room.guide.heard}) == 1


async def test_who_speaks_is_told_apart_within_a_reply(room: Room) -> None:
    room.guide.reply = Reply((QUOTE, SPACE, ALSO, SPACE, QUOTE, SPACE, replace(QUOTE, ref="gone")))
    assert (await room.pipe("hum?"))[5:13] == [
        "Ida's words  A hive that is opened every day makes no honey.",
        "             (Bees and hearts, letter)",
        "the bot      Also:",
        "Ida's words  A hive that is opened every day makes no honey.",
        "",
        "             A hive that is opened every day makes no honey.",
        "             (Bees and hearts, letter)",
        "",
    ]


async def test_a_number_chooses_while_choices_are_open(room: Room) -> None:
    room.guide.reply = Reply((ALSO,), CHOICES)
    await room.pipe("1\n2\n9\n")
    room.guide.reply = Reply((ALSO,))
    await room.pipe("2\n2\n")
    assert [(message.choice, message.text) for message in room.guide.heard] == [
        ("fact:ended_by=ex", ""),
        ("skip", ""),
        (None, "9"),
        ("fact:ended_by=me", ""),
        (None, "2"),
    ]


async def test_commands_are_answered_by_the_door_itself_whatever_their_case(room: Room) -> None:
    lines = await room.pipe("/help\n/Privacy\n /start \n")
    said = [line for line in lines if line.startswith("the bot")]
    assert [line.split()[-1] for line in said] == ["<start>", "<help>", "<privacy.here>", "<start>", "<leave>"]
    assert room.guide.heard == []


async def test_help_closes_the_choices(room: Room) -> None:
    await room.pipe("/help\n1\n")
    assert [(message.choice, message.text) for message in room.guide.heard] == [(None, "1")]


async def test_an_empty_line_is_a_message_without_words(room: Room) -> None:
    await room.pipe("\n   \n")
    assert [message.text for message in room.guide.heard] == ["", ""]


async def test_a_failure_is_said_and_the_conversation_goes_on(room: Room) -> None:
    room.guide.broken = True
    with capture_logs() as logs:
        lines = await room.pipe("the canary hums\n/help\n")
    assert "the bot      <trouble>" in lines
    assert "the bot      <help>" in lines
    assert logs == [{"event": "not answered", "problem": "ValueError", "log_level": "error"}]


async def test_what_was_shown_counts_as_delivered(room: Room) -> None:
    await room.pipe("hum?\n")
    (kept,) = room.turns
    again = await room.conversation.receive(kept.message)
    assert (again.id, again.delivered) == (kept.id, True)


async def test_on_a_terminal_a_prompt_waits_and_nothing_is_shown_twice(room: Room) -> None:
    lines = plain(await room.terminal("hum?\n"))
    assert lines[3] == "you          "  # the terminal itself shows what is typed after it
    assert "hum?" not in "\n".join(lines)


async def test_lines_fit_the_terminal_and_are_never_wider_than_is_readable(room: Room) -> None:
    room.guide.reply = Reply((LONG,))
    for columns, widest in ((40, 40), (80, 80), (300, 100)):
        lines = plain(await room.terminal("hum?\n", columns))
        assert widest - len("honey ") <= max(map(len, lines)) <= widest
    assert max(map(len, await room.pipe("hum?\n"))) > 200


async def test_choices_are_wrapped_between_and_not_within(room: Room) -> None:
    room.guide.reply = Reply((ALSO,), CHOICES)
    lines = plain(await room.terminal("hum?\n", 28))
    assert "             1 They left me" in lines
    assert "             2 Skip" in lines


async def test_a_terminal_gets_bold_names_and_dim_sources(room: Room) -> None:
    lines = await room.terminal("hum?\n")
    assert f"\x1b[1mIda's words  \x1b[0m{HIVE}" in lines
    assert "\x1b[2m             (Bees and hearts, letter)\x1b[0m" in lines


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
async def test_a_terminal_that_wants_no_colour_gets_none(room: Room, environ: dict[str, str]) -> None:
    assert ESCAPE.search("\n".join(await room.terminal("hum?\n", 80, **environ))) is None
    assert Page.here().width == 80


@pytest.mark.parametrize("typed", ["", "^C", "hum?\n^C"])
async def test_leaving_is_said_kindly(room: Room, typed: str) -> None:
    assert plain(await room.terminal(typed))[-3] == "the bot      <leave>"


async def test_somebody_who_breaks_off_an_answer_is_seen_out_too(room: Room) -> None:
    async def interrupted(message: Message, receipt: object = None) -> Turn:
        raise asyncio.CancelledError

    room.conversation.receive = interrupted  # type: ignore[method-assign]  # Ctrl+C comes from outside
    shown = io.StringIO()
    with pytest.raises(asyncio.CancelledError):
        await room.held(io.StringIO("hum?\n"), shown)
    assert shown.getvalue().endswith("the bot      <leave>\n\n")


async def test_no_input_at_all_is_an_end_too(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    await Chat(room.conversation, room).hold()
    assert room.turns == []


async def test_half_an_emoji_is_no_trouble(room: Room) -> None:
    assert "the bot      <trouble>" not in await room.pipe("will \ud83d it hum?\n")


async def test_nobody_in_particular_may_talk(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise OSError

    monkeypatch.setattr("getpass.getuser", nobody)
    await room.pipe("hum?\n")
    assert room.turns[0].message.person == "console:someone"


def test_learning_is_told_in_one_growing_line_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Typed()
    monkeypatch.setattr(sys, "stderr", shown)
    for done in range(1, 6):
        learning(done, 5)
    assert shown.getvalue().startswith("\rLearning 5 phrases ... 20 %\rLearning 5 phrases ... 40 %")
    assert shown.getvalue().endswith("100 %\n")


def test_learning_is_told_once_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    for done in range(1, 6):
        learning(done, 5)
    assert capsys.readouterr().err == "Learning 5 phrases ...\n"


def plain(lines: list[str]) -> list[str]:
    return ESCAPE.sub("", "\n".join(lines)).split("\n")


def test_what_is_said_of_privacy_at_a_terminal_names_no_command_that_only_telegram_has() -> None:
    (phrase,) = CANON.phrases["privacy.here"]
    assert {word.lower() for word in re.findall(r"/\w+", phrase.text)} <= {"/start", *SAYINGS}
