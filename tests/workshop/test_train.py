"""An encoder of its own is judged on strangers as the file it will be, and stays out unless it finds more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest

from bot.domain import Example, Knowledge
from bot.errors import BotError
from bot.knowledge.encoder import Progress, base_model, digest, open_encoder, vocabulary
from bot.workshop import train as room
from bot.workshop.folds import EVERYTHING, PASSAGES, WRITERS, folds, rest
from bot.workshop.train import Base, Plan, Trained, card, train
from bot.workshop.weights import Taught, Weights, read
from tests.mind.matching.shelf import EXAMPLES, garden
from tests.mind.matching.shelf import read as readings

THIRD = (
    Example("my ficus drops yellow leaves", {"water-less": 3}, "cleo"),
    Example("who eats the salad", {"slugs": 2, "patience": 1}, "cleo"),
    Example("the rose we moved does not bloom", {"patience": 3}, "cleo"),
    Example("do you sell seeds", {}, "cleo"),
)
GARDEN = garden(examples=(*EXAMPLES, *THIRD))


@pytest.fixture(scope="module")
def base() -> Base:
    return Base(base_model(), vocabulary(), open_encoder())


class Tuner:
    """Tunes without torch: by a rule, keeping what it was taught."""

    def __init__(self, rule: Callable[[str, np.typing.NDArray[np.float32]], np.typing.NDArray[np.float32]]) -> None:
        self._rule = rule
        self.taught: list[Taught] = []

    def __call__(self, base: Weights, taught: Taught, stepped: Callable[[int], None]) -> Weights:
        """As the network does it, a message at a time."""
        self.taught.append(taught)
        for _ in range(taught.epochs * len(taught.tokens)):
            stepped(1)
        return {name: self._rule(name, values).astype(np.float32) for name, values in base.items()}


def numb(name: str, values: np.typing.NDArray[np.float32]) -> np.typing.NDArray[np.float32]:
    """All words alike."""
    return np.zeros_like(values) if "word_embeddings" in name else values


def trained(base: Base, tuner: Tuner, progress: Progress = lambda done, of: None) -> Trained:
    return train(GARDEN, readings, base, Plan(tuner, 2, 7, progress))


@dataclass(frozen=True)
class Idle:
    """A training in which nothing was learnt, all that was taught in it, and what was told of how far it is."""

    done: Trained
    taught: list[Taught]
    told: list[tuple[int, int]]


@pytest.fixture(scope="module")
def idle(base: Base) -> Idle:
    tuner, told = Tuner(lambda name, values: values), list[tuple[int, int]]()
    done = trained(base, tuner, lambda so_far, of: told.append((so_far, of)))
    return Idle(done, tuner.taught, told)


def test_a_writer_is_held_out_whole_and_so_is_all_that_wants_a_passage() -> None:
    found = folds(GARDEN)
    assert [fold.kind for fold in found] == [PASSAGES] * 3 + [WRITERS] * 3
    for fold in found:
        out, others = [GARDEN.examples[at] for at in fold.out], rest(GARDEN, fold)
        assert len(out) + len(others) == len(GARDEN.examples)
        if fold.kind == WRITERS:
            assert not {each.writer for each in out} & {each.writer for each in others}
        assert not any(each.fits.get(id, 0) >= 2 for each in others for id in fold.new)
    assert {at for fold in found if fold.kind == WRITERS for at in fold.out} == set(range(len(GARDEN.examples)))
    assert rest(GARDEN, EVERYTHING) == GARDEN.examples


def test_what_is_taught_never_holds_what_is_judged(idle: Idle) -> None:
    sizes = [len(rest(GARDEN, fold)) for fold in (*folds(GARDEN), EVERYTHING)]
    assert [len(taught.tokens) for taught in idle.taught] == sizes
    assert "anna" not in idle.taught[3].writers
    assert set(idle.taught[-1].writers) == {"anna", "ben", "cleo"}


def test_what_fits_is_taught_as_shares_and_that_nothing_fits_is_taught_too(idle: Idle) -> None:
    targets = idle.taught[-1].targets
    np.testing.assert_allclose(targets.sum(axis=1), 1, rtol=1e-6)
    texts = [example.text for example in GARDEN.examples]
    assert targets[texts.index("no blooms since i replanted the roses")].tolist() == [0.125, 0, 0.875, 0]
    assert targets[texts.index("do you sell seeds")].tolist() == [0, 0, 0, 1]


def test_an_encoder_that_learnt_nothing_is_the_base_and_no_better(base: Base, idle: Idle) -> None:
    assert idle.done.model == base.model
    assert all(before == after for before, after in idle.done.figures.values())
    assert not idle.done.better


def test_how_far_it_is_is_told_to_the_end(idle: Idle) -> None:
    assert [done for done, _ in idle.told] == list(range(1, idle.told[-1][1] + 1))


def test_the_report_has_both_kinds_of_strangers_and_what_must_not_be_forgotten(idle: Idle) -> None:
    for said in ("held-out writers: 12 messages", "held-out passages: 9 messages", "right at 1", "AUROC answerable"):
        assert said in idle.done.report
    for said in ("asks of held-out passages", "asks of held-out writers", "asks of another author"):
        assert said in idle.done.report
    for said in ("strangers gain 0.000 to 0.000", "100% of what"):
        assert said in idle.done.report


def test_the_card_says_what_it_was_made_of(idle: Idle, base: Base) -> None:
    made = card(idle.done, GARDEN, Plan(Tuner(numb), 3, 7))
    assert (made.sha256, made.seed, made.epochs, made.share) == (digest(base.model), 7, 3, 1)
    assert made.base == open_encoder().id
    assert made.figures == dict(idle.done.figures)


def test_one_that_forgot_its_language_is_blended_away(base: Base) -> None:
    done = trained(base, Tuner(numb))
    assert done.share < 1
    before, after = done.figures["asks of another author"]
    assert after >= before - 0.02


def test_the_file_holds_the_share_of_what_was_tuned_that_nothing_was_forgotten_with(base: Base) -> None:
    bias = "inner.encoder.layer.5.output.dense.bias"
    done = trained(base, Tuner(lambda name, values: values * 1.01 if name == bias else values))
    assert done.share == 1
    np.testing.assert_allclose(read(done.model)[bias], read(base.model)[bias] * 1.01, atol=1e-6)
    assert len(done.model) == len(base.model) < 25_000_000


@pytest.mark.parametrize(
    ("right", "apart", "least", "share", "better"),
    [
        ((0.80, 0.82), (0.95, 0.95), 0.002, 0.5, True),
        ((0.80, 0.82), (0.95, 0.95), -0.002, 0.5, False),
        ((0.80, 0.805), (0.95, 0.99), 0.002, 0.5, False),
        ((0.80, 0.90), (0.95, 0.93), 0.05, 0.5, False),
        ((0.80, 0.90), (0.95, 0.99), 0.05, 0.0, False),
    ],
)
def test_it_is_better_if_strangers_surely_gain_and_nothing_is_lost(
    right: tuple[float, float], apart: tuple[float, float], least: float, share: float, better: bool
) -> None:
    figures = {"right at 1, held-out writers": right, "AUROC answerable, held-out writers": apart}
    assert Trained(b"", share, figures, (least, 0.2), "").better is better


@pytest.mark.parametrize("knowledge", [garden(), garden(examples=()), replace(GARDEN, examples=THIRD)])
def test_too_few_writers_to_judge_by_are_a_clear_line(base: Base, knowledge: Knowledge) -> None:
    with pytest.raises(BotError, match="training needs examples of 3 writers or more, for 3 passages or more"):
        train(knowledge, readings, base, Plan(Tuner(numb), 1))


def test_the_room_itself_knows_no_torch() -> None:
    assert not hasattr(room, "torch")
