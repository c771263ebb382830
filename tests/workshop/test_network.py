"""The network is the encoder, and tuning it draws messages together that want the same. Needs torch, as training."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.knowledge.encoder import base_model, open_encoder, vocabulary
from bot.mind.matching.semantic import Encoder, tokenizer
from bot.workshop.weights import Taught, Weights, read, write

torch = pytest.importorskip("torch", reason="training needs torch: the extra `train`")
network = pytest.importorskip("bot.workshop.network")

TEXTS = [
    "the leaves of my ficus are yellow",
    "yellow leaves again",
    "holes in the lettuce",
    "slime on my salad this morning",
    "my ficus droops in its wet pot",
    "what eats the cabbage at night",
]
SLUGS = [False, False, True, True, False, True]
WRITERS = ["anna", "ben", "anna", "ben", "cleo", "cleo"]


@pytest.fixture(scope="module")
def base() -> Weights:
    return read(base_model())


@pytest.fixture(scope="module")
def taught() -> Taught:
    words = tokenizer(vocabulary())
    targets = np.array([[float(each), float(not each)] for each in SLUGS], dtype=np.float32)
    vectors = open_encoder().embed(TEXTS)
    return Taught([words.encode(text).ids for text in TEXTS], targets, WRITERS, vectors, 3, 20)


def silent(messages: int) -> None:
    """Nobody wants to know how far it is."""


def apart(vectors: np.typing.NDArray[np.float32]) -> float:
    """How much nearer the messages are to others that want the same."""
    near, same = vectors @ vectors.T, np.equal.outer(SLUGS, SLUGS)
    return float(near[same].mean() - near[~same].mean())


def test_the_network_says_what_the_encoder_says(base: Weights, taught: Taught) -> None:
    with torch.no_grad():
        vectors = network.Network(base, 0.0).embed(taught.tokens).numpy()
    np.testing.assert_allclose(vectors, taught.vectors, atol=1e-3)


def test_tuned_messages_that_want_the_same_are_nearer_and_the_file_says_so_too(base: Weights, taught: Taught) -> None:
    told: list[int] = []
    tuned = network.tune(base, taught, told.append)
    assert told == [6, 6, 6]
    with torch.no_grad():
        vectors = network.Network(tuned, 0.0).embed(taught.tokens).numpy()
    assert apart(vectors) > apart(taught.vectors) + 0.01
    file = Encoder("tuned", write(base_model(), tuned), vocabulary())
    assert np.all((file.embed(TEXTS) * vectors).sum(axis=1) > 0.98)
    assert apart(file.embed(TEXTS)) > apart(taught.vectors) + 0.01


def test_the_first_layers_and_the_words_stay(base: Weights, taught: Taught) -> None:
    tuned = network.tune(base, taught, silent)
    changed = {name for name in base if not np.array_equal(base[name], tuned[name])}
    assert not any("embeddings" in name or "layer.0." in name or "layer.2." in name for name in changed)
    assert any("layer.3." in name for name in changed)
    assert len(changed) == 3 * 16


def test_the_same_seed_makes_the_same_encoder_and_another_one_another(base: Weights, taught: Taught) -> None:
    first, second = (network.tune(base, taught, silent) for _ in range(2))
    assert all(np.array_equal(first[name], second[name]) for name in base)
    third = network.tune(base, replace(taught, seed=21), silent)
    assert not all(np.array_equal(first[name], third[name]) for name in base)


def test_tuning_leaves_the_base_as_it_was(base: Weights, taught: Taught) -> None:
    before = {name: values.copy() for name, values in base.items()}
    network.tune(base, taught, silent)
    assert all(np.array_equal(before[name], base[name]) for name in base)
