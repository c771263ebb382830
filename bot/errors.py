"""What can go wrong, named by who can put it right.

BotError
├── SettingsError    the operator: a setting is missing or wrong (exit 2)
├── KnowledgeError   the operator: the knowledge folder has problems (exit 1)
├── ModelError       the operator: the encoder is missing or altered (lexical matching serves meanwhile)
├── StoreError       the installation: the database cannot be used now
└── DoorError        the world outside: Telegram cannot be reached or refuses us
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


class BotError(Exception):
    """A clear line for a human: what is wrong, where, and what to do. Never holds message text."""


class SettingsError(BotError):
    """One line per problem with the settings, all at once."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong with the knowledge: `file:line:column: path: what`. Lines and columns count from 1.

    With an `error` the folder is not used at all; a `warning` is a word to its writer.
    """

    file: str
    line: int
    column: int
    path: str
    what: str
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.path}: {self.what}"


class KnowledgeError(BotError):
    """Every problem of the knowledge folder at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class ModelError(BotError):
    """The encoder's files are missing or are not the ones that were measured."""


class StoreError(BotError):
    """The database is gone, locked, read-only or not ours."""


class DoorError(BotError):
    """A door could not be opened."""
