"""The author's canon as it ships: his words to the letter, and what of a reader's life they presuppose."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from hashlib import sha256

import pytest

from bot.domain import UNKNOWN, Facts
from bot.mind.pronouns import adapt
from bot.mind.serving import servable
from tests.knowledge.canon import CANON, said, where
from tests.mind.shelf import facts

READERS = ("Alicia", "Tyecce", "Ashley", "Katrine", "Nassima", "Angela")
ASKS = 14
HE = re.compile(r"\b(?:he|him|his|himself|boyfriend)\b", re.IGNORECASE)

# Each passage and a hash of what stands in the source: sentences joined by a blank, list marks dropped, slips kept.
AS_WRITTEN = {
    "own-worst-enemy": "6879478d5aaf",
    "how-long-he-mulled": "2bb0f8f71ba9",
    "turning-point": "3337a45adc50",
    "signs-of-lost-interest": "cb5498bd789f",
    "your-chances": "6084f9629850",
    "grief-and-resentment": "52022564fcef",
    "pulse-a-message": "31bd3e9a0c4a",
    "no-contact": "a46c812a03b7",
    "familiarity-breeds-contempt": "74df5437d264",
    "better-off-alone": "ebd5ab20aff7",
    "regain-power": "045449354fdc",
    "starving-him-out": "66a836493546",
    "improve-your-life": "36bd3e209766",
    "be-dignified": "44caf8346065",
    "guard-self-esteem": "f821c1c424fa",
    "no-harbinger-of-hope": "898b4b14e757",
    "will-he-forget-you": "c56d4281cd83",
    "asking-for-space": "2720bff6e772",
    "ask-concisely": "be5790828d36",
    "it-may-be-over": "661603918d09",
    "swamped-by-stress": "33d6152dcf28",
    "keeping-options-open": "0851ae0fd716",
    "tears-are-suspect": "e4e48dec6be7",
    "meaning-of-in-love": "3eb43327f53b",
    "impulsive-breakups": "2523f9c20745",
    "battle-not-played-out": "d18c57ac7916",
    "magic-bullet": "a72ce9b9f3d8",
    "happy-go-lucky": "8053d16e352d",
    "thin-red-line": "4e46c3761ba1",
    "real-questions": "6e9e5495a8a4",
    "demist-the-smoke-screen": "ea58182a06e7",
    "be-approachable": "b681de4a4547",
}

# Words that hold for one reader, and the fact that must be known before they are said to another.
ONE_LIFE = {
    "you are due to move closer to him": {"moving_closer": "yes"},
    "Agreed.": {"broke_silence": "yes"},
    "as you are doing": {"contact": "none"},
    "Yes, it really does sound like a possibility": {"stress": "yes"},
    "Wishing you a nice night": {"goodnight": "yes"},
    "with tears in his eyes": {"tears": "yes"},
    "That he cares enough to break down": {"tears": "yes"},
    "having unconditionally set him free": {"let_go": "yes"},
    "your approach is the best way": {"contact": "none"},
    "exactly as you have already done": {"acted_happy": "yes"},
}


def test_the_article_and_the_six_replies_are_all_there() -> None:
    assert len(AS_WRITTEN) == 32
    assert AS_WRITTEN.keys() <= {passage.id for passage in CANON.passages}  # he may have answered more since


@pytest.mark.parametrize("id", AS_WRITTEN)
def test_every_passage_is_to_the_letter_what_he_wrote(id: str) -> None:
    own = [sentence for sentence in CANON.passage(id).sentences if not sentence.origin]
    written = " ".join(sentence.as_written or sentence.text for sentence in own)
    assert sha256(written.encode()).hexdigest()[:12] == AS_WRITTEN[id]


def test_a_sentence_from_elsewhere_stands_where_it_says() -> None:
    borrowed = [sentence for _, _, sentence in said() if sentence.origin]
    assert borrowed
    for sentence in borrowed:
        (home,) = (passage for passage in CANON.passages if passage.source.line == sentence.origin)
        assert sentence.text in {own.text for own in home.sentences}


def test_a_mended_slip_is_small_and_keeps_what_he_wrote() -> None:
    mended = [(sentence.as_written, sentence.text) for _, _, sentence in said() if sentence.as_written]
    assert len(mended) == 14
    for written, text in mended:
        assert written != text
        assert SequenceMatcher(None, written.split(), text.split()).ratio() > 0.8


def test_every_sentence_is_a_whole_one_without_list_marks() -> None:
    for _, _, sentence in said():
        assert not re.match(r"[•*-]|\d+[.)]", sentence.text)
        assert sentence.text.endswith((".", "!", "?", ":"))


def test_no_reader_and_no_greeting_is_in_a_passage() -> None:
    own = {phrase.text for phrases in CANON.phrases.values() for phrase in phrases}
    for passage, _, sentence in said():
        assert not any(name in sentence.text for name in READERS)
        assert not re.match(r"(?:hello|hi)\b|good luck|fingers crossed", sentence.text, re.IGNORECASE)
        assert sentence.text not in own
        assert not any(name in passage.title for name in READERS)


def test_every_passage_can_be_asked_for_in_many_ways_of_its_own() -> None:
    asks = [ask.casefold() for passage in CANON.passages for ask in passage.asks]
    assert len(set(asks)) == len(asks)
    assert min(len(passage.asks) for passage in CANON.passages) >= ASKS
    assert not set(asks) & {sentence.text.casefold() for _, _, sentence in said()}


@pytest.mark.parametrize("id", AS_WRITTEN)
def test_whoever_nothing_is_known_of_can_be_told_something(id: str) -> None:
    passage = CANON.passage(id)
    needs_a_fact = {condition.fact for condition in passage.when} - {"ended_by"}
    assert servable(passage, Facts(), None) or needs_a_fact


def test_nothing_about_the_article_itself_is_ever_said() -> None:
    about = [sentence.text for _, _, sentence in said() if sentence.about == "article"]
    assert len(about) == 4
    for passage, at, sentence in said():
        assert sentence.about != "article" or at not in servable(passage, facts(ended_by="ex", ex="he"), None)


@pytest.mark.parametrize("fragment", ONE_LIFE)
def test_what_holds_for_one_reader_waits_until_it_is_known_of_another(fragment: str) -> None:
    passage, at, _ = where(fragment)
    assert at not in servable(passage, Facts(), None)
    assert at in servable(passage, facts(**ONE_LIFE[fragment]), None)


@pytest.mark.parametrize(
    ("id", "against"),
    [
        ("no-contact", {"ended_by": "me"}),
        ("familiarity-breeds-contempt", {"ended_by": "me"}),
        ("magic-bullet", {"ended_by": "me"}),
        ("pulse-a-message", {"ended_by": "ex"}),
        ("pulse-a-message", {"ended_by": "mutual"}),
        ("grief-and-resentment", {"ended_by": "ex"}),
        ("tears-are-suspect", {"ended_by": "me"}),
        ("impulsive-breakups", {"onset": "slow"}),
    ],
)
def test_advice_for_the_opposite_situation_is_ruled_out(id: str, against: dict[str, str]) -> None:
    assert facts(**against).contradict(CANON.passage(id).when)


@pytest.mark.parametrize("ex", ["she", "they"])
def test_no_he_is_left_for_an_ex_who_is_none(ex: str) -> None:
    told = [text for passage, _, sentence in said() for text in (sentence.text, passage.title)]
    assert not [text for text in told if HE.search(adapt(text, ex))]


def test_following_never_goes_in_a_circle() -> None:
    before = {passage.id: set(passage.follows) for passage in CANON.passages}
    while ready := {id for id, ids in before.items() if not ids}:
        before = {id: ids - ready for id, ids in before.items() if id not in ready}
    assert before == {}


def test_six_letters_are_answered_one_is_open_and_two_comments_call_for_silence() -> None:
    assert {letter.reader for letter in CANON.letters} == {"Alicia", "Tyecce", "Ashley"}
    assert len(CANON.letters) == 6
    assert [gap.id for gap in CANON.gaps] == ["katrine"]
    page = [example for example in CANON.examples if example.writer == "page"]
    assert [dict(example.fits) for example in page] == [{}, {}]


def test_every_condition_can_come_true() -> None:
    values = {rule.name: {*rule.values, UNKNOWN} for rule in CANON.facts}
    conditions = [c for passage, _, sentence in said() for c in (*passage.when, *sentence.only_if)]
    assert all(condition.values <= values[condition.fact] for condition in conditions)
