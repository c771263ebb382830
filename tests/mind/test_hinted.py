"""A hint of danger is met with a direct question and help, and who writes no English gets help all the same."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import Admit, Alarm, Answer, Card, Reply, SafetyRule, Talk
from bot.knowledge.library import Library
from bot.mind.guide import Guide
from bot.mind.matching.semantic import Words
from tests.mind.harbour import harbour
from tests.mind.shelf import phrases
from tests.mind.test_careful import Talked

HELP = phrases("care.suicide", "Do you want to sink? {line}.", "Is it the water? {line}.") | phrases(
    "talk.german", "Nur Englisch. {emergency}."
)
RULES = (
    SafetyRule("grey", "suicide", "soft", "high", "en", ("grey water",), ()),
    SafetyRule("rope", "violence", "soft", "high", "en", ("tarred rope",), ()),
    SafetyRule("sink", "suicide", "card", "high", "en", ("i will sink",), ()),
)
SHIP = harbour(rules=RULES)
GUIDE = Guide(replace(SHIP, phrases={**SHIP.phrases, **HELP}), Words())
PAINT, WAIT = "which paint is best for a hull", "how long do i wait until he calls"
TONGUES = {
    "spanish": ("hola, mi novia me dejó y quiero matarme", "quitarte la vida"),
    "portuguese": ("meu namorado terminou comigo e eu quero me matar", "tirar a própria vida"),
    "french": ("bonjour, il m'a quittée et je veux me suicider", "fin à vos jours"),
    "german": ("hallo, er hat mich verlassen und ich will mich umbringen", "das Leben zu nehmen"),
    "russian": ("он ушёл от меня и я хочу покончить с собой", "уйти из жизни"),
    "italian": ("ciao, lui mi ha lasciata e voglio uccidermi", "toglierti la vita"),
}


def asks(outcome_text: str) -> bool:
    return "Do you want to sink?" in outcome_text or "Is it the water?" in outcome_text


def test_a_hint_is_never_met_with_the_admission_that_nothing_was_written_on_it() -> None:
    assert isinstance(Talked(GUIDE).say(PAINT).decision, Admit)
    outcome = Talked(GUIDE).say(f"{PAINT} in grey water")
    assert outcome.decision == Talk("careful")
    assert asks(outcome.reply.text)
    assert "findahelpline.com" in outcome.reply.text
    assert "{" not in outcome.reply.text


def test_what_was_asked_is_still_answered_and_the_question_stands_beside_it_with_its_buttons() -> None:
    outcome = Talked(GUIDE).say(f"{WAIT}, the grey water is near")
    assert isinstance(outcome.decision, Answer)
    assert asks(outcome.reply.text)
    assert [choice.id for choice in outcome.reply.choices][:2] == ["safe:no", "country:?"]


def test_the_question_is_asked_once_a_day_and_once_more_for_another_danger() -> None:
    talked = Talked(GUIDE)
    assert asks(talked.say("grey water again").reply.text)
    assert not asks(talked.say("grey water still").reply.text)
    assert asks(talked.say("grey water, days later", later=timedelta(hours=30)).reply.text)


def test_a_danger_without_a_question_of_its_own_adds_nothing() -> None:
    assert Talked(GUIDE).say(f"{WAIT} with a tarred rope").reply.choices == Talked(GUIDE).say(WAIT).reply.choices


def test_a_yes_to_the_question_is_the_gravest_card() -> None:
    talked = Talked(GUIDE)
    talked.say("grey water again")
    outcome = talked.say("yes")
    assert isinstance(outcome.decision, Card)
    assert outcome.decision.card == "suicide_imminent"


def test_a_card_asks_by_itself() -> None:
    assert not asks(Talked(GUIDE).say("grey water, i will sink").reply.text)


@pytest.mark.parametrize("tongue", TONGUES)
def test_a_card_is_in_the_language_of_the_message_and_so_is_what_follows(library: Library, tongue: str) -> None:
    said, words = TONGUES[tongue]
    talked = Talked(library.guide)
    first = talked.say(said)
    assert isinstance(first.decision, Card)
    assert words in first.reply.text
    assert "findahelpline.com" in first.reply.text
    second = talked.say(said)
    assert words not in second.reply.text
    assert second.reply.spans[0].ref == f"card.second.{tongue}.1"
    there = talked.press("fact:country=DE")
    assert there.reply.spans[0].ref.endswith(f".{tongue}.1")


def test_a_card_in_english_is_in_english(library: Library) -> None:
    assert Talked(library.guide).say("i want to kill myself").reply.spans[0].ref.count(".") == 2


@pytest.mark.parametrize("slot", ["suicide", "suicide_imminent", "abuse", "any", "second"])
@pytest.mark.parametrize("tongue", TONGUES)
def test_a_card_in_another_language_fits_names_help_and_says_it_is_a_bot(
    library: Library, tongue: str, slot: str
) -> None:
    for phrase in library.knowledge.phrases[f"card.{slot}.{tongue}"]:
        assert len(phrase.text) <= 520
        assert "{line}" in phrase.text
        assert "{emergency}" in phrase.text
        assert "bot" in phrase.text.casefold() or "бот" in phrase.text.casefold()


@pytest.mark.parametrize("tongue", [*TONGUES, "other_language"])
def test_who_is_told_that_only_english_is_read_gets_a_number_and_a_line(library: Library, tongue: str) -> None:
    for phrase in library.knowledge.phrases[f"talk.{tongue}"]:
        assert "{line}" in phrase.text
        assert "{emergency}" in phrase.text


def test_the_number_is_that_of_the_country_once_it_is_known(library: Library) -> None:
    talked = Talked(library.guide)
    talked.press("fact:country=DE")
    said = talked.say("meine freundin hat mich verlassen, was soll ich jetzt tun").reply.text
    assert "112" in said
    assert "{" not in said
    assert "findahelpline" not in said


@pytest.mark.parametrize(
    "danger", ["suicide", "self_harm", "abuse", "violence", "stalking", "minor_sexual", "third_party"]
)
def test_every_danger_has_a_direct_question_that_names_help_and_says_it_is_a_bot(library: Library, danger: str) -> None:
    for phrase in library.knowledge.phrases[f"care.{danger}"]:
        assert "?" in phrase.text
        assert "{line}" in phrase.text
        assert "I'm a bot" in phrase.text
        assert len(phrase.text) <= 300


def labels(talked_reply: Reply) -> dict[str, str]:
    return {choice.id: choice.label for choice in talked_reply.choices}


@pytest.mark.parametrize("tongue", TONGUES)
def test_what_the_buttons_say_and_lead_to_is_in_the_language_of_the_card(library: Library, tongue: str) -> None:
    said, _ = TONGUES[tongue]
    phrases = library.knowledge.phrases
    for pressed, slot in (("safe:no", "talk.safe:no"), ("next_hour", "talk.next_hour"), ("country:?", "ask.country")):
        talked = Talked(library.guide)
        card = labels(talked.say(said).reply)
        assert card[pressed] == phrases[f"button.{pressed}.{tongue}"][0].text
        reply = talked.press(pressed).reply
        assert reply.spans[0].ref == f"{slot}.{tongue}.1"
        assert "{" not in reply.text
        assert labels(reply).get("skip", "") in ("", phrases[f"button.skip.{tongue}"][0].text)


YES = dict(zip(TONGUES, ("sí", "sim", "oui", "ja", "да", "sì, da ieri"), strict=True))


@pytest.mark.parametrize(("tongue", "yes"), YES.items())
def test_a_yes_in_any_language_is_the_gravest_card(library: Library, tongue: str, yes: str) -> None:
    talked = Talked(library.guide)
    talked.say(TONGUES[tongue][0])
    assert talked.say(yes).reply.spans[0].ref == f"card.suicide_imminent.{tongue}.1"


@pytest.mark.parametrize(
    ("tongue", "other"), [("spanish", "si no vuelve conmigo no sé qué hacer"), ("russian", "да нет, просто устал")]
)
def test_an_if_or_a_no_that_begins_like_a_yes_is_none(library: Library, tongue: str, other: str) -> None:
    talked = Talked(library.guide)
    talked.say(TONGUES[tongue][0])
    assert not talked.say(other).reply.spans[0].ref.startswith("card.suicide_imminent")


def test_a_hint_in_another_language_is_asked_about_in_it(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library.guide, "check", lambda text: Alarm("soft", "suicide", "high", ("hint",)))
    talked = Talked(library.guide)
    reply = talked.say("meine freundin hat mich verlassen, was soll ich jetzt tun").reply
    assert [span.ref for span in reply.spans if span.kind == "phrase"][-1] == "care.suicide.german.1"
    assert labels(reply)["safe:yes"] == "Ja"
    assert "{" not in reply.text
    assert talked.say("ja").reply.spans[0].ref == "card.suicide_imminent.german.1"
