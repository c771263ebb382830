"""Every card, in every language it has words in and in every country: whole, short, and with the help of the place."""

import pytest

from bot.domain import Alarm, Card
from bot.knowledge.library import Library
from bot.mind import cards
from tests.mind.test_hinted import TONGUES

LONGEST = 600
SHOWN = (0, 1, 2)  # cards before this one


@pytest.mark.parametrize("tongue", ["", *TONGUES])
def test_no_card_has_a_gap_anywhere(library: Library, tongue: str) -> None:
    knowledge, seen = library.knowledge, 0
    for id in knowledge.cards:
        for before in SHOWN:
            shown = Card(id, Alarm("card", id, "high", ("r1",), cards=before))
            for phrase in cards.wordings(knowledge, shown, ("card.second.1",) if before else (), tongue):
                for code in ("", *knowledge.countries):
                    text = cards.fill(phrase.text, knowledge, id, code)
                    help_ = cards.line(knowledge, knowledge.countries.get(code), id).removesuffix(".")
                    assert "{" not in text, (id, code)
                    assert "}" not in text, (id, code)
                    assert help_ in text, (id, code)
                    assert len(text) <= LONGEST, (id, code, len(text))
                    seen += 1
    assert seen >= len(knowledge.cards) * len(SHOWN) * (1 + len(knowledge.countries))


def test_there_are_seven_languages_and_thirty_six_countries(library: Library) -> None:
    assert len(TONGUES) + 1 == 7
    assert len(library.knowledge.countries) == 36


@pytest.mark.parametrize("tongue", ["", *TONGUES])
def test_the_gravest_cards_have_words_of_the_language_and_none_is_without(library: Library, tongue: str) -> None:
    for id in library.knowledge.cards:
        (*_, phrase) = cards.wordings(library.knowledge, Card(id, Alarm("card", id, "high", ("r1",))), (), tongue)
        assert not tongue or f".{tongue}." in phrase.id
