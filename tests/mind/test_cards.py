"""A card always names help: the right line for the danger and the country, or what holds almost anywhere."""

from dataclasses import replace

import pytest

from bot.domain import Alarm, Card, Facts, Phrase, Reply
from bot.mind.cards import ANYWHERE, EMERGENCY
from bot.mind.voice import Scene, Voice
from tests.mind.shelf import shelf

KNOWLEDGE = shelf()
BARE = replace(KNOWLEDGE, phrases={}, cards={}, countries={})


def shown(card: str, country: str = "", cards: int = 0, last: tuple[str, ...] = (), severity: str = "high") -> Reply:
    scene = Scene(Facts(), "seed", country=country, last=last)
    return Voice(KNOWLEDGE).compose(Card(card, Alarm("card", card, severity, ("r1",), cards=cards)), scene)


def ref(reply: Reply) -> str:
    return reply.spans[0].ref


@pytest.mark.parametrize(
    ("card", "country", "help_"),
    [
        ("suicide", "AA", "Open Ear: 116 000, 24/7"),
        ("suicide", "BB", "Night Page: night.example"),
        ("suicide", "", "findahelpline.com"),
        ("suicide_imminent", "AA", "First 111 / 112, then Open Ear: 116 000, 24/7."),
        ("suicide_imminent", "ZZ", "First 112, 911 or 999, then findahelpline.com."),
        ("abuse", "AA", "Safe Roof: 700, or text ROOF to 701, 24/7. In danger: 111 / 112."),
        ("abuse", "BB", "findahelpline.com. In danger: 112, 911 or 999."),
        ("minor_sexual", "AA", "Tell Young Ear: text EAR to 600."),
        ("minor_sexual", "BB", "Tell Night Page: night.example."),
    ],
)
def test_the_help_line_fits_the_danger_and_the_country(card: str, country: str, help_: str) -> None:
    assert help_ in shown(card, country).text


def test_a_line_that_was_only_recalled_is_never_shown() -> None:
    assert not any("Whispered" in shown("suicide", "AA", seen).text for seen in range(3))
    assert "Rumour" not in shown("abuse", "BB").text


def test_a_card_speaks_as_the_bot_with_its_buttons_and_leaves_out_those_without_a_label() -> None:
    reply = shown("suicide", "AA")
    assert [(span.kind, span.by) for span in reply.spans] == [("phrase", "bot")]
    assert [choice.id for choice in reply.choices] == ["safe:no", "country:?"]
    assert not reply.rateable


def test_the_wording_changes_when_it_was_the_last_one_and_stays_where_there_is_only_one() -> None:
    assert ref(shown("suicide", last=("card.suicide.1",))) == "card.suicide.2"
    assert ref(shown("suicide", last=("card.suicide.2",))) == "card.suicide.1"
    assert ref(shown("abuse", last=("card.abuse.1",))) == "card.abuse.1"


def test_the_second_and_later_cards_are_shorter_and_ask_nothing_again() -> None:
    second = shown("suicide", "AA", cards=1, last=("card.suicide.1",))
    assert second.text == "Still here. Open Ear: 116 000, 24/7 is open."
    assert [choice.id for choice in second.choices] == ["country:?"]
    assert ref(shown("suicide", cards=2, last=("card.second.1",))).startswith("card.third.")
    assert ref(shown("suicide", cards=9, last=("card.third.1",))) == "card.third.2"


def test_another_danger_and_an_emergency_get_their_card_in_full() -> None:
    assert ref(shown("abuse", cards=1, last=("card.suicide.1",))) == "card.abuse.1"
    emergency = ("suicide_imminent", "AA", 2, ("card.second.1",), "imminent")
    assert ref(shown(*emergency)) == "card.suicide_imminent.1"
    again = ("suicide_imminent", "AA", 2, ("card.suicide_imminent.1",), "imminent")
    assert ref(shown(*again)).startswith("card.third.")


def test_with_every_word_lost_a_card_still_says_where_help_is() -> None:
    card = Card("suicide", Alarm("card", "suicide", "high", ("r1",)))
    assert Voice(BARE).compose(card, Scene(Facts(), "seed")).text == f"{ANYWHERE}\n{EMERGENCY}"


def test_a_line_for_which_there_are_no_words_is_given_bare() -> None:
    known = replace(BARE, countries=KNOWLEDGE.countries, cards=KNOWLEDGE.cards)
    card = Card("minor_sexual", Alarm("card", "minor_sexual", "high", ("r1",)))
    assert Voice(known).compose(card, Scene(Facts(), "seed", country="AA")).text == "Tell Young Ear: 600."


def test_a_slot_a_line_does_not_have_is_never_left_open() -> None:
    odd = replace(
        KNOWLEDGE, phrases={**KNOWLEDGE.phrases, "help.dial": (Phrase("help.dial.1", "{name} {odd}", "bot"),)}
    )
    card = Card("suicide", Alarm("card", "suicide", "high", ("r1",)))
    assert "{" not in Voice(odd).compose(card, Scene(Facts(), "seed", country="AA")).text
