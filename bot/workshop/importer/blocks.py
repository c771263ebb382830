"""Paragraphs, headings and list items of a piece of HTML, each with its line; no decoration of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot.workshop.importer.markup import BLOCKS, UNSHOWN, Element
from bot.workshop.importer.mending import clean
from bot.workshop.importer.nouns import Block, Shape

SHORT = 80  # characters of a heading that is only set in bold
_HEADING = re.compile(r"h[1-6]")
_DECOR = re.compile(
    r"^(?:sharedaddy|jp-relatedposts|addtoany.*|post-navigation|wp-caption-text|sharing|share-.*|social.*|"
    r"post-tags|entry-footer|entry-meta|related-?posts?|advert.*|ads?|screen-reader-text|toc|widget.*)$"
)
Leave = Callable[[Element], bool]


def blocks(root: Element, leave: Leave = lambda element: False) -> tuple[Block, ...]:
    """The blocks in an element, without what `leave` says belongs elsewhere."""
    return tuple(_Walk(leave).walk(root))


class _Walk:
    def __init__(self, leave: Leave) -> None:
        self._leave = leave
        self._words: list[str] = []
        self._line = 0

    def walk(self, root: Element) -> Iterator[Block]:
        yield from self._inside(root, "text")
        yield from self._end("text")

    def _inside(self, element: Element, shape: Shape) -> Iterator[Block]:
        line = element.line
        for inner in element.inside:
            if isinstance(inner, str):
                yield from self._said(inner, line, shape)
                line += inner.count("\n")
            elif not self._left_out(inner):
                yield from self._element(inner, shape)
                line = max(line, inner.line)

    def _element(self, element: Element, shape: Shape) -> Iterator[Block]:
        if element.tag == "br":
            self._words.append("\n")
        elif element.tag in BLOCKS:
            yield from self._end(shape)
            mine = _shape(element, shape)
            yield from self._inside(element, mine)
            yield from self._end(mine)
        else:
            yield from self._inside(element, shape)

    def _said(self, text: str, line: int, shape: Shape) -> Iterator[Block]:
        """Words; an empty line begins a new paragraph, as WordPress has it."""
        for at, part in enumerate(re.split(r"\n[ \t]*\n\s*", text)):
            if at:
                yield from self._end(shape)
            if part.strip() and not self._line:
                self._line = line + text[: text.index(part)].count("\n") if at else line
            self._words.append(part.replace("\n", " ") if part.strip() else " ")

    def _end(self, shape: Shape) -> Iterator[Block]:
        text = "".join(self._words)
        lines = [" ".join(clean(line).split()) for line in text.split("\n")]
        told = "\n".join(line for line in lines if line)
        if told:
            yield Block(shape, told, self._line or 1)
        self._words, self._line = [], 0

    def _left_out(self, element: Element) -> bool:
        decor = any(_DECOR.match(name) for name in element.classes)
        return element.tag in UNSHOWN or decor or self._leave(element)


def _shape(element: Element, outer: Shape) -> Shape:
    if _HEADING.fullmatch(element.tag) or (element.tag == "p" and _is_bold(element)):
        return "heading"
    return "item" if element.tag == "li" else "item" if outer == "item" else "text"


def _is_bold(element: Element) -> bool:
    """Whether a paragraph is nothing but a short line in bold."""
    parts = [each for each in element.inside if isinstance(each, Element) or each.strip()]
    one = parts[0] if len(parts) == 1 else None
    return isinstance(one, Element) and one.tag in ("b", "strong") and 0 < len(one.text) <= SHORT
