"""The second listener by itself: what it learns, what it cannot, and that it is the same every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from bot.domain import Tongue
from bot.mind.gate.classifier import ALL, Classifier, Lesson, teach
from bot.mind.gate.concepts import Concepts
from bot.mind.gate.ridge import fit
from bot.mind.gate.traits import look, together, traits

ENGLISH = Tongue(
    "en", {"common": ("the", "and"), "sea": ("sea", "wave*", "high tide"), "ship": ("ship", "boat*"), "wet": ("wav*",)}
)
GERMAN = Tongue("de", {"common": ("das", "und"), "sea": ("meer", "Flut"), "ship": ("Schiff",)})
LESSONS = [
    Lesson(text, label)
    for text, label in (
        ("the ship sinks in the sea", "suicide_explicit"),
        ("the boat sinks and the sea is cold", "suicide_explicit"),
        ("my ship sinks", "suicide_explicit"),
        ("the captain beats the boy", "abuse"),
        ("the captain beats me", "abuse"),
        ("he beats the cook", "abuse"),
        ("the captain sings\nthe cook laughs", "none"),
        ("the sea is blue\nthe boy laughs", "none"),
        ("the boat is new\nthe cook sings", "none"),
    )
]


def ears(lessons: Sequence[Lesson], tongues: tuple[Tongue, ...]) -> Classifier:
    return Classifier(teach(lessons, tongues), tongues)


def loudest(classifier: Classifier, view: str) -> str:
    sure = classifier.hear(view).sure
    return max(("suicide", "abuse"), key=sure.__getitem__)


def test_it_tells_dangers_apart() -> None:
    classifier = ears(LESSONS, (ENGLISH, GERMAN))
    assert loudest(classifier, "the boat sinks") == "suicide"
    assert loudest(classifier, "the captain beats the cook") == "abuse"
    assert classifier.hear("the cook sings").sure["danger"] < classifier.hear("the ship sinks").sure["danger"]


def test_what_was_learnt_in_one_language_is_heard_in_another() -> None:
    lessons = [*LESSONS, Lesson("das schiff ist schon", "none"), Lesson("und das meer", "none")]
    classifier = ears(lessons * 2, (ENGLISH, GERMAN))
    heard = classifier.hear("das schiff und das meer")
    assert heard.lang == "de"
    assert loudest(classifier, "das schiff und das meer") == "suicide"


def test_the_same_lessons_give_the_same_ears_to_the_bit() -> None:
    one, other = (ears(LESSONS, (ENGLISH,)).hear("the ship sinks and he beats me") for _ in range(2))
    assert one == other


def test_what_was_learnt_says_whether_its_parts_fit_together() -> None:
    learnt = teach(LESSONS, (ENGLISH,))
    assert learnt.whole()
    assert not replace(learnt, bias=learnt.bias[1:]).whole()
    assert not replace(learnt, rarity=learnt.rarity[1:]).whole()
    assert not replace(learnt, heads=learnt.heads[:, 1:]).whole()
    assert not replace(learnt, codes=learnt.codes + (1 << 30)).whole()
    assert not replace(learnt, codes=learnt.codes - (1 << 20)).whole()


def test_of_lessons_that_share_nothing_it_learns_only_how_often_there_is_danger() -> None:
    classifier = ears([Lesson("aaa", "abuse"), Lesson("zzz", "none")], ())
    assert classifier.hear("aaa") == classifier.hear("qqq")
    assert classifier.hear("").lang == ""


@given(st.text(max_size=80))
@settings(max_examples=50)
def test_it_is_sure_between_nothing_and_wholly(view: str) -> None:
    heard = HEARING.hear(view)
    assert set(heard.sure) == set(ALL)
    assert all(0 <= sure <= 1 for sure in heard.sure.values())


HEARING = ears(LESSONS, (ENGLISH, GERMAN))


def test_a_line_by_itself_and_two_together_are_heard() -> None:
    calm = "\n".join(["the cook sings"] * 20)
    assert HEARING.hear(f"{calm}\nthe ship\nsinks\n{calm}").sure["suicide"] > HEARING.hear(calm).sure["suicide"]


def test_concepts_are_words_stems_and_phrases_of_the_language_most_words_are_of() -> None:
    concepts = Concepts((ENGLISH, GERMAN))
    assert concepts.lang([["the", "waves", "and", "meer"]]) == "en"
    assert concepts.lang([["das", "meer", "ship"]]) == "de"
    assert concepts.lang([["xyzzy"]]) == ""
    sea, ship, wet = 0, 1, 2
    assert concepts.tags("en", ["high", "tide", "boats", "waves", "and"]) == [(sea,), (), (ship,), (sea, wet), ()]
    assert concepts.tags("de", ["das", "flut"]) == [(), (sea,)]
    assert concepts.tags("", ["sea"]) == [()]
    assert Concepts(()).lang([["sea"]]) == ""
    assert Concepts((Tongue("en", {"odd": ("?!", "*")}),)).tags("en", ["sea"]) == [()]


def test_words_are_remembered_up_to_a_number_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.mind.gate.concepts.MOST", 1)
    concepts = Concepts((ENGLISH,))
    assert [concepts.lang([["sea", "ship"]]), concepts.lang([["ship"]])] == ["en", "en"]
    assert concepts.tags("en", ["ship", "sea"]) == [(1,), (0,)]


def test_far_concepts_of_a_text_belong_together_and_those_of_two_texts_do_not() -> None:
    concepts = Concepts((ENGLISH,))
    one, two = look(concepts, ["sea\nthe\nship"]), look(concepts, ["sea", "ship"])
    assert len(together(one).codes) == 1
    assert len(together(two).codes) == 0
    assert len(together(look(concepts, ["xyzzy"])).codes) == 0
    assert set(traits(one).places.tolist()) == {0, 1, 2}


def test_ridge_finds_the_plane_and_the_bias() -> None:
    rows = csr_array(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]] * 50, dtype=np.float32))
    targets = np.array([[1.0], [0.0], [1.0], [0.0]] * 50, dtype=np.float32)
    weights, bias = fit(rows, targets, np.ones(200, dtype=np.float32))
    assert np.allclose(weights[:, 0], [1, 0], atol=0.1)
    assert np.allclose(bias, 0, atol=0.1)


def test_a_target_nobody_has_is_never_expected() -> None:
    rows = csr_array(np.ones((3, 1), dtype=np.float32))
    weights, bias = fit(rows, np.zeros((3, 2), dtype=np.float32), np.ones(3, dtype=np.float32))
    assert not weights.any()
    assert not bias.any()


def test_a_line_in_another_language_than_the_text_is_heard_in_its_own() -> None:
    concepts = Concepts((ENGLISH, GERMAN))
    assert concepts.here("en", ["das", "schiff", "und", "xyzzy"])[0] == "de"
    assert concepts.here("en", ["the", "schiff", "and", "meer"])[0] == "en"  # half of it is English
    assert concepts.here("en", ["das", "meer"])[0] == "en"  # two words tell nothing
    assert concepts.here("en", ["xyzzy", "plugh", "plover"])[0] == "en"
    assert concepts.here("", ["das", "schiff", "und"])[0] == ""
    padding = "\n".join(["the cook and the boy"] * 20)
    calm, danger = (
        HEARING.hear(f"{padding}\n{line}").sure for line in ("das boot und das ufer", "das schiff und das meer")
    )
    assert danger["suicide"] > calm["suicide"]


def test_what_the_encoder_cannot_read_gains_and_loses_nothing_by_what_it_can() -> None:
    calm, far = np.array([1, 0], dtype=np.float32), np.array([0, 1], dtype=np.float32)
    lessons = [Lesson(each.view, each.label, far if each.label == "none" else calm) for each in LESSONS]
    hearing = ears(lessons, (ENGLISH, GERMAN))
    padded = "the cook and the boy\ndas schiff und das meer"
    plain, foreign = (hearing.hear(view, lambda: far * 9).sure["suicide"] for view in ("the ship sinks", padded))
    assert plain < hearing.hear("the ship sinks").sure["suicide"]
    assert plain < foreign
