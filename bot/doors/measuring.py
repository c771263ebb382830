"""`bot evaluate` and `bot calibrate`: figures of the knowledge as lines to be read, and what is learned from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from bot.domain import Calibration
from bot.doors.console import progress
from bot.knowledge.encoder import MODEL, name
from bot.knowledge.library import Library
from bot.mind.matching.semantic import Words
from bot.workshop import calibrate as learning
from bot.workshop import evaluate as room
from bot.workshop import safety, voice
from bot.workshop.labelled import read
from bot.workshop.plot import plot as draw

READ = """\

The encoder of this knowledge has read these examples, so expect less of messages it has not read: encoder/card.yaml
says what `bot train` found when it held them out, `bot evaluate FILE` what it makes of yours.
"""


NOTHING = (
    "There is nothing to measure yet: write messages and what fits them into examples/ (`fits: {}` where nothing does),"
    " or give a file of labelled messages, as in `bot evaluate messages.jsonl`."
)

UNHEARD = (
    "There is nothing to measure yet: write messages in danger and harmless ones into safety/examples/, or give a file"
    " of labelled messages, as in `bot evaluate --safety messages.jsonl`."
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What is to be measured: answers unless it says otherwise."""

    file: Path | None = None
    plot: Path | None = None
    voice: bool = False
    safety: bool = False
    as_json: bool = False


def figures(library: Callable[[], Library], what: Measured) -> str:
    """The figures of what is asked for; a wrong use is told before the library is opened."""
    other = what.file or what.plot or what.safety
    if (what.voice and other) or (what.plot and what.safety) or (what.as_json and not what.safety):
        say = "--voice looks at the golden conversations: leave FILE and --plot out, and --safety."
        raise click.UsageError(f"{say} --plot is for answers, --json for --safety.")
    if what.safety:
        return danger(library(), what.file, what.as_json)
    return voiced(library()) if what.voice else measure(library(), what.file, what.plot)


def measure(library: Library, file: Path | None, plot: Path | None) -> str:
    """The figures on a file of labelled messages, or on the examples; drawn too, if there is a place for it."""
    guide, embedder = library.guide, library.embedder
    if not file and not guide.knowledge.examples:
        return NOTHING
    done = room.trial(guide, embedder, read(file, guide.knowledge)) if file else room.own_trial(guide, embedder)
    calibration = guide.knowledge.calibration
    if plot:
        plot.write_text(draw(done, calibration.threshold, calibration.budget), encoding="utf-8")
    own = not file and embedder.id not in (name(MODEL), Words.id)
    return room.report(done, calibration.budget) + (READ if own else "")


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
    if as_json:
        return safety.as_json(done, how)
    return safety.report(done, how) if done else UNHEARD


def voiced(library: Library) -> str:
    """Whether it sounds like its author."""
    return voice.report(library.guide)


def calibrate(library: Library, folder: Path, budget: float | None = None) -> str:
    """What was written into the folder: how sure is sure enough, and what the encoder makes of all texts."""
    library.ship(folder)
    matcher = library.guide.matcher
    calibration = learning.calibrate(library.knowledge, matcher, library.on_words(), budget)
    learning.write(calibration, folder)
    found = learning.errors(calibration, matcher)
    return "\n".join([*_learnt(calibration, folder, learning.lacking(library.knowledge.examples)), f"{found}."])


def _learnt(calibration: Calibration, folder: Path, lacking: str) -> Iterator[str]:
    """How sure it has to be, and by what; `lacking` says what there was too little for."""
    budget, bar = f"The error budget is {calibration.budget:.2f}", f"answers from {calibration.threshold:.2f} on"
    yield f"{folder / 'calibration.yaml'}: {bar}{', as any bot does before it has learnt' * bool(lacking)}."
    if lacking:
        yield lacking
        yield f"{budget}, and will count from then on."
    else:
        yield f"{budget}: so many of what nothing answers may be answered."
