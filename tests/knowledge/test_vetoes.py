"""Where the author's words would do harm they are not said, and after a card only a few are: his canon as it ships."""

from __future__ import annotations

import pytest

from bot.domain import Alarm, Facts
from bot.mind.serving import servable
from tests.knowledge.canon import CANON, said, where
from tests.mind.shelf import facts

DANGERS = ("suicide", "abuse", "stalking", "violence", "minor")
ALL = frozenset(DANGERS)

# Words that do harm in a danger (safety protocol: a2 to a18, r1 to r9), and the dangers they are kept from.
VETOED = {
    "getting your ex boyfriend back": ALL,
    "foul-ups borne of trauma": {"suicide", "abuse"},
    "a heated discussion involves caring deeply": ALL - {"suicide"},
    "your chances aren’t very good": ALL,
    "you stand a fairly good chance": ALL,
    "Even if things were pretty horrid": {"abuse", "stalking"},
    "Reconciling will involve patience": {"abuse", "stalking"},
    "pulsing a message here and there": ALL - {"suicide"},
    "If he caves in, or shouts at you": ALL - {"suicide"},
    "his coldness is a smokescreen": ALL - {"suicide"},
    "including rage and hurt": ALL,
    "limiting your availability": {"suicide", "abuse"},
    "Only when you drop off the map entirely": {"suicide", "abuse"},
    "the nail in the coffin": {"suicide", "abuse"},
    "it probably wasn’t worth saving": {"suicide", "abuse"},
    "you are better off alone": {"suicide", "abuse"},
    "regain a modicum of power": {"suicide", "abuse", "stalking", "violence"},
    "starve him out": {"suicide", "abuse", "violence"},
    "you’ll have to risk losing him": {"suicide", "abuse", "violence"},
    "Focus on work, fitness": ALL - {"violence"},
    "it will renew his interest in you": ALL - {"violence"},
    "take an honest look at your own mistakes": {"suicide", "abuse"},
    "eating breakfast with someone": {"suicide", "abuse", "minor"},
    "forcing yourself to be alone": ALL - {"stalking"},
    "how much were you worth to him": {"suicide", "abuse", "minor"},
    "ask your questions concisely": {"abuse", "stalking", "violence"},
    "Put yourself first": {"abuse", "stalking", "violence"},
    "self-mutilation": {"suicide", "abuse", "minor"},
    "There is no cure-all": {"suicide", "abuse", "minor"},
    "sacrifice what little you have left": {"suicide", "abuse", "minor"},
    "was a nice touch": {"abuse", "stalking", "minor"},
    "it sounds like he really does care": {"abuse", "stalking", "minor"},
    "he quite obviously has emotions invested": ALL,
    "subjective definition of “being in love”": ALL,
    "I would be shocked if contact didn’t resurface": ALL,
    "It will work in your favor no matter what": ALL,
    "closest thing to a magic bullet": {"suicide", "abuse", "violence"},
    "confront what a life without you": {"suicide", "abuse", "violence"},
    "the happy-go-lucky attitude": ALL - {"minor"},
    "hiding behind a social shield": ALL - {"minor"},
    "by asking real questions": ALL - {"minor"},
    "a burst of further isolation and grief": ALL - {"minor"},
    "long-term torture": ALL - {"minor"},
    "There is no real closure, ever": {"suicide"},
    "make sure that you are approachable": {"abuse", "stalking", "violence"},
    "I wish I could be a harbinger of hope": {"suicide"},
}

# What may be said even after a card, as whole sentences: SAFE-LOW and BOUNDARY of the safety protocol.
ALLOWED = {
    ("low", "Asking for space is an integral part"),
    ("low", "While it is entirely natural for him to want some breathing room"),
    ("low", "Be dignified (limit contact, no begging, be honest)"),
    ("boundary", "Be dignified (limit contact, no begging, be honest)"),
    ("boundary", "Simply put, increasing the rate of contact will never, ever, improve your chances."),
    ("boundary", "Having said that, he may genuinely have moved on"),
}

# How many sentences a card leaves.
LEFT = {"suicide": 2, "minor": 3, "stalking": 2, "violence": 2, "abuse": 0}

# Ways back to somebody who has refused: never said to one who was refused.
WAYS_BACK = (
    "If you attempt to approach him",
    "pulsing a message",
    "If he caves in",
    "his coldness is a smokescreen",
    "signs of caring",
    "ask your questions concisely",
    "by asking real questions",
)

# Beginnings that lean on the sentence before.
LEANING = (
    "But ",
    "Because ",
    "However",
    "Conversely",
    "Likewise",
    "That is to say",
    "At best",
    "My point",
    "Again, ",
    "Having said that",
    "There is a catch",
    "And on",
    "You’ll want to drag this one",
    "It gives ",
    "It allows ",
    "It will force ",
)


def soft(danger: str) -> Alarm:
    return Alarm("soft", danger, "moderate", ("r1",))


@pytest.mark.parametrize("fragment", WAYS_BACK)
def test_no_way_back_is_shown_to_one_who_was_refused(fragment: str) -> None:
    passage, at, _ = where(fragment)
    assert at in servable(passage, Facts(), None)
    assert at not in servable(passage, facts(contact="refused"), None)


@pytest.mark.parametrize("fragment", VETOED)
def test_words_that_harm_are_kept_from_those_they_harm(fragment: str) -> None:
    passage, at, sentence = where(fragment)
    assert sentence.never_for | passage.never_for >= VETOED[fragment]
    assert not any(at in servable(passage, Facts(), soft(danger)) for danger in VETOED[fragment])


def test_after_a_card_only_the_listed_sentences_may_be_said() -> None:
    allowed = {(care, sentence.text) for _, _, sentence in said() for care in sentence.allowed_after}
    listed = {(care, where(fragment)[2].text) for care, fragment in ALLOWED}
    assert allowed == listed


@pytest.mark.parametrize("danger", DANGERS)
def test_a_card_leaves_few_sentences_and_none_to_the_abused(danger: str) -> None:
    card = Alarm("card", danger, "high", ("r1",))
    assert sum(len(servable(passage, Facts(), card)) for passage in CANON.passages) == LEFT[danger]


@pytest.mark.parametrize("danger", ["", *DANGERS])
@pytest.mark.parametrize("known", [{}, {"contact": "refused"}, {"ex": "she"}, {"contact": "none"}, {"let_go": "yes"}])
def test_no_sentence_is_left_hanging_when_others_are_left_out(danger: str, known: dict[str, str]) -> None:
    for passage, at, sentence in said():
        told = servable(passage, facts(**known), soft(danger) if danger else None)
        if at in told and sentence.text.startswith(LEANING):
            assert at - 1 in told, sentence.text
