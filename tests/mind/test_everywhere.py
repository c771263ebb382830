"""Every card, in every language it has words in and in every country: whole, short, and with the help of the place."""

import re
from typing import NamedTuple

import pytest

from bot.domain import Alarm, Card
from bot.knowledge.library import Library
from bot.mind import cards
from tests.mind.test_hinted import TONGUES

LONGEST = 600


class Words(NamedTuple):
    """How a card says in a language that it is a bot, that one can write on, and what else it has to say."""

    bot: str
    door: str
    dying: str
    trusted: str
    doctor: str
    fault: str


WORDS = {
    "spanish": Words(
        "soy un bot", "escr[ií]b|enviarlo", "quitarte la vida", "de confianza", "médico", "no es culpa tuya"
    ),
    "portuguese": Words(
        "sou um bot", "escrev|envie", "tirar a própria vida", "de confiança", "médico", "a culpa não é sua"
    ),
    "french": Words(
        "je suis un bot",
        "écri|renvoyez",
        "fin à vos jours",
        "de confiance",
        "médecin",
        "ce n'est pas (ta|votre) faute",
    ),
    "german": Words(
        "ich bin ein bot", "schreib|schick", "das Leben zu nehmen", "vertraust", "Arzt", "nicht deine Schuld"
    ),
    "russian": Words("я бот", "пи[сш]|отправьте", "уйти из жизни", "довер|близк", "[Вв]рач", "не (ваша|твоя) вина"),
    "italian": Words("sono un bot", "scriv|mandalo", "toglierti la vita", "ti fidi", "medico", "non è colpa tua"),
}
SHOWN = (0, 1, 2)  # cards before this one


@pytest.mark.parametrize("tongue", ["", *TONGUES])
def test_no_card_has_a_gap_anywhere(library: Library, tongue: str) -> None:
    knowledge, seen = library.knowledge, 0
    for id in knowledge.cards:
        for before in SHOWN:
            shown = Card(id, Alarm("card", id, "high", ("r1",), cards=before))
            for phrase in cards.wordings(knowledge, shown, ("card.second.1",) if before else (), tongue):
                for code in ("", *knowledge.countries):
                    text = cards.fill(phrase.text, knowledge, id, code, tongue)
                    help_ = cards.line(knowledge, knowledge.countries.get(code), id, tongue).removesuffix(".")
                    assert "{" not in text, (id, code)
                    assert "}" not in text, (id, code)
                    assert help_ in text, (id, code)
                    assert len(text) <= LONGEST, (id, code, len(text))
                    seen += 1
    assert seen >= len(knowledge.cards) * len(SHOWN) * (1 + len(knowledge.countries))


def test_there_are_seven_languages_and_thirty_six_countries(library: Library) -> None:
    assert len(TONGUES) + 1 == 7
    assert len(library.knowledge.countries) == 36


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_card_has_words_of_its_own_in_every_language(library: Library, tongue: str) -> None:
    for id in library.knowledge.cards:
        (*_, phrase) = cards.wordings(library.knowledge, Card(id, Alarm("card", id, "high", ("r1",))), (), tongue)
        assert phrase.text == library.knowledge.phrases[f"card.{id}.{tongue}"][0].text


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("slot", ["international", "emergency_international"])
def test_help_for_an_unknown_country_is_told_in_the_language_too(library: Library, slot: str, tongue: str) -> None:
    (phrase,) = library.knowledge.phrases[f"help.{slot}.{tongue}"]
    assert "findahelpline.com" in phrase.text if slot == "international" else phrase.text.startswith("112 ")


def worded(library: Library, tongue: str, *ids: str) -> list[str]:
    return [library.knowledge.phrases[f"card.{id}.{tongue}"][0].text for id in ids or library.knowledge.cards]


@pytest.mark.parametrize(("tongue", "words"), WORDS.items())
def test_each_says_what_the_english_one_says(library: Library, tongue: str, words: Words) -> None:
    for text in worded(library, tongue):
        assert re.search(words.bot, text, re.IGNORECASE), text
        assert re.search(words.door, text, re.IGNORECASE), text
        assert "{line}" in text
    for text in worded(library, tongue, *(id for id in library.knowledge.cards if id != "stalking")):
        assert "{emergency}" in text
    for text in worded(library, tongue, "suicide", "self_harm"):
        assert re.search(words.dying, text), text
        assert re.search(words.trusted, text), text
        assert re.search(words.doctor, text), text
    for text in worded(library, tongue, "minor", "minor_sexual", "minor_adult"):
        assert re.search(words.trusted, text), text
    for text in worded(library, tongue, "abuse", "minor_sexual", "minor_adult"):
        assert re.search(words.fault, text), text
    (minor_sexual, minor_adult) = worded(library, tongue, "minor_sexual", "minor_adult")
    assert "takeitdown.ncmec.org" in minor_sexual
    assert "Stop It Now" in minor_adult
    assert "18" in minor_adult


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_author_is_not_quoted_in_a_language_he_did_not_write(library: Library, tongue: str) -> None:
    named = [id for id in library.knowledge.cards if re.search("James|Джеймс", worded(library, tongue, id)[0])]
    assert named == ["minor"]  # whose advice is for adults


@pytest.mark.parametrize("tongue", ["", *TONGUES])
def test_the_gravest_cards_have_words_of_the_language_and_none_is_without(library: Library, tongue: str) -> None:
    for id in library.knowledge.cards:
        (*_, phrase) = cards.wordings(library.knowledge, Card(id, Alarm("card", id, "high", ("r1",))), (), tongue)
        assert not tongue or f".{tongue}." in phrase.id


ASKED = ("suicide", "self_harm", "abuse", "violence", "stalking", "minor_sexual", "third_party")


@pytest.mark.parametrize("tongue", TONGUES)
def test_questions_and_buttons_have_words_of_their_own_in_every_language(library: Library, tongue: str) -> None:
    said = {slot: texts[0].text for slot, texts in library.knowledge.phrases.items() if slot.endswith(f".{tongue}")}
    choices = {choice for card in library.knowledge.cards.values() for choice in card.choices} | {"skip"}
    buttons = [said[f"button.{choice}.{tongue}"] for choice in choices]
    assert len({*buttons}) == len(buttons)
    assert all(0 < len(label) <= 40 for label in buttons)
    for text in (said[f"care.{danger}.{tongue}"] for danger in ASKED):
        assert text.count("?") == 1
        assert len(text) <= 300
    for danger in ("suicide", "self_harm"):
        assert re.search(WORDS[tongue].dying, said[f"care.{danger}.{tongue}"])
    for slot in ("safe:no", "next_hour"):
        assert "{line}" in said[f"talk.{slot}.{tongue}"]
    assert all(f"{step}. " in said[f"talk.next_hour.{tongue}"] for step in range(1, 5))
    assert "{emergency}" in said[f"talk.next_hour.{tongue}"]
    assert re.search(WORDS[tongue].bot, said[f"talk.next_hour.{tongue}"], re.IGNORECASE)
    assert "?" in said[f"ask.country.{tongue}"]


@pytest.mark.parametrize("tongue", TONGUES)
def test_after_talk_in_a_language_what_a_button_says_is_in_it_too(library: Library, tongue: str) -> None:
    assert cards.tongue(library.knowledge, None, (f"talk.{tongue}.1",), answers=True) == tongue
    assert cards.tongue(library.knowledge, None, ("talk.thanks.1",), answers=True) == ""
    assert cards.tongue(library.knowledge, None, (f"talk.{tongue}.1",)) == ""  # who goes on in English gets English
