"""The numbers inside the encoder's file, read out and put back in place: same graph, same size. It runs nothing.

The file is ONNX, a protobuf. Matrices lie in it as int8 steps (`<name>_q`) with a scale for each row or column
(`<name>_scale`), all else as float32; so new numbers are as many bytes as the old ones, and nothing else moves.
A short training moves most numbers by less than half a step, which rounding to the nearest would undo. So chance
rounds: three times in ten up what lies three tenths of a step up, and what was learnt is there in the mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.errors import ModelError
from bot.knowledge.graph import GRAPH
from bot.knowledge.protobuf import Run, fields

INITIALIZER = 5  # the field of a graph that leads to the numbers
FLOAT, INT8 = 1, 3
LEARNT = "inner."  # how the float32 initializers that were learnt are called; the others are constants of the graph
STEPS = 127  # an int8 counts so far on either side of zero
CLOSE = 1e-3  # of a step: nothing moved there, and no chance is taken
SEED = 20

Weights = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Taught:
    """Messages to learn from: the words by number, what fits (rows that sum to 1), and who wrote them.

    `vectors` is what the base makes of them; `epochs` how often they are gone over, in an order drawn from `seed`.
    """

    tokens: Sequence[Sequence[int]]
    targets: NDArray[np.float32]
    writers: Sequence[str]
    vectors: NDArray[np.float32]
    epochs: int
    seed: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where the numbers of an initializer lie in the file."""

    type: int
    shape: tuple[int, ...]
    run: Run

    def of(self, model: bytes) -> NDArray[np.generic]:
        """The numbers themselves."""
        kind = np.dtype(np.int8 if self.type == INT8 else "<f4")
        return np.frombuffer(model[slice(*self.run)], dtype=kind).reshape(self.shape)


def read(model: bytes) -> Weights:
    """All that was learnt, by name, in the order of the file; ModelError where the file is another kind."""
    tensors = _tensors(model)
    return {name: _value(model, tensors, name) for name in _learnt(tensors)}


def write(model: bytes, weights: Weights) -> bytes:
    """The same file with these numbers."""
    tensors, new, chance = _tensors(model), bytearray(model), np.random.default_rng(SEED)
    for name in _learnt(tensors):
        if name in tensors:
            part, values = name, np.asarray(weights[name], dtype="<f4").tobytes()
        else:
            scale = tensors[f"{name}_scale"].of(model).astype(np.float32)
            part, values = f"{name}_q", steps(weights[name] / scale, chance).tobytes()
        new[slice(*tensors[part].run)] = values
    return bytes(new)


def steps(values: NDArray[np.float32], chance: np.random.Generator) -> NDArray[np.int8]:
    """Whole steps, of which the mean over many chances is the value."""
    low, near = np.floor(values), np.rint(values)
    rounded = low + (chance.random(values.shape) < values - low)
    return np.clip(np.where(np.abs(values - near) < CLOSE, near, rounded), -STEPS, STEPS).astype(np.int8)


def blend(base: Weights, tuned: Weights, share: float) -> Weights:
    """Weights on the straight line from the base (0) to the tuned ones (1)."""
    return {name: ((1 - share) * base[name] + share * tuned[name]).astype(np.float32) for name in base}


def _value(model: bytes, tensors: dict[str, Tensor], name: str) -> NDArray[np.float32]:
    if name in tensors:
        return tensors[name].of(model).astype(np.float32)
    steps, scale = (tensors[f"{name}_{part}"].of(model).astype(np.float32) for part in ("q", "scale"))
    return steps * scale


def _learnt(tensors: dict[str, Tensor]) -> Iterator[str]:
    for name, tensor in tensors.items():
        if tensor.type == INT8:
            yield name.removesuffix("_q")
        elif tensor.type == FLOAT and name.startswith(LEARNT) and not name.endswith("_scale"):
            yield name


def _tensors(model: bytes) -> dict[str, Tensor]:
    """The initializers of the graph by name."""
    try:
        (graph,) = (field.run for field in fields(model, (0, len(model))) if field.number == GRAPH)
        found = dict(_tensor(model, field.run) for field in fields(model, graph) if field.number == INITIALIZER)
    except (IndexError, ValueError):
        raise ModelError("the encoder cannot be trained: its file is not ONNX") from None
    if not any(tensor.type == INT8 for tensor in found.values()):
        raise ModelError("the encoder cannot be trained: its weights are not int8")
    return found


def _tensor(model: bytes, run: Run) -> tuple[str, Tensor]:
    shape, kind, name, raw = [], 0, "", (0, 0)
    for field in fields(model, run):
        match field.number:
            case 1:
                shape.append(field.value)
            case 2:
                kind = field.value
            case 8:
                name = model[slice(*field.run)].decode()
            case 9:
                raw = field.run
    return name, Tensor(kind, tuple(shape), raw)
