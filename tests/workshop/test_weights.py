"""The numbers of an encoder are read from its file and put back in place; nothing else of it moves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from bot.errors import ModelError
from bot.knowledge.encoder import base_model, open_encoder, vocabulary
from bot.mind.matching.semantic import Encoder
from bot.workshop.weights import STEPS, blend, read, steps, write

matrices = arrays(np.float32, array_shapes(min_dims=2, max_dims=2), elements=st.floats(-8, 8, width=32))


@pytest.fixture(scope="module")
def model() -> bytes:
    return base_model()


def test_all_that_was_learnt_is_read(model: bytes) -> None:
    weights = read(model)
    assert sum(values.size for values in weights.values()) == 22_565_376  # MiniLM without its pooler
    assert weights["inner.embeddings.word_embeddings.weight"].shape == (30522, 384)
    assert all(values.dtype == np.float32 for values in weights.values())


def test_what_was_read_and_put_back_is_the_same_file(model: bytes) -> None:
    assert write(model, read(model)) == model


def test_other_numbers_are_another_encoder_in_a_file_of_the_same_size(model: bytes) -> None:
    weights = read(model)
    name = "inner.encoder.layer.5.output.dense.bias"
    other = write(model, weights | {name: weights[name] * np.float32(1.5)})
    assert len(other) == len(model)
    assert sum(a != b for a, b in zip(other, model, strict=True)) <= 4 * 384
    np.testing.assert_array_equal(read(other)[name], weights[name] * np.float32(1.5))
    before, after = open_encoder().embed(["he left"])[0], Encoder("other", other, vocabulary()).embed(["he left"])[0]
    assert 0.9 < float(before @ after) < 0.9999


def test_a_file_that_is_no_such_encoder_is_refused(model: bytes) -> None:
    for broken in (b"", b"no model at all", model[:5000], b"\x80" * 20):
        with pytest.raises(ModelError, match="cannot be trained: its file is not ONNX"):
            read(broken)
    with pytest.raises(ModelError, match="its weights are not int8"):
        read(b"\x3a\x00")


@given(matrices, st.integers(0, 9))
def test_chance_rounds_up_or_down_by_less_than_a_step(values: np.typing.NDArray[np.float32], seed: int) -> None:
    whole = steps(values, np.random.default_rng(seed))
    assert whole.dtype == np.int8
    assert np.all(np.abs(whole - values) < 1)


@given(arrays(np.int8, array_shapes(), elements=st.integers(-STEPS, STEPS)), st.integers(0, 9))
def test_what_is_a_whole_step_stays_whatever_chance_says(whole: np.typing.NDArray[np.int8], seed: int) -> None:
    drawn = steps(whole.astype(np.float32) * np.float32(1 + 1e-7), np.random.default_rng(seed))
    np.testing.assert_array_equal(drawn, whole)


def test_less_than_half_a_step_is_not_lost() -> None:
    moved = np.full(100_000, 0.3, dtype=np.float32)
    assert steps(moved, np.random.default_rng(1)).mean() == pytest.approx(0.3, abs=0.01)
    assert steps(np.array([-500.0, 500.0], dtype=np.float32), np.random.default_rng(1)).tolist() == [-STEPS, STEPS]


def test_a_matrix_that_moved_a_little_is_another_in_the_file_and_much_the_same(model: bytes) -> None:
    weights = read(model)
    name = next(name for name in reversed(weights) if name.startswith("val_"))
    matrix = weights[name]
    moved = weights | {name: matrix + np.float32(0.2) * np.abs(matrix).max(axis=0, keepdims=True) / STEPS}
    again = read(write(model, moved))[name]
    assert 0.1 < (again != matrix).mean() < 0.3
    np.testing.assert_allclose((again - matrix).mean(axis=0), (moved[name] - matrix).mean(axis=0), rtol=0.4)


def test_a_blend_lies_on_the_line_between_both() -> None:
    base, tuned = ({"a": np.array([number], dtype=np.float32)} for number in (1.0, 3.0))
    found = {share: blend(base, tuned, share)["a"].tolist() for share in (0.0, 0.25, 1.0)}
    assert found == {0.0: [1.0], 0.25: [1.5], 1.0: [3.0]}
