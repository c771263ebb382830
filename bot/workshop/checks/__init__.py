"""What a writer should look at again in knowledge that loads: warnings, each with its place; nothing is refused."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice

from bot.domain import Knowledge
from bot.errors import Problem
from bot.knowledge.shelf import Shelf
from bot.mind.matching import Embedder
from bot.workshop.checks import alike, lacking, manner, opposed

MOST = 50  # of one kind: nobody looks at more at once


def warnings(knowledge: Knowledge, shelf: Shelf, embedder: Embedder, today: date) -> tuple[Problem, ...]:
    """All of them, by file and line. `embedder` should know the knowledge's texts: it is asked for each."""
    found = [
        *islice(lacking.asks(shelf), MOST),
        *islice(lacking.examples(shelf), MOST),
        *islice(lacking.passages(shelf), MOST),
        *lacking.calibration(knowledge, shelf),
        *lacking.helplines(shelf, today),
        *islice(opposed.follows(shelf), MOST),
        *islice(opposed.never_said(shelf), MOST),
        *islice(opposed.labels(shelf), MOST),
        *islice(opposed.sentences(shelf, embedder), MOST),
        *islice(alike.texts(shelf, embedder), MOST),
        *islice(alike.asks(shelf, embedder), MOST),
        *islice(manner.strange(shelf), MOST),
    ]
    return tuple(sorted(found))


def today() -> date:
    """The day it is here."""
    return datetime.now().astimezone().date()
