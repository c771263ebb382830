"""A gate that knows no danger, however it came to that while the bot runs: nobody gets advice from behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain import Card, Danger, Knowledge, Memory, Message, Outcome
from bot.mind.gate import Gate
from bot.mind.guide import Guide
from bot.mind.matching.semantic import Words
from tests.knowledge.folder import lay
from tests.knowledge.watching import looks, watched
from tests.mind.harbour import harbour

AT = datetime(2026, 1, 1, tzinfo=UTC)
SAID = ("he left me, how do i win my love back", "how long until she calls", "thanks", "i let myself sink", "")
DEAF = replace(harbour(), rules=(), dangers=())
LEARNT = (Danger("i let myself sink", "suicide_explicit", "en"), Danger("how long until she calls", "none", "en"))


def answers(knowledge: Knowledge) -> list[Outcome]:
    guide = Guide(knowledge, Words())
    return [guide.answer(Message("1", "ana", text, AT), Memory()) for text in SAID]


def passages(outcomes: list[Outcome]) -> list[str]:
    return [span.ref for outcome in outcomes for span in outcome.reply.spans if span.kind == "passage"]


def test_a_gate_of_no_rules_and_no_lessons_says_so_rather_than_that_all_is_well() -> None:
    with pytest.raises(ValueError, match="knows no danger"):
        Gate(DEAF).check("thanks")


def test_behind_an_empty_lexicon_and_nothing_learnt_no_passage_is_sent() -> None:
    assert passages(answers(harbour()))
    deaf = answers(DEAF)
    assert not passages(deaf)
    for outcome in deaf:
        assert isinstance(outcome.decision, Card)
        assert outcome.decision.card == "neutral"
        assert "A person can help" in outcome.reply.text


def test_behind_an_empty_lexicon_what_was_learnt_is_still_asked() -> None:
    assert Gate(replace(DEAF, dangers=LEARNT)).check("thanks") is None


async def test_rules_emptied_while_it_runs_are_refused_and_the_last_good_ones_stay(tmp_path: Path) -> None:
    folder = lay(tmp_path / "knowledge")
    watch = watched(folder)
    guide = watch.library.guide
    (folder / "safety/en.yaml").write_text("lang: en\nrules: []\n", encoding="utf-8")
    await looks(watch)
    assert watch.library.guide is guide
    assert "safety/en.yaml" in watch.library.trouble
