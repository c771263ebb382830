"""Edits a YAML file in place by the positions of its nodes: one item more in a list; every other byte stays."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from bot.errors import BotError
from bot.knowledge import nodes
from bot.knowledge.files import FileError
from bot.knowledge.nodes import Loc, Series


def quoted(text: str) -> str:
    """A text in double quotes, as YAML reads it."""
    return json.dumps(text, ensure_ascii=False)


def flow(value: object) -> str:
    """A value in one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(flow, value)) + "]"
    return quoted(value) if isinstance(value, str) else str(value)


def added(text: str, loc: Loc, value: object) -> str:
    """The file with this item first in the list at that place; BotError if there is no list, or no way to do it."""
    root = nodes.tree(text)
    series = nodes.value(root, loc)
    if not isinstance(series, Series):
        raise BotError(f"There is no list at {'.'.join(map(str, loc))}.")
    lines = text.splitlines(keepends=True)
    line, column = (series.items[0] if series.items else series).place
    here = lines[line - 1]
    before = here[: column - 1]
    if before.strip() == "-":  # a list with an item to a line
        lines[line - 1] = f"{before}{flow(value)}\n{here}"
    elif series.items:
        lines[line - 1] = f"{before}{flow(value)}, {here[column - 1 :]}"
    else:
        lines[line - 1] = f"{before}[{flow(value)}{here[column:]}"
    done = "".join(lines)
    if not _sure(done, text, loc, nodes.tree(flow(value))):
        raise BotError("This file cannot be edited in place: add the line by hand.")
    return done


def _sure(now: str, before: str, loc: Loc, item: nodes.Node) -> bool:
    """Whether that item is new in the list, and nothing else anywhere."""
    try:
        new, old = nodes.tree(now), nodes.tree(before)
    except FileError:
        return False
    longer, list_ = nodes.value(new, loc), nodes.value(old, loc)
    if not (isinstance(longer, Series) and isinstance(list_, Series)):
        return False
    same = [nodes.data(each) for each in longer.items] == [nodes.data(each) for each in (item, *list_.items)]
    words = [sorted(each.text for root in roots for each in nodes.scalars(root)) for roots in ((new,), (old, item))]
    return same and words[0] == words[1]
