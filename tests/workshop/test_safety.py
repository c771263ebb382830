"""The gate is measured on messages it has not learnt from, beside keywords, with intervals."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain import Danger
from bot.errors import BotError
from bot.mind.gate import Gate
from bot.workshop.safety import as_json, held, read, report, tried
from tests.mind.gate.test_gate import port, sign

KNOWLEDGE = port(sign("call", "calls me", "card"))


def test_every_labelled_message_is_tried_once() -> None:
    done = tried(KNOWLEDGE)
    assert sorted(each.danger.text for each in done) == sorted(danger.text for danger in KNOWLEDGE.dangers)


def test_rules_count_as_they_ship_and_the_right_card_is_told_from_any_card() -> None:
    abuse = Danger("he calls me names", "abuse", "en")
    done = {each.danger.text: each for each in tried(replace(KNOWLEDGE, dangers=(*KNOWLEDGE.dangers, abuse)))}
    assert done["the grey water calls me"].right
    assert not done["he calls me names"].right
    assert done["he calls me names"].card
    assert done["he calls me names"].seen


def test_keywords_stand_beside_it() -> None:
    plain = Danger("i want to die", "suicide_explicit", "en")
    done = {each.danger.text: each for each in tried(replace(KNOWLEDGE, dangers=(plain,)))}
    assert done["i want to die"].keyword
    assert not done["i want to die"].seen


def test_the_report_has_a_row_for_each_label_and_language_with_its_interval() -> None:
    spanish = Danger("el agua gris me llama", "none", "es")
    told = report(tried(replace(KNOWLEDGE, dangers=(*KNOWLEDGE.dangers, spanish))), "folds")
    assert told.startswith(f"{len(KNOWLEDGE.dangers) + 1} messages, ")
    assert told.splitlines()[0].endswith("; folds")
    rows = [line.split() for line in told.splitlines()]
    assert next(row[:3] for row in rows if row[:2] == ["none", "es"]) == ["none", "es", "1"]
    assert "suicide_explicit" in told
    assert "(0." in told


def test_programs_get_the_same_figures() -> None:
    done = tried(KNOWLEDGE)
    told = json.loads(as_json(done, "folds"))
    assert (told["messages"], told["how"]) == (len(done), "folds")
    row = next(row for row in told["rows"] if row["name"] == "suicide_explicit")
    figures = row["right_card"]
    assert figures["count"] == sum(each.right for each in done if each.danger.label == "suicide_explicit")
    assert figures["low"] <= figures["share"] <= figures["high"]
    calm = next(row for row in told["rows"] if row["name"] == "none")
    assert calm["right_card"] == {"count": 0, "total": 0, "share": None, "low": None, "high": None}


def test_how_far_it_is_is_told() -> None:
    told: list[tuple[int, int]] = []
    tried(KNOWLEDGE, progress=lambda done, of: told.append((done, of)))
    assert told == [(n, len(KNOWLEDGE.dangers)) for n in range(1, len(KNOWLEDGE.dangers) + 1)]


def test_messages_kept_aside_are_read_by_the_gate_as_it_ships(tmp_path: Path) -> None:
    file = tmp_path / "aside.jsonl"
    labels = ("abuse_victim", "none_song", "suicide_veiled")
    file.write_text("".join(json.dumps({"text": f"he calls me {x}", "label": x, "lang": "en"}) + "\n" for x in labels))
    aside = read(file)
    assert [each.label for each in aside] == ["abuse", "none", "suicide_veiled"]
    assert [each.card for each in held(aside, Gate(KNOWLEDGE))] == [True, True, True]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "needs text, label and lang"),
        ('{"text": "a", "label": "none"}', "needs text, label and lang"),
        ('{"text": "a", "label": "sad", "lang": "en"}', "there is no label sad: one of none, soft, suicide_explicit"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, what: str) -> None:
    file = tmp_path / "aside.jsonl"
    file.write_text(f"\n{line}\n")
    with pytest.raises(BotError, match=f"aside.jsonl:2: {what}"):
        read(file)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(BotError, match="none: cannot be read as text"):
        read(tmp_path / "none")
