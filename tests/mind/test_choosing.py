"""What is done with ranked passages: some are said, a fact is asked for, or it is admitted that there is nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Admit, Alarm, Answer, Ask, Condition, Decision, Evidence, Match, Memory, Sentence, Talk
from bot.domain.alarm import Level
from bot.mind.choosing import AT_ONCE, NEAR, QUEUE, Chooser
from bot.mind.voice import LENGTH
from tests.mind.harbour import LEFT, PASSAGES, harbour, passage
from tests.mind.shelf import facts

IDS = [passage.id for passage in PASSAGES]
KNOWN = Memory(facts=facts(ended_by="ex"))


def chooser(*more: str) -> Chooser:
    """The pilot's, with further passages of the given texts as `p0`, `p1` ..."""
    further = tuple(passage(f"p{at}", Sentence(text), asks=("?",)) for at, text in enumerate(more))
    return Chooser(harbour((*PASSAGES, *further)))


CHOOSER = chooser()
FOG = passage("fog", Sentence("Wait."), asks=("?",), when=(LEFT, Condition("weather", frozenset({"fog"}))))


def ranked(**confidence: float) -> tuple[Match, ...]:
    return tuple(Match(id, sure, Evidence(0, 0, 0, 0, "open")) for id, sure in confidence.items())


def chosen(now: Memory = KNOWN, **confidence: float) -> Decision:
    return CHOOSER.choose(ranked(**confidence), now)


def alarm(kind: str, level: Level = "card") -> Alarm:
    return Alarm(level, kind, "high", ("r",))


def test_what_is_sure_enough_is_said() -> None:
    assert chosen(tide=0.5, horn=0.49) == Answer(("tide",), ())


def test_passages_about_as_sure_as_the_best_are_said_with_it() -> None:
    assert chosen(tide=0.9, horn=0.8, galley=0.1) == Answer(("tide", "horn"), ())


def test_what_is_sure_but_far_behind_the_best_waits_for_more() -> None:
    assert chosen(tide=0.95, horn=0.94, galley=0.55) == Answer(("tide", "horn"), ("galley",))


def test_where_nothing_is_sure_the_nearest_are_named_but_not_the_faint() -> None:
    assert chosen(tide=0.4, horn=0.3, galley=0.1) == Admit(("tide", "horn"))
    assert chosen(tide=0.1) == Admit(())
    assert chosen() == Admit(())


def test_at_most_three_nearest_are_named() -> None:
    assert chosen(tide=0.4, horn=0.4, galley=0.4, anchor=0.4) == Admit(("tide", "horn", "galley"))


def test_what_was_told_is_not_told_again() -> None:
    told = replace(KNOWN, told=("tide",))

    assert chosen(told, tide=0.9, horn=0.8) == Answer(("horn",), ())
    assert chosen(told, tide=0.9) == Talk("told")


def test_how_close_the_others_are_is_measured_at_the_best_that_is_new() -> None:
    assert chosen(replace(KNOWN, told=("tide",)), tide=0.99, horn=0.6, galley=0.55) == Answer(("horn", "galley"), ())


# --- careful states ---------------------------------------------------------------------------------------------


def test_who_asks_on_gets_the_next_best_when_all_that_was_sure_is_told() -> None:
    heard = replace(KNOWN, told=("tide",))

    assert chosen(heard, tide=0.9, horn=0.4, galley=0.36) == Answer(("horn",), ())
    assert chosen(heard, tide=0.9, horn=0.3) == Talk("told")


def test_in_a_careful_state_only_what_may_follow_a_card_is_said() -> None:
    careful = replace(KNOWN, alarm=alarm("suicide"))

    assert chosen(careful, horn=0.99, tide=0.9) == Answer(("tide",), ())
    assert chosen(careful, horn=0.99) == Talk("careful")
    assert chosen(careful, horn=0.99, tide=0.3) == Talk("careful")


def test_a_button_or_more_cannot_get_past_a_careful_state() -> None:
    assert CHOOSER.say(("horn",), replace(KNOWN, alarm=alarm("suicide"))) == Talk("more_done")


def test_a_soft_sign_keeps_back_only_what_is_vetoed() -> None:
    soft = replace(KNOWN, alarm=alarm("suicide", "soft"))

    assert chosen(soft, anchor=0.9) == Answer(("anchor",), ())  # its second sentence may be said


# --- asking -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rest", [{}, {"tide": 0.3}])
def test_a_fact_is_asked_for_when_opposite_advice_is_likely_for_its_values(rest: dict[str, float]) -> None:
    assert chosen(Memory(), rope=0.8, anchor=0.26, **rest) == Ask("ended_by")
    assert chosen(Memory(), anchor=0.4, rope=0.3, **rest) == Ask("ended_by")  # sure of neither, but of one of the two


