"""`bot train`: an encoder is tuned and tried before the operator's eyes, and takes no place it has not earned."""

from __future__ import annotations

import sys
import time
from importlib import import_module
from pathlib import Path

import click

from bot.errors import BotError
from bot.knowledge import own
from bot.knowledge.library import Library
from bot.workshop import train as room
from bot.workshop.train import Plan, Tune

NO_TORCH = "Training needs torch: `uv sync --extra train`, or `pip install '.[train]'` beside pyproject.toml."
STAYS = "No better than the shipped encoder, which stays. `--force` writes it all the same."
NOTHING = "Whatever was learnt, as much was forgotten: there is nothing to write."


class Clock:
    """Tells on stderr how far a training is and how long it may still take: at a terminal always, else now and then."""

    def __init__(self) -> None:
        self._tty = sys.stderr.isatty()
        self._start = time.monotonic()
        self._told = -1

    def __call__(self, done: int, of: int) -> None:
        """So many of so many."""
        left = (time.monotonic() - self._start) * (of - done) / done / 60
        line = f"Training ... {100 * done // of} %, " + (f"{left:.0f} minutes left" if left >= 1 else "a moment left")
        if self._tty:
            click.echo(f"\r{line:<50}", err=True, nl=done == of)
        elif 10 * done // of > self._told:
            self._told = 10 * done // of
            click.echo(line, err=True)


def plan(epochs: int) -> Plan:
    """A training that is watched; BotError says what to install."""
    try:
        tune: Tune = import_module("bot.workshop.network").tune
    except ModuleNotFoundError:
        raise BotError(NO_TORCH) from None
    return Plan(tune, epochs, progress=Clock())


def train(library: Library, folder: Path, by: Plan, into: Path | None, force: bool) -> bool:
    """Whether an encoder was written: into `into`, or where the folder's own lies."""
    done = room.train(library.knowledge, library.guide.reader.read, room.Base.open(folder), by)
    click.echo(done.report)
    if not (done.share and (force or done.better)):
        click.echo(STAYS if done.share else NOTHING)
        return False
    place = into or folder / own.FOLDER
    own.write(done.model, room.card(done, library.knowledge, by), place)
    click.echo(f"{place}: written." + ("" if into else " Now run `bot calibrate`."))
    return True
