"""What is missing or has grown old: asks, examples, passages, the calibration, the help lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.domain import Knowledge
from bot.errors import Problem
from bot.knowledge.helplines import HelplinesFile
from bot.knowledge.rules import CalibrationFile
from bot.knowledge.shelf import Shelf
from bot.knowledge.version import fingerprint
from bot.knowledge.written import ASKS, ArticleFile, ExamplesFile
from bot.mind.matching.lessons import RIGHT
from bot.workshop.checks.near import warn

OLD = timedelta(days=400)  # after which somebody should compare a help line with its page


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
    """Lines that nobody has compared with their page for a year, told together."""
    for page in shelf.of(HelplinesFile):
        lines = [
            (code, at, _day(line.operator_checked or line.checked))
            for code, country in page.shape.countries.items()
            for at, line in enumerate(country.lines)
        ]
        old = [(code, at) for code, at, day in lines if day and today - day > OLD]
        if old:
            (code, at), where = old[0], ", ".join(dict.fromkeys(code for code, _ in old))
            what = f"{len(old)} lines not checked for over a year ({where}): compare them, then set operator_checked"
            yield warn(page, ("countries", code, "lines", at), what)


def _day(text: str) -> date | None:
    """The last day a date like 2026-11 may mean."""
    if not text:
        return None
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    try:
        return date(year, month or 12, day or 28)
    except ValueError:
        return None
