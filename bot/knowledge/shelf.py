"""The files of a knowledge folder once they have been read: each a page that knows where everything on it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from bot.errors import Problem
from bot.knowledge import files, nodes
from bot.knowledge.nodes import Loc, Node
from bot.knowledge.plain import problem
from bot.knowledge.shapes import Shape
from bot.knowledge.written import ArticleFile, PassageShape, ReplyFile

S = TypeVar("S", bound=Shape)
S_co = TypeVar("S_co", bound=Shape, covariant=True)


@dataclass(frozen=True, slots=True)
class Page(Generic[S_co]):
    """A file that has the right shape.

    Where things stand on it is looked up in its content only when something is wrong: all trees at once are larger than
    the knowledge.
    """

    file: str
    content: bytes
    shape: S_co

    def problem(self, loc: Loc, what: str, at_key: bool = False) -> Problem:
        """Something wrong at a place of the file."""
        return problem(self.file, _tree(self.content), loc, what, at_key)


@lru_cache(maxsize=2)
def _tree(content: bytes) -> Node:
    return nodes.tree(files.text(content))


def forget() -> None:
    """Let go of the trees in which places were looked up."""
    _tree.cache_clear()


@dataclass(frozen=True, slots=True)
class Shelf:
    """All pages; `broken` are the shapes of which some file could not be used."""

    pages: tuple[Page[Shape], ...]
    broken: frozenset[type[Shape]] = frozenset()

    def of(self, shape: type[S]) -> tuple[Page[S], ...]:
        """The pages of a shape, in the order of their names."""
        return tuple(Page(page.file, page.content, page.shape) for page in self.pages if isinstance(page.shape, shape))

    def whole(self, *shapes: type[Shape]) -> bool:
        """Whether every file of these shapes is here, so that what is not on the shelf is really missing."""
        return not self.broken.intersection(shapes)

    def passages(self) -> Iterator[tuple[Page[ArticleFile] | Page[ReplyFile], Loc, PassageShape]]:
        """Every passage with its page and place: the article's first, then the replies'."""
        for article in self.of(ArticleFile):
            for at, section in enumerate(article.shape.sections):
                for index, passage in enumerate(section.passages):
                    yield article, ("sections", at, "passages", index), passage
        for reply in self.of(ReplyFile):
            for index, passage in enumerate(reply.shape.passages):
                yield reply, ("passages", index), passage


def doubled(places: Iterable[tuple[Page[Shape], Loc, str]], what: str) -> Iterator[Problem]:
    """A problem for each name that came before; `what` names what it is."""
    first: dict[str, tuple[Page[Shape], Loc]] = {}
    for page, loc, name in places:
        there, at = first.setdefault(name, (page, loc))
        if (there.file, at) != (page.file, loc):
            line = there.problem(at, "").line
            yield page.problem(loc, f"the {what} `{name}` is there already, in {there.file}, line {line}")
