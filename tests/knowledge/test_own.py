"""A folder's own encoder is used when it is just what its card says; else the shipped one serves, and health tells."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from bot.doors.measuring import measure
from bot.errors import BotError, ModelError
from bot.knowledge import encoder
from bot.knowledge.encoder import MODEL, Remembered, base_model, digest, name, open_encoder
from bot.knowledge.library import DEAF, STALE, Library
from bot.knowledge.load import load
from bot.knowledge.own import open_own, write
from bot.knowledge.rules import EncoderFile
from bot.knowledge.version import fingerprint
from bot.workshop import weights
from tests.knowledge.folder import change, lines

ASIDE = "the encoder of this knowledge is not used: "


@pytest.fixture(scope="module")
def model() -> bytes:
    """The base, with its norms a little less."""
    learnt = weights.read(base_model())
    norms = {each: values * np.float32(0.98) for each, values in learnt.items() if each.endswith("LayerNorm.weight")}
    return weights.write(base_model(), learnt | norms)


def card(model: bytes, folder: Path, base: str = name(MODEL)) -> EncoderFile:
    return EncoderFile(
        base=base,
        sha256=digest(model),
        examples=fingerprint(load(folder).examples),
        messages=len(load(folder).examples),
        made="2026-05-01",
        seed=1,
        epochs=2,
        share=0.7,
        figures={"right at 1, held-out writers": (0.5, 0.625)},
    )


@pytest.fixture
def carrying(folder: Path, model: bytes) -> Path:
    """A knowledge folder with an encoder of its own."""
    write(model, card(model, folder), folder / "encoder")
    return folder


def open_in(folder: Path) -> Library:
    return Library.open(folder, cache=folder.parent / "cache")


def test_a_folder_without_an_encoder_has_none(folder: Path) -> None:
    assert open_own(folder) is None


def test_what_is_written_is_read_again_and_is_good_knowledge(carrying: Path, model: bytes) -> None:
    found = open_own(carrying)
    assert found
    assert found.card.figures == {"right at 1, held-out writers": (0.5, 0.625)}
    assert found.card == card(model, carrying)
    assert lines(carrying) == []
    assert sorted(path.name for path in carrying.glob("*encoder*/*")) == ["card.yaml", "changes.npz"]


def test_the_encoder_of_the_folder_is_the_one_that_serves(carrying: Path, model: bytes) -> None:
    library = open_in(carrying)
    assert library.model == ()
    assert library.embedder.id == name(digest(model)) != open_encoder().id
    assert not np.array_equal(library.embedder.embed(["he left"]), open_encoder().embed(["he left"]))


def test_vectors_of_the_shipped_encoder_are_not_taken_for_its_own(carrying: Path, tmp_path: Path) -> None:
    Remembered(open_encoder(), carrying, tmp_path / "another").ship(["what calms the bees one"], carrying)
    library = open_in(carrying)
    assert library.calibration != ()
    afresh = library.embedder.embed(["what calms the bees one"])
    library.ship(carrying)
    again = open_in(carrying)
    assert np.array_equal(again.embedder.embed(["what calms the bees one"]), afresh)


def test_a_calibration_by_another_encoder_is_told_until_it_is_renewed(carrying: Path, tmp_path: Path) -> None:
    mark = fingerprint(load(carrying).examples)
    change(carrying, "calibration.yaml", "threshold", f'examples: "{mark}"\nthreshold')
    Remembered(open_encoder(), carrying, tmp_path / "another").ship(["a text"], carrying)
    library = open_in(carrying)
    assert library.health == ("the calibration was made with another encoder: run `bot calibrate`", DEAF)
    library.ship(carrying)
    assert open_in(carrying).health == ()


@pytest.mark.parametrize(("messages", "told"), [(1, ()), (0.9, ()), (0.5, (STALE,)), (3, (STALE,))])
def test_an_encoder_still_serves_when_examples_come_and_is_told_when_they_are_many(
    folder: Path, model: bytes, messages: float, told: tuple[str, ...]
) -> None:
    made = card(model, folder)
    write(model, made.model_copy(update={"messages": round(made.messages * messages)}), folder / "encoder")
    library = open_in(folder)
    assert library.model == told
    assert library.embedder.id == name(digest(model))


def test_an_altered_model_is_refused_and_the_shipped_one_serves(carrying: Path) -> None:
    path = carrying / "encoder" / "changes.npz"
    with np.load(path) as file:
        np.savez(path, after=file["after"], by=file["by"] + np.uint8(1))
    library = open_in(carrying)
    assert library.model == (
        f"{ASIDE}changes.npz is not the file that was measured (sha256 differs): run `bot train` again",
    )
    assert library.embedder.id == open_encoder().id
    assert not any("another encoder" in line for line in library.calibration)


def test_figures_on_examples_that_the_encoder_has_read_say_so(folder: Path, model: bytes) -> None:
    assert "has read these examples" not in measure(open_in(folder), None, None)
    write(model, card(model, folder), folder / "encoder")
    assert "has read these examples" in measure(open_in(folder), None, None)


def test_a_card_without_its_model_is_refused(carrying: Path) -> None:
    (carrying / "encoder" / "changes.npz").unlink()
    with pytest.raises(ModelError, match=r"changes\.npz cannot be read \(No such file or directory\): run `bot train`"):
        open_own(carrying)


def test_an_encoder_tuned_from_another_base_is_refused(folder: Path, model: bytes) -> None:
    write(model, card(model, folder, base="minilm-000000000000"), folder / "encoder")
    assert open_in(folder).model == (
        f"{ASIDE}encoder/card.yaml: it was tuned from minilm-000000000000, which is not the encoder here: "
        "run `bot train` again",
    )


def test_a_model_that_cannot_be_run_is_refused_even_if_its_card_agrees(folder: Path) -> None:
    broken = bytes(100) + base_model()[100:]
    write(broken, card(broken, folder), folder / "encoder")
    with pytest.raises(ModelError, match=r"changes\.npz cannot be run \(\w+\): run `bot train` again"):
        open_own(folder)


def half(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def far_off(whole: bytes) -> bytes:
    file = BytesIO()
    np.savez(file, after=np.array([2**31], dtype=np.uint32), by=np.array([1], dtype=np.uint8))
    return file.getvalue()


def unlike(whole: bytes) -> bytes:
    file = BytesIO()
    np.savez(file, after=np.array(["a"]), by=np.array([1.5]))
    return file.getvalue()


@pytest.mark.parametrize("spoil", [half, far_off, unlike, lambda whole: b"", lambda whole: b"no changes at all"])
def test_changes_that_cannot_be_read_are_refused(carrying: Path, spoil: Callable[[bytes], bytes]) -> None:
    path = carrying / "encoder" / "changes.npz"
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(ModelError, match=r"changes\.npz cannot be read \(.+\): run `bot train` again"):
        open_own(carrying)


@pytest.mark.parametrize("spoilt", ["sha256: [", "sha256: abc", "share: 2"])
def test_a_broken_card_is_a_problem_of_the_knowledge_and_never_a_model(carrying: Path, spoilt: str) -> None:
    path = carrying / "encoder" / "card.yaml"
    kept = [line for line in path.read_text().splitlines() if not line.startswith(spoilt.partition(":")[0])]
    path.write_text("\n".join([*kept, spoilt, ""]))
    assert lines(carrying)[0].startswith("encoder/card.yaml:")
    with pytest.raises(ModelError, match=r"encoder/card\.yaml cannot be read: run `bot check`"):
        open_own(carrying)


def test_without_any_encoder_words_alone_serve_and_both_reasons_are_told(
    carrying: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (carrying / "encoder" / "changes.npz").write_bytes(b"")
    monkeypatch.setattr(encoder, "PACKAGE", "no_such_package")
    library = open_in(carrying)
    assert library.embedder.id == "words-2048"
    assert [line.partition(":")[0] for line in library.model] == [
        "the encoder of this knowledge is not used",
        "matching by words alone, shyer than it could be",
    ]


def test_it_lies_in_the_folder_as_what_sets_it_apart_from_the_shipped_one(folder: Path) -> None:
    base = base_model()
    moved = bytes([*base[:9_000_000], base[9_000_000] ^ 1, *base[9_000_001:]])
    write(moved, card(moved, folder), folder / "encoder")
    assert (folder / "encoder" / "changes.npz").stat().st_size < 1000


def test_a_new_encoder_takes_the_place_of_the_old_one_whole(carrying: Path) -> None:
    base = base_model()
    write(base, card(base, carrying), carrying / "encoder")
    found = open_own(carrying)
    assert found
    assert found.encoder.id == open_encoder().id
    assert [path.name for path in carrying.glob("*encoder*")] == ["encoder"]


def test_no_folder_that_holds_anything_else_is_replaced(folder: Path, model: bytes) -> None:
    before = sorted(folder.rglob("*"))
    with pytest.raises(BotError, match="it holds other files: name a folder that is not there yet"):
        write(model, card(model, folder), folder)
    assert sorted(folder.rglob("*")) == before


def test_a_place_that_cannot_be_written_is_a_clear_line(folder: Path, tmp_path: Path, model: bytes) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BotError, match=r"cannot be written \(Not a directory\)"):
        write(model, card(model, folder), tmp_path / "file" / "encoder")
    with pytest.raises(BotError, match=r"cannot be written \(Not a directory\)"):
        write(model, card(model, folder), tmp_path / "file")


def test_an_old_encoder_is_still_there_when_the_new_one_cannot_take_its_place(
    carrying: Path, model: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def stubborn(self: Path, target: Path) -> Path:
        if ".new." in self.name:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    base = base_model()
    with pytest.raises(BotError, match="No space left on device"):
        write(base, card(base, carrying), carrying / "encoder")
    found = open_own(carrying)
    assert found
    assert found.encoder.id == name(digest(model))
    assert [path.name for path in carrying.glob("*encoder*")] == ["encoder"]
