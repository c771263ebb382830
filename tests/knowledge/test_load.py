"""A whole folder becomes the house's own nouns; its version changes with its words and with nothing else."""

import os
from pathlib import Path

import pytest

from bot.domain import (
    UNKNOWN,
    Bars,
    Condition,
    Danger,
    Example,
    FactRule,
    Gap,
    HelpLine,
    Letter,
    Phrase,
    Reading,
    SafetyRule,
    Source,
    Tongue,
)
from bot.errors import KnowledgeError
from bot.knowledge.load import load
from bot.knowledge.version import fingerprint
from tests.knowledge.folder import change, lines


def test_passages_come_from_the_article_first_and_then_from_the_replies_with_their_places(folder: Path) -> None:
    passages = load(folder).passages
    assert [(passage.id, passage.source) for passage in passages] == [
        ("shut-hive", Source("Bees and hearts", "opening", 3)),
        ("smoke", Source("Bees and hearts", "On smoke", 9)),
        ("empty-hive", Source("Bees and hearts", "reply to a reader", 20)),
    ]


def test_a_passage_keeps_what_holds_it_and_its_sentences_back(folder: Path) -> None:
    hive, smoke, _ = load(folder).passages
    assert hive.when == (Condition("ended_by", frozenset({"ex"})),)
    assert hive.never_for == {"abuse"}
    assert hive.sentences[1].only_if == (Condition("near", frozenset({"yes"})),)
    assert hive.sentences[1].as_written == "You swarmd to his town."
    assert smoke.follows == ("shut-hive",)
    assert smoke.text == "Three things calm a hive:\nsmoke,\nand most men."
    assert smoke.sentences[1].never_for == {"violence"}
    assert smoke.sentences[1].allowed_after == {"low"}
    assert [sentence.about for sentence in smoke.sentences] == ["ex", "ex", "men"]


def test_a_letter_that_was_answered_is_a_letter_and_one_that_was_not_is_a_gap(folder: Path) -> None:
    knowledge = load(folder)
    assert knowledge.letters == (Letter("greta", "Greta", "My bees have left me.\nWhat now?", ("empty-hive",)),)
    assert knowledge.gaps == (Gap("otto", "Do wasps mourn?"),)


def test_phrases_are_numbered_from_one_and_are_the_bots_unless_they_are_the_authors(folder: Path) -> None:
    phrases = load(folder).phrases
    assert phrases["greeting"] == (Phrase("greeting.1", "Good day, {name}.", "author"),)
    assert [(phrase.id, phrase.by) for phrase in phrases["admit"]] == [("admit.1", "bot"), ("admit.2", "bot")]


def test_macros_are_filled_into_patterns_also_inside_macros_and_quantifiers_are_left_alone(folder: Path) -> None:
    left = "(?:(?:(?:he|she|they)) (?:flew|left))"
    first, second = load(folder).facts
    assert first == FactRule(
        "ended_by",
        ("ex", "me"),
        (
            Reading("ex", (rf"{left}(?: \w+){{0,3}} off",), (f"not {left}",), 3),
            Reading(UNKNOWN, ("forget that",)),
        ),
    )
    assert (second.void_if, second.settle, second.anyhow) == ((Condition("ended_by", frozenset({"me"})),), "last", True)
    assert second.implied == {"yes": (Condition("ended_by", frozenset({"ex"})),)}


def test_examples_keep_their_writer_their_turns_and_their_grades(folder: Path) -> None:
    first, second = load(folder).examples
    text = "he flew off and I opened the hive again"
    assert first == Example(text, {"shut-hive": 3, "smoke": 1}, "tx", ("hello",), {"ended_by": "ex"})
    assert second.fits == {}


def test_talk_dangers_cards_and_calibration_are_read(folder: Path) -> None:
    knowledge = load(folder)
    assert [(act.name, act.patterns, act.words) for act in knowledge.acts] == [
        ("thanks", ("thank you", "thanks"), ()),
        ("other_language", (), ("el", "la", "los")),
    ]
    assert knowledge.rules == (
        SafetyRule("plain-words", "suicide", "card", "imminent", "en", ("end (?:my) life",), ("never",)),
    )
    assert knowledge.cards["suicide"].choices == ("safe:no", "country:?")
    assert (knowledge.calibration.threshold, knowledge.calibration.weights["bias"]) == (0.4, -2)


