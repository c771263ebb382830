"""Begins a knowledge folder of another author: empty and valid, with comments that teach; what is there stays."""

from __future__ import annotations

import json
import re
from importlib.resources import as_file, files
from pathlib import Path

import bot
from bot.config import PACKED
from bot.domain import Knowledge
from bot.errors import BotError
from bot.knowledge.load import ARTICLE, load
from bot.knowledge.schema import schemas
from bot.workshop.importer.ledger import NAME

# What holds for any author, taken from the knowledge that ships: only what names its author is left out.
PHRASES = "phrases.yaml"
BEGUN = (ARTICLE, NAME)  # one of them is in every folder of knowledge, and in every draft
SHARED = ("talk.yaml", "helplines.yaml", "safety/en.yaml", "safety/cards.yaml")
_QUOTATION = re.compile(r'"[^"]{20,}"')


def begin_folder(folder: Path) -> tuple[str, ...]:
    """Put every file that is not there into the folder; their names. BotError if it cannot be written."""
    wanted = {**_blank(), **{f"schema/{name}": text for name, text in schemas().items()}}
    try:
        if others := _others(folder):
            shown = ", ".join(others[:3]) + " ..." * bool(others[3:])
            raise BotError(
                f"{folder}: this folder has other files in it ({shown}) and no {ARTICLE}: name a new or empty folder,"
                f" as in `bot new {folder / 'knowledge'}`."
            )
        made = tuple(name for name in sorted(wanted) if not (folder / name).exists())
        for name in made:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(wanted[name], encoding="utf-8")
        (folder / "replies").mkdir(exist_ok=True)
    except OSError as error:
        raise BotError(f"{folder}: a folder cannot be begun here ({error.strerror}).") from None
    return made


def _others(folder: Path) -> list[str]:
    """What lies in a folder that no knowledge was begun in; hidden files are an editor's."""
    if not folder.is_dir() or any((folder / name).exists() for name in BEGUN):
        return []
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def shipped() -> Path:
    """The knowledge that comes with the program."""
    return PACKED if PACKED.is_dir() else Path(next(iter(bot.__path__))).parent / "knowledge"


def _blank() -> dict[str, str]:
    """What is written for a beginning, and what is shared."""
    with as_file(files("bot.workshop") / "blank") as blank:
        own = {path.relative_to(blank).as_posix(): path.read_text(encoding="utf-8") for path in blank.rglob("*.yaml")}
    source = shipped()
    knowledge = load(source)
    author = knowledge.author.split()
    shared = {name: _unnamed((source / name).read_text(encoding="utf-8"), author) for name in SHARED}
    return {**own, PHRASES: own[PHRASES] + _renamed(_further(own[PHRASES], knowledge), author), **shared}


def _further(own: str, knowledge: Knowledge) -> str:
    """The bot's own phrases that ship and are not written for a beginning; no questions on facts."""
    said = {slot: [each.text for each in wordings if each.by == "bot"] for slot, wordings in knowledge.phrases.items()}
    asked = [f"{kind}.{fact.name}" for fact in knowledge.facts for kind in ("ask", "option")]
    wanted = [slot for slot in said if said[slot] and f"\n  {slot}:\n" not in own]
    kept = [slot for slot in wanted if not any(f"{slot}.".startswith(f"{name}.") for name in asked)]
    return "".join(
        f"  {slot}:\n" + "".join(f"    - {{text: {json.dumps(text, ensure_ascii=False)}}}\n" for text in said[slot])
        for slot in kept
    )


def _unnamed(text: str, author: list[str]) -> str:
    """Without the author: quotations and comments that name him are left out, elsewhere the name is."""
    named = re.compile(_name(author), re.IGNORECASE)
    lines = text.splitlines(keepends=True)
    return _renamed("".join(line for line in lines if not (named.search(line) and _whole(line))), author)


def _renamed(text: str, author: list[str]) -> str:
    begun = re.compile(rf"(^\s*|[.!?\"] ?){_name(author)}", re.MULTILINE)
    return re.sub(_name(author), "the author", begun.sub(r"\1The author", text), flags=re.IGNORECASE)


def _name(author: list[str]) -> str:
    return rf"\b(?:{'|'.join(map(re.escape, author))})(?: {re.escape(author[-1])})?\b"


def _whole(line: str) -> bool:
    """Whether a line can go without the ones around it: a comment, or a quotation."""
    return line.lstrip().startswith("#") or _QUOTATION.search(line) is not None
