"""A tiny reader of Telegram's HTML: what a message shows, or what Telegram would refuse it for."""

from __future__ import annotations

import re

NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
TAGS = ("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "blockquote")
TOKEN = re.compile(r"</?[^<>]*>|&(?:\w+|#\d+|#x[0-9a-fA-F]+);|[<&]|[^<&]+")
LIMIT = 4096


class MarkupError(ValueError):
    """What Telegram answers."""


def shown(html: str) -> str:
    """The text as a person sees it; MarkupError if Telegram would not take it."""
    text, opened = "", list[str]()
    for token in TOKEN.findall(html):
        if token.startswith("<"):
            _tag(token, opened)
        else:
            text += _entity(token) if token.startswith("&") else token
    if opened:
        raise MarkupError(f"can't parse entities: no end tag for {opened[-1]}")
    return text


def check(html: str) -> str:
    """The text as a person sees it, if it is one that Telegram sends."""
    text = shown(html).strip()
    if not text:
        raise MarkupError("message text is empty")
    if len(text.encode("utf-16-le")) // 2 > LIMIT:
        raise MarkupError("message is too long")
    return text


def _tag(token: str, opened: list[str]) -> None:
    name = token.strip("</>")
    if name not in TAGS:
        raise MarkupError(f"can't parse entities: unsupported start tag {name!r}")
    if not token.startswith("</"):
        opened.append(name)
    elif not opened or opened.pop() != name:
        raise MarkupError(f"can't parse entities: unexpected end tag {name!r}")


def _entity(token: str) -> str:
    body = token.strip("&;")
    if body.startswith("#x"):
        return chr(int(body[2:], 16))
    if body.startswith("#"):
        return chr(int(body[1:]))
    if body not in NAMED:
        raise MarkupError("can't parse entities: a bare &")
    return NAMED[body]
