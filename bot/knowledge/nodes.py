"""YAML as a tree of plain values that know their line and column; it refuses everything YAML can do besides.

Built from PyYAML's events and not by `compose`, which needs seconds and then the whole stack for a few thousand
nested brackets: here a file is left at the first thing that is not allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

import yaml

from bot.knowledge.files import FileError, unseen

DEEPEST = 20
MOST = 100_000  # values in one file
Place = tuple[int, int]
Loc = Sequence[str | int]

# What libyaml says, in words for a writer; where `opened`, the place is where the quote or bracket was opened.
_SAID = {
    "mapping values are not allowed in this context": "a colon that is not expected here: see that the lines before it"
    " line up, or put the text in quotes",
    "found character that cannot start any token": "a tab, or a sign that cannot begin a value (@ ` %): indent with"
    " spaces, and put such text in quotes",
    "found a tab character that violates indentation": "a tab: indent with spaces",
    "found a tab character where an indentation space is expected": "a tab: indent with spaces",
    "did not find expected node content": "something is missing here: a value, or what was to come after a comma",
    "found incompatible YAML document": "a line %YAML with a version nobody reads: take it away",
    "did not find expected comment or line break": "after | or > nothing may follow in the line",
    "could not find expected ':'": "a line without a colon: is a quote not closed, or a line indented too little?",
    "did not find expected key": "this line does not line up with the ones before, or text follows a closing quote",
    "did not find expected '-' indicator": "a line of a list that does not begin with a dash, or does not line up",
    "found unknown escape character": "a backslash in double quotes: write it twice, or use single quotes",
    "exceeded maximum nesting depth": f"nested deeper than {DEEPEST} levels",
}
_OPENED = {
    "found unexpected end of stream": "a quote is opened here and never closed",
    "found unexpected document indicator": "a quote is opened here and never closed",
    "did not find expected ',' or ']'": "a bracket [ is opened here, and it is not closed or a comma is missing",
    "did not find expected ',' or '}'": "a bracket { is opened here, and it is not closed or a comma is missing",
}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text. `plain` if it was written without quotes."""

    text: str
    place: Place
    plain: bool


@dataclass(frozen=True, slots=True)
class Series:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """Keys and their values in order; a doubled key is still there twice."""

    pairs: tuple[tuple[Scalar, Node], ...]
    place: Place


Node = Scalar | Series | Table


def tree(text: str) -> Node:
    """The one document of a file; FileError where it is not readable or holds what is not allowed."""
    builder = _Builder(text)
    try:
        return builder.document()
    except yaml.YAMLError as error:
        raise _ran_on(builder.last, error) or _fault(error) from None


def data(node: Node) -> object:
    """The tree as strings, lists and dicts."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Series):
        return [data(item) for item in node.items]
    return {key.text: data(value) for key, value in node.pairs}


def doubled(node: Node) -> Iterator[tuple[Scalar, Scalar]]:
    """Keys that stand twice in the same table, each with the one before it."""
    if isinstance(node, Series):
        for item in node.items:
            yield from doubled(item)
    elif isinstance(node, Table):
        first: dict[str, Scalar] = {}
        for key, value in node.pairs:
            if key.text in first:
                yield key, first[key.text]
            first.setdefault(key.text, key)
            yield from doubled(value)


def place(node: Node, loc: Loc, at_key: bool = False) -> Place:
    """Where the value at `loc` stands (or its key), or the nearest thing around it that is there."""
    key: Scalar | None = None
    for part in loc:
        found = _step(node, part)
        if found is None:
            return node.place
        key, node = found
    return key.place if key and at_key else node.place


def value(node: Node, loc: Loc) -> Node | None:
    """The value at `loc`, or None."""
    for part in loc:
        found = _step(node, part)
        if found is None:
            return None
        node = found[1]
    return node


def scalars(node: Node) -> Iterator[Scalar]:
    """Every text of the tree, keys too, in order."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Series):
        for item in node.items:
            yield from scalars(item)
    else:
        for key, inner in node.pairs:
            yield key
            yield from scalars(inner)


