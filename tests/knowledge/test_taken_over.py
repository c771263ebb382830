"""What is taken over from the knowledge in force makes an opening quicker, and nothing else."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from bot.domain import Memory, Message
from bot.knowledge.encoder import Remembered
from bot.knowledge.library import Library
from bot.mind.matching.learned import Learned
from bot.workshop.teaching import PAGES, Change, Lesson, accept, example
from tests.command import small
from tests.knowledge.folder import change
from tests.store.people import NOON

TAUGHT = Lesson("he swarmed off and my toast burnt", "smoke", ("do wasps mourn",))
EDITS = {
    "an example": lambda folder: accept(folder, Change((example(folder, PAGES, TAUGHT),))),
    "a title": lambda folder: change(folder, "article.yaml", "What calms him", "What calms"),
    "how a fact is read": lambda folder: change(folder, "facts.yaml", "{0,3} off", "{0,4} off"),
    "what a passage presupposes": lambda folder: change(folder, "article.yaml", "{ended_by: [ex]}", "{ended_by: [me]}"),
}


def afresh(folder: Path, place: Path, before: Library | None = None) -> Library:
    """Opened with nothing kept from before but, if given, that."""
    return Library.open(folder, cache=place, before=before)


def arrays(learned: Learned) -> list[np.ndarray]:
    values = [getattr(learned, field.name) for field in fields(Learned)]
    return [value.toarray() if isinstance(value, csr_array) else value for value in values]


@pytest.mark.parametrize("edit", EDITS)
def test_the_same_comes_of_it(tmp_path: Path, edit: str) -> None:
    folder = small(tmp_path / "knowledge")
    before = afresh(folder, tmp_path / "a")
    EDITS[edit](folder)
    over, new = afresh(folder, tmp_path / "b", before), afresh(folder, tmp_path / "c")
    for one, other in zip(*(arrays(each.guide.matcher.learned[1]) for each in (over, new)), strict=True):
        assert np.array_equal(one, other)
    assert over.health == new.health
    for text in ("he swarmed off and my toast burnt", "should I look into his hive", "he never came back, what now"):
        said = Message("1", "telegram:1", text, NOON)
        assert over.guide.answer(said, Memory()) == new.guide.answer(said, Memory())


def test_the_model_is_in_memory_once_and_no_message_is_kept_with_it(tmp_path: Path) -> None:
    folder = small(tmp_path / "knowledge")
    before = afresh(folder, tmp_path / "a")
    over = afresh(folder, tmp_path / "b", before)
    assert isinstance(over.embedder, Remembered)
    assert isinstance(before.embedder, Remembered)
    assert over.embedder._embedder is before.embedder._embedder
    assert over.embedder is not before.embedder
