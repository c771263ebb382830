"""Pasted text: an article, then numbered comments, those under another numbered afresh and mostly set further in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.workshop.importer.nouns import Block, Comment, Progress, Shape, Source, SourceError

LONGEST = 60  # characters of a name, and of a heading
SKIPPED = 20  # numbers that may be missing between two comments
_HEADER = re.compile(r"( *)(\d{1,5})[.)] +(\S.{0,120}?) *")
_ITEM = re.compile(r" *(?:[•*·‣▪–-]|\d{1,3}[.)]) +(?=\S)")
_TWICE = re.compile(r"(.{2,}?) ?\1")
_SMALL_WORDS = """
a an and as at but by for from her him his in is it my of on or our s t the to up vs with you your
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_COUNTED = re.compile(
    r" *(?:\d+ (?:thoughts on|comments|responses|replies)\b.*|comments:?|leave a (?:reply|comment))", re.I
)
# What a page prints round a comment, and nobody wrote.
_PRINTED = re.compile(
    r" *(?:reply|log in to reply|permalink|edit|share this|like|loading\.\.\.|↓|"
    r"(?:on )?[A-Z][a-z]+ \d{1,2}(?:st|nd|rd|th)?,? \d{4}(?:,? (?:at )?\d{1,2}:\d\d ?(?:am|pm)?)?:?) *",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Head:
    """Where a comment begins: its line, how far it is set in, its number, its name."""

    at: int
    indent: int
    number: int
    name: str


def read_pasted(text: str, path: str, progress: Progress) -> Source:
    """The source in a text; SourceError if there is no article or no comment in it."""
    lines = text.split("\n")
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    title = lines[start].strip().lstrip("#").strip()
    heads = list(_heads(lines, _after(lines, start, title)))
    if not heads:
        raise SourceError(
            f"{path}:{len(lines)}: no comments were found: each begins with its number and its writer on a line of"
            " their own (`1. Ana`), with an empty line before and after."
        )
    body = _article(lines, start, heads[0].at, title)
    if not body:
        raise SourceError(f"{path}:{start + 1}: no article stands before the comments: put its title and text first.")
    return Source(title, "", body, tuple(_comments(lines, heads, progress)))


def _after(lines: Sequence[str], start: int, title: str) -> int:
    """Where the comments may begin: after the title stands there again, or a line that counts them."""
    for at in range(start + 1, len(lines)):
        if lines[at].strip() == title or _COUNTED.fullmatch(lines[at]):
            return at + 1
    return start + 1


def _heads(lines: Sequence[str], start: int) -> Iterator[_Head]:
    """The comments' first lines, as far as their numbers go on from one another."""
    open_: list[_Head] = []
    for at in range(start, len(lines)):
        head = _head(lines, at)
        if head is None:
            continue
        level = _level(open_, head)
        if level is not None:
            open_[level:] = [head]
            yield head


def _head(lines: Sequence[str], at: int) -> _Head | None:
    found = _HEADER.fullmatch(lines[at])
    if not found or (at and lines[at - 1].strip()) or not _is_name(found[3]):
        return None
    if at + 1 < len(lines) and lines[at + 1].strip() and not _PRINTED.fullmatch(lines[at + 1]):
        return None
    head = _Head(at, len(found[1]), int(found[2]), found[3])
    below = next((line for line in lines[at + 1 : at + 12] if line.strip()), "")
    bare = not head.indent
    deeper = len(below) - len(below.lstrip()) > head.indent
    return head if below and (bare or deeper) else None


def _is_name(text: str) -> bool:
    return len(text) <= 2 * LONGEST and text[-1] not in ".!?:;," and len(text.split()) <= 8


def _level(open_: Sequence[_Head], head: _Head) -> int | None:
    """How many comments lie above this one; None if it is no comment but a line of one."""
    if not open_:
        return 0
    for level in range(len(open_) - 1, -1, -1):
        before = open_[level]
        most = SKIPPED if head.indent else 1
        if before.indent == head.indent and 0 < head.number - before.number <= most:
            return level
    return len(open_) if head.indent >= open_[-1].indent and head.number == 1 else None


def _comments(lines: Sequence[str], heads: Sequence[_Head], progress: Progress) -> Iterator[Comment]:
    open_: list[tuple[_Head, int]] = []
    for at, head in enumerate(heads):
        level = _level([each for each, _ in open_], head) or 0
        parent = open_[level - 1][1] if level else None
        open_[level:] = [(head, at)]
        end = heads[at + 1].at if at + 1 < len(heads) else len(lines)
        name, doubled = _single(head.name)
        yield Comment(name, tuple(_body(lines, head.at + 1, end)), head.at + 1, parent, doubled)
        progress(at + 1, len(heads))


def _single(name: str) -> tuple[str, bool]:
    """A name without its echo: a picture's own text, which is pasted too."""
    name = re.sub(r"\s+says:?$", "", name)
    found = _TWICE.fullmatch(name)
    return (found[1].strip(), True) if found else (name, False)


def _body(lines: Sequence[str], start: int, end: int) -> Iterator[Block]:
    for at, chunk in _chunks(lines, start, end):
        told = [line.strip() for line in chunk if not _PRINTED.fullmatch(line)]
        if told:
            yield Block("text", "\n".join(told), at + 1)


def _chunks(lines: Sequence[str], start: int, end: int) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines that are not empty, with where they begin."""
    chunk: list[str] = []
    for at in range(start, end):
        if lines[at].strip():
            chunk.append(lines[at])
        elif chunk:
            yield at - len(chunk), chunk
            chunk = []
    if chunk:
        yield end - len(chunk), chunk


def _article(lines: Sequence[str], start: int, end: int, title: str) -> tuple[Block, ...]:
    told: list[Block] = []
    chunks = list(_chunks(lines, start + 1, end))
    for place, (at, chunk) in enumerate(chunks):
        listed = place + 1 < len(chunks) and _ITEM.match(chunks[place + 1][1][0]) is not None
        told += _blocks(at, chunk, listed)
    return tuple(block for block in told if block.text != title and not _COUNTED.fullmatch(block.text))


def _blocks(at: int, chunk: Sequence[str], listed: bool) -> Iterator[Block]:
    """A heading, a paragraph, or the items of a list; `listed` if a list comes next."""
    if len(chunk) == 1 and _is_heading(chunk[0].strip(), listed):
        yield Block("heading", chunk[0].strip().strip("#").strip().removesuffix("."), at + 1)
        return
    begins = [n for n, line in enumerate(chunk) if n == 0 or _ITEM.match(line)]
    for first, last in zip(begins, [*begins[1:], len(chunk)], strict=True):
        mark = _ITEM.match(chunk[first])
        text = " ".join(line.strip() for line in chunk[first:last])
        shape: Shape = "item" if mark else "text"
        yield Block(shape, _ITEM.sub("", text, count=1) if mark else text, at + first + 1)


def _is_heading(line: str, listed: bool) -> bool:
    if line.startswith("#"):
        return True
    words = re.findall(r"[^\W\d_]+", line.replace("’", "'"))
    if not words or len(line) > LONGEST or _ITEM.match(line) or line[-1] in "!,;:":
        return False
    titled = all(word[0].isupper() or word.lower() in _SMALL for word in words) and len(words) > 1
    return titled or (listed and line.endswith("?"))
