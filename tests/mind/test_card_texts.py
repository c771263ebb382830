"""What the shipped cards say, word by word: short, plain, with help that fits, and nothing that could do harm."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Alarm
from bot.knowledge.load import load
from bot.mind import cards

KNOWLEDGE = load(Path(__file__).parents[2] / "knowledge")
PLACES = ("", *KNOWLEDGE.countries)
LONGEST = 600  # characters; more is not read in distress
QUESTION = "are you thinking about ending your life?"
UNDERSTOOD = {"safe:yes", "safe:no", "next_hour", "country:?"}
AUTHOR = "increasing the rate of contact will never, ever, improve your chances."
FOLLOWING = ("card.second", "card.third")
ASKING = tuple(slot for slot in KNOWLEDGE.phrases if slot.startswith("care."))

FORBIDDEN = (
    # the language of crime and of success
    *("committed", "commit suicide", "successful", "failed", "epidemic", "suicide victim"),
    # a person who is not there, a promise nobody keeps, a secret
    *("always be there", "always be here", "all you need", "help is on the way", "someone is coming", "i have alerted"),
    *("i will call", "i'll call", "stays between us", "our secret", "won't tell anyone", "confidential", "i promise"),
    # demands, shame, contracts, leading questions, smoothing over
    *("promise me", "you must not", "you're not going to", "you wouldn't", "selfish", "attention-seeking", "weak"),
    *("think of your family", "calm down", "stay strong", "at least", "it could be worse", "so much to live for"),
    *("happens for a reason", "just a break-up", "get over", "snap out", "i know how you feel", "i understand exactly"),
    # diagnosis
    *("depress", "disorder", "bipolar", "borderline", "narcissis", "diagnos", "mentally ill", "symptom", "trauma"),
    # causes, tactics, blame
    *("because of the break-up", "if he does not come back", "comes back to you", "get him back", "win him back"),
    *("get her back", "no contact rule", "leave now", "your responsibility", "what did you do", "why did you"),
    *("deserves it", "starve", "chances are", "self-mutilation", "can't talk about", "not able to discuss"),
)
METHODS = (
    r"pills?|tablets?|overdos\w*|medication|rope|noose|hang\w*|gun\w*|shoot\w*|kniv\w*|knife|blades?|razors?|cut\w*|wrists?"
    r"|bridges?|roofs?|tracks|trains?|jump\w*|drown\w*|poison\w*|gas|bleach|burn\w*|stab\w*|bullets?|cliffs?|ledge|bleed\w*"
)


def wordings(*kinds: str) -> Iterator[tuple[str, str]]:
    """Each wording as it is written, with the card it belongs to; of all cards when none is named."""
    for id, card in KNOWLEDGE.cards.items():
        if not kinds or id in kinds:
            yield from ((id, text) for text in card.wordings)


def shown(*kinds: str) -> Iterator[tuple[str, str, str]]:
    """Each wording as it is sent: card, country, text."""
    for id, text in wordings(*kinds):
        for code in PLACES:
            yield id, code, cards.fill(text, KNOWLEDGE, id, code)


def followed() -> Iterator[tuple[str, str, str]]:
    """The lines after a card as they are sent, for every danger and country."""
    for slot in FOLLOWING:
        for phrase in KNOWLEDGE.phrases[slot]:
            for id in KNOWLEDGE.cards:
                yield from ((id, code, cards.fill(phrase.text, KNOWLEDGE, id, code)) for code in PLACES)


def own_words() -> Iterator[str]:
    """All the bot says in danger, in small letters."""
    yield from (text.casefold() for _, text in wordings())
    for slot in (*FOLLOWING, *ASKING, "talk.safe:no", "talk.next_hour", "talk.careful", "ask.country"):
        yield from (phrase.text.casefold() for phrase in KNOWLEDGE.phrases[slot])


# --- every card -------------------------------------------------------------------------------------------------


def test_every_danger_there_is_a_rule_for_leads_to_a_card() -> None:
    alarms = [Alarm("card", rule.kind, rule.severity, (rule.id,)) for rule in KNOWLEDGE.rules]
    alarms.append(Alarm("card", "unknown", "high", ("gate-failed",)))

    assert {cards.card_of(alarm) for alarm in alarms} == set(KNOWLEDGE.cards)


def test_every_card_can_be_said_in_four_ways_at_least() -> None:
    assert [id for id, card in KNOWLEDGE.cards.items() if len(set(card.wordings)) < 4] == []


def test_every_card_is_short_in_every_country() -> None:
    assert [(id, code, len(text)) for id, code, text in shown() if len(text) > LONGEST] == []


def test_no_slot_stays_open_and_no_stop_is_doubled() -> None:
    texts = [*shown(), *followed()]

    assert [text for _, _, text in texts if re.search(r"[{}]|\.\.|,,| [.,]|  ", text)] == []


def test_every_card_and_every_line_after_it_names_the_help_of_the_country() -> None:
    for id, code, text in [*shown(), *followed()]:
        country = KNOWLEDGE.countries.get(code)
        line = cards.line(KNOWLEDGE, country, id).removesuffix(".")
        emergency = cards.emergency(KNOWLEDGE, country)
        assert line in text, (id, code)
        assert emergency in text or id in ("suicide", "stalking"), (id, code)


def test_a_number_that_was_only_recalled_is_in_no_card() -> None:
    recalled = {
        (code, line.name)
        for code, country in KNOWLEDGE.countries.items()
        for line in country.lines
        if line.evidence == "R"
    }
    assert recalled
    assert [(code, name) for code, name in recalled for _, at, text in shown() if at == code and name in text] == []


def test_every_card_says_that_it_is_a_bot_and_leaves_the_door_open() -> None:
    open_door = re.compile(r"\b[Ww]rite|writing|send it again|try again")

    assert [text for _, text in wordings() if not re.search(r"\bI'm (only )?a bot\b", text)] == []
    assert [text for _, text in wordings() if not open_door.search(text)] == []


@pytest.mark.parametrize("phrase", FORBIDDEN)
def test_no_card_says(phrase: str) -> None:
    assert [text for text in own_words() if re.search(rf"\b{re.escape(phrase)}", text)] == []


def test_no_card_names_a_way_of_dying_or_hurting() -> None:
    assert [found[0] for text in own_words() for found in re.finditer(rf"\b(?:{METHODS})\b", text)] == []


def test_every_card_is_written_in_short_sentences_and_common_words() -> None:
    for _, text in wordings():
        sentences = [s for s in re.split(r"[.?!:;]\s+", text) if re.search(r"[a-z]", s)]
        lengths = [len(sentence.split()) for sentence in sentences]
        assert sum(lengths) / len(lengths) <= 14, text
        assert max(lengths) <= 30, text
        assert max(len(word) for word in re.findall(r"[a-z]+", text)) <= 13, text


def test_no_card_gives_itself_for_the_author() -> None:
    assert [text for id, text in wordings() if "James" in text and not re.search(r"I'm a bot|James's", text)] == []
    assert [text for _, text in wordings() if AUTHOR in text and "James" not in text] == []


# --- one card and another ---------------------------------------------------------------------------------------


def test_suicide_and_self_harm_ask_directly_and_name_a_trusted_person_and_a_professional() -> None:
    for id, text in wordings("suicide", "self_harm"):
        assert QUESTION in text.casefold(), id
        assert text.count("?") <= 1, text
        assert "you trust" in text
        assert re.search("doctor or counsellor|a counsellor can help", text), text


def test_an_emergency_is_three_steps_beginning_with_the_emergency_number() -> None:
    for _, text in wordings("suicide_imminent"):
        assert [line[:2] for line in text.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3."]
        first = next(line for line in text.splitlines() if line.startswith("1."))
        assert 0 < first.index("{emergency}") < first.index("{line}")
        assert "you trust" in text
        assert "?" not in text


def test_where_somebody_else_is_in_danger_it_says_how_to_ask_and_that_the_line_is_for_both() -> None:
    for _, text in wordings("third_party"):
        assert re.search(r"\?\"|thinking of suicide", text), text
        assert re.search("for you (as well|too)|for yourself|for them and for you|worried friends", text), text
        assert re.search("not in your hands|did not cause|not to blame|not your fault", text), text


def test_who_is_hurt_by_a_partner_is_believed_and_told_to_plan_and_to_leave_no_trace() -> None:
    for _, text in wordings("abuse"):
        assert re.search("not your fault|nothing you did|not to blame", text), text
        assert "plan" in text
        assert "riskiest" in text or "most dangerous" in text, text
        assert "phone" in text
        assert "delete this chat" in text
        assert "doctor" in text


def test_rage_is_told_to_step_away_and_that_a_reviewer_may_read_it() -> None:
    for _, text in wordings("violence"):
        assert re.search("[Mm]ove away|[Ss]tep away|[Gg]o somewhere|Leave, walk", text), text
        assert "review" in text
        assert "live" in text or "as they happen" in text, text


def test_who_follows_somebody_hears_a_no_in_the_authors_own_words_as_a_quotation() -> None:
    assert any(AUTHOR in passage.text for passage in KNOWLEDGE.passages)
    for _, text in wordings("stalking"):
        assert f'"{AUTHOR.removesuffix(".")}' in text
        assert re.search("court order|an order", text), text
        assert re.search("asked you to stop|said no|a block", text), text


def test_the_young_are_pointed_to_an_adult_they_trust_and_never_blamed() -> None:
    for id, text in wordings("minor", "minor_sexual"):
        assert re.search("(adult|grown-up) you trust", text), text
        assert id == "minor" or re.search("not your fault|did nothing wrong|not on you|not to blame", text), text
        assert id == "minor" or "takeitdown.ncmec.org" in text


def test_an_adult_who_wants_a_child_hears_no_and_where_to_get_help() -> None:
    for _, text in wordings("minor_adult"):
        assert "under 18" in text
        assert "Stop It Now" in text
        assert "not in trouble" not in text


# --- what follows a card ----------------------------------------------------------------------------------------


def test_the_second_and_third_lines_come_in_four_ways_and_each_is_shorter_than_what_went_before() -> None:
    second, third = ([phrase.text for phrase in KNOWLEDGE.phrases[slot]] for slot in FOLLOWING)

    assert min(len(set(second)), len(set(third))) >= 4
    assert max(map(len, second)) < min(len(text) for _, text in wordings() if "in a moment" not in text)
    assert max(map(len, third)) < min(map(len, second))
    assert all("a bot" in text for text in (*second, *third))


def test_the_second_and_third_lines_ask_nothing_about_safety() -> None:
    for slot in FOLLOWING:
        for phrase in KNOWLEDGE.phrases[slot]:
            asked = re.findall(r"[^.?]*\?", phrase.text)
            assert not [question for question in asked if re.search(r"safe|life|die|dying|hurt|yourself", question)]


def test_every_button_is_understood_and_has_a_label_that_fits() -> None:
    choices = {choice for card in KNOWLEDGE.cards.values() for choice in card.choices}
    labels = {choice: KNOWLEDGE.phrases[f"button.{choice}"][0].text for choice in choices}

    assert choices == UNDERSTOOD
    assert [label for label in labels.values() if not 0 < len(label) <= 40] == []
    assert all("country:?" in card.choices for card in KNOWLEDGE.cards.values())


def test_an_answer_is_offered_exactly_where_the_question_is_asked() -> None:
    for id, text in wordings():
        offered = {choice for choice in KNOWLEDGE.cards[id].choices if choice.startswith("safe:")}
        assert offered == ({"safe:yes", "safe:no"} if QUESTION in text.casefold() and id != "third_party" else set()), (
            id
        )


def test_the_next_hour_is_four_plain_steps() -> None:
    for phrase in KNOWLEDGE.phrases["talk.next_hour"]:
        assert re.findall(r"(\d)\. ", phrase.text) == ["1", "2", "3", "4"]
        assert len(phrase.text) <= LONGEST


# --- the country ------------------------------------------------------------------------------------------------


def test_the_countries_to_tap_are_few_and_there_are_lines_for_each() -> None:
    offered = [slot.rpartition(".")[2] for slot in KNOWLEDGE.phrases if slot.startswith("option.country.")]

    assert 0 < len(offered) <= 10
    assert [code for code in offered if not KNOWLEDGE.countries[code].lines] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Canada", "CA"),
        ("i am in canada", "CA"),
        ("I live in the UK.", "GB"),
        ("uk", "GB"),
        ("england, near leeds", "GB"),
        ("northern ireland", "GB"),
        ("Ireland!", "IE"),
        ("the us", "US"),
        ("US", "US"),
        ("de", "DE"),
        ("turkiye", "TR"),
        ("Türkiye", "TR"),
        ("southern germany", "DE"),
        ("they told us to leave", ""),
        ("no", ""),
        ("NO", ""),
        ("norway", "NO"),
        ("Kenya", ""),
        ("i moved from canada to spain", ""),
        ("it is over, be honest in what you say", ""),
        ("", ""),
    ],
)
def test_a_country_is_known_by_its_names_and_never_guessed(text: str, code: str) -> None:
    assert cards.named(KNOWLEDGE, text) == code


def test_every_country_is_known_by_its_own_name() -> None:
    named = {code: cards.named(KNOWLEDGE, f"I'm in {land.name} now") for code, land in KNOWLEDGE.countries.items()}

    assert named == {code: code for code in KNOWLEDGE.countries}


@given(st.text(max_size=200))
def test_any_text_names_a_known_country_or_none(text: str) -> None:
    assert cards.named(KNOWLEDGE, text) in PLACES
