"""What was asked and not answered is grouped by meaning, the most people first; a human puts away or picks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain import Admit, Answer, Decision, Evidence, Match, Memory, Message, Outcome, Reply, Talk, Trace, Turn
from bot.doors.gaping import SHOWN, shown
from bot.errors import BotError
from bot.knowledge.library import Library
from bot.mind.matching.semantic import Words
from bot.store.lately import Past
from bot.workshop.gaps import Group, dismiss, dismissed, gaps, ties
from tests.command import small
from tests.store.people import NOON

WASPS = ("do wasps mourn their dead", "do wasps grieve for the dead ones", "are wasps sad about their dead")
HAT = "which hat does one wear to a funeral"
UNLIKE = """
anvil banjo cactus dentist eclipse fjord glacier harpsichord igloo jacket kangaroo lighthouse magnet nutmeg oxygen
parliament quartz referee submarine tambourine umbrella volcano
"""
EVIDENCE = Evidence(0.5, 0.5, 0.5, 0.5, "open")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(small(tmp_path / "knowledge"), cache=tmp_path / "cache")


def past(id: int, text: str, decision: Decision, *sure: tuple[str, float], person: str = "") -> Past:
    """A turn that was decided so; `sure` is the ranking."""
    message = Message(str(id), person or f"telegram:{id}", text, NOON)
    ranking = tuple(Match(passage, confidence, EVIDENCE) for passage, confidence in sure)
    trace = Trace(ranking, sure[0][1] if sure else 0.0)
    return Past(Turn(message, Outcome(decision, Reply(()), Memory(), trace), "v1", id), Memory())


def admitted(id: int, text: str, person: str = "") -> Past:
    return past(id, text, Admit(("smoke",)), ("smoke", 0.2), person=person)


def asked(*texts: str) -> list[Past]:
    return [admitted(id, text) for id, text in enumerate(texts, 1)]


def ids(groups: list[Group]) -> list[set[int]]:
    return [{each.turn.id for each in group.past} for group in groups]


def test_what_asks_the_same_is_one_group_and_the_most_people_come_first(library: Library) -> None:
    groups = gaps(library.knowledge, asked(HAT, *WASPS), library.embedder)
    assert ids(groups) == [{2, 3, 4}, {1}]
    assert [group.people for group in groups] == [3, 1]


def test_somebody_who_asks_often_is_one_person(library: Library) -> None:
    turns = [*[admitted(id, WASPS[0], "telegram:7") for id in (1, 2, 3)], admitted(4, HAT), admitted(5, HAT)]
    assert ids(gaps(library.knowledge, turns, library.embedder)) == [{4, 5}, {1, 2, 3}]


def test_beyond_the_first_few_it_says_how_to_see_the_rest(tmp_path: Path) -> None:
    folder = small(tmp_path / "knowledge")
    turns = asked(*(f"{word} {word}" for word in UNLIKE.split()))
    first, whole = (shown(folder, turns, None, each).splitlines() for each in (False, True))
    (more,) = (line for line in first if "... and" in line)
    left = len(UNLIKE.split()) - SHOWN
    assert more == f"  ... and {left} more: bot gaps --all"
    assert sum("; group " in line for line in first) == SHOWN
    assert sum("; group " in line for line in whole) == SHOWN + left
    assert not any("... and" in line for line in whole)


def test_by_words_alone_what_is_written_alike_is_one_group(library: Library) -> None:
    groups = gaps(library.knowledge, asked(HAT, "Do wasps mourn their dead?", WASPS[0]), Words())
    assert ids(groups) == [{2, 3}, {1}]


def test_what_is_answered_surely_or_small_talk_or_no_text_is_no_gap(library: Library) -> None:
    said = Answer(("smoke",), ())
    turns = [
        past(1, "what calms the bees", said, ("smoke", 0.95)),
        past(2, "thanks a lot", Talk("thanks")),
        past(3, " ", Admit(("smoke",))),
        past(4, "hardly sure", said, ("smoke", 0.41)),
    ]
    assert ids(gaps(library.knowledge, turns, library.embedder)) == [{4}]


def test_what_nothing_is_near_to_is_a_gap_but_comes_last_however_many_ask_it(library: Library) -> None:
    mower = [past(id, "which mower should i buy", Admit(())) for id in (5, 6, 7)]
    groups = gaps(library.knowledge, [*mower, *asked(HAT)], library.embedder)
    assert [(group.aside, ids([group])) for group in groups] == [(False, [{1}]), (True, [{5, 6, 7}])]


def test_what_somebody_asked_nearer_to_the_matter_lifts_its_group(library: Library) -> None:
    (group,) = gaps(library.knowledge, [past(5, HAT, Admit(())), admitted(6, HAT)], library.embedder)
    assert not group.aside


def test_what_is_put_away_stays_away_also_when_it_is_asked_again(library: Library, tmp_path: Path) -> None:
    turns = asked(HAT, *WASPS[:2])
    groups = gaps(library.knowledge, turns, library.embedder)
    assert dismiss(tmp_path, groups, groups[0].number) == 2
    turns.append(admitted(9, WASPS[2]))
    left = gaps(library.knowledge, turns, library.embedder, dismissed(tmp_path))
    assert ids(left) == [{1}]
    with pytest.raises(BotError, match="There is no group 77"):
        dismiss(tmp_path, left, 77)


def test_the_most_typical_message_stands_for_its_group(library: Library) -> None:
    (group,) = gaps(library.knowledge, asked(WASPS[0], WASPS[0], WASPS[1]), library.embedder)
    assert group.past[0].turn.message.text == WASPS[0]


def test_near_ties_and_what_was_disliked_may_teach(library: Library) -> None:
    said = Answer(("smoke",), ())
    turns = [
        past(1, "sure", said, ("smoke", 0.9), ("shut-hive", 0.3)),
        past(2, "near", said, ("smoke", 0.9), ("shut-hive", 0.85)),
        replace(past(3, "bad", said, ("smoke", 0.9), ("shut-hive", 0.3)), rating="down"),
        past(4, "both said", Answer(("smoke", "shut-hive"), ()), ("smoke", 0.9), ("shut-hive", 0.85)),
        past(5, "taken out since", said, ("gone", 0.9)),
    ]
    assert [(tie.past.turn.id, tie.why, tie.passages) for tie in ties(library.knowledge, turns)] == [
        (3, "disliked", ("smoke", "shut-hive")),
        (2, "nearly a tie", ("smoke", "shut-hive")),
    ]


def test_of_nothing_there_is_nothing(library: Library, tmp_path: Path) -> None:
    assert gaps(library.knowledge, [], library.embedder) == []
    assert dismissed(tmp_path) == frozenset()
