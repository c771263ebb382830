"""What all shapes of knowledge files share: frozen, no unknown keys, and the kinds of text that may stand in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from bot.domain import Condition
from bot.knowledge import patterns

OWN = "plain"  # the type of errors whose words are ours and need no translation


G = TypeVar("G", str, tuple[str, ...])


class Shape(BaseModel):
    """A piece of a file. The descriptions of fields are read by editors, and in error lines where one is missing."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _compiles(pattern: str) -> str:
    return _without(patterns.trouble(pattern), pattern)


def _alone(pattern: str) -> str:
    return _without(patterns.REFERS if patterns.refers(pattern) else "", pattern)


def _first(given: tuple[str, ...]) -> tuple[str, ...]:
    behind = any(patterns.refers(pattern) for pattern in given[1:])
    return _without("a pattern with a reference to a group (\\1) must stand first in its list" if behind else "", given)


def _without(what: str, given: G) -> G:
    if what:
        raise PydanticCustomError(OWN, "{what}", {"what": what})
    return given


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Lang = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
_Pattern = Annotated[str, StringConstraints(min_length=1), AfterValidator(_compiles)]
Patterns = Annotated[tuple[_Pattern, ...], AfterValidator(_first)]  # joined with one another
Pattern = Annotated[_Pattern, AfterValidator(_alone)]  # joined with those of other rules too
Danger = Literal["suicide", "abuse", "stalking", "violence", "minor"]
Care = Literal["low", "boundary"]
Values = Annotated[tuple[Text, ...], Field(min_length=1)]
Conditions = dict[Name, Values]


def conditions(given: Mapping[str, tuple[str, ...]]) -> tuple[Condition, ...]:
    """Facts and the values they may have, as the house holds them."""
    return tuple(Condition(fact, frozenset(values)) for fact, values in given.items())
