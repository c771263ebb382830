"""`bot ask`: a line of JSON for a line of JSON, always the same one, and nothing of what was asked in an error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Knowledge, Memory, Message, Outcome
from bot.doors.lines import Asked, LineError, answer_lines, as_json, converse, told
from bot.knowledge.library import Library
from bot.mind.guide import Guide
from tests.command import small
from tests.mind.shelf import shelf

FACTS = {"ended_by", "ex", "contact"}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Guide:
    folder = tmp_path_factory.mktemp("bees")
    return Library.open(small(folder / "knowledge"), cache=folder).guide


def asked(guide: Guide, **row: object) -> dict[str, Any]:
    (line,) = answer_lines(guide, [json.dumps(row)])
    answered: dict[str, Any] = json.loads(line)
    return answered


def test_an_answer_has_all_that_the_contract_names(guide: Guide) -> None:
    row = asked(guide, id="x", text="he flew off, what calms the bees one")
    assert list(row) == [
        *("id", "kind", "reply", "confidence", "passages", "ranking", "facts", "safety", "spans", "choices")
    ]
    assert (row["id"], row["kind"]) == ("x", "answer")
    assert row["reply"] == "".join(span["text"] for span in row["spans"])
    assert row["confidence"] == row["ranking"][0]["confidence"]
    assert row["facts"] == {"ended_by": "ex", "ex": "unknown", "contact": "unknown", "near": "yes"}
    assert row["safety"] == {"level": "none", "kind": "none", "severity": "none"}


def test_passages_are_the_author_s_words_as_they_stand_in_the_knowledge(guide: Guide) -> None:
    row = asked(guide, text="he flew off")
    served = [span["passage"] for span in row["spans"] if span["by"] == "author" and span["passage"]]
    assert [passage["id"] for passage in row["passages"]] == served
    for passage in [*row["passages"], *row["ranking"]]:
        assert passage["text"] == guide.knowledge.passage(passage["id"]).text
    assert row["passages"][0]["source"].startswith("Bees and hearts, ")


def test_the_ranking_is_told_even_when_the_bot_stays_silent(guide: Guide) -> None:
    row = asked(guide, text="which mower should I buy")
    assert row["kind"] == "admit"
    assert row["passages"] == []
    assert len(row["ranking"]) == len(guide.knowledge.passages)
    assert row["choices"] == [choice for choice in row["choices"] if choice]


def test_danger_is_told(guide: Guide) -> None:
    row = asked(guide, text="I want to end my life")
    assert row["kind"] == "card"
    assert row["safety"] == {"level": "card", "kind": "suicide", "severity": "imminent"}
    assert {span["by"] for span in row["spans"]} == {"bot"}


def test_turns_are_one_conversation_and_the_last_is_answered(guide: Guide) -> None:
    alone = asked(guide, text="and now?")
    after = asked(guide, turns=["he flew off", "and now?"])
    assert after["facts"]["ended_by"] == "ex"
    assert alone["facts"]["ended_by"] == "unknown"


def test_a_text_comes_after_its_turns_or_is_the_last_of_them(guide: Guide) -> None:
    after = asked(guide, turns=["he flew off", "and now?"])
    assert asked(guide, turns=["he flew off"], text="and now?") == after
    assert asked(guide, turns=["he flew off", "and now?"], text="and now?") == after
    assert asked(guide, turns=[], text="he flew off") == asked(guide, text="he flew off")


@pytest.mark.parametrize("id", ["x", 7, None, 1.5, True, ["a"], {"b": 1}, "\ud83d"])
def test_whatever_the_id_is_it_comes_back(guide: Guide, id: object) -> None:
    assert asked(guide, id=id, text="he flew off")["id"] == id
    assert asked(guide, id=id) == {"id": id, "error": "no text"}


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("", "not a line of JSON"),
        ("he flew off", "not a line of JSON"),
        ('{"text": "he flew', "not a line of JSON"),
        ("[" * 100_000, "not a line of JSON"),
        ('["he flew off"]', "not a JSON object"),
        ('{"text": " "}', "no text"),
        ('{"text": 7}', "no text"),
        ('{"turns": []}', "turns: a list of texts is needed"),
        ('{"turns": "he flew off"}', "turns: a list of texts is needed"),
        ('{"turns": ["he flew off", ""]}', "no text"),
        ('{"text": "he flew off", "name": 7}', "name and lang: text is needed"),
        ('{"text": "he flew off", "lang": ["en"]}', "name and lang: text is needed"),
    ],
)
def test_a_line_that_cannot_be_answered_says_what_it_lacks(guide: Guide, line: str, error: str) -> None:
    first, second = answer_lines(guide, [line, '{"id": 2, "text": "he flew off"}'])
    assert json.loads(first) == {"id": None, "error": error}
    assert json.loads(second)["kind"] == "answer"


def test_a_guide_that_fails_is_told_without_the_text() -> None:
    class Broken:
        knowledge: Knowledge = shelf()

        def answer(self, message: Message, memory: Memory, thorough: bool = False) -> Outcome:
            raise ValueError(message.text)

    (line,) = answer_lines(Broken(), ['{"id": 1, "text": "the canary hums"}'])
    assert json.loads(line) == {"id": 1, "error": "cannot be answered (ValueError)"}


@given(st.text() | anything.map(json.dumps) | st.fixed_dictionaries({"text": st.text()}).map(json.dumps))
def test_any_line_gives_one_line_of_plain_json(guide: Guide, line: str) -> None:
    (out,) = answer_lines(guide, [line])
    assert out.isascii()
    assert "\n" not in out
    row = json.loads(out)
    assert set(row["facts"]) >= FACTS if "kind" in row else set(row) == {"id", "error"}


def test_the_same_question_gets_the_same_answer(guide: Guide) -> None:
    question = Asked("x", ("he flew off", "what calms the bees one"), "Ana", "pt")
    assert converse(guide, question) == converse(guide, question)


def test_nothing_asked_is_nothing_answered(guide: Guide) -> None:
    with pytest.raises(LineError, match="no text"):
        converse(guide, Asked("x", ()))


def test_what_was_told_is_named_once_and_in_order(guide: Guide) -> None:
    outcome = converse(guide, Asked("x", ("he flew off",)))
    assert told(outcome) == tuple(dict.fromkeys(outcome.decision.passages)) if outcome.decision.kind == "answer" else ()
    assert json.loads(as_json("y", outcome, shelf()))["passages"] == []  # of another edition, in which they are not
