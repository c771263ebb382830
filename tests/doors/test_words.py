"""What a door says by itself comes from the knowledge."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import Choice, Knowledge, Phrase, Source
from bot.doors.words import OPENERS, SLOTS, opening, place, say
from tests.mind.shelf import passage, phrases, shelf


def spoken() -> Knowledge:
    slots: dict[str, tuple[Phrase, ...]] = {}
    for slot in (*OPENERS, *SLOTS):
        slots |= phrases(slot, f"this is {slot}", "never the second", by="author" if slot == "leave" else "bot")
    return replace(shelf(), phrases=slots)


def test_a_door_says_the_first_phrase_of_a_slot_as_a_span() -> None:
    reply = say(spoken(), "help")
    assert reply.text == "this is help"
    assert [(span.kind, span.ref, span.by, span.start, span.end) for span in reply.spans] == [
        ("phrase", "help.1", "bot", 0, 12)
    ]


def test_the_author_s_own_phrase_is_marked_as_his() -> None:
    assert [span.by for span in say(spoken(), "leave").spans] == ["author"]


def test_the_opening_offers_two_ways_to_begin() -> None:
    reply = opening(spoken())
    assert reply.text == "this is start"
    assert reply.choices == (
        Choice("fact:ended_by=ex", "this is option.ended_by.ex"),
        Choice("fact:ended_by=me", "this is option.ended_by.me"),
    )


def test_the_opening_of_an_author_who_does_not_ask_who_ended_it_has_no_choices() -> None:
    knowledge = spoken()
    phrases = {slot: said for slot, said in knowledge.phrases.items() if slot not in OPENERS}
    assert opening(replace(knowledge, phrases=phrases)).choices == ()


def test_a_slot_that_is_not_there_is_an_error_of_the_program() -> None:
    with pytest.raises(KeyError):
        say(shelf(), "help")


def test_the_place_of_a_passage_is_title_and_heading() -> None:
    written = passage("hive")
    assert place(written) == "Bees and hearts, letter"
    assert place(replace(written, source=Source("Bees and hearts", "", 1))) == "Bees and hearts"
