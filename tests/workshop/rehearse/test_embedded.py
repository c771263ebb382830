"""What the encoder made of logged turns is not made again: the same is said, sooner; where it cannot be kept, later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Memory, Message, Turn
from bot.errors import StoreError
from bot.knowledge.encoder import Held, holding
from bot.knowledge.library import Library
from bot.mind.matching.semantic import Encoder, Vectors, unit
from bot.store.lately import Past
from bot.workshop.rehearse import rehearse
from bot.workshop.rehearse.cases import FEW, MOMENT, Case, Heard, Stage, of_example, unheard
from bot.workshop.rehearse.together import Embedded
from tests.command import small
from tests.knowledge.folder import change

TEXTS = (
    "he flew off",
    "he flew off, and I keep looking into his hive at night",
    "what calms the bees",
    "thanks",
    "He FLEW off!! " + "the hive hums and I do not know why. " * 40,
)


@dataclass
class Shelf:
    """Keeps in memory; or refuses."""

    broken: bool = False
    kept: dict[int, Embedded] = field(default_factory=dict)

    def read(self, turns: Sequence[int], encoders: Sequence[str]) -> Mapping[int, Embedded]:
        """As the record does."""
        self._refuse()
        return {
            turn: {id: made for id, made in self.kept[turn].items() if id in encoders}
            for turn in turns
            if turn in self.kept
        }

    def keep(self, made: Mapping[int, Embedded], encoders: Sequence[str]) -> None:
        """As the record does."""
        self._refuse()
        self.kept |= made

    def _refuse(self) -> None:
        if self.broken:
            raise StoreError("The database cannot be used now: it is read-only.")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that the encoder really reads from now on."""
    seen, embed = list[str](), Encoder.embed

    def watched(self: Encoder, texts: Sequence[str]) -> Vectors:
        seen.extend(texts)
        return embed(self, texts)

    monkeypatch.setattr(Encoder, "embed", watched)
    return seen


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """An edited folder beside the one before."""
    before, now = small(tmp_path / "before"), small(tmp_path / "now")
    change(now, "article.yaml", "makes no honey", "brings no honey")
    old = Library.open(before, cache=tmp_path / "cache")
    return Stage(Library.open(now, cache=tmp_path / "cache", before=old), now, old, before)


def cases() -> list[Case]:
    """Each text, after the first."""
    memory = Memory(said=TEXTS[:1], told=("shut-hive",))
    return [Case(text, Message(str(at), "a", text, MOMENT), memory) for at, text in enumerate(TEXTS)]


def again(cases: Sequence[Case], heard: Sequence[Heard]) -> list[Case]:
    """The same, with what was told of them."""
    return [replace(case, embedded=each.embedded) for case, each in zip(cases, heard, strict=True)]


def logged(stage: Stage) -> list[Past]:
    """Turns of some other day."""
    guide = stage.new.guide
    said = (Message(str(at), f"telegram:{at}", text, MOMENT) for at, text in enumerate(TEXTS, 1))
    return [Past(Turn(each, guide.answer(each, Memory()), "older", int(each.id)), Memory()) for each in said]


def test_the_second_time_nothing_is_embedded_and_the_same_is_said(stage: Stage, read: list[str]) -> None:
    first = stage.hear(cases(), unheard)
    assert TEXTS[1] in read
    read.clear()
    second = stage.hear(again(cases(), first), unheard)
    assert read == []
    assert second == first
    assert not any(each.embedded for each in second)  # nothing new to keep


def test_what_is_said_is_the_same_where_other_processes_hear_it_too(stage: Stage) -> None:
    few = cases()
    first = stage.hear(few, unheard)
    many = again(few, first) * (FEW // len(few) + 1)
    assert stage.hear(many, unheard, workers=2) == first * (len(many) // len(few))
    told = stage.hear(few * (FEW // len(few) + 1), unheard, workers=2)
    assert {id for each in told for id in each.embedded} == {stage.new.embedder.id}
    assert stage.notes == []


def test_each_turn_has_all_its_own_texts_though_another_had_them_too(stage: Stage, read: list[str]) -> None:
    case = cases()[1]
    _, second = stage.hear([case, case], unheard)
    read.clear()
    stage.hear([replace(case, embedded=second.embedded)], unheard)
    assert read == []


def test_what_another_encoder_made_is_not_used(stage: Stage, read: list[str]) -> None:
    first = stage.hear(cases(), unheard)
    read.clear()
    foreign = [replace(each, embedded={"other": b"".join(each.embedded.values())}) for each in first]
    assert stage.hear(again(cases(), foreign), unheard) == first
    assert TEXTS[1] in read


def test_a_rehearsal_keeps_what_it_embedded_of_turns_and_of_nothing_else(stage: Stage, read: list[str]) -> None:
    shelf, turns = Shelf(), logged(stage)
    first = rehearse(stage, turns, unheard, shelf=shelf)
    assert set(shelf.kept) <= {each.turn.id for each in turns}
    assert {id for made in shelf.kept.values() for id in made} == {stage.new.embedder.id}
    assert (first.changes, first.notes) == (rehearse(stage, turns, unheard).changes, ())
    read.clear()
    assert rehearse(stage, turns, unheard, "none", shelf).changes == first.changes
    assert not set(TEXTS) & set(read)


def test_examples_are_embedded_as_they_came_in_once_for_all_and_turns_are_not_kept_with_them(
    stage: Stage, read: list[str], tmp_path: Path
) -> None:
    rehearse(stage, logged(stage), unheard)
    later = Library.open(stage.folder, cache=tmp_path / "cache")
    read.clear()
    Stage(later, stage.folder).hear([of_example(*pair) for pair in enumerate(later.knowledge.examples)], unheard)
    assert read == []
    later.embedder.embed(TEXTS[1:2])
    assert read == [TEXTS[1]]


def test_a_record_that_refuses_costs_a_note_and_no_more(stage: Stage) -> None:
    turns = logged(stage)
    report = rehearse(stage, turns, unheard, shelf=Shelf(broken=True))
    assert [note.partition(",")[0] for note in report.notes] == [
        "what the encoder made of the logged turns could not be read",
        "what the encoder made of the logged turns could not be kept",
    ]
    assert "note: what the encoder made" in "\n".join(report.head())
    assert report.changes == rehearse(stage, turns, unheard).changes


rows = st.lists(st.floats(-1, 1, width=16), min_size=3, max_size=3)


@given(st.dictionaries(st.binary(min_size=12, max_size=12), rows, min_size=1, max_size=4))
def test_vectors_that_were_given_are_taken_to_the_same_bits(made: dict[bytes, list[float]]) -> None:
    held, taken = Held(), Held()
    held |= {key: unit(np.array(row, dtype=np.float32)) for key, row in made.items()}
    held.asked.update(made)
    taken.take(held.given())
    assert {key: row.tobytes() for key, row in taken.items()} == {key: row.tobytes() for key, row in held.items()}
    taken.asked.update(made)
    assert taken.given() == b""


def test_without_a_turn_nothing_is_given(stage: Stage) -> None:
    held = Held()
    held.take(b"")
    with holding(stage.new.embedder, held):
        assert held.given() == b""
        stage.new.embedder.embed(["a word of nobody's"])
    assert len(held.asked) == 1
