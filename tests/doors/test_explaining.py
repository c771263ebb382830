"""A kept turn explained: each sentence with its source, made anew of the same knowledge, and what would be said now."""

from dataclasses import replace

import pytest

from bot.domain import Memory, Turn
from bot.doors.explaining import Explained, explained
from bot.mind.guide import Guide
from bot.mind.matching.semantic import Words
from tests.mind.harbour import PASSAGES, PHRASES, harbour
from tests.mind.test_guide import PAINT, SINK, WAIT, WRITE, message

GUIDE = Guide(harbour(), Words())


def turn(text: str, memory: Memory | None = None, name: str = "Mia") -> Turn:
    """Kept as the record keeps it, without the name."""
    outcome = GUIDE.answer(message(text, name=name), memory or Memory())
    return Turn(message(text), outcome, "0", 7)


def lines(told: Explained, heading: str) -> list[str]:
    """What stands under a heading."""
    block = told.text.partition(f"{heading}:\n")[2].partition("\n\n")[0]
    return [line.strip() for line in block.split("\n")]


def test_each_sentence_stands_under_where_the_author_wrote_it() -> None:
    told = explained(turn(WAIT), Memory(), GUIDE)

    assert told.holds
    assert told.text.startswith("turn 7:\n  2025-03-01 12:00 UTC, answer\n\nknowledge:\n  0, which is in force")
    assert lines(told, "message") == [WAIT]
    assert lines(told, "sentences") == [
        "author, phrase greeting.1 (the same, byte for byte)",
        "Ahoy Mia.",
        "author, tide: Letters from the ferry, letter, line 1 (the same, byte for byte)",
        "The tide turns twice a day, with or without you.",
        "Only the moon hurries it.",
    ]
    assert lines(told, "today") == ["the same: answer with tide; more: nothing"]


@pytest.mark.parametrize("text", [WAIT, PAINT, SINK, "thanks", "how do i win my love back", f"{WRITE}? and {WAIT}?"])
def test_every_kind_of_turn_comes_out_the_same_of_the_same_knowledge(text: str) -> None:
    told = explained(turn(text), Memory(), GUIDE)

    assert told.holds
    assert "other words" not in told.text
    assert lines(told, "today")[0].startswith("the same: ")


def test_a_piece_that_comes_out_otherwise_of_its_own_knowledge_does_not_hold() -> None:
    kept = turn(WAIT)
    spans = tuple(replace(span, text=span.text.replace("tide", "tides")) for span in kept.outcome.reply.spans)
    altered = replace(kept, outcome=replace(kept.outcome, reply=replace(kept.outcome.reply, spans=spans)))
    told = explained(altered, Memory(), GUIDE)

    assert not told.holds
    assert "author, tide: Letters from the ferry, letter, line 1 (other words now)" in lines(told, "sentences")
    assert any(line.startswith("The tides turns twice a day") for line in lines(told, "sentences"))


def test_it_is_told_when_the_knowledge_has_changed_since_and_what_would_be_said_now() -> None:
    less = replace(harbour([p for p in PASSAGES if p.id != "tide"]), version="1")
    without = {slot: lines for slot, lines in PHRASES.items() if slot != "greeting"}
    told = explained(turn(WAIT), Memory(), Guide(replace(less, phrases=without), Words()))

    assert told.holds  # nothing wrong with that
    assert lines(told, "knowledge") == ["it has changed since: 0 then, 1 now"]
    assert lines(told, "sentences") == [
        "author, phrase greeting.1 (no longer there)",
        "Ahoy Mia.",
        "author, passage tide (no longer there)",
        "The tide turns twice a day, with or without you. Only the moon hurries it.",
    ]
    assert lines(told, "today")[0].startswith("not the same: ")
    assert len(lines(told, "today")) > 1


def test_a_wording_that_was_changed_is_told_apart_from_one_that_was_filled() -> None:
    other = PHRASES | {"greeting": (replace(PHRASES["greeting"][0], text="Ho {name}!"),)}
    told = explained(turn(WAIT), Memory(), Guide(replace(harbour(), version="1", phrases=other), Words()))

    assert lines(told, "sentences")[0] == "author, phrase greeting.1 (other words now)"


def test_a_button_stands_where_a_message_would_and_memory_counts() -> None:
    memory = Memory(queue=("tide",))
    outcome = GUIDE.answer(message(choice="more"), memory)
    told = explained(Turn(message(choice="more"), outcome, "0", 8), memory, GUIDE)

    assert lines(told, "message") == ["more"]
    assert lines(told, "today")[0].startswith("the same: answer with tide")
