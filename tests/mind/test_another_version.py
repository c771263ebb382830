"""A conversation outlives the knowledge it began with: no memory of another version keeps anybody from an answer."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Fact, Facts, Memory, Message, Pending
from bot.mind.guide import Guide
from bot.mind.matching.semantic import Words
from tests.mind.harbour import harbour
from tests.store.people import NOON, memories

GUIDE = Guide(harbour(), Words())
GONE = ("taken-out", "anchor")
SAID = ("thanks", "again", "he left me, how do i win my love back", "and then?", "", "bye", "in Ruritania")
PRESSED = (None, "more", "passage:taken-out", "fact:gone=yes", "fact:ended_by=nobody", "safe:gone", "want", "skip")


@given(memories, st.sampled_from(SAID), st.sampled_from(PRESSED))
def test_whatever_is_remembered_is_answered(memory: Memory, text: str, choice: str | None) -> None:
    message = Message("1", "ana", text, NOON, choice)
    assert GUIDE.answer(message, memory).reply.text


@given(st.sampled_from(SAID), st.sampled_from(PRESSED))
def test_passages_facts_and_questions_that_were_taken_out_are_passed_over(text: str, choice: str | None) -> None:
    memory = Memory(
        facts=Facts((Fact("gone", "yes", "gone"),)),
        topic="he left me",
        told=GONE,
        lately=GONE,
        queue=("taken-out", "tide"),
        asked=("gone",),
        last=("card.gone.1", "gone.2", "talk.gone.3"),
        pending=Pending("gone", "he left me"),
    )
    message = Message("1", "ana", text, NOON, choice)
    outcome = GUIDE.answer(message, memory)
    assert outcome.reply.text
    assert "taken-out" not in {span.ref for span in outcome.reply.spans}
    assert GUIDE.answer(message, replace(memory, pending=None)).reply.text
