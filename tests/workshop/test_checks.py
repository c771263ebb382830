"""What a writer is warned of: each mistake at its place, and nothing where there is none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.errors import Problem
from bot.knowledge.encoder import Remembered, open_encoder
from bot.knowledge.load import opened
from bot.mind.matching.semantic import Words
from bot.workshop.checks import warnings
from bot.workshop.voice import advice
from tests.conftest import KNOWLEDGE
from tests.knowledge.folder import change

TODAY = date(2026, 12, 31)
NEVER = '"A hive that is not opened every day makes no honey."'
HIS = [
    "The bees don't care what you meant, they care how loudly you set the lid down, and so does he.",
    "I once stood before a shut hive till dusk, and all I learned was that dusk comes early in a valley.",
    "Nobody ever smoked a swarm home; you leave the box open, you go in, you boil the kettle, you wait.",
]


def found(folder: Path, today: date = TODAY) -> tuple[Problem, ...]:
    knowledge, shelf = opened(folder)
    return warnings(knowledge, shelf, Remembered(open_encoder(), folder, folder / "cache"), today)


def told(folder: Path) -> list[str]:
    return [str(problem) for problem in found(folder)]


def test_every_warning_is_one_and_stands_at_its_place(folder: Path) -> None:
    assert {problem.level for problem in found(folder)} == {"warning"}
    assert told(folder) == sorted(told(folder), key=lambda line: (line.split(":")[0], int(line.split(":")[1])))


def test_a_passage_without_examples_is_named_once_and_a_reached_one_is_not(folder: Path) -> None:
    lines = [line for line in told(folder) if "no example has this passage" in line]
    assert [line.split(": ")[0] for line in lines] == ["article.yaml:17:13", "replies/greta.yaml:7:9"]


def test_too_few_ways_of_asking_are_counted(folder: Path) -> None:
    change(folder, "article.yaml", ', "what calms the bees six"', "")
    assert any(
        line.startswith("article.yaml:22:9: sections.2.passages.1.asks: 11 ways people ask for it")
        for line in told(folder)
    )


def test_a_passage_that_says_the_same_as_another_is_told(folder: Path) -> None:
    same = "A hive that is opened each day makes no honey. You swarmed to his town."
    change(folder, "replies/greta.yaml", "Clean it, and wait for May.", same)
    (line,) = [line for line in told(folder) if "says nearly the same" in line]
    assert line == ("replies/greta.yaml:7:9: passages.1.id: this says nearly the same as `shut-hive`: keep one of them")


def test_a_question_that_fits_two_passages_is_told_with_the_other(folder: Path) -> None:
    change(folder, "replies/greta.yaml", '"why is the hive empty six"', '"what is it that calms the bees six"')
    (line,) = [line for line in told(folder) if "fits `smoke` as well" in line][:1]
    assert line.startswith("replies/greta.yaml:12:161: passages.1.asks.6: ")
    assert "make it more its own" in line


def test_sentences_that_say_the_opposite_are_told_until_they_are_kept_apart(folder: Path) -> None:
    change(folder, "replies/greta.yaml", '"Clean it, and wait for May."', NEVER)
    (line,) = [line for line in told(folder) if "seems to say the opposite of" in line]
    assert line.startswith(
        "replies/greta.yaml:13:17: passages.1.sentences.1: this seems to say the opposite of `shut-hive`"
    )
    change(folder, "replies/greta.yaml", "never_for: []", "never_for: []\n    against: [shut-hive]")
    assert not any("opposite" in line for line in told(folder))


def test_a_passage_that_follows_what_it_contradicts_is_told(folder: Path) -> None:
    change(folder, "article.yaml", "follows: [shut-hive]", "follows: [shut-hive]\n        when: {ended_by: [me]}")
    assert any(
        "article.yaml:21:19: " in line and "it follows `shut-hive` and contradicts it" in line for line in told(folder)
    )


def test_a_sentence_its_passage_rules_out_is_told(folder: Path) -> None:
    change(folder, "article.yaml", '{near: ["yes"]}', "{ended_by: [me]}")
    (line,) = [line for line in told(folder) if "this sentence is never said" in line]
    assert line.startswith("article.yaml:14:")
    assert "its passage presupposes ended_by: ex" in line


def test_an_example_that_goes_against_its_passage_is_told(folder: Path) -> None:
    change(folder, "examples/tx.yaml", "ended_by: ex", "ended_by: me")
    (line,) = [line for line in told(folder) if "rules out: one of the two is wrong" in line]
    assert line.startswith("examples/tx.yaml:5:12: examples.1.fits.shut-hive: ended_by is me here")


def test_a_passage_in_another_s_voice_is_told_once_the_author_s_is_known(folder: Path) -> None:
    strange = advice()[0].replace('"', "'")
    change(folder, "replies/greta.yaml", "Clean it, and wait for May.", " ".join(strange.split()))
    assert not any("sounds more like" in line for line in told(folder))
    many = "".join(f'          - "{HIS[n % 3]} {n}"\n' for n in range(60))
    change(folder, "article.yaml", '          - "Three things calm a hive:"\n', many)
    (line,) = [line for line in told(folder) if "sounds more like" in line]
    assert line.startswith("replies/greta.yaml:13:")
    assert line.endswith("this sounds more like general advice than like the author")


def test_a_calibration_from_other_examples_or_none_is_told(folder: Path) -> None:
    assert any("it was made from other examples: run `bot calibrate`" in line for line in told(folder))
    (folder / "calibration.yaml").unlink()
    assert any("not calibrated yet: run `bot calibrate`" in line for line in told(folder))


def test_help_lines_grow_old(folder: Path) -> None:
    assert not any("half a year" in problem.what for problem in found(folder, date(2027, 6, 1)))
    old = [problem for problem in found(folder, date(2027, 7, 1)) if "half a year (AA)" in problem.what]
    assert [(problem.file, problem.line) for problem in old] == [("helplines.yaml", 7)]


def test_without_the_encoder_it_still_warns(folder: Path) -> None:
    change(
        folder, "replies/greta.yaml", "Clean it, and wait for May.", "A hive that is opened every day makes no honey."
    )
    knowledge, shelf = opened(folder)
    whats = [problem.what for problem in warnings(knowledge, shelf, Words(), TODAY)]
    assert any("no example has this passage" in what for what in whats)


def test_the_shipped_knowledge_is_warned_only_of_labels_and_of_old_help_lines(tmp_path: Path) -> None:
    knowledge, shelf = opened(KNOWLEDGE)
    encoder = Remembered(open_encoder(), KNOWLEDGE, tmp_path)
    for problem in warnings(knowledge, shelf, encoder, TODAY):
        assert "rules out: one of the two is wrong" in problem.what or "not checked for half a year" in problem.what
