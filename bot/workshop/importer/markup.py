"""HTML as a tree, read in one pass whatever is wrong with it: no input makes it slow, deep or fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

DEEPEST = 120  # what lies deeper hangs there


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


VOID = _tags("area base br col embed hr img input link meta param source track wbr")
RAW = _tags("script style textarea title xmp iframe noembed noframes")
UNSHOWN = _tags("script style textarea iframe noscript template svg form button nav select object head")
# An end that may be left out: this one begins, and those that are open end.
_ENDS = {
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "tr": ("tr", "td", "th"),
    "td": ("td", "th"),
    "option": ("option",),
}
BLOCKS = _tags(
    "address article aside blockquote dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr"
    " li main nav ol p pre section table tbody td th thead tr ul"
)
_HOLDS = {"li": ("ol", "ul"), "tr": ("table",), "td": ("table",), "dt": ("dl",), "dd": ("dl",)}
# Never goes back: a tag that does not end is the end of the page.
_TAG = re.compile(r"""<(/?)([A-Za-z][^\s/>]*+)((?:[^>"']++|"[^"]*+"|'[^']*+')*+)>""")
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]*))?""")


@dataclass(slots=True)
class Element:
    """A tag with what is in it; `line` is where it begins."""

    tag: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        """The words of its class."""
        return frozenset(self.attributes.get("class", "").lower().split())

    @property
    def id(self) -> str:
        """Its id."""
        return self.attributes.get("id", "")

    def all(self) -> Iterator[Element]:
        """Everything in it, in order."""
        for inner in self.inside:
            if isinstance(inner, Element):
                yield inner
                yield from inner.all()

    @property
    def text(self) -> str:
        """All its words in one line."""
        return " ".join("".join(_words(self)).split())


@dataclass(frozen=True, slots=True)
class Tree:
    """The page; `cut` is the line where it ends in the middle of something, or 0."""

    root: Element
    cut: int


def parse(html: str, line: int = 1) -> Tree:
    """The tree of a page or a piece of one, whose first line is `line`."""
    return _Builder(html, line).build()


def _words(element: Element) -> Iterator[str]:
    for inner in element.inside:
        if isinstance(inner, str):
            yield inner
        elif inner.tag == "br" or inner.tag in BLOCKS:
            yield " "
            yield from _words(inner)
            yield " "
        elif inner.tag not in UNSHOWN:
            yield from _words(inner)


class _Builder:
    def __init__(self, html: str, line: int) -> None:
        self._html = html
        self._at, self._line = 0, line
        self._open = [Element("", line)]
        self._cut = 0

    def build(self) -> Tree:
        html, at = self._html, 0
        while (start := html.find("<", at)) >= 0:
            self._text(html[at:start])
            at = self._markup(start)
        self._text(html[at:])
        return Tree(self._open[0], self._cut or self._unclosed())

    def _markup(self, start: int) -> int:
        """Takes in what begins at `start`; where to go on."""
        html = self._html
        if html.startswith("<!--", start):
            return self._skip(start, "-->")
        if html.startswith(("<!", "<?"), start):
            return self._skip(start, ">")
        if not re.match(r"</?[A-Za-z]", html[start : start + 3]):
            self._text("<")
            return start + 1
        found = _TAG.match(html, start)
        if found is None:
            self._cut = self._place(start)
            return len(html)
        tag = found[2].lower()
        if found[1]:
            self._close(tag)
        else:
            self._begin(tag, found[3], start)
            if tag in RAW:
                return self._raw(tag, found.end())
        return found.end()

    def _skip(self, start: int, end: str) -> int:
        close = self._html.find(end, start)
        if close < 0:
            self._cut = self._place(start)
            return len(self._html)
        return close + len(end)

    def _raw(self, tag: str, start: int) -> int:
        """The text of a script or a title, up to its end."""
        found = re.compile(rf"</{tag}\b", re.IGNORECASE).search(self._html, start)
        if found is None:
            self._cut = self._place(start)
            return len(self._html)
        self._text(self._html[start : found.start()])
        return found.start()

    def _text(self, text: str) -> None:
        if text:
            self._open[-1].inside.append(unescape(text) if "&" in text else text)

    def _begin(self, tag: str, rest: str, start: int) -> None:
        if tag in BLOCKS:
            self._end_open(("p",), ("div", "li", "td", "blockquote", "article"))
        self._end_open(_ENDS.get(tag, ()), _HOLDS.get(tag, ()))
        element = Element(tag, self._place(start), _attributes(rest))
        self._open[-1].inside.append(element)
        if tag not in VOID and len(self._open) < DEEPEST:
            self._open.append(element)

    def _end_open(self, tags: tuple[str, ...], within: tuple[str, ...]) -> None:
        """Ends the nearest of these that is open, unless it lies outside of `within`."""
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag in tags:
                del self._open[at:]
                return
            if self._open[at].tag in within:
                return

    def _close(self, tag: str) -> None:
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag == tag:
                del self._open[at:]
                return

    def _place(self, at: int) -> int:
        """The line of a place; places only go forward."""
        if at > self._at:
            self._line += self._html.count("\n", self._at, at)
            self._at = at
        return self._line

    def _unclosed(self) -> int:
        """The last line, if a page was begun and never ended."""
        begun = {element.tag for element in self._open[1:]} & {"html", "body"}
        return self._place(len(self._html)) if begun else 0


def _attributes(rest: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(rest):
        found.setdefault(name.lower(), unescape(value.strip("\"'")))
    return found
