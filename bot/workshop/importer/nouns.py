"""What an importer reads out of a file, whatever its form was: paragraphs, comments, and who the author is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.errors import BotError

Progress = Callable[[int, int], None]
Shape = Literal["heading", "text", "item"]


class SourceError(BotError):
    """A file that cannot be imported: `file:line: what to do`. Nothing has been written."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or an item of a list, and the line of the file it begins on."""

    shape: Shape
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment under the article. `parent` is the place of the comment it hangs under; `unfit` why it is none."""

    name: str
    blocks: tuple[Block, ...]
    line: int
    parent: int | None = None
    marked: bool = False  # the page itself says that this is the author's
    unfit: str = ""

    @property
    def text(self) -> str:
        """Its words, paragraphs parted by an empty line."""
        return "\n\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read: `author` is the name it gives, or none; `comments` stand in the order of the page."""

    title: str
    author: str
    blocks: tuple[Block, ...]
    comments: tuple[Comment, ...]
    passed: tuple[tuple[int, str], ...] = ()  # lines of what was left out, each with a reason
