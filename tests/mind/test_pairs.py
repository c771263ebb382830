"""Letters in pairs that differ in one fact: nobody gets advice for the opposite situation."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from bot.domain import Answer, Fact, Facts, Memory, Message, Outcome
from bot.knowledge.library import Library

ROWS = yaml.load((Path(__file__).parent / "pairs.yaml").read_text(encoding="utf-8"), yaml.CBaseLoader)["pairs"]
PAIRS = [(row["fact"], {value: text for value, text in row.items() if value != "fact"}) for row in ROWS]

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
WHO_LEFT = [letters for fact, letters in PAIRS if fact == "ended_by" and {"ex", "me"} <= letters.keys()]
LETTERS = [(fact, value, text) for fact, letters in PAIRS for value, text in letters.items()]


def answered(library: Library, text: str) -> Outcome:
    return library.guide.answer(Message("1", "console:1", text, NOON), Memory())


def served(outcome: Outcome) -> tuple[str, ...]:
    return outcome.decision.passages if isinstance(outcome.decision, Answer) else ()


def known(fact: str, value: str) -> Facts:
    return Facts() if value == "unknown" else Facts((Fact(fact, value, "(label)"),))


def test_there_are_sixty_pairs_and_more() -> None:
    assert len(PAIRS) >= 60


@pytest.mark.parametrize(("fact", "value", "text"), LETTERS)
def test_nobody_gets_advice_for_the_opposite_situation(library: Library, fact: str, value: str, text: str) -> None:
    facts = known(fact, value)
    wrong = [id for id in served(answered(library, text)) if facts.contradict(library.knowledge.passage(id).when)]
    assert wrong == []


@pytest.mark.parametrize("letters", WHO_LEFT)
def test_who_left_and_who_was_left_are_never_told_the_same(library: Library, letters: dict[str, str]) -> None:
    left, leaving = (answered(library, letters[value]) for value in ("ex", "me"))
    for_both = {p.id for p in library.knowledge.passages if not any(c.fact == "ended_by" for c in p.when)}

    assert set(served(left)) & set(served(leaving)) <= for_both
    assert served(left) != served(leaving) or not served(left)
