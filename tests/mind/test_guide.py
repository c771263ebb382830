"""The guide: one message and what is remembered in, one outcome out; everything the bot decides is decided here."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import (
    Admit,
    Answer,
    Ask,
    Calibration,
    Card,
    FactRule,
    Memory,
    Message,
    Outcome,
    Pending,
    Reading,
    Talk,
)
from bot.mind.carefully import CAREFUL
from bot.mind.guide import KEPT, Guide
from bot.mind.matching.lessons import Lessons
from bot.mind.matching.nearby import Nearby
from bot.mind.matching.semantic import Words
from bot.mind.moment import PAUSE
from bot.mind.situation import Reader
from tests.mind.harbour import BROKEN, FACTS, PASSAGES, harbour

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
GUIDE = Guide(harbour(), Words())
UNGUARDED = Guide(harbour(rules=BROKEN), Words())

LEFT = "he left me, how do i win him back"
LEAVING = "i left him, how do i win him back"
WAIT = "how long do i wait until he calls"
WRITE = "may i send him a message now"
EAT = "i cannot eat and cannot sleep"
HINGING = "how do i win my love back"
PAINT = "which paint is best for a hull"
TOLD = "which paint is best for the hull of a boat that he left me"  # nothing to answer, but a fact
SINK = "i will let myself sink"


def message(text: str = "", choice: str | None = None, at: datetime = NOON, id: str = "1", name: str = "") -> Message:
    return Message(id, "console:1", text, at, choice, name)


class Talked:
    """A conversation with a guide, a minute between messages."""

    def __init__(self, guide: Guide = GUIDE) -> None:
        self.guide = guide
        self.memory = Memory()
        self.at = NOON

    def say(self, text: str = "", choice: str | None = None, later: timedelta = timedelta(minutes=1)) -> Outcome:
        self.at += later
        outcome = self.guide.answer(message(text, choice, self.at, id=str(self.memory.turns)), self.memory)
        self.memory = outcome.memory
        return outcome

    def press(self, choice: str, later: timedelta = timedelta(minutes=1)) -> Outcome:
        return self.say(choice=choice, later=later)


def after(*texts: str, guide: Guide = GUIDE) -> Talked:
    talked = Talked(guide)
    for text in texts:
        talked.say(text)
    return talked


def passages(outcome: Outcome) -> tuple[str, ...]:
    assert isinstance(outcome.decision, Answer), outcome.decision
    return outcome.decision.passages


def authored(outcome: Outcome) -> str:
    return "".join(span.text for span in outcome.reply.spans if span.kind == "passage")


# --- answers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"), [(LEFT, "anchor"), (LEAVING, "rope"), (WAIT, "tide"), (WRITE, "horn"), (EAT, "galley")]
)
def test_a_message_is_answered_with_what_the_author_wrote_for_it(text: str, said: str) -> None:
    outcome = Talked().say(text)

    assert passages(outcome) == (said,)
    assert outcome.memory.told == (said,)
    assert authored(outcome) in " ".join(passage.text for passage in PASSAGES)


def test_two_questions_in_one_letter_are_both_answered() -> None:
    assert set(passages(Talked().say(f"{WAIT}, and {WRITE}?"))) == {"tide", "horn"}


def test_where_the_author_wrote_nothing_it_is_admitted_and_the_ranking_shows_what_was_weighed() -> None:
    outcome = Talked().say(PAINT)

    assert outcome.decision == Admit(())
    assert len(outcome.trace.ranking) == len(PASSAGES)
    assert outcome.trace.confidence == outcome.trace.ranking[0].confidence < 0.5


@pytest.mark.parametrize("text", ["/forget", " /stop ", "/mydata@some_bot"])
def test_a_command_nobody_knows_is_never_answered_with_advice(text: str) -> None:
    assert after(LEFT).say(text).decision == Talk("command")
    assert after(LEFT).say(f"{text} he left me, how do i win him back").decision != Talk("command")


def test_an_empty_message_is_told_so() -> None:
    assert Talked().say(" \n").decision == Talk("empty")


def test_a_guide_that_was_never_calibrated_says_so() -> None:
    calibrated = replace(harbour(), calibration=Calibration({"learned": 1.0}, 0.5))

    assert "bot calibrate" in GUIDE.health
    assert Guide(calibrated, Words()).health == ""


# --- pure -------------------------------------------------------------------------------------------------------


@given(
    st.lists(st.sampled_from([LEFT, WAIT, HINGING, PAINT, SINK, "so heavy", "thanks", "again", "why", ""]), max_size=4)
)
@settings(max_examples=40, deadline=None)
def test_the_same_conversation_goes_the_same_way_to_the_letter(texts: list[str]) -> None:
    twin = Guide(harbour(), Words())
    first, second = Talked(), Talked(twin)

    assert [first.say(text) for text in texts] == [second.say(text) for text in texts]


CHOICES = [
    "more",
    "skip",
    "passage:",
    "passage:tide",
    "fact:",
    "fact:=",
    "fact:country=ZZ",
    "safe:no",
    "safe:?",
    "next_hour",
]


@given(st.text(max_size=200), st.sampled_from([None, *CHOICES]))
@settings(max_examples=100, deadline=None)
def test_any_text_and_any_button_is_answered_in_listed_words(text: str, choice: str | None) -> None:
    outcome = GUIDE.answer(message(text, choice), Memory())

    assert outcome.reply.text
    assert all(span.kind != "phrase" or span.ref for span in outcome.reply.spans)


def test_answering_changes_neither_the_guide_nor_the_memory_it_was_given() -> None:
    memory = after(LEFT).memory
    first = GUIDE.answer(message(WAIT), memory)
    GUIDE.answer(message(SINK), memory)

    assert GUIDE.answer(message(WAIT), memory) == first


# --- facts ------------------------------------------------------------------------------------------------------


def test_what_was_said_of_the_situation_is_remembered_and_the_newest_word_wins() -> None:
    talked = after(LEFT, EAT)
    assert talked.memory.facts.value("ended_by") == "ex"

    assert passages(talked.say("sorry, no: i left him. how do i win my love back")) == ("rope",)
    assert talked.memory.facts.value("ended_by") == "me"


def test_a_remembered_fact_decides_a_later_question() -> None:
    assert passages(after(TOLD).say(HINGING)) == ("anchor",)


def test_a_pressed_fact_counts_like_a_said_one() -> None:
    talked = after(HINGING)
    talked.press("fact:ended_by=me")

    assert [(fact.value, fact.words) for fact in talked.memory.facts.held if fact.name == "ended_by"] == [
        ("me", "(button)")
    ]


# --- one question -----------------------------------------------------------------------------------------------


def test_a_fact_is_asked_for_when_the_answer_hinges_on_it_and_the_button_gives_the_answer() -> None:
    talked = Talked()
    asked = talked.say(HINGING)

    assert asked.decision == Ask("ended_by")
    assert [choice.id for choice in asked.reply.choices] == ["fact:ended_by=ex", "fact:ended_by=me", "skip"]
    assert talked.memory.pending == Pending("ended_by", HINGING)
    assert passages(talked.press("fact:ended_by=me")) == ("rope",)
    assert talked.memory.pending is None


def test_a_skipped_question_is_answered_as_well_as_can_be_and_never_asked_again() -> None:
    talked = after(HINGING)

    assert passages(talked.press("skip"))[0] == "rope"
    assert not isinstance(talked.say(HINGING).decision, Ask)


def test_free_text_wins_over_the_buttons() -> None:
    talked = after(HINGING)

    assert passages(talked.say("she left me, last may")) == ("anchor",)
    assert talked.memory.pending is None


def test_a_question_answered_with_another_question_is_not_put_again() -> None:
    talked = after(HINGING)

    assert "tide" in passages(talked.say(WAIT))
    assert talked.memory.asked == ("ended_by",)


def test_a_button_whose_words_are_gone_asks_to_tell() -> None:
    assert after(SINK).press("safe:yesterday").decision == Talk("tell_me")


def test_a_button_pressed_before_anything_was_said_asks_to_tell_and_not_what_it_said() -> None:
    assert Talked().press("fact:ended_by=ex").decision == Talk("bare")
    assert Talked().press("skip").decision == Talk("tell_me")


# --- follow-ups, more, again ------------------------------------------------------------------------------------


def test_a_short_follow_up_is_read_together_with_what_was_answered_before() -> None:
    talked = after(WAIT)
    alone = Talked().say("and what if not?")
    follow_up = talked.say("and what if not?")

    assert alone.decision == Admit(())
    assert follow_up.decision == Talk("told")  # about the wait, of which all has been said


def test_a_long_message_stands_for_itself() -> None:
    story = f"{EAT}, the bread goes stale on the shelf and the soup stands cold on the stove all day"

    assert passages(after(WAIT).say(story)) == ("galley",)


def test_messages_not_yet_answered_are_read_as_one_and_only_so_many_are_kept() -> None:
    talked = after(TOLD, "hm hm", "hm hm")
    assert talked.memory.said == (TOLD, "hm hm", "hm hm")

    answered = talked.say(HINGING)
    assert passages(answered) == ("anchor",)
    assert answered.memory.said == ()
    assert len(after(TOLD, *["hm hm"] * (KEPT + 2)).memory.said) == KEPT


def test_what_is_off_the_matter_is_not_read_together_with_what_follows() -> None:
    assert after(PAINT).memory.said == ()
    assert passages(after(PAINT).say(HINGING.replace("how", "he left me, how"))) == ("anchor",)


def test_a_passage_is_not_told_twice() -> None:
    assert after(WAIT).say(WAIT).decision == Talk("told")


def test_more_gives_what_waits_and_then_says_that_this_is_all() -> None:
    memory = Memory(queue=("horn", "tide", "galley", "gone", "anchor"))
    first = GUIDE.answer(message(choice="more"), memory)
    second = GUIDE.answer(message(choice="more"), first.memory)

    assert passages(first) == ("horn", "tide", "galley")
    assert [choice.id for choice in first.reply.choices] == ["more"]
    assert passages(second) == ("anchor",)
    assert GUIDE.answer(message(choice="more"), second.memory).decision == Talk("more_done")


def test_a_button_with_a_passage_gives_it_also_a_second_time() -> None:
    talked = after(WAIT)

    assert passages(talked.press("passage:tide")) == ("tide",)
    assert talked.press("passage:gone").decision == Talk("more_done")
    assert talked.memory.told == ("tide",)


def test_again_repeats_the_last_passage_and_changes_nothing_else() -> None:
    talked = after(WAIT, "thanks", LEFT)
    before = talked.memory
    outcome = talked.say("again")

    assert passages(outcome) == ("anchor",)
    assert talked.memory == replace(before, seen=talked.at, last=outcome.memory.last, turns=before.turns + 1)


def test_again_keeps_what_more_would_give() -> None:
    memory = replace(after(WAIT).memory, queue=("horn",))
    again = GUIDE.answer(message("say that again"), memory)

    assert [choice.id for choice in again.reply.choices] == ["more"]
    assert again.memory.queue == ("horn",)


def test_again_before_anything_was_told_is_talk() -> None:
    assert Talked().say("again").decision == Talk("again")


# --- talk -------------------------------------------------------------------------------------------------------


def test_talk_is_answered_by_the_bot_and_is_no_part_of_the_story() -> None:
    talked = after(TOLD)

    assert talked.say("thanks").decision == Talk("thanks")
    assert talked.memory.said == (TOLD,)
    assert passages(talked.say(HINGING)) == ("anchor",)


@pytest.mark.parametrize(
    ("text", "choice"), [("", None), ("hello", None), ("", "more"), ("", "safe:no"), ("again", None)]
)
def test_what_was_said_is_not_lost_over_talk_or_a_button(text: str, choice: str | None) -> None:
    talked = Talked()
    talked.memory = Memory(told=("tide",))
    assert talked.say(HINGING).decision == Ask("ended_by")
    talked.say(text, choice)

    assert talked.memory.said == (HINGING,)
    assert passages(talked.press("fact:ended_by=ex")) == ("anchor",)


def test_what_shall_i_do_opens_a_talk_but_after_a_story_it_is_about_the_story() -> None:
    assert Talked().say("what do i do").decision == Talk("tell_me")
    assert after(EAT).say("what do i do").decision != Talk("tell_me")


def test_a_bare_statement_is_met_with_a_question_and_is_the_beginning_of_the_story() -> None:
    talked = Talked()

    assert talked.say("he left me").decision == Talk("bare")
    assert talked.memory.said == ("he left me",)
    assert talked.memory.facts.value("ended_by") == "ex"
    assert passages(talked.say("how do i win him back")) == ("anchor",)


def test_what_has_all_been_told_is_not_kept_as_unanswered() -> None:
    assert after(WAIT, WAIT).memory.said == ()


# --- greeting and closing ---------------------------------------------------------------------------------------


def test_a_first_answer_greets_by_name_and_one_after_a_long_pause_greets_again() -> None:
    first = GUIDE.answer(message(WAIT, name="Mia"), Memory())
    soon = GUIDE.answer(message(WRITE, name="Mia", at=NOON + PAUSE), first.memory)
    late = GUIDE.answer(message(WRITE, name="Mia", at=NOON + PAUSE + timedelta(seconds=1)), first.memory)

    assert first.reply.text.startswith("Ahoy Mia.")
    assert authored(soon) == soon.reply.text
    assert late.reply.text.startswith("Ahoy again Mia.")


def test_the_phrases_just_used_are_remembered_so_that_none_comes_twice_running() -> None:
    talked = after(PAINT)
    spoken = [talked.say(PAINT).memory.last for _ in range(6)]

    assert all(one != other for one, other in pairwise(spoken))


# --- danger -----------------------------------------------------------------------------------------------------


def test_danger_takes_over_before_any_advice() -> None:
    outcome = Talked().say(f"{LEFT}? {SINK}")

    assert isinstance(outcome.decision, Card)
    assert outcome.decision.card == "suicide"
    assert authored(outcome) == ""
    assert outcome.trace.ranking == ()
    assert outcome.trace.alarm == outcome.decision.alarm
    assert outcome.memory.said == ()


@pytest.mark.parametrize(
    ("text", "card"),
    [(SINK, "suicide"), ("i am sinking tonight", "suicide_imminent"), ("i follow him home", "stalking")],
)
def test_each_danger_has_its_card(text: str, card: str) -> None:
    decision = Talked().say(text).decision

    assert isinstance(decision, Card)
    assert decision.card == card


def test_danger_in_the_text_outweighs_a_button_sent_with_it() -> None:
    assert isinstance(Talked().say(SINK, "more").decision, Card)


@pytest.mark.parametrize("text", ["yes", "Yeah.", "yes, and i have pills here", "i do", "sometimes"])
def test_a_written_yes_to_the_question_counts_like_the_button(text: str) -> None:
    outcome = after(SINK).say(text)

    assert isinstance(outcome.decision, Card)
    assert outcome.decision.card == "suicide_imminent"
    assert not isinstance(Talked().say(text).decision, Card)  # nobody asked


def test_a_second_card_is_shorter_and_a_third_shorter_still() -> None:
    talked = after(SINK)

    assert talked.say(SINK).reply.spans[0].ref == "card.second.1"
    assert talked.say(SINK).reply.spans[0].ref == "card.third.1"
    assert talked.memory.alarm
    assert talked.memory.alarm.cards == 3


def test_after_a_card_only_careful_passages_are_served_for_a_day() -> None:
    talked = after(SINK)

    assert talked.say(LEFT).decision == Talk("careful")
    assert passages(talked.say(f"{WAIT}, he left me in spring and i sit at the window day and night")) == ("tide",)
    assert isinstance(talked.press("passage:anchor").decision, Talk)
    assert talked.say("again", later=timedelta(hours=20)).reply.text.startswith("The tide turns")
    assert authored(talked.press("passage:anchor", later=CAREFUL)) != ""


def test_the_careful_day_begins_anew_with_every_danger() -> None:
    talked = after(SINK)
    talked.say(SINK, later=timedelta(hours=20))

    assert talked.say(LEFT, later=timedelta(hours=20)).decision == Talk("careful")


def test_talk_does_not_end_a_careful_day_but_a_word_that_they_are_safe_does() -> None:
    talked = after(SINK, "thanks")
    assert talked.memory.alarm

    assert talked.press("safe:no").decision == Talk("safe:no")
    assert passages(talked.say(LEFT)) == ("anchor",)
    assert talked.memory.alarm
    assert talked.memory.alarm.level == "soft"  # advice again, but none that could hurt


def test_a_soft_sign_leaves_the_answer_but_not_what_is_vetoed_for_it() -> None:
    outcome = Talked().say(f"everything is so heavy. {LEFT}")

    assert passages(outcome) == ("anchor",)
    assert authored(outcome) == "He knows where the quay is."
    assert outcome.memory.alarm
    assert outcome.memory.alarm.level == "soft"


def test_a_soft_sign_does_not_lower_a_card() -> None:
    talked = after(SINK, "all so heavy")

    assert talked.memory.alarm
    assert talked.memory.alarm.level == "card"


@pytest.mark.parametrize("second", ["i follow him home", "he left me"])
def test_a_second_danger_does_not_make_forget_the_first(second: str) -> None:
    talked = after(SINK, guide=UNGUARDED)
    assert isinstance(talked.say(second).decision, Card)

    assert isinstance(talked.press("passage:anchor").decision, Talk)
    assert isinstance(talked.press("passage:horn").decision, Talk)


def test_what_is_vetoed_for_an_earlier_danger_stays_vetoed_under_a_later_one() -> None:
    talked = after("i follow him home", SINK)

    assert authored(talked.press("passage:tide")) == "The tide turns twice a day, with or without you."
    assert isinstance(talked.press("passage:galley").decision, Talk)  # it may follow the one danger, not the other


@pytest.mark.parametrize("texts", [("all so heavy", "odd pictures"), ("odd pictures", "all so heavy", "odd pictures")])
def test_soft_signs_of_different_dangers_all_count(texts: Sequence[str]) -> None:
    assert authored(after(*texts).press("passage:anchor")) == "He knows where the quay is."


@pytest.mark.parametrize("texts", [("all so heavy", "i follow him home"), ("i follow him home", "all so heavy")])
def test_a_soft_sign_counts_beside_a_card(texts: Sequence[str]) -> None:
    talked = after(*texts)

    assert talked.memory.alarm
    assert (talked.memory.alarm.kind, talked.memory.alarm.also) == ("stalking", ("suicide",))
    assert isinstance(talked.press("passage:galley").decision, Talk)  # it may follow one of the dangers only
    assert passages(talked.press("passage:tide")) == ("tide",)


# --- a broken gate ----------------------------------------------------------------------------------------------


def test_a_broken_gate_lets_no_advice_through() -> None:
    outcome = Talked(UNGUARDED).say(LEFT)

    assert isinstance(outcome.decision, Card)
    assert outcome.decision.card == "neutral"
    assert outcome.reply.text == "A person can help: findahelpline.com."
    assert outcome.decision.alarm.reasons == ("gate-failed",)


def test_facts_that_cannot_be_read_stop_an_answer_but_never_a_card() -> None:
    broken = replace(harbour(), facts=(FactRule("ended_by", ("ex",), (Reading("ex", ("(",)),)),))
    learned = Lessons(harbour(), Words(), Reader(FACTS).read).learn(Nearby(harbour().passages, Words()))
    guide = Guide(broken, Words(), lambda mark, work: learned)

    assert isinstance(guide.answer(message(SINK), Memory()).decision, Card)
    with pytest.raises(re.error):
        guide.answer(message(EAT), Memory())


def test_a_broken_gate_is_no_reason_to_forget_a_danger_seen_before() -> None:
    talked = after(SINK, "he left me", guide=UNGUARDED)

    assert talked.say(WRITE).decision == Talk("careful")


# --- the country ------------------------------------------------------------------------------------------------


def test_a_chosen_country_shows_the_card_again_with_its_line() -> None:
    talked = Talked()
    card = talked.say(SINK)
    asked = talked.press("country:?")
    again = talked.press("fact:country=AA")

    assert "findahelpline.com" in card.reply.text
    assert asked.decision == Ask("country")
    assert [choice.id for choice in asked.reply.choices] == ["fact:country=AA", "skip"]
    assert isinstance(again.decision, Card)
    assert again.reply.text == "Call Open Ear: 116 000. I am a bot."
    assert talked.memory.country == "AA"


def test_a_country_once_chosen_is_remembered_for_the_next_card() -> None:
    talked = after(SINK)
    talked.press("fact:country=AA")
    later = talked.say(SINK, later=CAREFUL * 2)

    assert "116 000" in later.reply.text


def test_a_country_chosen_when_no_danger_is_held_goes_on_with_the_story() -> None:
    assert Talked().press("fact:country=AA").decision == Talk("tell_me")
    assert passages(after(HINGING).press("fact:country=AA"))[0] == "rope"


# --- memory -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("texts", [(WAIT,), (HINGING,), (PAINT,), (SINK,), ("hello",), ("",)])
def test_every_turn_is_counted_and_dated(texts: Sequence[str]) -> None:
    talked = after(*texts)

    assert talked.memory.turns == len(texts)
    assert talked.memory.seen == talked.at


def test_who_writes_and_where_does_not_change_the_words() -> None:
    here = GUIDE.answer(message(WAIT, id="1"), Memory())
    there = GUIDE.answer(replace(message(WAIT, id="77"), person="telegram:5"), Memory())

    assert here.reply == there.reply


# --- what is not weighed ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["thanks", "hello", "/stop", ""])
def test_talk_is_answered_without_weighing_passages_and_no_differently_when_they_are(text: str) -> None:
    started = Talked().say(WAIT).memory
    for memory in (Memory(), started):
        quick, thorough = (GUIDE.answer(message(text), memory, thorough=how) for how in (False, True))
        assert quick.trace.ranking == ()
        assert replace(quick, trace=thorough.trace) == thorough


def test_whoever_looks_into_a_talk_sees_what_was_weighed() -> None:
    started = Talked().say(WAIT).memory
    assert GUIDE.answer(message("thanks"), started, thorough=True).trace.ranking