def test_what_the_gate_learns_from_is_read(folder: Path) -> None:
    knowledge = load(folder)
    assert knowledge.dangers == (
        Danger("the hive would hum better without me", "suicide_veiled", "en"),
        Danger("my bees are dead tired", "none", "en"),
    )
    assert knowledge.tongues == (Tongue("en", {"die": ("dead", "dying", "sting*"), "common": ("the", "and", "my")}),)
    assert knowledge.bars == {"en": Bars(0.6, 0.5, 0.4, 0.3, 0.2), "other": Bars()}


def test_a_message_with_two_labels_is_told(folder: Path) -> None:
    change(folder, "safety/examples/en.yaml", "my bees are dead tired", "the hive would  hum better without me")
    (line,) = lines(folder)
    assert line.startswith("safety/examples/en.yaml:4:")
    assert "is there already, in safety/examples/en.yaml, line 3" in line


def test_a_folder_without_anything_for_the_gate_to_learn_is_whole(folder: Path) -> None:
    for name in ("safety/examples/en.yaml", "safety/words/en.yaml", "safety/gate.yaml"):
        (folder / name).unlink()
    knowledge = load(folder)
    assert (knowledge.dangers, knowledge.tongues, knowledge.bars) == ((), (), {})


def test_what_is_unsure_about_a_help_line_is_left_out(folder: Path) -> None:
    country = load(folder).countries["AA"]
    assert (country.code, country.name, country.emergency) == ("AA", "Aland", ("111",))
    assert country.lines == (HelpLine("suicide", "Open Ear", dial="116 000", evidence="A", checked="2026"),)


def test_a_folder_without_replies_examples_and_calibration_is_whole(folder: Path) -> None:
    for name in ("replies/greta.yaml", "replies/otto.yaml", "examples/tx.yaml", "calibration.yaml"):
        (folder / name).unlink()
    knowledge = load(folder)
    assert (knowledge.letters, knowledge.gaps, knowledge.examples) == ((), (), ())
    assert (knowledge.calibration.weights, knowledge.calibration.threshold) == ({}, 0.5)


def test_the_version_changes_with_one_letter_and_with_a_name_but_not_with_a_date(folder: Path) -> None:
    before = load(folder).version
    os.utime(folder / "article.yaml", (0, 0))
    assert load(folder).version == before
    change(folder, "article.yaml", "no honey.", "no honey!")
    after = load(folder).version
    assert after != before
    (folder / "replies" / "otto.yaml").rename(folder / "replies" / "ottilie.yaml")
    assert load(folder).version not in (before, after)


def test_the_fingerprint_of_examples_changes_with_a_grade(folder: Path) -> None:
    before = fingerprint(load(folder).examples)
    change(folder, "examples/tx.yaml", "smoke: 1", "smoke: 2")
    assert fingerprint(load(folder).examples) != before


def test_every_file_that_is_missing_is_told(folder: Path) -> None:
    for name in ("facts.yaml", "safety/en.yaml"):
        (folder / name).unlink()
    assert lines(folder) == [
        "facts.yaml:1:1: the file: it is missing: what may be known of a person",
        "safety/*.yaml:1:1: the file: it is missing: the dangers in one language",
    ]


def test_a_folder_without_the_article_is_told_once_whatever_else_is_in_it(folder: Path) -> None:
    (folder / "article.yaml").unlink()
    for number in range(30):
        (folder / f"recipe{number}.yaml").write_text("x: 1\n", encoding="utf-8")
    (line,) = lines(folder)
    assert line.startswith("article.yaml:1:1: the folder: article.yaml is not here: set BOT_KNOWLEDGE")


def test_a_folder_that_is_not_there_says_which_setting_to_change(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"nowhere:1:1: the folder: there is no such folder: set BOT_KNOWLEDGE"):
        load(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("artikel.yaml", "nothing reads this file; did you mean `article.yaml`?"),
        ("replies/maja.yml", "nothing reads this file; rename it to replies/maja.yaml"),
        ("old/leopold.yaml", "nothing reads this file"),
    ],
)
def test_a_file_that_nothing_reads_is_told(folder: Path, name: str, what: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("reader: Maja\n", encoding="utf-8")
    assert lines(folder) == [f"{name}:1:1: the file: {what}"]


def test_files_of_editors_and_other_kinds_are_passed_over(folder: Path) -> None:
    for name in (".#article.yaml", "article.yaml~", "notes.txt", "vectors.npy"):
        (folder / name).write_text("][", encoding="utf-8")
    assert lines(folder) == []


def test_phrases_that_a_door_needs_are_missed(folder: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"phrases.yaml:1:1: phrases: the phrases `menu.start` are missing"):
        load(folder, needed=("greeting", "menu.start"))
