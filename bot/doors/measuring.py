"""`bot evaluate` and `bot calibrate`: figures of the knowledge as lines to be read, and what is learned from them."""

from __future__ import annotations

from pathlib import Path

from bot.knowledge.library import Library
from bot.workshop import calibrate as learning
from bot.workshop import evaluate as room
from bot.workshop import voice
from bot.workshop.labelled import read
from bot.workshop.plot import plot as draw


def measure(library: Library, file: Path | None, plot: Path | None) -> str:
    """The figures on a file of labelled messages, or on the examples; drawn too, if there is a place for it."""
    guide, embedder = library.guide, library.embedder
    done = room.trial(guide, embedder, read(file, guide.knowledge)) if file else room.own_trial(guide, embedder)
    if plot:
        plot.write_text(draw(done, guide.knowledge.calibration.threshold), encoding="utf-8")
    return room.report(done)


def voiced(library: Library) -> str:
    """Whether it sounds like its author."""
    return voice.report(library.guide)


def calibrate(library: Library, folder: Path) -> str:
    """What was written into the folder: how sure is sure enough, and what the encoder makes of all texts."""
    library.ship(folder)
    calibration = learning.calibrate(library.knowledge, library.guide.matcher, library.on_words())
    learning.write(calibration, folder)
    return f"{folder / 'calibration.yaml'}: answers from {calibration.threshold:.2f} on."
