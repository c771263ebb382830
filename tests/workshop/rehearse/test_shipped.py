"""The shipped list of known misses is true: what is on it fails, and of the rest every sixteenth example holds."""

from __future__ import annotations

from bot.knowledge.library import Library
from bot.workshop.rehearse.cases import Stage, of_example
from bot.workshop.rehearse.misses import fails
from tests.conftest import KNOWLEDGE

SOME = 16


def test_what_is_on_the_list_fails_and_what_is_not_holds(library: Library) -> None:
    knowledge = library.knowledge
    names = {example.miss for example in knowledge.examples[::SOME]} | knowledge.misses
    some = [(at, example) for at, example in enumerate(knowledge.examples) if example.miss in names]
    heard = Stage(library, KNOWLEDGE).hear([of_example(*pair) for pair in some], lambda done, of: None, workers=1)
    failing = {example.miss for (_, example), each in zip(some, heard, strict=True) if fails(example, each.now)}
    assert failing == knowledge.misses, "run `bot rehearse --misses`"
