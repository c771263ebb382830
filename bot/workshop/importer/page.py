"""A saved WordPress page: the article, and under it the comments as they hang under one another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot.workshop.importer.blocks import blocks
from bot.workshop.importer.markup import Element, parse
from bot.workshop.importer.nouns import Block, Comment, Progress, Source, SourceError

_COMMENT_ID = re.compile(r"(?:li-|div-)?comment-\d+")
_DEPTH = re.compile(r"depth-(\d{1,2})")
_AREA = re.compile(r"comments?|respond|commentlist|comment-list|comments-area|disqus_thread", re.IGNORECASE)
_CONTENT = {
    "entry-content",
    "post-content",
    "article-content",
    "post-body",
    "td-post-content",
    "wp-block-post-content",
}
_POST = {"hentry", "post", "type-post", "single-content"}
_SAID = {"comment-content", "comment-text", "comment_content", "commenttext", "wp-block-comment-content"}
_AROUND = {"comment-meta", "commentmetadata", "comment-metadata", "comment-author", "vcard", "reply", "children"}
_NAMED = ("fn", "comment-author-name", "wp-block-comment-author-name", "comment-author")
_LINKS = {"pingback": "a pingback", "trackback": "a trackback"}
_SAYS = re.compile(r"\s*(?:says|said)?\s*:?\s*$")
WAITING = re.compile(r"awaiting moderation", re.IGNORECASE)


def read_page(text: str, path: str, progress: Progress) -> Source:
    """The source in a page; SourceError if it is cut off, or has no article or no comments."""
    tree = parse(text)
    if tree.cut:
        raise SourceError(f"{path}:{tree.cut}: the page ends in the middle: save it again, and whole.")
    root = tree.root
    found = tuple(_comments(root, progress))
    if not found:
        raise SourceError(
            f"{path}:1: there are no comments on this page: open them (some pages load them late), then save it again."
        )
    told = blocks(_content(root, path), leave=_apart)
    return Source(_title(root), _author(root), _without_title(told, _title(root)), found)


def _comments(root: Element, progress: Progress) -> Iterator[Comment]:
    """In the order of the page; where nothing hangs inside another, their classes say how deep they are."""
    pairs = list(_nested(root, None))
    place = {id(element): at for at, (element, _) in enumerate(pairs)}
    flat = all(outer is None for _, outer in pairs)
    last: dict[int, int] = {}
    for at, (element, outer) in enumerate(pairs):
        depth = _depth(element)
        last[depth] = at
        above = last.get(depth - 1) if flat else place.get(id(outer))
        yield _comment(element, above)
        progress(at + 1, len(pairs))


def _nested(element: Element, outer: Element | None) -> Iterator[tuple[Element, Element | None]]:
    for inner in element.inside:
        if isinstance(inner, Element):
            is_one = _is_comment(inner) and not (outer is not None and _same(inner, outer))
            if is_one:
                yield inner, outer
            yield from _nested(inner, inner if is_one else outer)


def _is_comment(element: Element) -> bool:
    kinds = {"comment", "pingback", "trackback"} & element.classes
    return element.tag in ("li", "div", "article") and bool(kinds or _COMMENT_ID.fullmatch(element.id))


def _same(inner: Element, outer: Element) -> bool:
    """Whether the inner one is only the body of the outer: the same number, or none."""
    one, two = (re.sub(r"\D", "", each.id) for each in (inner, outer))
    return not one or one == two


def _depth(element: Element) -> int:
    found = next((match for name in element.classes if (match := _DEPTH.fullmatch(name))), None)
    return int(found[1]) if found else 1


def _comment(element: Element, parent: int | None) -> Comment:
    own = list(_own(element))
    name = next((_named(each) for kind in _NAMED for each in own if kind in each.classes and _named(each)), "")
    said = next((each for each in own if _SAID & each.classes), None)
    told = blocks(said or element, leave=_not_said)
    marked = "bypostauthor" in element.classes
    link = next((what for kind, what in _LINKS.items() if kind in element.classes), "")
    waits = "waits for its moderator" if any(WAITING.search(each.text) for each in told[:1]) else ""
    return Comment(name, told, element.line, parent, marked, link or waits)


def _own(element: Element) -> Iterator[Element]:
    """What is in a comment and not in one under it."""
    for inner in element.inside:
        if isinstance(inner, Element) and not (_is_comment(inner) and not _same(inner, element)):
            yield inner
            yield from _own(inner)


def _not_said(element: Element) -> bool:
    return (
        bool(_AROUND & element.classes)
        or (_is_comment(element) and bool(_COMMENT_ID.fullmatch(element.id)))
        or element.tag in ("footer", "img")
    )


def _named(element: Element) -> str:
    return _SAYS.sub("", element.text)


def _apart(element: Element) -> bool:
    """Comments, and what else is not the article's text."""
    names = (element.id, *element.classes)
    return any(_AREA.fullmatch(name) for name in names) or _is_comment(element) or element.tag in ("footer", "aside")


def _content(root: Element, path: str) -> Element:
    tests: tuple[Callable[[Element], bool], ...] = (
        lambda each: bool(_CONTENT & each.classes),
        lambda each: bool(_POST & each.classes),
        lambda each: each.tag == "article" and not _is_comment(each),
        lambda each: each.tag == "main",
    )
    for test in tests:
        for element in root.all():
            if test(element) and blocks(element, leave=_apart):
                return element
    raise SourceError(
        f"{path}:1: the article was not found (no element of class entry-content, no <article>, no <main>):"
        " copy the text of the page into a .txt file and import that."
    )


def _title(root: Element) -> str:
    heads = [each for each in root.all() if each.tag == "h1" and not _apart(each)]
    heads.sort(key=lambda each: not {"entry-title", "post-title", "wp-block-post-title"} & each.classes)
    named = [each.text for each in heads if each.text]
    own = [re.split(r" [|–—»-] ", each.text)[0] for each in root.all() if each.tag == "title"]
    return next(iter((*named, *own)), "") or "Untitled"


def _author(root: Element) -> str:
    for each in root.all():
        if each.tag == "meta" and each.attributes.get("name", "").lower() == "author":
            return " ".join(each.attributes.get("content", "").split())
    return ""


def _without_title(told: tuple[Block, ...], title: str) -> tuple[Block, ...]:
    return tuple(block for block in told if not (block.shape == "heading" and block.text == title))
