"""`bot chat`: the conversation at a terminal or through a pipe. It reads lines and sets out replies, no more."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import sys
import textwrap
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from itertools import groupby

import click
import structlog

from bot.conversation import Conversation
from bot.domain import Choice, Knowledge, Message, Reply, Span
from bot.doors.words import Shelf, opening, place, say

WIDEST = 100  # columns; longer lines are tiring to read
NARROWEST = 20
SAYINGS = {"/help": "help", "/privacy": "privacy.here"}
FIXED = "\N{NO-BREAK SPACE}"  # keeps the words of a choice on one line
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """What is written on: `width` in columns, or 0 where lines stay as they come; and whether styles show."""

    width: int = 0
    styled: bool = False

    @classmethod
    def here(cls) -> Page:
        """This process's output."""
        if not sys.stdout.isatty():
            return cls()
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return cls(min(shutil.get_terminal_size().columns, WIDEST), not plain)

    def wrapped(self, text: str, margin: int) -> list[str]:
        """The text in lines that fit beside the margin."""
        if not self.width:
            return text.split("\n")
        room = max(NARROWEST, self.width - margin)
        lines = [textwrap.wrap(line, room, break_long_words=False, break_on_hyphens=False) for line in text.split("\n")]
        return [piece for pieces in lines for piece in pieces or [""]]

    def bold(self, text: str) -> str:
        """Who speaks."""
        return click.style(text, bold=True) if self.styled else text

    def dim(self, text: str) -> str:
        """What is beside the point."""
        return click.style(text, dim=True) if self.styled else text


class Chat:
    """One person at this terminal; kept like any other, under the name they are logged in with."""

    def __init__(self, conversation: Conversation, shelf: Shelf) -> None:
        self._conversation = conversation
        self._shelf = shelf
        self._person = f"console:{_user()}"
        self._page = Page.here()
        self._typed = bool(sys.stdin and sys.stdin.isatty())
        self._open: tuple[Choice, ...] = ()
        self._trouble = ""
        if self._typed and self._page.styled:
            with suppress(ImportError):
                import_module("readline")  # arrows and longer lines while typing; it writes escape codes of its own

    async def hold(self) -> None:
        """From the first word to the last: until the input ends, or Ctrl+D or Ctrl+C."""
        self._show(opening(self._shelf.knowledge))
        try:
            while (line := self._read()) is not None:
                await self._answer(line.strip())
        finally:  # Ctrl+C may come while an answer is sought
            self._show(say(self._shelf.knowledge, "leave"))

    async def _answer(self, line: str) -> None:
        knowledge = self._shelf.knowledge
        if line.lower() == "/start":
            await self._conversation.begin(self._person)
            self._show(opening(knowledge))
        elif line.lower() in SAYINGS:
            self._show(say(knowledge, SAYINGS[line.lower()]))
        else:
            await self._receive(line)

    async def _receive(self, line: str) -> None:
        choice = self._chosen(line)
        text = "" if choice else line
        message = Message(uuid.uuid4().hex, self._person, text, datetime.now(UTC), choice)
        try:
            turn = await self._conversation.receive(message)
        except Exception as error:
            log.error("not answered", problem=type(error).__name__)  # noqa: TRY400  # a traceback may quote the message
            self._show(say(self._shelf.knowledge, "trouble"))
        else:
            self._show(turn.outcome.reply)
            await self._conversation.delivered(turn)
            self._own_up(self._conversation.trouble)

    def _own_up(self, trouble: str) -> None:
        """Says once that nothing is kept, and why."""
        if trouble and trouble != self._trouble:
            aside(f"Not kept: {trouble}")
        self._trouble = trouble

    def _chosen(self, line: str) -> str | None:
        """The choice of that number, while choices are open."""
        numbered = {str(number): choice.id for number, choice in enumerate(self._open, 1)}
        return numbered.get(line)

    def _read(self) -> str | None:
        """A line, or None at the end. What comes through a pipe is shown, to be read beside the replies."""
        you = say(self._shelf.knowledge, "who.you").text
        with _interruptible():
            try:
                line = input(you.ljust(self._margin()) if self._typed else "")
            except (EOFError, KeyboardInterrupt, RuntimeError):  # the last: there is no input at all
                click.echo("\n\n" * self._typed, nl=False)
                return None
        click.echo("\n".join((*(() if self._typed else self._lines(you, line)), "")))
        return line

    def _show(self, reply: Reply) -> None:
        """A reply block by block: the author's words with where he wrote them, the bot's own, the choices."""
        knowledge = self._shelf.knowledge
        for own, text, sources in _blocks(reply.spans, knowledge):
            who = say(knowledge, "who.self" if own else "who.bot").text
            click.echo("\n".join(self._lines(who, text)))
            for source in sources:
                click.echo(self._page.dim("\n".join(self._lines("", f"({source})"))))
        self._open = reply.choices
        numbered = [f"{number} {choice.label}".replace(" ", FIXED) for number, choice in enumerate(self._open, 1)]
        if numbered:
            click.echo("\n".join(self._lines("", "  ".join(numbered))).replace(FIXED, " "))
        click.echo()

    def _lines(self, who: str, text: str) -> Iterator[str]:
        margin = self._margin()
        for at, line in enumerate(self._page.wrapped(text, margin)):
            label = self._page.bold(who.ljust(margin)) if at == 0 and who else " " * margin
            yield (label + line).rstrip()

    def _margin(self) -> int:
        return 2 + max(len(say(self._shelf.knowledge, f"who.{who}").text) for who in ("you", "bot", "self"))


def aside(line: str) -> None:
    """Something for the operator, beside the conversation."""
    click.echo(line, err=True)


def learning(done: int, of: int) -> None:
    """Tells on stderr how far the vectors of new phrases are, in one line where that can be done."""
    progress("Learning", "phrases")(done, of)


def progress(doing: str, what: str) -> Callable[[int, int], None]:
    """Tells on stderr how far a long work is, in one line where that can be done."""

    def tell(done: int, of: int) -> None:
        tty = sys.stderr.isatty()
        line = f"{doing} {of} {what} ..."
        if tty:
            click.echo(f"\r{line} {100 * done // of} %", err=True, nl=done == of)
        elif done == 1:
            click.echo(line, err=True)

    return tell


def _blocks(spans: tuple[Span, ...], knowledge: Knowledge) -> Iterator[tuple[bool, str, list[str]]]:
    """Runs of one speaker: whether it is the bot itself, what it says, and where that was written."""
    shelf = {passage.id: passage for passage in knowledge.passages}
    speaker = True
    owned = []
    for span in spans:
        speaker = speaker if span.kind == "space" else span.by == "bot"
        owned.append((speaker, span))
    for own, pairs in groupby(owned, key=lambda pair: pair[0]):
        run = [span for _, span in pairs]
        told = [shelf[span.ref] for span in run if span.kind == "passage" and span.ref in shelf]
        yield own, "".join(span.text for span in run).strip(), list(dict.fromkeys(map(place, told)))


@contextmanager
def _interruptible() -> Iterator[None]:
    """Lets Ctrl+C end the wait for a line: the event loop's own handler waits for the line to come first."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a process that runs as nobody in particular
        return "someone"
