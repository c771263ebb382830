"""`bot` as its operator runs it: settings of its own, a home of its own, and a small knowledge folder."""

from __future__ import annotations

import fcntl
import logging
import os
import pty
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import chdir, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import structlog
from click.testing import CliRunner

from bot.cli import bot
from bot.doors.words import SLOTS
from tests.knowledge.folder import change, lay

OURS = ("BOT_", "XDG_", "PYTHONIOENCODING", "NO_COLOR", "COLUMNS", "LC_", "LANG")
ROOT = Path(__file__).parent.parent
# Ctrl+C reaches only those whose terminal it is.
TERMINAL = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "bot", "chat"])
"""
Process = subprocess.Popen[bytes]


@dataclass
class Command:
    """The command in a folder `here`, where the data will lie; the settings are those given and no others."""

    here: Path
    settings: dict[str, str] = field(default_factory=dict)

    @classmethod
    def small(cls, here: Path) -> Command:
        """With a beekeeper's knowledge, which takes no time to learn."""
        return cls(here, {"BOT_KNOWLEDGE": str(small(here / "knowledge"))})

    def run(self, *words: str, given: str | bytes = b"", code: int = 0) -> str:
        """What it prints before it ends with that code: on stdout where it says what it found, on stderr if it cannot.

        Done in this process, where it is imported already.
        """
        env = dict.fromkeys(name for name in os.environ if name.startswith(OURS)) | self._own
        with chdir(self.here), _logging_as_before():
            result = CliRunner().invoke(bot, words, input=given, env=env)
        assert "Traceback" not in result.output
        assert (result.exit_code, type(result.exception)) in ((0, type(None)), (code, SystemExit)), result.output
        return result.stderr if code > 1 else result.stdout

    def start(self, *words: str | bytes) -> Process:
        """It as a process, not waited for."""
        pipe = subprocess.PIPE
        return self._spawn(pipe, pipe, pipe, [sys.executable, "-m", "bot", *words])

    def ended(self, *words: str | bytes, given: bytes = b"") -> tuple[int, str, str]:
        """It as a process that has ended: its exit code and what it printed."""
        with self.start(*words) as process:
            out, err = process.communicate(given, timeout=100)
        assert b"Traceback" not in out + err, err.decode()
        return process.returncode, out.decode(), err.decode()

    def at_terminal(self, *typed: bytes, columns: int = 80) -> tuple[int, str]:
        """`bot chat` at a terminal of its own, each piece typed once it waits: its exit code, and all that was seen."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        process = self._spawn(theirs, theirs, theirs, [sys.executable, "-c", TERMINAL], TERM="xterm")
        os.close(theirs)
        seen = b""
        try:
            for piece in typed:
                seen += _until(ours, b"you          ")
                time.sleep(0.2)  # until it waits: a signal just before that is seen only after the line
                os.write(ours, piece)
            seen += _until(ours, b"")
            return process.wait(100), seen.decode(errors="replace")
        finally:
            process.kill()
            process.wait()
            os.close(ours)

    def _spawn(self, stdin: int, stdout: int, stderr: int, words: list[str | bytes], **more: str) -> Process:
        env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        env |= {"PYTHONPATH": str(ROOT)} | more | self._own
        return subprocess.Popen(words, cwd=self.here, env=env, stdin=stdin, stdout=stdout, stderr=stderr)

    @property
    def _own(self) -> dict[str, str]:
        (self.here / "home").mkdir(exist_ok=True)
        return {"HOME": str(self.here / "home")} | self.settings


def small(folder: Path) -> Path:
    """The beekeeper's folder with all that a door says besides."""
    lay(folder)
    change(folder, "helplines.yaml", 'checked: "2026"', f'checked: "{datetime.now(UTC).date()}"')
    names = {"who.you": "you", "who.bot": "Ida's words", "who.self": "the bot"}
    file = folder / "phrases.yaml"
    text = file.read_text(encoding="utf-8")
    said = [f'  {slot}: [{{text: "{names.get(slot, slot)}"}}]\n' for slot in SLOTS if f"  {slot}:" not in text]
    file.write_text(text + "".join(said), encoding="utf-8")
    return folder


def _until(terminal: int, prompt: bytes) -> bytes:
    """What is seen until the prompt, or to the end where there is none."""
    seen = b""
    with suppress(OSError):  # how a terminal says that the other side has gone
        while not (prompt and seen.endswith(prompt)) and (more := os.read(terminal, 4096)):
            seen += more
    return seen


@contextmanager
def _logging_as_before() -> Iterator[None]:
    """Puts back what the command sets for its whole process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    known = {name: log.level for name, log in root.manager.loggerDict.items() if isinstance(log, logging.Logger)}
    try:
        yield
    finally:
        root.handlers[:], root.level = handlers, level
        for name in root.manager.loggerDict:
            logging.getLogger(name).setLevel(known.get(name, logging.NOTSET))
        structlog.reset_defaults()
