"""`bot evaluate` and `bot calibrate`: figures of the knowledge as lines to be read, and what is learned from them."""

from __future__ import annotations

from pathlib import Path

from bot.doors.console import progress
from bot.knowledge.library import Library
from bot.workshop import calibrate as learning
from bot.workshop import evaluate as room
from bot.workshop import safety, voice
from bot.workshop.labelled import read
from bot.workshop.plot import plot as draw


def measure(library: Library, file: Path | None, plot: Path | None) -> str:
    """The figures on a file of labelled messages, or on the examples; drawn too, if there is a place for it."""
    guide, embedder = library.guide, library.embedder
    done = room.trial(guide, embedder, read(file, guide.knowledge)) if file else room.own_trial(guide, embedder)
    if plot:
        plot.write_text(draw(done, guide.knowledge.calibration.threshold), encoding="utf-8")
    return room.report(done)


def danger(library: Library, file: Path | None, as_json: bool) -> str:
    """How often the gate sees danger: in a file of labelled messages, or in those it is taught with, in folds."""
    reading = progress("Reading", "messages")
    if file:
        how, done = (
            f"the gate as it is shipped, on {file.name}",
            safety.held(safety.read(file), library.guide.gate, reading),
        )
    else:
        library.study(progress("Learning", "phrases"))
        how = f"{safety.FOLDS} folds, each read by a gate that has not learnt from it"
        done = safety.tried(library.knowledge, library.embedder.embed, reading)
    return safety.as_json(done, how) if as_json else safety.report(done, how)


def voiced(library: Library) -> str:
    """Whether it sounds like its author."""
    return voice.report(library.guide)


def calibrate(library: Library, folder: Path) -> str:
    """What was written into the folder: how sure is sure enough, and what the encoder makes of all texts."""
    library.ship(folder)
    calibration = learning.calibrate(library.knowledge, library.guide.matcher, library.on_words())
    learning.write(calibration, folder)
    return f"{folder / 'calibration.yaml'}: answers from {calibration.threshold:.2f} on."
