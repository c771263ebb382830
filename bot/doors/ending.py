"""How a verb ends: an exit code and lines for a human, whatever went wrong. Nobody gets to see a traceback.

Exit codes: 0 done; 1 it says no; 2 wrong use, wrong settings, or something a verb needs cannot be used.
"""

from __future__ import annotations

import errno
import json
import traceback
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import click

from bot.errors import BotError, KnowledgeError, Problem

SAYS_NO, CANNOT, INTERRUPTED = 1, 2, 130
HELPS = {"help_option_names": ["-h", "--help"]}


class Verbs(click.Group):
    """A group of verbs that end so."""

    def invoke(self, ctx: click.Context) -> object:
        """As click does it, which itself knows what to do about wrong use and a pipe nobody reads any more."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BotError as error:
            click.echo(str(error), err=True)
            ctx.exit(SAYS_NO if isinstance(error, KnowledgeError) else CANNOT)
        except Exception as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise
            click.echo(_unforeseen(error), err=True)
            ctx.exit(CANNOT)


def listed(problems: Sequence[Problem], folder: Path, as_json: bool) -> str:
    """The problems of a folder, errors first, a line each, or as JSON; files by where they lie."""
    found = [replace(problem, file=str(folder / problem.file)) for problem in problems]
    if as_json:
        return json.dumps([asdict(problem) for problem in found], indent=2)
    errors = [problem for problem in found if problem.level == "error"]
    notes = [problem for problem in found if problem.level == "warning"]
    told = [*map(str, errors), f"Problems: {len(errors)}"] if errors else []
    return "\n".join([*told, *map(str, notes), f"Warnings: {len(notes)}"] if notes else told)


def _unforeseen(error: Exception) -> str:
    """A line for what should not happen: what kind, and where. The error's own words may quote a message."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'The system'}: {error.strerror}."
    at = traceback.extract_tb(error.__traceback__)[-1]
    return f"A fault of the program, please report it: {type(error).__name__} in {Path(at.filename).name}:{at.lineno}."
