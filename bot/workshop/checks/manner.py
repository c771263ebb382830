"""Passages that do not sound like their author, each against all that he wrote elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.knowledge.shelf import Shelf
from bot.knowledge.written import ReplyFile
from bot.workshop.checks.near import warn
from bot.workshop.style import Style
from bot.workshop.voice import advice

LONG = 150  # characters; of less nobody can tell
KNOWN = 3_000  # characters of the author, besides, from which his manner is known
CLEARLY = 0.15  # how much likelier another is to have written it, a character; shipped passages: 0.06 at most


def strange(shelf: Shelf) -> Iterator[Problem]:
    """Passages that sound more like the readers or like general advice; where little is known of him, none."""
    told = [(page, loc, passage.passage("", "").text) for page, loc, passage in shelf.passages()]
    letters = [page.shape.letter for page in shelf.of(ReplyFile)]
    others = {"the readers": Style(letters), "general advice": Style(advice())}
    total = sum(len(text) for _, _, text in told)
    his = Style(text for _, _, text in told)
    for page, loc, text in told:
        if len(text) < LONG or total - len(text) < KNOWN:
            continue
        name, style = max(others.items(), key=lambda each: each[1].likelihood(text))
        if style.likelihood(text) - his.unseen(text) > CLEARLY:
            yield warn(page, (*loc, "sentences"), f"this sounds more like {name} than like the author", at_key=True)
