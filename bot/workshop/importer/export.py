"""A WordPress export (WXR), read as it streams by: no DOCTYPE, so no entities of its own, and nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.parsers import expat

from bot.workshop.importer.blocks import blocks
from bot.workshop.importer.markup import parse
from bot.workshop.importer.nouns import Block, Comment, Progress, Source, SourceError

DEEPEST = 40
PART = 1 << 18  # characters read at once
_KIND = {"pingback": "a pingback", "trackback": "a trackback"}
_STATE = {"0": "not approved", "spam": "spam", "trash": "in the bin", "post-trashed": "in the bin"}
Fields = dict[str, str]


@dataclass(slots=True)
class _Item:
    """A post of the export."""

    line: int
    fields: Fields = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    comments: list[tuple[int, Fields]] = field(default_factory=list)


def read_export(text: str, path: str, progress: Progress) -> Source:
    """The published posts with their comments, the most discussed first; SourceError where it is not well-formed."""
    reading = _Reading(path)
    reading.read(text, progress)
    posts = [item for item in reading.items if _is_published(item)]
    if not posts:
        raise SourceError(f"{path}:1: there is no published post in this export: export `All content` in WordPress.")
    posts.sort(key=lambda item: -len(item.comments))
    if not posts[0].comments:
        raise SourceError(f"{path}:{posts[0].line}: no post of this export has comments: export `All content`.")
    title, login = posts[0].fields.get("title", "") or "Untitled", posts[0].fields.get("dc:creator", "")
    told = [block for at, item in enumerate(posts) for block in _told(item, further=at > 0)]
    passed = tuple((item.line, _left(item)) for item in reading.items if item not in posts)
    return Source(title, reading.names.get(login, login), tuple(told), tuple(_comments(posts, login)), passed)


class _Reading:
    """What expat tells, taken down; only the fields that matter are kept."""

    def __init__(self, path: str) -> None:
        self.items: list[_Item] = []
        self.names: dict[str, str] = {}
        self._path = path
        self._open: list[str] = []
        self._words: list[str] = []
        self._comment: Fields | None = None
        self._writer: Fields = {}
        self._begun = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._words.append

    def read(self, text: str, progress: Progress) -> None:
        text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1)  # it is no longer encoded as it says
        try:
            for start in range(0, len(text), PART):
                self._parser.Parse(text[start : start + PART])
                progress(min(start + PART, len(text)), len(text))
            self._parser.Parse("", True)
        except expat.ExpatError as error:
            said = expat.ErrorString(error.code)
            raise SourceError(
                f"{self._path}:{error.lineno}:{error.offset + 1}: this export is broken here ({said}): export it again."
            ) from None

    def _doctype(self, *_: object) -> None:
        self._refuse("a DOCTYPE, which no export of WordPress has")

    def _refuse(self, what: str) -> None:
        raise SourceError(f"{self._path}:{self._parser.CurrentLineNumber}: {what}: export it again from WordPress.")

    def _start(self, name: str, _: dict[str, str]) -> None:
        self._open.append(name)
        if len(self._open) > DEEPEST:
            self._refuse(f"nested deeper than {DEEPEST} levels")
        self._words.clear()
        self._begun = self._parser.CurrentLineNumber
        if name == "item":
            self.items.append(_Item(self._begun))
        elif name == "wp:comment" and self.items:
            self._comment = {}
            self.items[-1].comments.append((self._begun, self._comment))
        elif name == "wp:author":
            self._writer = {}

    def _end(self, name: str) -> None:
        self._open.pop()
        words = "".join(self._words)
        self._words.clear()
        if name == "wp:comment":
            self._comment = None
        elif name == "wp:author":
            self.names[self._writer.get("wp:author_login", "")] = self._writer.get("wp:author_display_name", "")
        elif self._comment is not None:
            self._comment.setdefault(name, words)
        elif "item" in self._open:
            self.items[-1].fields.setdefault(name, words.strip("\n"))
            self.items[-1].lines.setdefault(name, self._begun)
        else:
            self._writer.setdefault(name, words.strip())


def _is_published(item: _Item) -> bool:
    kind, state = item.fields.get("wp:post_type", "post"), item.fields.get("wp:status", "publish")
    return kind in ("post", "page") and state == "publish" and bool(item.fields.get("content:encoded", "").strip())


def _left(item: _Item) -> str:
    kind, state = item.fields.get("wp:post_type", "post"), item.fields.get("wp:status", "")
    return f"a {kind} that is {state or 'without text'}" if kind in ("post", "page") else f"no post ({kind})"


def _told(item: _Item, further: bool) -> Iterator[Block]:
    """The post's own text; a further post begins with its title."""
    if further:
        yield Block("heading", item.fields.get("title", "") or "Untitled", item.line)
    line = item.lines.get("content:encoded", item.line)
    yield from blocks(parse(item.fields["content:encoded"], line).root)


def _comments(posts: list[_Item], login: str) -> Iterator[Comment]:
    """All comments of all posts, in the order of their days, those under one another by their numbers."""
    place: dict[str, int] = {}
    waiting: list[tuple[str, Comment]] = []
    for item in posts:
        for line, fields in item.comments:
            place[fields.get("wp:comment_id", "")] = len(waiting)
            waiting.append((fields.get("wp:comment_parent", "0"), _comment(line, fields, login)))
    for at, (parent, comment) in enumerate(waiting):
        above = place.get(parent)
        yield replace(comment, parent=above if above is not None and above < at else None)


def _comment(line: int, fields: Fields, login: str) -> Comment:
    kind = _KIND.get(fields.get("wp:comment_type", ""), "")
    state = _STATE.get(fields.get("wp:comment_approved", "1"), "")
    name = " ".join(fields.get("wp:comment_author", "").split())
    words = re.sub(r"\n[ \t]*\n\s*", "<p>", fields.get("wp:comment_content", "").strip()).replace("\n", "<br>")
    told = blocks(parse(words, line).root)
    own = fields.get("wp:comment_user_id", "0") not in ("", "0") and name == login
    return Comment(name, told, line, None, own, kind or state)
