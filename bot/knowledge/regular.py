"""Whether the regular expressions of facts, talk and dangers may be used, each with its place in its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.errors import Problem
from bot.knowledge import patterns
from bot.knowledge.nodes import Loc
from bot.knowledge.rules import FactsFile, SafetyFile, TalkFile
from bot.knowledge.shapes import Shape
from bot.knowledge.shelf import Page, Shelf

# Patterns are joined with others, whose groups are counted too.
REFERS = "a reference to a group (\\1) works only in the first pattern of an act in talk.yaml"


def problems(shelf: Shelf) -> Iterator[Problem]:
    """Every macro and pattern that may not be used."""
    for facts in shelf.of(FactsFile):
        yield from _macros(facts, facts.shape.macros)
    for safety in shelf.of(SafetyFile):
        yield from _macros(safety, safety.shape.macros)
    for page, macros, loc, given in _lists(shelf):
        for at, pattern in enumerate(given):
            first = at == 0 and isinstance(page.shape, TalkFile)
            if what := _trouble(pattern, macros, first):
                yield page.problem((*loc, at), what)


def _macros(page: Page[Shape], macros: Mapping[str, str]) -> Iterator[Problem]:
    above: dict[str, str] = {}
    for name, macro in macros.items():
        if what := _trouble(macro, above):
            yield page.problem(("macros", name), what)
        above[name] = macro


def _lists(shelf: Shelf) -> Iterator[tuple[Page[Shape], Mapping[str, str], Loc, tuple[str, ...]]]:
    """Every list of patterns with the macros it may use."""
    for facts in shelf.of(FactsFile):
        for at, fact in enumerate(facts.shape.facts):
            for index, reading in enumerate(fact.readings):
                loc = ("facts", at, "readings", index)
                yield facts, facts.shape.macros, (*loc, "patterns"), reading.patterns
                yield facts, facts.shape.macros, (*loc, "unless"), reading.unless
    for safety in shelf.of(SafetyFile):
        for at, rule in enumerate(safety.shape.rules):
            yield safety, safety.shape.macros, ("rules", at, "patterns"), rule.patterns
            yield safety, safety.shape.macros, ("rules", at, "unless"), rule.unless
    for talk in shelf.of(TalkFile):
        for at, act in enumerate(talk.shape.acts):
            yield talk, {}, ("acts", at, "patterns"), act.patterns


def _trouble(pattern: str, macros: Mapping[str, str], first: bool = False) -> str:
    refers = patterns.refers(pattern) and not first
    return REFERS if refers else patterns.trouble(pattern, macros)
