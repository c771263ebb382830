"""The facts of the knowledge folder and the table of what is read from messages, for tests of reading."""

from itertools import pairwise
from pathlib import Path

import yaml

from bot.domain import FactRule
from bot.knowledge.rules import FactsFile

FACTS = Path(__file__).parents[2] / "knowledge" / "facts.yaml"


def rules() -> tuple[FactRule, ...]:
    """The rules of facts.yaml alone: nothing else of the folder need be in order."""
    shape = FactsFile.model_validate(yaml.load(FACTS.read_text(encoding="utf-8"), yaml.CBaseLoader))
    return tuple(fact.rule(shape.macros) for fact in shape.facts)


def table() -> list[tuple[str, dict[str, str]]]:
    """Rows of (message, facts by name)."""
    lines = (Path(__file__).parent / "situation.txt").read_text(encoding="utf-8").splitlines()
    rows: list[tuple[str, dict[str, str]]] = []
    for message, facts in pairwise(lines):
        if facts.startswith("  "):
            pairs = (pair.partition(": ") for pair in facts.strip().split(", ") if ": " in pair)
            rows.append((message, {name: value for name, _, value in pairs}))
    return rows
