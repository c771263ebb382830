"""What all shapes of knowledge files share: frozen, no unknown keys, and the kinds of text that may stand in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.domain import Condition


class Shape(BaseModel):
    """A piece of a file. The descriptions of fields are read by editors, and in error lines where one is missing."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Lang = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Pattern = Annotated[str, Field(min_length=1)]  # blanks at its ends count
Danger = Literal["suicide", "abuse", "stalking", "violence", "minor"]
Care = Literal["low", "boundary"]
Values = Annotated[tuple[Text, ...], Field(min_length=1)]
Conditions = dict[Name, Values]


def conditions(given: Mapping[str, tuple[str, ...]]) -> tuple[Condition, ...]:
    """Facts and the values they may have, as the house holds them."""
    return tuple(Condition(fact, frozenset(values)) for fact, values in given.items())
