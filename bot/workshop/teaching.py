"""New knowledge from a human's words: the files it takes, tried in a copy of the folder before one byte is written."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from bot.errors import BotError
from bot.knowledge.load import opened
from bot.workshop.patch import added, flow, quoted

TAUGHT = "examples/taught.yaml"
WRITER = "taught"
HEAD = """\
# yaml-language-server: $schema=../schema/examples.json
# Written by `bot teach`: one for each thing taught.
"""
Files = Mapping[str, str]  # name -> the whole of its new text


@dataclass(frozen=True, slots=True)
class Taught:
    """An answer of the author to a letter; `example` is how somebody might ask for it."""

    reader: str
    letter: str
    id: str
    title: str
    sentences: tuple[str, ...]
    asks: tuple[str, ...]
    when: Mapping[str, Sequence[str]]
    never_for: tuple[str, ...]
    example: str


def slug(title: str) -> str:
    """A passage's id from its title: `Whether to write first` is whether-to-write-first."""
    return "-".join(re.findall(r"[a-z0-9]+", title.casefold()))[:60].strip("-") or "answer"


def split(text: str) -> tuple[str, ...]:
    """The sentences of an answer, as few as it takes to leave one out by itself."""
    parts = re.split(r"(?<=[.!?…])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])", " ".join(text.split()))
    return tuple(part for part in parts if part)


def answer(folder: Path, new: Taught) -> Files:
    """The reply file and its example; a reply of that name is never written over."""
    name = f"replies/{new.id}.yaml"
    if (folder / name).exists():
        raise BotError(f"{name} is there already: give the answer another title.")
    return {name: "".join(_reply(new)), **example(folder, new.example, {new.id: 3})}


def example(folder: Path, text: str, fits: Mapping[str, int]) -> Files:
    """The file of examples that were taught, with one more."""
    path = folder / TAUGHT
    item = {"text": text, "fits": dict(fits)}
    if path.exists():
        return {TAUGHT: added(path.read_text(encoding="utf-8"), ("examples",), item)}
    return {TAUGHT: f"{HEAD}writer: {WRITER}\nexamples:\n  - {flow(item)}\n"}


def ask(folder: Path, id: str, text: str) -> Files:
    """The file of a passage with one more way of asking for it, and that as an example."""
    _, shelf = opened(folder)
    for page, loc, passage in shelf.passages():
        if passage.id == id:
            whole = (folder / page.file).read_text(encoding="utf-8")
            return {page.file: added(whole, (*loc, "asks"), text), **example(folder, text, {id: 3})}
    raise BotError(f"There is no passage `{id}`.")


def tried(folder: Path, files: Files, into: Path) -> Path:
    """A copy of the folder with these files in it."""
    shutil.copytree(folder, into, ignore=shutil.ignore_patterns(".*"))
    write(into, files)
    return into


def write(folder: Path, files: Files) -> None:
    """Put them into the folder, each in one step."""
    for name, text in files.items():
        part = (folder / name).with_name(f".{Path(name).name}.part")
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(folder / name)


def difference(folder: Path, files: Files) -> str:
    """What would change, as a unified diff."""
    return "".join(line for name, text in files.items() for line in _diff(folder, name, text))


def _diff(folder: Path, name: str, text: str) -> Iterator[str]:
    path = folder / name
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    yield from unified_diff(before.splitlines(True), text.splitlines(True), f"a/{name}", f"b/{name}", n=1)


def _reply(new: Taught) -> Iterator[str]:
    yield "# yaml-language-server: $schema=../schema/reply.json\n# Written by `bot teach`.\n"
    yield f"reader: {quoted(new.reader)}\nletter: {quoted(new.letter)}\npassages:\n"
    yield f"  - id: {new.id}\n    title: {quoted(new.title)}\n    line: 1\n"
    if new.when:
        yield f"    when: {flow(new.when)}\n"
    yield f"    never_for: {flow(new.never_for)}\n    asks:\n"
    yield from (f"      - {quoted(each)}\n" for each in new.asks)
    yield "    sentences:\n"
    yield from (f"      - {quoted(each)}\n" for each in new.sentences)
