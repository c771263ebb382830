"""How the guide keeps a conversation: again and on, two questions, the same plea, coming and going."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import Admit, Answer, Ask, Card, Memory, Outcome, Sentence, Talk
from bot.mind.guide import Guide
from bot.mind.matching.semantic import Words
from bot.mind.moment import AWAY, WANTED
from tests.mind.harbour import NEXT, PASSAGES, harbour
from tests.mind.shelf import facts
from tests.mind.test_guide import EAT, GUIDE, HINGING, LEFT, PAINT, SINK, WAIT, WRITE, Talked, after, message, passages

# --- again, and on ----------------------------------------------------------------------------------------------


def test_again_repeats_all_of_the_last_answer_or_the_last_question() -> None:
    talked = after(f"{WAIT}, and {WRITE}?")
    assert passages(talked.say("again")) == passages(after(f"{WAIT}, and {WRITE}?").say("say that again"))
    assert set(passages(talked.say("again"))) == {"tide", "horn"}

    asked = after(HINGING)
    assert asked.say("again").decision == Ask("ended_by")
    assert asked.memory.asked == ("ended_by",)
    assert passages(asked.press("fact:ended_by=me")) == ("rope",)


def test_again_after_a_week_away_still_repeats_all_of_it() -> None:
    talked = after(f"{WAIT}, and {WRITE}?")

    assert set(passages(talked.say("again", later=AWAY * 2))) == {"tide", "horn"}


def test_again_repeats_nothing_that_may_not_be_said_any_more() -> None:
    assert after(LEFT, SINK).say("again").decision == Talk("careful")
    memory = replace(after(LEFT).memory, facts=facts(ended_by="me"))
    assert GUIDE.answer(message("again"), memory).decision == Talk("more_done")


def test_what_a_new_word_contradicts_is_not_told_for_more_either() -> None:
    memory = replace(after(LEFT).memory, queue=("rope",))

    assert GUIDE.answer(message(choice="more"), memory).decision == Talk("more_done")


def test_who_did_what_was_advised_against_hears_what_the_author_said_next() -> None:
    guide = Guide(harbour((*PASSAGES, NEXT)), Words())

    assert passages(after(LEFT, guide=guide).say("i rowed after him")) == ("shore",)
    assert passages(Talked(guide).say("i rowed after him")) == ("shore",)  # it is an answer by itself too


# --- two questions ----------------------------------------------------------------------------------------------


def test_two_questions_are_answered_each_under_a_line_of_its_own_in_their_order() -> None:
    outcome = Talked().say(f"{WRITE}? and {WAIT}?")

    assert outcome.decision == Answer(("horn", "tide"), (), ("lead", "also"))
    lead, horn, also, tide = [span.text for span in outcome.reply.spans if span.kind != "space"]
    assert (lead, also) in {(one, other) for one in ("First:", "To begin with:") for other in ("Then:", "And:")}
    assert horn.startswith("In fog")
    assert tide.startswith("The tide")


def test_two_questions_after_an_answer_are_two_as_well() -> None:
    outcome = after(WAIT).say(f"{WRITE}? and why can i not eat and not sleep?")

    assert outcome.decision == Answer(("horn", "galley"), (), ("lead", "also"))


@pytest.mark.parametrize(
    "text",
    [
        f"{WRITE}? and may i write to him now?",  # the same twice
        f"{WRITE}? and which paint is best for a hull?",  # one has no answer
        f"he left me. {WRITE}? and {WAIT}? and why can i not eat and not sleep?",  # too many
    ],
)
def test_other_questions_are_answered_as_one_message(text: str) -> None:
    outcome = Talked().say(text)

    assert "horn" in passages(outcome)
    assert isinstance(outcome.decision, Answer)
    assert outcome.decision.leads == ()


def test_what_else_fits_two_questions_waits_for_more() -> None:
    outcome = Talked().say(f"he left me. {EAT}. {WRITE}? and {WAIT}?")

    assert isinstance(outcome.decision, Answer)
    assert (outcome.decision.passages, outcome.decision.queue) == (("horn", "tide"), ("galley", "anchor"))


# --- the same plea ----------------------------------------------------------------------------------------------


def test_the_same_plea_a_third_time_is_met_with_kindness_and_a_word_on_oneself() -> None:
    talked = after(WAIT, WAIT)
    third = talked.say(f"but {WAIT}??")

    assert third.decision == Answer(("galley",), (), ("plea",))
    assert third.reply.text.startswith("You have asked that before.")
    assert talked.say(WAIT).decision == Talk("plea")


def test_what_waits_for_more_still_waits_after_a_plea() -> None:
    talked = after(WAIT, WAIT)
    talked.memory = replace(talked.memory, queue=("galley", "horn"))

    assert talked.say(WAIT).decision == Answer(("galley",), ("horn",), ("plea",))


def test_what_is_off_the_matter_or_hinges_on_a_fact_is_no_plea_and_a_week_later_it_is_asked_anew() -> None:
    assert isinstance(after(PAINT, PAINT).say(PAINT).decision, Admit)
    assert after(WAIT, WAIT).say(WAIT, later=AWAY * 2).decision == Talk("told")
    fresh = Talked()
    fresh.memory = Memory(pleas=("how do i win my love back",) * 2)
    assert fresh.say(HINGING).decision == Ask("ended_by")


def test_after_a_card_the_same_plea_stays_in_careful_hands() -> None:
    assert after(SINK, LEFT, LEFT).say(LEFT).decision == Talk("careful")


# --- wanting to be told -----------------------------------------------------------------------------------------

NEARLY = "is a message cheap"  # nothing for it, but something near


def test_who_got_no_answer_may_want_to_be_told_when_there_is_one() -> None:
    talked = Talked()
    outcome = talked.say(NEARLY)
    assert isinstance(outcome.decision, Admit)
    assert outcome.decision.nearest
    assert outcome.reply.choices[-1].id == "want"

    assert talked.press("want").decision == Talk("want")
    talked.press("want")
    assert [want.message for want in talked.memory.wants] == ["0"]
    talked.say("thanks", later=WANTED)
    assert [want.message for want in talked.memory.wants] == ["0"]
    talked.say("thanks")
    assert talked.memory.wants == ()


def test_nobody_can_want_what_was_answered_or_is_off_the_matter() -> None:
    assert after(WAIT).press("want").decision == Talk("tell_me")
    assert after(PAINT).press("want").decision == Talk("tell_me")


# --- coming and going -------------------------------------------------------------------------------------------


def test_a_greeting_waits_for_the_first_answer_unless_hello_was_said() -> None:
    asked = GUIDE.answer(message(HINGING, name="Mia"), Memory())
    answered = GUIDE.answer(message(choice="fact:ended_by=ex", name="Mia"), asked.memory)
    assert answered.reply.text.startswith("Ahoy Mia.")

    hello = GUIDE.answer(message("hello", name="Mia"), Memory())
    assert "Mia" not in GUIDE.answer(message(WAIT, name="Mia"), hello.memory).reply.text


@pytest.mark.parametrize("text", [WRITE, HINGING, "thanks", PAINT, "hello"])
def test_after_a_week_it_is_said_once_more_what_this_is(text: str) -> None:
    talked = after(WAIT)

    assert talked.say(text, later=AWAY + timedelta(hours=1)).reply.text.endswith("\n\nStill a bot.")
    assert "Still a bot." not in talked.say(text).reply.text
    assert "Still a bot." not in after(WAIT).say(text, later=AWAY).reply.text


def test_after_a_week_one_passage_is_enough_and_the_others_wait() -> None:
    outcome = after(LEFT).say(f"{WRITE}? and {WAIT}?", later=AWAY * 2)

    assert outcome.decision == Answer(("horn",), ("tide",))
    assert outcome.reply.choices[0].id == "more"


def test_nothing_stands_beside_a_card() -> None:
    assert "Still a bot." not in after(WAIT).say(SINK, later=AWAY * 2).reply.text


def closed(outcome: Outcome) -> bool:
    return outcome.reply.text.endswith(("Fair winds!", "Calm seas!"))


def test_a_goodbye_after_an_answer_gets_a_wish_of_the_authors() -> None:
    assert closed(after(WAIT).say("bye"))
    assert closed(after(WAIT).say(f"{WRITE}? bye"))
    assert not closed(Talked().say("bye"))
    assert not closed(after(WAIT).say("thanks"))
    assert not closed(after(WAIT).say(WRITE))


def test_no_wish_comes_twice_running_and_none_where_there_is_danger() -> None:
    assert not closed(after(WAIT, "bye").say("bye"))
    assert not closed(after(WAIT, "all so heavy").say("bye"))


def test_a_long_answer_that_ends_the_matter_ends_with_a_wish() -> None:
    long = replace(PASSAGES[3], sentences=(Sentence("In fog a pilot slows down. " * 20),))
    guide = Guide(harbour((*PASSAGES[:3], long, PASSAGES[4], NEXT)), Words())

    assert closed(after(WAIT, guide=guide).say(WRITE))
    assert not closed(after(guide=guide).say(WRITE))
    waiting = replace(after(WAIT, guide=guide).memory, queue=("horn", "anchor", "galley", "shore"))
    assert not closed(guide.answer(message(choice="more"), waiting))  # there is more


def test_a_word_on_what_was_said_and_a_goodbye_is_a_goodbye() -> None:
    assert after(WAIT).say("that is hard. bye").decision == Talk("bye")
    assert passages(after(WAIT).say(f"{WRITE}? bye")) == ("horn",)
    assert Talked().say("that is hard. bye").decision != Talk("bye")


def test_who_may_be_in_danger_and_says_goodbye_sees_the_card_again() -> None:
    assert isinstance(after(SINK).say("it does not matter. bye").decision, Card)
