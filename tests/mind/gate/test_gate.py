"""Danger is seen before advice: rules and classifier together, on the shipped knowledge and on a small one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.domain import Bars, Danger, Knowledge, SafetyRule, Tongue
from bot.mind.gate import Gate, meant
from tests.knowledge.canon import CANON
from tests.mind.gate.test_rules import EXPLICIT
from tests.mind.harbour import harbour

GATE = Gate(CANON)
HARMLESS = (
    "i'm dead lol, he actually texted",
    "this wait is killing me",
    "should i end it by text or in person",
    "my father took his life when i was small",
    "he said it was over while i was cutting onions with the big knife",
    "the court order says every second weekend and i drive them there",
    "she broke my heart and i beat myself at chess to forget",
    "how do i get him back",
    "thank you, i feel better now",
)


def level(text: str, gate: Gate = GATE) -> str:
    alarm = gate.check(text)
    return alarm.level if alarm else "none"


def typos(phrase: str) -> list[str]:
    """Every way to swap, drop or double one letter inside a longer word."""
    found = []
    for at in range(1, len(phrase) - 1):
        before, here, after = phrase[:at], phrase[at], phrase[at + 1 :]
        word = len(before.rpartition(" ")[2]) + 1 + len(after.partition(" ")[0])
        if word >= 5 and before[-1].isalpha() and here.isalpha() and after[0].isalpha():
            found += [before + after[0] + here + after[1:], before + after, before + here + here + after]
    return [typo for typo in found if typo != phrase]


@pytest.mark.parametrize("text", EXPLICIT)
def test_an_explicit_word_of_suicide_is_a_card_with_its_reasons(text: str) -> None:
    alarm = GATE.check(text)
    assert alarm is not None
    assert (alarm.level, alarm.kind) == ("card", "suicide")
    assert alarm.reasons[0].startswith("en-")


@pytest.mark.parametrize("text", EXPLICIT)
def test_one_slip_of_the_finger_does_not_hide_it(text: str) -> None:
    assert [typo for typo in typos(text) if level(typo) == "none"] == []


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_words_are_no_card(text: str) -> None:
    assert level(text) != "card"


@pytest.mark.parametrize("text", ["i'm not thinking of killing myself", "i would never kill myself"])
def test_a_denial_is_not_passed_over(text: str) -> None:
    assert level(text) != "none"


def test_who_follows_whom_decides_between_abuse_and_stalking() -> None:
    followed, following = GATE.check("he put a tracker on my car"), GATE.check("i put a tracker on her car")
    assert followed is not None
    assert following is not None
    assert (followed.kind, following.kind) == ("abuse", "stalking")


@given(st.text(st.characters(), max_size=300))
@settings(max_examples=60)
def test_any_text_is_read_without_trouble(text: str) -> None:
    assert level(text) in {"none", "soft", "card"}


@pytest.mark.parametrize("text", ["", " ", "\n", "...", "\ud83d", "🌊" * 50, "a" * 4096, "no. " * 1024])
def test_odd_texts_are_read_without_trouble(text: str) -> None:
    assert level(text) in {"none", "soft", "card"}


# --- a small knowledge of our own: a pilot's guesses at what sailors say --------------------------------------------

SAID = {
    "suicide_explicit": ("the grey water calls me", "grey water calls and i go", "i go down where grey water calls"),
    "suicide_imminent": ("tonight the grey anchor takes me", "the anchor takes me tonight", "tonight my anchor goes"),
    "minor_sexual": ("the cabin boy must show him pictures", "cabin boy and pictures", "pictures of the cabin boy"),
    "minor": ("i am a cabin boy and she left", "a cabin boy like me is left", "cabin boy, left on the quay"),
    "soft": ("fog in my chest all day", "all day fog and nothing else", "fog, only fog, in my chest"),
    "none": ("fair wind and a full sail", "the sail is mended", "we ate fish on the quay", "she waves from the quay"),
}
TONGUE = Tongue("en", {"common": ("the", "and", "my"), "water": ("water", "anchor*"), "call": ("calls", "takes me")})
BARS = Bars(card=0.55, soft=0.35, agree=0.3, soon=0.3, faint=0.3)


def sign(id: str, pattern: str, level: str = "soft", kind: str = "suicide", unless: str = "") -> SafetyRule:
    return SafetyRule(id, kind, level, "high", "en", (pattern,), (unless,) if unless else ())


def port(*rules: SafetyRule, bars: dict[str, Bars] | None = None) -> Knowledge:
    dangers = tuple(
        Danger(text + end, label, "en") for label, texts in SAID.items() for text in texts for end in ("", ", he said")
    )
    return replace(harbour(rules=rules), dangers=dangers, tongues=(TONGUE,), bars=bars or {"en": BARS, "other": BARS})


def heard(text: str, *rules: SafetyRule) -> tuple[str, str, str, tuple[str, ...]]:
    alarm = Gate(port(*rules)).check(text)
    assert alarm is not None
    return alarm.level, alarm.kind, alarm.severity, alarm.reasons


def test_the_classifier_raises_a_card_by_itself_and_says_why() -> None:
    level, kind, severity, reasons = heard("the grey water calls me")
    assert (level, kind, severity) == ("card", "suicide", "high")
    assert reasons[0].startswith("classifier:suicide=0.")


def test_it_is_silent_on_what_is_harmless_and_on_what_it_never_heard() -> None:
    assert Gate(port()).check("fair wind and a full sail") is None
    assert Gate(port()).check("xyzzy") is None


def test_danger_today_is_a_card_of_its_own() -> None:
    assert heard("tonight the grey anchor takes me")[:3] == ("card", "suicide", "imminent")


def test_who_is_unwell_is_met_with_care() -> None:
    level, kind, severity, reasons = heard("fog in my chest all day")
    assert (level, kind, severity) == ("soft", "suicide", "moderate")
    assert reasons[0].startswith("classifier:soft=")


def test_one_line_in_a_long_polite_letter_is_heard() -> None:
    letter = "We ate fish on the quay. " * 30
    assert heard(f"{letter}The grey water calls me. {letter}")[:2] == ("card", "suicide")


def test_without_bars_of_its_language_or_others_it_never_raises_an_alarm() -> None:
    assert Gate(port(bars={"xx": BARS})).check("the grey water calls me") is None
    assert Gate(port(bars={"other": BARS})).check("the grey water calls me") is not None


def test_a_card_of_the_rules_stands_and_the_classifier_only_adds_its_reason() -> None:
    level, kind, _, reasons = heard("the grey water calls me", sign("grey", "grey water", "card", "abuse"))
    assert (level, kind, reasons[0]) == ("card", "abuse", "grey")
    assert reasons[1].startswith("classifier:suicide=")
    assert heard("we ate fish on the quay", sign("fish", "fish", "card"))[3] == ("fish",)


def test_a_child_of_whom_more_is_heard_gets_the_other_card() -> None:
    child = sign("child", "cabin boy", "card", "minor")
    assert heard("cabin boy and pictures", child)[1] == "minor_sexual"
    assert heard("cabin boy, left on the quay", child)[1] == "minor"


def test_a_soft_sign_becomes_a_card_where_the_classifier_agrees_or_is_sure_of_another() -> None:
    agreed = heard("grey water, a full sail", sign("grey", "grey water"))
    assert agreed[0] == "card"
    assert agreed[3][0] == "grey"
    other = heard("the grey water calls me", sign("me", "calls me", kind="stalking"))
    assert (other[0], other[1], other[3][0]) == ("card", "suicide", "me")


def test_a_soft_sign_stays_soft_where_the_classifier_does_not_agree() -> None:
    assert heard("we ate fish on the quay", sign("fish", "ate fish"))[::3] == ("soft", ("fish",))


def test_a_doubtful_card_is_care_where_the_classifier_hears_something_and_nothing_where_it_does_not() -> None:
    doubted = sign("song", "fog|fish", "card", unless="all day|quay")
    assert heard("fog in my chest all day", doubted)[0] == "soft"
    assert Gate(port(doubted)).check("we ate fish on the quay") is None


class Encoder:
    """A meaning that knows one thing: whether the sea is spoken of."""

    def __init__(self) -> None:
        self.broken = False

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.broken:
            raise RuntimeError
        sea = ("grey", "anchor", "deep")
        return np.array([[1, 3 * any(word in text for word in sea)] for text in texts], dtype=np.float32)


def test_meaning_hears_what_words_do_not() -> None:
    said = "down in the deep"
    assert Gate(port()).check(said) is None
    assert Gate(port(), Encoder()).check(said) is not None


def test_an_encoder_that_breaks_leaves_the_words() -> None:
    encoder = Encoder()
    gate = Gate(port(), encoder)
    encoder.broken = True
    assert level("the grey water calls me", gate) != "none"


def test_the_texts_whose_meaning_is_wanted_are_english_ones_and_some_ordinary_ones() -> None:
    spanish = Danger("el agua gris me llama", "suicide_explicit", "es")
    wanted = meant(replace(port(), dangers=(*port().dangers, spanish)))
    assert "the grey water calls me" in wanted
    assert "he does not call, how long do i wait" in wanted
    assert "el agua gris me llama" not in wanted
    assert meant(harbour()) == ()