def test_nothing_is_asked_where_the_opposite_is_hardly_likely() -> None:
    assert chosen(Memory(), anchor=0.9, rope=0.15) == Answer(("anchor",), ())


def test_nothing_is_asked_where_the_answer_fits_everybody() -> None:
    assert chosen(Memory(), tide=0.9, horn=0.8) == Answer(("tide", "horn"), ())


def test_nothing_is_asked_where_the_best_takes_up_something_else_they_told() -> None:
    foggy = Chooser(harbour((*PASSAGES, FOG)))

    assert foggy.choose(ranked(fog=0.9, anchor=0.4, rope=0.4), Memory()) == Answer(("fog",), ())


def test_a_known_fact_is_not_asked_for_and_nothing_is_said_against_it() -> None:
    assert chosen(anchor=0.8, rope=0.9) == Answer(("anchor",), ())
    assert CHOOSER.say(("rope",), KNOWN) == Talk("more_done")


def test_a_fact_is_asked_for_once_only_and_then_no_two_opposites_are_said_or_wait() -> None:
    assert chosen(Memory(asked=("ended_by",)), rope=0.8, anchor=0.7, tide=0.6) == Answer(("rope", "tide"), ())


def test_nothing_is_asked_where_one_of_the_opposites_is_told_already() -> None:
    assert chosen(Memory(told=("anchor",)), anchor=0.9, rope=0.8) == Answer(("rope",), ())


def test_nothing_is_asked_in_a_careful_state_in_which_nothing_may_be_said() -> None:
    assert chosen(Memory(alarm=alarm("suicide")), anchor=0.9, rope=0.9) == Talk("careful")


# --- how much ---------------------------------------------------------------------------------------------------


def test_one_reply_holds_three_short_passages_and_more_the_next_few() -> None:
    many = chooser(*"abcdefghij")
    ids = tuple(f"p{at}" for at in range(10))

    assert many.say(ids, Memory()) == Answer(ids[:AT_ONCE], ids[AT_ONCE : AT_ONCE + QUEUE])


def test_long_passages_are_said_one_at_a_time_and_each_whole() -> None:
    many = chooser("a" * (LENGTH + 1), "b" * (LENGTH - 2), "c")

    assert many.say(("p0", "p1"), Memory()) == Answer(("p0",), ("p1",))
    assert many.say(("p1", "p2"), Memory()) == Answer(("p1",), ("p2",))
    assert many.say(("p2", "p1"), Memory()) == Answer(("p2",), ("p1",))


def test_a_passage_that_is_gone_is_passed_over() -> None:
    assert CHOOSER.say(("gone", "tide"), Memory()) == Answer(("tide",), ())
    assert CHOOSER.say(("gone",), Memory()) == Talk("more_done")
    assert CHOOSER.say((), Memory()) == Talk("more_done")


@given(
    st.dictionaries(st.sampled_from(IDS), st.floats(0, 1), max_size=5),
    st.lists(st.sampled_from(IDS), max_size=4),
    st.sampled_from([None, alarm("suicide"), alarm("stalking"), alarm("abuse"), alarm("suicide", "soft")]),
)
def test_whatever_is_ranked_nothing_unsure_told_or_vetoed_is_answered(
    sure: dict[str, float], told: list[str], held: Alarm | None
) -> None:
    now = replace(KNOWN, told=tuple(told), alarm=held)
    decision = chosen(now, **sure)

    assert decision == chosen(now, **sure)
    if isinstance(decision, Answer):
        said = (*decision.passages, *decision.queue)
        assert len(set(said)) == len(said)
        assert not set(said) & set(told)
        held_back = {"rope"} if held is None or held.level == "soft" else set(IDS) - {"tide", "galley"}
        bar = 0.5 if any(each >= 0.5 and id not in {*told, *held_back} for id, each in sure.items()) else NEAR * 0.5
        assert all(sure[id] >= bar for id in said)
        assert held is None or held.level == "soft" or set(said) <= {"tide", "galley"}


@pytest.mark.parametrize("told", [(), ("anchor",), ("anchor", "rope", "tide", "horn", "galley")])
def test_a_person_is_never_left_without_a_decision(told: tuple[str, ...]) -> None:
    decision = chosen(Memory(told=told), anchor=0.9, rope=0.8, tide=0.7)

    assert isinstance(decision, Answer | Ask) or decision == Talk("told")
