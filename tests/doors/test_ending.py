"""Whatever goes wrong in a verb, a human gets lines and a script an exit code; nobody gets a traceback."""

from __future__ import annotations

import errno

import click
import pytest
from click.testing import CliRunner, Result

from bot.doors.ending import Verbs
from bot.errors import DoorError, KnowledgeError, Problem, SettingsError, StoreError


def ending(error: BaseException) -> Result:
    """How a verb ends in which this goes wrong."""
    group = Verbs()

    @group.command()
    def verb() -> None:
        click.echo("begun")
        raise error

    return CliRunner().invoke(group, ["verb"])


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KnowledgeError((Problem("a.yaml", 3, 5, "facts", "what?"),)), 1, "a.yaml:3:5: facts: what?\n"),
        (SettingsError(("one", "two")), 2, "one\ntwo\n"),
        (StoreError("the disk is full"), 2, "the disk is full\n"),
        (DoorError("nobody there"), 2, "nobody there\n"),
        (PermissionError(errno.EACCES, "Permission denied", "/etc/x"), 2, "/etc/x: Permission denied.\n"),
        (OSError(errno.EIO, "Input/output error"), 2, "The system: Input/output error.\n"),
        (KeyboardInterrupt(), 130, ""),
        (click.ClickException("not so"), 1, "Error: not so\n"),
        (click.Abort(), 1, "Aborted!\n"),
    ],
)
def test_what_went_wrong_is_told_on_stderr(error: BaseException, code: int, said: str) -> None:
    result = ending(error)
    assert (result.exit_code, result.stdout, result.stderr) == (code, "begun\n", said)


def test_a_fault_of_the_program_names_its_place_and_not_what_was_said() -> None:
    result = ending(ValueError("the canary hums"))
    assert result.exit_code == 2
    assert result.stderr.startswith("A fault of the program, please report it: ValueError in test_ending.py:")
    assert "canary" not in result.stderr


def test_a_reader_who_has_left_is_no_reason_for_words() -> None:
    result = ending(BrokenPipeError(errno.EPIPE, "Broken pipe"))
    assert (result.exit_code, result.stderr) == (1, "")
