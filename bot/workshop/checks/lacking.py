"""What is missing or has grown old: asks, examples, passages, the calibration, the help lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.domain import Knowledge
from bot.errors import Problem
from bot.knowledge.aging import WARNED, last_day
from bot.knowledge.helplines import HelplinesFile
from bot.knowledge.rules import CalibrationFile
from bot.knowledge.shelf import Shelf
from bot.knowledge.version import fingerprint
from bot.knowledge.written import ASKS, ArticleFile, ExamplesFile
from bot.mind.matching.lessons import RIGHT
from bot.workshop.checks.near import warn


def passages(shelf: Shelf) -> Iterator[Problem]:
    """A folder without any."""
    if not any(True for _ in shelf.passages()):
        for page in shelf.of(ArticleFile):
            yield warn(
                page, ("sections",), "there is no passage yet, here or in replies/: the bot has nothing to say", True
            )


def asks(shelf: Shelf) -> Iterator[Problem]:
    """Passages with too few."""
    for page, loc, passage in shelf.passages():
        if len(passage.asks) < ASKS:
            what = f"{len(passage.asks)} ways people ask for it, and it takes {ASKS} to be found well"
            yield warn(page, (*loc, "asks"), what, at_key=True)


def examples(shelf: Shelf) -> Iterator[Problem]:
    """Passages that no labelled message reaches, told together."""
    pages = shelf.of(ExamplesFile)
    reached = {
        id for page in pages for each in page.shape.examples for id, grade in each.fits.items() if grade >= RIGHT
    }
    for page, loc, passage in shelf.passages():
        if passage.id not in reached:
            yield warn(page, (*loc, "id"), "no example has this passage for its answer: add one to examples/")


def calibration(knowledge: Knowledge, shelf: Shelf) -> Iterator[Problem]:
    """One that was never made, or from other examples."""
    made = knowledge.calibration
    stale = "it was made from other examples: run `bot calibrate`"
    for page in shelf.of(CalibrationFile):
        if made.examples != fingerprint(knowledge.examples):
            yield warn(page, (), stale)
    if not made.weights and knowledge.examples:
        yield Problem("calibration.yaml", 1, 1, "the file", "not calibrated yet: run `bot calibrate`", "warning")


def helplines(shelf: Shelf, today: date) -> Iterator[Problem]:
    """Lines that nobody has compared with their page for half a year, told together."""
    for page in shelf.of(HelplinesFile):
        lines = [
            (code, at, last_day(line.operator_checked or line.checked))
            for code, country in page.shape.countries.items()
            for at, line in enumerate(country.lines)
        ]
        old = [(code, at) for code, at, day in lines if day and today - day > WARNED]
        if old:
            (code, at), where = old[0], ", ".join(dict.fromkeys(code for code, _ in old))
            what = f"{len(old)} lines not checked for half a year ({where}): compare them, then set operator_checked"
            yield warn(page, ("countries", code, "lines", at), what)
