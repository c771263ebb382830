"""Begins a knowledge folder of another author: empty and valid, with comments that teach; what is there stays."""

from __future__ import annotations

import re
from importlib.resources import as_file, files
from pathlib import Path

import bot
from bot.config import PACKED
from bot.errors import BotError
from bot.knowledge.load import load
from bot.knowledge.schema import schemas

# What holds for any author, taken from the knowledge that ships: only what names its author is left out.
SHARED = ("talk.yaml", "helplines.yaml", "safety/en.yaml", "safety/cards.yaml")
_QUOTATION = re.compile(r'"[^"]{20,}"')


def begin_folder(folder: Path) -> tuple[str, ...]:
    """Put every file that is not there into the folder; their names. BotError if it cannot be written."""
    wanted = {**_blank(), **_shared(), **{f"schema/{name}": text for name, text in schemas().items()}}
    made = tuple(name for name in sorted(wanted) if not (folder / name).exists())
    try:
        for name in made:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(wanted[name], encoding="utf-8")
        (folder / "replies").mkdir(exist_ok=True)
    except OSError as error:
        raise BotError(f"{folder}: a folder cannot be begun here ({error.strerror}).") from None
    return made


def shipped() -> Path:
    """The knowledge that comes with the program."""
    return PACKED if PACKED.is_dir() else Path(next(iter(bot.__path__))).parent / "knowledge"


def _blank() -> dict[str, str]:
    with as_file(files("bot.workshop") / "blank") as blank:
        return {path.relative_to(blank).as_posix(): path.read_text(encoding="utf-8") for path in blank.rglob("*.yaml")}


def _shared() -> dict[str, str]:
    source = shipped()
    words = load(source).author.split()
    return {name: _unnamed((source / name).read_text(encoding="utf-8"), words) for name in SHARED}


def _unnamed(text: str, author: list[str]) -> str:
    """Without the author: quotations and comments that name him are left out, elsewhere the name is."""
    name = rf"\b(?:{'|'.join(map(re.escape, author))})(?: {re.escape(author[-1])})?\b"
    named = re.compile(name, re.IGNORECASE)
    kept = [line for line in text.splitlines(keepends=True) if not (named.search(line) and _whole(line))]
    begun = re.compile(rf"(^\s*|[.!?] ){name}", re.MULTILINE)
    return named.sub("the author", begun.sub(r"\1The author", "".join(kept)))


def _whole(line: str) -> bool:
    """Whether a line can go without the ones around it: a comment, or a quotation."""
    return line.lstrip().startswith("#") or _QUOTATION.search(line) is not None
