"""What facts.yaml must be in itself, and whether a fact and its values, used elsewhere, are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.domain import UNKNOWN
from bot.errors import Problem
from bot.knowledge.hints import near
from bot.knowledge.nodes import Loc
from bot.knowledge.rules import FactsFile, FactShape
from bot.knowledge.shapes import Conditions, Shape
from bot.knowledge.shelf import Page, Shelf, doubled

Values = Mapping[str, tuple[str, ...]]


def known(shelf: Shelf) -> Values:
    """The facts there are, with their values."""
    facts: dict[str, tuple[str, ...]] = {}
    for page in shelf.of(FactsFile):
        for fact in page.shape.facts:
            facts[fact.name] = facts.get(fact.name, ()) + fact.values
    return facts


def among(page: Page[Shape], loc: Loc, facts: Values, given: str | tuple[str, ...]) -> Iterator[Problem]:
    """What is wrong with a fact (the key at `loc`) and the value or values given there."""
    fact = str(loc[-1])
    if fact not in facts:
        yield page.problem(loc, f"there is no fact `{fact}` in facts.yaml{near(fact, facts)}", at_key=True)
        return
    places: dict[Loc, str] = (
        {tuple(loc): given} if isinstance(given, str) else {(*loc, n): v for n, v in enumerate(given)}
    )
    for place, value in places.items():
        if value not in facts[fact]:
            yield page.problem(place, never(fact, value, facts[fact]))


def never(fact: str, value: str, values: tuple[str, ...]) -> str:
    """That a fact has no such value."""
    return f"`{fact}` is never `{value}`{near(value, [value for value in values if value != UNKNOWN])}"


def problems(shelf: Shelf) -> Iterator[Problem]:
    """Everything wrong inside facts.yaml."""
    for page in shelf.of(FactsFile):
        facts = page.shape.facts
        yield from doubled(((page, ("facts", at, "name"), fact.name) for at, fact in enumerate(facts)), "fact")
        for at, fact in enumerate(facts):
            yield from _fact(page, ("facts", at), fact)
            for place, others in ((("void_if",), fact.void_if), *_implied(fact)):
                for other, values in others.items():
                    yield from among(page, ("facts", at, *place, other), known(shelf), values)


def _implied(fact: FactShape) -> Iterator[tuple[tuple[str, ...], Conditions]]:
    for value, others in fact.implied.items():
        yield ("implied", value), others


def _fact(page: Page[FactsFile], loc: tuple[str | int, ...], fact: FactShape) -> Iterator[Problem]:
    if UNKNOWN in fact.values:
        yield page.problem((*loc, "values"), f"`{UNKNOWN}` is what was never said, and no value")
    for value, newer in fact.lasting.items():
        for each in (value, *newer):
            if each not in fact.values:
                yield page.problem((*loc, "lasting", value), never(fact.name, each, fact.values))
    for at, reading in enumerate(fact.readings):
        if reading.value not in (*fact.values, UNKNOWN):
            yield page.problem((*loc, "readings", at, "value"), never(fact.name, reading.value, fact.values))
    for value in fact.implied.keys() - {*fact.values}:
        yield page.problem((*loc, "implied", value), never(fact.name, value, fact.values), at_key=True)
