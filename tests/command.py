"""`bot` as its operator runs it: in a process of its own, a home of its own, and a small knowledge folder."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from bot.doors.words import SLOTS
from tests.knowledge.folder import lay

OURS = ("BOT_", "XDG_", "PYTHONIOENCODING", "NO_COLOR", "COLUMNS")


@dataclass
class Command:
    """The command in a folder `here`, where the data will lie; settings are those given and no others."""

    here: Path
    settings: dict[str, str] = field(default_factory=dict)

    @classmethod
    def small(cls, here: Path) -> Command:
        """With a beekeeper's knowledge, which takes no time to learn."""
        return cls(here, {"BOT_KNOWLEDGE": str(small(here / "knowledge"))})

    @property
    def environ(self) -> dict[str, str]:
        """What the process finds around it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return kept | {"HOME": str(self.here / "home"), "PYTHONPATH": str(Path(__file__).parent.parent)} | self.settings

    def start(self, *words: str | bytes) -> subprocess.Popen[bytes]:
        """The process, not waited for."""
        (self.here / "home").mkdir(exist_ok=True)
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "bot", *words]
        return subprocess.Popen(command, cwd=self.here, env=self.environ, stdin=pipe, stdout=pipe, stderr=pipe)

    def run(self, *words: str | bytes, given: str | bytes = b"", code: int = 0) -> str:
        """What it prints, after it has ended with that code: on stdout where it did its work, else on stderr."""
        raw = given if isinstance(given, bytes) else given.encode()
        with self.start(*words) as process:
            out, err = process.communicate(raw, timeout=100)
        assert b"Traceback" not in out + err, err.decode()
        assert process.returncode == code, (out + err).decode()
        return (err if code > 1 else out).decode()


def small(folder: Path) -> Path:
    """The beekeeper's folder with all that a door says besides."""
    lay(folder)
    names = {"who.you": "you", "who.bot": "Ida's words", "who.self": "the bot"}
    with (folder / "phrases.yaml").open("a", encoding="utf-8") as file:
        for slot in SLOTS:
            if not slot.startswith("option."):
                file.write(f'  {slot}: [{{text: "{names.get(slot, slot)}"}}]\n')
    return folder