def _step(node: Node, part: str | int) -> tuple[Scalar | None, Node] | None:
    if isinstance(node, Table):
        return next((pair for pair in reversed(node.pairs) if pair[0].text == part), None)
    items = node.items if isinstance(node, Series) else ()
    return (None, items[part]) if isinstance(part, int) and part < len(items) else None


class _Builder:
    def __init__(self, text: str) -> None:
        self._events = self._told(text)
        self._count = 0
        self.last: yaml.Event | None = None  # that could be read

    def _told(self, text: str) -> Iterator[yaml.Event]:
        for self.last in yaml.parse(text, Loader=yaml.CBaseLoader):
            yield self.last

    def document(self) -> Node:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and root:
                raise FileError(*_at(event), "a second document begins here (---): one file holds one")
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, 1)
        if root is None:
            raise FileError(1, 1, "the file is empty")
        return root

    def _node(self, event: yaml.NodeEvent, depth: int) -> Node:
        self._count += 1
        _allow(event, depth, self._count)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            items = (self._node(inner, depth + 1) for inner in self._until(yaml.SequenceEndEvent))
            return Series(tuple(items), _at(event))
        return Table(tuple(self._pairs(depth)), _at(event))

    def _pairs(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        events = self._until(yaml.MappingEndEvent)
        for event in events:
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar) or not key.text:
                raise FileError(*key.place, "a key is needed here, a plain word before the colon")
            yield key, self._node(next(events), depth + 1)

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.NodeEvent]:
        inside = takewhile(lambda event: not isinstance(event, end), self._events)
        return (event for event in inside if isinstance(event, yaml.NodeEvent))


def _allow(event: yaml.NodeEvent, depth: int, count: int) -> None:
    sign = "*" if isinstance(event, yaml.AliasEvent) else "&" if event.anchor else "!" if _tagged(event) else ""
    if sign:
        raise FileError(*_at(event), f"a value that begins with {sign} is not allowed: put the text in quotes")
    if depth > DEEPEST:
        raise FileError(*_at(event), f"nested deeper than {DEEPEST} levels")
    if count > MOST:
        raise FileError(*_at(event), f"more than {MOST:,} values in one file: split it")


def _tagged(event: yaml.NodeEvent) -> bool:
    return isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None


def _scalar(event: yaml.ScalarEvent) -> Scalar:
    if what := unseen(event.value):  # an escape like \0 in double quotes
        raise FileError(*_at(event), what)
    return Scalar(event.value, _at(event), not event.style)


def _at(event: yaml.Event) -> Place:
    return _place(event.start_mark)


def _place(mark: object) -> Place:
    """A mark of libyaml as line and column from 1; the start of the file if there is none."""
    return getattr(mark, "line", 0) + 1, getattr(mark, "column", 0) + 1


def _ran_on(last: yaml.Event | None, error: yaml.YAMLError) -> FileError | None:
    """The quote that was not closed where it should be, or has text behind its end, in a later line."""
    if not isinstance(last, yaml.ScalarEvent) or last.style not in ("'", '"'):
        return None
    (line, column), (end, _) = _place(last.start_mark), _place(last.end_mark)
    if not line < end == _place(getattr(error, "problem_mark", None))[0]:
        return None
    what = f"a quote is opened here and not closed, or text follows its end: it runs on to the quote in line {end}"
    return FileError(line, column, what)


def _fault(error: yaml.YAMLError) -> FileError:
    problem = str(getattr(error, "problem", error))
    mark = getattr(error, "context_mark" if problem in _OPENED else "problem_mark", None)
    what = _SAID.get(problem) or _OPENED.get(problem) or f"not readable as YAML ({problem})"
    return FileError(*_place(mark), what)
