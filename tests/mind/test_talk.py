"""The ear hears talk where a message is nothing else, and never takes a plea for it."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Act
from bot.mind.hearing import OPENINGS
from bot.mind.talk import Ear

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
LANGUAGES = ("spanish", "portuguese", "french", "german", "russian", "italian", "other_language")


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)


def act(raw: dict[str, Any]) -> Act:
    return Act(raw["name"], tuple(raw["patterns"]), tuple(raw["examples"]), tuple(raw.get("words", "").split()))


ACTS = tuple(act(raw) for raw in read(KNOWLEDGE / "talk.yaml")["acts"])
PHRASES: dict[str, list[dict[str, str]]] = read(KNOWLEDGE / "phrases.yaml")["phrases"]
EAR = Ear(ACTS)
EXAMPLES: list[dict[str, Any]] = [
    example for path in sorted((KNOWLEDGE / "examples").glob("*.yaml")) for example in read(path)["examples"]
]
PLEAS = [example["text"] for example in EXAMPLES if example["fits"]]
STORIES = [plea for plea in PLEAS if len(plea.split()) > 5]
TABLE = [
    tuple(line.replace("\\n", "\n").split(": ", 1))
    for line in Path(__file__).with_name("talk.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def heard(text: str) -> str:
    return EAR.hear(text) or "-"


# --- what is heard ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "example"), [(act.name, example) for act in ACTS for example in act.examples])
def test_every_example_of_an_act_is_heard_as_it(name: str, example: str) -> None:
    assert heard(example) == name


@pytest.mark.parametrize(("name", "text"), TABLE)
def test_an_invented_message_is_heard_as_what_it_is(name: str, text: str) -> None:
    assert heard(text) == name


def test_the_table_is_large_and_holds_thirty_ways_to_ask_who_is_there() -> None:
    assert len(TABLE) >= 200
    assert len({text for name, text in TABLE if name == "are_you_real"}) >= 30


def test_no_labelled_plea_is_taken_for_talk() -> None:
    heard_in = {text: EAR.hear(text) for text in PLEAS if EAR.hear(text)}
    after_a_story = {example["text"] for example in EXAMPLES if example.get("turns")}

    assert {text: act for text, act in heard_in.items() if act not in OPENINGS or text not in after_a_story} == {}


def test_only_talk_that_asks_nothing_is_heard_in_the_earlier_messages_of_examples() -> None:
    turns = [turn for example in EXAMPLES for turn in example.get("turns", ())]

    assert {EAR.hear(turn) for turn in turns} <= {None, "hello", "ok", "test", "are_you_real", *OPENINGS}


@pytest.mark.parametrize("plea", PLEAS[::40])
@pytest.mark.parametrize("before", ["thanks, but ", "hi! ", "ok lol ", "are you real? "])
def test_talk_before_a_plea_does_not_hide_it(before: str, plea: str) -> None:
    assert EAR.hear(before + plea) is None


@pytest.mark.parametrize("plea", PLEAS[::40])
def test_talk_behind_a_plea_does_not_hide_it(plea: str) -> None:
    assert EAR.hear(f"{plea}. thank you so much, bye") is None


@pytest.mark.parametrize("text", ["thanks, who is james", "Who is James? Thank you, bye!", "who is james lol"])
def test_of_two_acts_the_one_that_stands_higher_up_is_heard(text: str) -> None:
    assert heard(text) == "author"


def test_an_act_whose_examples_never_ask_is_not_heard_in_a_question() -> None:
    assert heard("good idea") == "ok"
    assert heard("good idea?") == heard("good idea ?!?") == "-"


def test_drawn_out_letters_and_other_people_s_apostrophes_are_no_hindrance() -> None:
    assert {heard(text) for text in ("goooood morning", "hellooooo", "hiii jamessss")} == {"hello"}
    assert {heard(f"you{sign}re not helping") for sign in "'’‘`´ʼ"} == {"not_helping"}


def test_a_language_is_known_in_a_long_letter_and_a_long_text_is_no_talk() -> None:
    assert heard("Mi novio me dejó y no sé qué hacer con mi vida. " * 40) == "spanish"
    assert heard("ok " * 25) == "-"
    assert heard("a" * 300) == "-"


def test_without_acts_nothing_is_heard() -> None:
    assert [Ear(()).hear(text) for text in ("hello", "hola", "привет", "💔", "???", "")] == [None] * 6


def test_a_language_is_heard_only_if_the_knowledge_has_words_for_it() -> None:
    ear = Ear((Act("latin", (), (), ("salve", "quid", "agis")),))

    assert ear.hear("Salve! Quid agis?") == "latin"
    assert ear.hear("привет") is None


# --- promises ---------------------------------------------------------------------------------------------------


@given(st.text(max_size=400))
def test_any_text_is_heard_without_trouble_and_always_alike(text: str) -> None:
    assert EAR.hear(text) == EAR.hear(text)


@given(st.text(alphabet="ahlo ?!.'\u200d\ufe0f\U0001f3fd👍💔xd:()3<jsdfgk", max_size=120))
def test_hard_text_is_heard_without_trouble(text: str) -> None:
    assert EAR.hear(text) in {None, *(act.name for act in ACTS)}


@given(
    st.sampled_from(STORIES),
    st.sampled_from(["{}", "{} thanks", "hi {}", "ok. {}", "{} 💔", "{}!!!"]),
)
@settings(max_examples=300)
def test_a_labelled_plea_dressed_in_talk_is_still_a_plea(plea: str, dress: str) -> None:
    assert EAR.hear(dress.format(plea)) is None


@given(st.sampled_from(["hello", "thanks", "bye", "are you real", "who is james"]), st.data())
def test_case_marks_and_trailing_emoji_change_nothing(text: str, data: st.DataObject) -> None:
    dressed = "".join(data.draw(st.sampled_from([sign, sign.upper()])) for sign in text)
    tail = data.draw(st.text(alphabet=" .!😊💕❤\ufe0f\u200d", max_size=8))

    assert heard(dressed + tail) == heard(text)


@pytest.mark.parametrize(
    "unit", ["ha", "a", "lol ", "so ", "are you ", "🙂", "asdf", "que ", "?", "\u0301", "thank you so "]
)
def test_the_time_to_hear_grows_no_faster_than_the_text(unit: str) -> None:
    def took(size: int) -> float:
        text = (unit * size)[:size]
        return min(_clocked(text) for _ in range(5))

    assert took(1600) < 8 * took(400) + 0.002
    assert took(64_000) < 4 * took(16_000) + 0.01


def _clocked(text: str) -> float:
    begun = time.thread_time()
    EAR.hear(text)
    return time.thread_time() - begun


# --- the knowledge ----------------------------------------------------------------------------------------------


def test_every_act_has_examples_and_no_pattern_repeats_without_end() -> None:
    bare = re.compile(r"\\.|\[[^\]]*\]")
    endless = [p for act in ACTS for p in act.patterns if re.search(r"[*+]|\{\d*,\}", bare.sub("", p))]

    assert [act.name for act in ACTS if len(act.examples) < 8] == []
    assert endless == []


def test_no_two_acts_have_one_name_and_the_languages_are_there() -> None:
    names = [act.name for act in ACTS]

    assert len(names) == len(set(names))
    assert set(LANGUAGES) <= set(names)


@pytest.mark.parametrize("slot", [*(f"talk.{act.name}" for act in ACTS), "talk.told", "talk.tell_me"])
def test_every_act_is_answered_in_a_few_short_lines_of_the_bot_that_ask_nothing(slot: str) -> None:
    lines = [phrase["text"] for phrase in PHRASES[slot]]

    assert 2 <= len(set(lines)) <= 4
    assert all(len(line) <= 240 and "?" not in line and line.isprintable() for line in lines)
    assert {phrase.get("by", "bot") for phrase in PHRASES[slot]} == {"bot"}
    assert any("{name}" not in line for line in lines)


@pytest.mark.parametrize("line", [phrase["text"] for phrase in PHRASES["talk.are_you_real"]])
def test_whoever_asks_is_told_that_it_is_a_program_and_that_james_is_not_here(line: str) -> None:
    assert re.search(r"\b(?:bot|program)\b", line)
    assert re.search(r"James is not here|James is not here himself", line)
    assert "nobody reads along live" in line
    assert not re.match(r"(?:yes|no)\b", line, re.IGNORECASE)  # the question may be put either way round


@pytest.mark.parametrize("language", LANGUAGES[:-1])
def test_a_language_is_answered_in_itself(language: str) -> None:
    assert {heard(phrase["text"]) for phrase in PHRASES[f"talk.{language}"]} == {language}
