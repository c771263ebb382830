"""Danger is seen before advice: the shipped rules on invented sentences, and that no dress hides it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Alarm, SafetyRule
from bot.mind.gate import Gate
from tests.knowledge.canon import CANON

GATE = Gate(CANON.rules)
EXPLICIT = (
    "my life isn't worth living",
    "there's no point living without him",
    "i don't want to wake up",
    "i want to kill myself",
    "i am going to end my life",
    "i don't want to live anymore",
    "i wish i was dead",
    "i have been thinking about suicide",
    "i don't want to be alive",
)
HARMLESS = (
    "i don't want to wake up next to an empty pillow",
    "the flat is not worth living in since he left",
    "should i end it tonight by phone or tomorrow with him",
    "he started following me again on instagram",
    "i'm dead lol, he actually texted",
    "this wait is killing me",
    "should i end it by text or in person",
    "my father took his life when i was small",
    "we danced to that song, i would die for you, all night",
    "he said it was over while i was cutting onions with the big knife",
    "the court order says every second weekend and i drive them there",
    "i could murder a curry, he used to say",
    "she broke my heart and i beat myself at chess to forget",
    "how do i get him back",
    "thank you, i feel better now",
)


def level(text: str) -> str:
    alarm = GATE.check(text)
    return alarm.level if alarm else "none"


@pytest.mark.parametrize("text", EXPLICIT)
def test_an_explicit_word_of_suicide_is_a_card_with_its_reasons(text: str) -> None:
    alarm = GATE.check(text)
    assert alarm is not None
    assert (alarm.level, alarm.kind) == ("card", "suicide")
    assert alarm.reasons


@pytest.mark.parametrize("text", ["he threatened to kill me", "my ex said he wants to kill me, should i reply to him?"])
def test_who_is_threatened_gets_the_card_for_abuse(text: str) -> None:
    alarm = GATE.check(text)
    assert alarm is not None
    assert (alarm.level, alarm.kind) == ("card", "abuse")


@pytest.mark.parametrize(
    "more", ["again", "after he left", "and nobody cares", "all the time", "sometimes", "at night"]
)
def test_one_more_word_does_not_switch_the_card_off(more: str) -> None:
    assert level(f"i cut myself {more}") == "card"


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_words_are_no_card(text: str) -> None:
    assert level(text) != "card"


@pytest.mark.parametrize("text", ["i'm not thinking of killing myself", "i would never kill myself"])
def test_a_denial_lowers_the_card_but_is_not_passed_over(text: str) -> None:
    assert level(text) == "soft"


def test_a_denial_cancels_only_its_own_sentence() -> None:
    assert level("i'm not fine. i want to kill myself") == "card"


@pytest.mark.parametrize(
    ("text", "kind"),
    [("i tried to overdose last week", "self_harm"), ("my ex is following me and i'm scared", "abuse")],
)
def test_other_plain_dangers_are_heard(text: str, kind: str) -> None:
    alarm = GATE.check(text)
    assert alarm is not None
    assert (alarm.level, alarm.kind) == ("card", kind)


def test_an_end_tonight_is_at_least_a_sign() -> None:
    assert level("i'm going to end it tonight") == "soft"


def test_who_follows_whom_decides_between_abuse_and_stalking() -> None:
    followed, following = GATE.check("he put a tracker on my car"), GATE.check("i put a tracker on her car")
    assert followed is not None
    assert following is not None
    assert (followed.kind, following.kind) == ("abuse", "stalking")


@pytest.mark.parametrize("text", EXPLICIT)
@pytest.mark.parametrize(
    "dress",
    ["{}", "{}!!", "please help, {}", "{} 😭", "he left me in may. {}", "{}. sorry to bother you with this"],
)
def test_no_dress_hides_it(text: str, dress: str) -> None:
    assert level(dress.format(text)) == "card"
    assert level(dress.format(text).upper()) == "card"
    assert level(dress.format(text).replace("'", "\u2019")) == "card"


@given(st.sampled_from(EXPLICIT), st.integers(0, 3000), st.integers(0, 3000))
@settings(max_examples=25, deadline=None)
def test_it_is_found_anywhere_in_a_long_letter(text: str, before: int, after: int) -> None:
    padding = "We went to the lake and it rained. "
    assert level(f"{(padding * 100)[:before]}. {text}. {(padding * 100)[:after]}") == "card"


@given(st.text(st.characters(), max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_without_trouble(text: str) -> None:
    assert level(text) in {"none", "soft", "card"}


@pytest.mark.parametrize("piece", ["i want to ", "kill ", "he she they ", "a" * 40 + " ", "( ( , ", "not "])
def test_the_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    def taken(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        return min(_seconds(text) for _ in range(3))

    taken(2048)
    assert taken(8192) <= 4 * 4 * max(taken(2048), 1e-4)  # four times the text; as much again for the noise


def _seconds(text: str) -> float:
    begun = time.thread_time()
    GATE.check(text)
    return time.thread_time() - begun


# --- the mechanics, on rules of our own -------------------------------------------------------------------------


def rule(id: str, pattern: str, level: str = "card", severity: str = "high", unless: str = "") -> SafetyRule:
    return SafetyRule(id, "suicide", level, severity, "en", (pattern,), (unless,) if unless else ())


def test_an_unless_lowers_a_card_to_soft_and_soft_to_nothing() -> None:
    gate = Gate((rule("sink", "sink", unless="boat"), rule("fade", "fade", "soft", "moderate", unless="curtain")))
    assert [alarm.level if alarm else "none" for alarm in map(gate.check, ("i sink", "the boat may sink"))] == [
        "card",
        "soft",
    ]
    assert gate.check("the curtain will fade") is None


def test_two_different_soft_signs_of_high_severity_are_a_card() -> None:
    gate = Gate((rule("a", "goodbye all", "soft"), rule("b", "keys to the neighbour", "soft")))
    assert gate.check("goodbye all") == Alarm("soft", "suicide", "high", ("a",))
    both = gate.check("goodbye all. i gave my keys to the neighbour")
    assert both is not None
    assert (both.level, both.reasons) == ("card", ("a", "b"))


def test_what_somebody_else_said_is_lowered_and_ones_own_words_are_not() -> None:
    gate = Gate((rule("sink", "i will sink"),))
    quoted = gate.check('my sister wrote "i will sink" in a poem, years before any of this happened to us')
    own = gate.check('i told him "i will sink" and he hung up, and then it was quiet for the whole evening')
    assert quoted is not None
    assert own is not None
    assert (quoted.level, own.level) == ("soft", "card")


def test_the_gravest_comes_first() -> None:
    gate = Gate((rule("low", "so tired", "soft", "moderate"), rule("now", "tonight", "card", "imminent")))
    alarm = gate.check("so tired. tonight")
    assert alarm is not None
    assert (alarm.severity, alarm.reasons) == ("imminent", ("now", "low"))
