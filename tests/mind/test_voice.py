"""The voice says what the knowledge holds, whole sentences at a time, and nothing else."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Admit, Alarm, Answer, Ask, Card, Choice, Decision, Facts, Reply, Sentence, Talk
from bot.domain.alarm import Level
from bot.mind.serving import servable
from bot.mind.voice import Scene, Voice, retell
from tests.mind.shelf import COUNTRIES, PASSAGES, facts, passage, shelf

KNOWLEDGE = shelf()
VOICE = Voice(KNOWLEDGE)
PLAIN = Scene(Facts(), "seed")
LEFT = Scene(facts(ended_by="ex"), "seed")
HIVE, SWARM, SMOKE, DRONE, STING = PASSAGES
WAGGLE = replace(
    passage(
        "waggle",
        Sentence("Having said that, bees forgive.", leans=True),
        Sentence("Watch them.", leads=True),
        Sentence("And then again.", never_for=frozenset({"abuse"}), leans=True),
    ),
    follows=("hive",),
)


def alarm(kind: str, level: Level = "card", severity: str = "moderate", cards: int = 0) -> Alarm:
    return Alarm(level, kind, severity, ("r1",), cards=cards)


def card(kind: str, severity: str = "moderate", cards: int = 0) -> Card:
    return Card(kind, alarm(kind, "card", severity, cards))


def told(scene: Scene, *ids: str) -> str:
    return VOICE.compose(Answer(ids, ()), scene).text


def spoken(reply: Reply) -> list[str]:
    return [span.ref for span in reply.spans if span.kind == "phrase"]


# --- passages ---------------------------------------------------------------------------------------------------


def test_a_sentence_of_one_readers_life_waits_until_the_fact_is_known() -> None:
    assert servable(HIVE, Facts(), None) == (0, 2, 3)
    assert servable(HIVE, facts(ended_by="me"), None) == (0, 2, 3)
    assert servable(HIVE, facts(ended_by="ex"), None) == (0, 1, 2, 3)


def test_what_is_said_of_men_is_kept_for_an_ex_who_may_be_one() -> None:
    assert [servable(SWARM, facts(ex=ex), None) for ex in ("he", "she", "they")] == [(0, 3), (3,), (3,)]
    assert servable(SWARM, Facts(), None) == (0, 3)


def test_what_is_said_of_the_article_itself_is_never_served() -> None:
    assert 2 not in servable(SWARM, facts(ended_by="ex"), None)


def test_a_soft_alarm_heeds_the_vetoes_and_a_card_leaves_only_what_is_allowed_after() -> None:
    assert servable(HIVE, Facts(), alarm("abuse", "soft")) == (0, 3)
    assert servable(HIVE, Facts(), alarm("abuse")) == ()
    assert servable(HIVE, Facts(), alarm("stalking")) == (2, 3)
    assert servable(HIVE, Facts(), alarm("suicide")) == (3,)
    assert servable(SMOKE, Facts(), alarm("suicide", "soft")) == ()


def test_a_beginning_in_the_air_is_said_only_behind_what_it_leans_on() -> None:
    assert servable(WAGGLE, Facts(), None) == (1, 2)
    assert servable(WAGGLE, Facts(), None, ["smoke"]) == (1, 2)
    assert servable(WAGGLE, Facts(), None, ["smoke", "hive"]) == (0,)
    assert servable(WAGGLE, Facts(), alarm("abuse", "soft"), ["hive"]) == (0,)


@pytest.mark.parametrize(
    ("ids", "lately", "before", "said"),
    [
        (("waggle",), (), (), "Watch them. And then again."),
        (("hive", "waggle"), (), (), "Having said that, bees forgive."),
        (("waggle", "hive"), (), (), "Watch them. And then again."),
        (("waggle",), ("hive",), ("hive",), "Having said that, bees forgive."),
        (("waggle",), ("smoke",), ("hive", "smoke"), "Watch them. And then again."),
        (("waggle",), ("waggle",), ("hive", "waggle"), "Having said that, bees forgive."),  # the same once more
    ],
)
def test_what_was_said_right_before_decides_how_a_passage_begins(
    ids: tuple[str, ...], lately: tuple[str, ...], before: tuple[str, ...], said: str
) -> None:
    knowledge = replace(KNOWLEDGE, passages=(*PASSAGES, WAGGLE))
    reply = Voice(knowledge).compose(Answer(ids, ()), replace(PLAIN, lately=lately, told=before))
    assert said in reply.text
    assert all(span.text == retell(span, knowledge, "he") for span in reply.spans if span.kind == "passage")


def test_consecutive_sentences_are_one_span_and_a_gap_makes_two() -> None:
    reply = VOICE.compose(Answer(("hive",), ()), PLAIN)
    assert [span.text for span in reply.spans] == [
        "A hive that is opened every day makes no honey.",
        " ",
        "Leave it shut. Tend your own garden.",
    ]
    assert [span.kind for span in reply.spans] == ["passage", "space", "passage"]
    assert [span.by for span in reply.spans] == ["author", "bot", "author"]


def test_a_list_keeps_its_lines_also_where_an_item_is_left_out() -> None:
    assert told(PLAIN, "smoke").split("\n") == [
        "Three things calm a hive:",
        "smoke, which he knows and fears;",
        "and a man who keeps his hands still.",
    ]


def test_passages_are_paragraphs_and_one_with_nothing_to_say_is_left_out() -> None:
    assert told(PLAIN, "drone", "swarm", "sting").split("\n\n") == [
        "Most men swarm in May. It will pass.",
        "Don’t scratch. Has he called, or was it only the bees?",
    ]


@pytest.mark.parametrize(
    ("ex", "said"),
    [
        ("he", "He’s gone because his hive was too small for him."),
        ("she", "She’s gone because her hive was too small for her."),
        ("they", "They’ve gone because their hive was too small for them."),
    ],
)
def test_the_author_speaks_of_the_ex_they_have(ex: str, said: str) -> None:
    assert said in told(replace(PLAIN, facts=facts(ended_by="ex", ex=ex)), "swarm")


def test_an_answer_can_be_rated_and_offers_more_only_when_there_is_more() -> None:
    assert VOICE.compose(Answer(("hive",), ("sting",)), PLAIN).choices == (Choice("more", "More"),)
    assert VOICE.compose(Answer(("hive",), ()), PLAIN).choices == ()
    assert VOICE.compose(Answer(("hive",), ()), PLAIN).rateable


@pytest.mark.parametrize("ids", [("drone",), ("forgotten",), ()])
def test_an_answer_with_nothing_left_to_say_admits_it(ids: tuple[str, ...]) -> None:
    reply = VOICE.compose(Answer(ids, ("sting",)), replace(PLAIN, greet="first", name="Mia"))
    assert spoken(reply)[0].startswith("admit.")
    assert not reply.rateable


# --- phrases around them ----------------------------------------------------------------------------------------


def test_a_greeting_needs_a_name() -> None:
    assert told(replace(PLAIN, greet="first"), "sting").startswith("Don’t")
    assert "Mia" in told(replace(PLAIN, greet="first", name="Mia"), "sting").split("\n\n")[0]
    assert told(replace(PLAIN, greet="again", name="Mia"), "sting").startswith("Back again, Mia?\n\n")


def test_no_greeting_or_closing_is_said_twice_running() -> None:
    scene = replace(PLAIN, greet="first", close="now", name="Mia", last=("greeting.1", "closing.1", "closing.2"))
    assert spoken(VOICE.compose(Answer(("sting",), ()), scene)) == ["greeting.2", "closing.3"]
    mute = replace(scene, greet="again", last=("greeting_again.1", "closing.1", "closing.2", "closing.3"))
    assert spoken(VOICE.compose(Answer(("sting",), ()), mute)) == []


def test_no_wish_raises_hope_behind_what_leaves_little() -> None:
    sober = replace(KNOWLEDGE, passages=tuple(replace(one, sober=one.id == "swarm") for one in PASSAGES))
    scene = replace(PLAIN, close="now", lately=("hive", "swarm"))
    assert spoken(Voice(sober).compose(Answer(("hive", "swarm"), ()), scene)) == ["closing_sober.1"]
    assert "closing_sober.1" in spoken(Voice(sober).compose(Talk("thanks"), scene))
    assert spoken(Voice(sober).compose(Answer(("hive",), ()), scene))[0].startswith("closing.")


def test_the_seed_picks_the_phrase_and_every_phrase_has_its_turn() -> None:
    scenes = [replace(PLAIN, seed=str(n), close="now", name="Mia") for n in range(60)]
    used = [spoken(VOICE.compose(Answer(("sting",), ()), scene))[0] for scene in scenes]
    assert used == [spoken(VOICE.compose(Answer(("sting",), ()), scene))[0] for scene in scenes]
    assert set(used) == {"closing.1", "closing.2", "closing.3"}


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Mia", "Mia"),
        ("Jean-Luc O’Neil", "Jean-Luc O’Neil"),
        ("Mia 🌸", "Mia"),
        ("अनिता", "अनिता"),
        ("{line}", None),
        ("M" * 31, None),
        ("🌸", None),
    ],
)
def test_a_name_is_used_as_far_as_it_is_one(name: str, called: str | None) -> None:
    first = told(replace(PLAIN, greet="again", name=name), "sting").split("\n\n")[0]
    assert first == (f"Back again, {called}?" if called else told(PLAIN, "sting"))


# --- the other decisions ----------------------------------------------------------------------------------------


def test_a_question_comes_with_its_options_in_order_and_can_be_skipped() -> None:
    reply = VOICE.compose(Ask("ended_by"), PLAIN)
    assert reply.text == "Who left?"
    assert [choice.id for choice in reply.choices] == ["fact:ended_by=me", "fact:ended_by=ex", "skip"]
    assert [choice.label for choice in reply.choices] == ["I did", "They did", "Skip"]
    assert not reply.rateable


def test_a_country_without_options_of_its_own_is_asked_with_those_that_are_known() -> None:
    choices = VOICE.compose(Ask("country"), PLAIN).choices
    assert choices[0] == Choice("fact:country=AA", "Aland")
    assert len(choices) == len(COUNTRIES) + 1


def test_admitting_names_at_most_three_nearest_passages_with_the_right_pronoun() -> None:
    scene = replace(PLAIN, facts=facts(ex="she"))
    reply = VOICE.compose(Admit(("hive", "gone", "swarm", "smoke", "sting")), scene)
    assert reply.spans[-1].text == "The nearest:"
    assert [choice.id for choice in reply.choices] == ["passage:hive", "passage:swarm", "passage:smoke"]
    assert reply.choices[0].label == "What hive says of her"


def test_what_is_off_topic_is_told_so_in_one_line() -> None:
    assert VOICE.compose(Admit(()), PLAIN) == Reply(VOICE.compose(Admit(()), PLAIN).spans)
    assert VOICE.compose(Admit(()), PLAIN).text == "That is not about bees or hearts."


def test_when_the_nearest_are_no_longer_there_nothing_is_named() -> None:
    reply = VOICE.compose(Admit(("gone",)), PLAIN)
    assert spoken(reply)[0].startswith("admit.")
    assert len(reply.spans) == 1


def test_talk_is_answered_in_its_own_slot_and_needs_no_name() -> None:
    assert VOICE.compose(Talk("thanks"), PLAIN).text == "You are welcome."
    assert VOICE.compose(Talk("thanks"), replace(PLAIN, last=("talk.thanks.1",))).text == "You are welcome."
    assert VOICE.compose(Talk("thanks"), replace(PLAIN, last=("talk.thanks.1",), name="Mia")).text == "Gladly, Mia."
    assert VOICE.compose(Talk("empty"), PLAIN).text == "No words in that."


def test_a_slot_that_offers_only_lines_with_a_name_is_said_without_it() -> None:
    named = {slot: lines for slot, lines in KNOWLEDGE.phrases.items() if slot != "talk.thanks"}
    voice = Voice(replace(KNOWLEDGE, phrases=named | {"talk.thanks": KNOWLEDGE.phrases["talk.thanks"][1:]}))
    assert voice.compose(Talk("thanks"), PLAIN).text == "Gladly."


def test_an_act_without_words_is_an_error_that_names_the_slot() -> None:
    with pytest.raises(KeyError, match="sing"):
        VOICE.compose(Talk("sing"), PLAIN)


# --- the promise ------------------------------------------------------------------------------------------------

FACTS = st.fixed_dictionaries(
    {},
    optional={
        "ended_by": st.sampled_from(["ex", "me", "mutual"]),
        "ex": st.sampled_from(["he", "she", "they", "unknown"]),
        "moving_closer": st.sampled_from(["yes", "no"]),
    },
).map(lambda values: facts(**values))
KINDS = ["suicide", "self_harm", "abuse", "stalking", "violence", "minor", "minor_sexual", "third_party", "unknown"]
ALARMS = st.builds(
    Alarm,
    st.sampled_from(["none", "soft", "card"]),
    st.sampled_from(KINDS),
    st.sampled_from(["moderate", "high", "imminent"]),
    st.just(("r1",)),
    st.none(),
    st.integers(0, 4),
)
IDS = st.lists(st.sampled_from([*(passage.id for passage in PASSAGES), "gone"]), max_size=5).map(tuple)
PHRASE_IDS = [phrase.id for lines in KNOWLEDGE.phrases.values() for phrase in lines]
CARD_REFS = ["card.suicide.1", "card.suicide.2", "card.abuse.1", "card.suicide_imminent.1"]
SCENES = st.builds(
    Scene,
    facts=FACTS,
    seed=st.text(max_size=5),
    name=st.sampled_from(["", "Mia", "{dial}", "Zoë 🌸"]) | st.text(max_size=8),
    greet=st.sampled_from(["", "first", "again"]),
    close=st.booleans(),
    last=st.lists(st.sampled_from([*PHRASE_IDS, *CARD_REFS]), max_size=4).map(tuple),
    alarm=st.none() | ALARMS,
    country=st.sampled_from(["", "AA", "BB", "ZZ"]),
)
DECISIONS: st.SearchStrategy[Decision] = st.one_of(
    st.builds(Answer, IDS, IDS),
    st.builds(Admit, IDS),
    st.builds(Ask, st.sampled_from(["ended_by", "country"])),
    st.builds(Talk, st.sampled_from(["thanks", "empty"])),
    st.builds(Card, st.sampled_from([*KNOWLEDGE.cards, "stalking", "neutral"]), ALARMS),
)
LISTED = {phrase.id: phrase.text for lines in KNOWLEDGE.phrases.values() for phrase in lines} | {
    f"card.{text.id}.{n}": wording for text in KNOWLEDGE.cards.values() for n, wording in enumerate(text.wordings, 1)
}


def filled(template: str, text: str) -> bool:
    """Whether the text is the phrase with something in its slots, or nothing where a name was not to be had."""
    parts = [re.escape(part) for part in re.split(r",? ?\{\w+\}", template)]
    return re.fullmatch(".*?".join(parts), text, re.DOTALL) is not None


@settings(max_examples=2000, deadline=None)
@given(DECISIONS, SCENES)
def test_nothing_is_said_that_is_not_the_authors_or_listed(decision: Decision, scene: Scene) -> None:
    reply = VOICE.compose(decision, scene)
    assert reply.text
    assert reply.text == "".join(span.text for span in reply.spans)
    assert reply == VOICE.compose(decision, scene)
    for span in reply.spans:
        if span.kind == "passage":
            assert span.text == retell(span, KNOWLEDGE, scene.facts.value("ex"))
        elif span.kind == "phrase":
            assert span.ref == "card.neutral.1" or filled(LISTED[span.ref], span.text)
            assert "{" not in span.text
            assert "}" not in span.text
        else:
            assert span.text in (" ", "\n", "\n\n")
            assert span.by == "bot"


@settings(max_examples=2000, deadline=None)
@given(st.builds(Answer, IDS, IDS), SCENES)
def test_no_sentence_is_cut_and_none_is_said_that_may_not_be(decision: Answer, scene: Scene) -> None:
    for span in VOICE.compose(decision, scene).spans:
        if span.kind != "passage":
            continue
        passage = KNOWLEDGE.passage(span.ref)
        bounds = passage.bounds()
        said = [n for n, (start, end) in enumerate(bounds) if span.start <= start and end <= span.end]
        assert (span.start, span.end) == (bounds[said[0]][0], bounds[said[-1]][1])
        assert set(said) <= set(servable(passage, scene.facts, scene.alarm))
        for sentence in (passage.sentences[n] for n in said):
            assert scene.facts.confirm(sentence.only_if)
            assert scene.alarm is None or scene.alarm.allows(sentence, passage)
            assert sentence.about != "article"
            assert sentence.about != "men" or scene.facts.value("ex") in ("he", "unknown")
