"""MiniLM as a network that can be tuned, and what it is tuned for. The only room that knows torch.

Tuned is likeness itself: a message must find what fits it among the messages of other writers, by being near them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from bot.workshop.weights import Taught, Weights

HEADS = 12
MATRICES = 6  # a layer: query, key, value, what attention gives out, and the two of the feed-forward
FAINT = 1e-12  # what keeps a norm from dividing by nothing
TUNED = 3  # how many layers learn, the last ones; those before hold the language, and stay
DROPOUT = 0.1
BATCH = 32
PACE = 5e-5  # the learning rate at its height
DECAY = 0.01  # of the weights
WARMING = 0.1  # the share of the steps in which it rises; then it falls to nothing
SHARPNESS = 16.0  # how much more the nearest messages count than those farther off
FLOOR = 1e-4  # no answer is ever thought impossible, so that one odd label cannot pull on everything
SIDE_BY_SIDE = 8  # batches whose texts are sorted by length: less padding, still by chance


def tune(base: Weights, taught: Taught, stepped: Callable[[int], None]) -> Weights:
    """The weights after going over the messages; `stepped` is told after each batch how many were in it."""
    torch.manual_seed(taught.seed)
    chance = random.Random(taught.seed)  # noqa: S311  # an order to learn in, no secret
    network = Network(base)
    learning = [tensor for tensor in network.weights.values() if tensor.requires_grad]
    optimiser = torch.optim.AdamW(learning, lr=PACE, weight_decay=DECAY)
    early = network.early(taught.tokens)
    bank, targets = torch.tensor(taught.vectors), torch.tensor(taught.targets)
    writers = torch.tensor(np.unique(taught.writers, return_inverse=True)[1])
    batches = [batch for _ in range(taught.epochs) for batch in _batches(taught.tokens, chance)]
    for number, rows in enumerate(batches):
        for group in optimiser.param_groups:
            group["lr"] = PACE * _warmth((number + 1) / (len(batches) + 1))
        at = torch.tensor(rows)
        vectors = network.late([early[row] for row in rows])
        loss = _miss(vectors, bank, targets, writers[at][:, None] != writers[None, :], targets[at])
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimiser.step()
        bank[at] = vectors.detach()
        stepped(len(rows))
    return {name: tensor.detach().numpy() for name, tensor in network.weights.items()}


class Network:
    """The encoder's forward pass over weights that may change: mean over tokens, length 1."""

    def __init__(self, weights: Weights, dropout: float = DROPOUT) -> None:
        self._dropout = dropout
        named = (name for name in weights if name.startswith("val_"))
        self._matrices = sorted(named, key=lambda name: int(name.removeprefix("val_")))
        self._layers = range(len(self._matrices) // MATRICES)
        self._stays = len(self._layers) - TUNED
        learns = [f"inner.encoder.layer.{layer}." for layer in self._layers[self._stays :]]
        late = (*self._matrices[self._stays * MATRICES :], *learns)
        self.weights = {name: torch.tensor(each, requires_grad=name.startswith(late)) for name, each in weights.items()}

    def embed(self, tokens: Sequence[Sequence[int]]) -> Tensor:
        """Shape (len(tokens), size): texts as numbers of words."""
        return self.late(self.early(tokens))

    def early(self, tokens: Sequence[Sequence[int]]) -> list[Tensor]:
        """What the layers that stay make of texts: done once, it is half of the work. In half precision, for memory."""
        found: dict[int, Tensor] = {}
        order = sorted(range(len(tokens)), key=lambda row: len(tokens[row]))
        with torch.no_grad():
            for at in range(0, len(order), BATCH):
                rows = order[at : at + BATCH]
                ids, mask = _padded([torch.tensor(tokens[row]) for row in rows])
                states = self._embeddings(ids)
                for layer in self._layers[: self._stays]:
                    states = self._layer(layer, states, mask, 0.0)
                found |= {row: each[: len(tokens[row])].half() for row, each in zip(rows, states, strict=True)}
        return [found[row] for row in range(len(tokens))]

    def late(self, early: Sequence[Tensor]) -> Tensor:
        """What the layers that learn make of that: shape (len(early), size)."""
        states, mask = _padded(early)
        states = states.float()
        for layer in self._layers[self._stays :]:
            states = self._layer(layer, states, mask, self._dropout)
        counted = mask[:, :, None].float()
        return functional.normalize((states * counted).sum(1) / counted.sum(1), dim=-1)

    def _embeddings(self, ids: Tensor) -> Tensor:
        at = "inner.embeddings"
        words, places, kinds = (
            self.weights[f"{at}.{kind}_embeddings.weight"] for kind in ("word", "position", "token_type")
        )
        return self._norm(words[ids] + places[: ids.shape[1]] + kinds[0], f"{at}.LayerNorm")

    def _layer(self, number: int, states: Tensor, mask: Tensor, dropout: float) -> Tensor:
        at = f"inner.encoder.layer.{number}"
        query, key, value, out, up, down = self._matrices[number * MATRICES : (number + 1) * MATRICES]
        rows, length, size = states.shape
        heads = [
            self._times(states, matrix, f"{at}.attention.self.{name}").view(rows, length, HEADS, -1).transpose(1, 2)
            for matrix, name in ((query, "query"), (key, "key"), (value, "value"))
        ]
        seen = functional.scaled_dot_product_attention(*heads, attn_mask=mask[:, None, None, :], dropout_p=dropout)
        seen = seen.transpose(1, 2).reshape(rows, length, size)
        told = _drop(self._times(seen, out, f"{at}.attention.output.dense"), dropout)
        states = self._norm(states + told, f"{at}.attention.output.LayerNorm")
        thought = functional.gelu(self._times(states, up, f"{at}.intermediate.dense"))
        told = _drop(self._times(thought, down, f"{at}.output.dense"), dropout)
        return self._norm(states + told, f"{at}.output.LayerNorm")

    def _times(self, states: Tensor, matrix: str, bias: str) -> Tensor:
        return states @ self.weights[matrix] + self.weights[f"{bias}.bias"]

    def _norm(self, states: Tensor, at: str) -> Tensor:
        return functional.layer_norm(
            states, states.shape[-1:], self.weights[f"{at}.weight"], self.weights[f"{at}.bias"], FAINT
        )


def _padded(texts: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """Texts of any length as one tensor, and where in it they are."""
    longest = torch.arange(max(map(len, texts)))
    return pad_sequence(list(texts), batch_first=True), longest < torch.tensor([len(each) for each in texts])[:, None]


def _drop(states: Tensor, share: float) -> Tensor:
    return functional.dropout(states, share, share > 0)


def _miss(vectors: Tensor, bank: Tensor, targets: Tensor, others: Tensor, wanted: Tensor) -> Tensor:
    """How far off the messages of other writers, weighed by likeness, are about what fits (cross-entropy)."""
    votes = (SHARPNESS * vectors @ bank.T).masked_fill(~others, -torch.inf).softmax(1)
    return -(wanted * (votes @ targets + FLOOR).log()).sum(1).mean()


def _batches(tokens: Sequence[Sequence[int]], chance: random.Random) -> Iterator[list[int]]:
    """All rows once, in batches of much the same length."""
    order = list(range(len(tokens)))
    chance.shuffle(order)
    chunks = [order[at : at + BATCH * SIDE_BY_SIDE] for at in range(0, len(order), BATCH * SIDE_BY_SIDE)]
    alike = [sorted(chunk, key=lambda row: len(tokens[row])) for chunk in chunks]
    batches = [chunk[at : at + BATCH] for chunk in alike for at in range(0, len(chunk), BATCH)]
    chance.shuffle(batches)
    yield from batches


def _warmth(done: float) -> float:
    """How much of the pace holds when that share of the steps is done."""
    return min(done / WARMING, (1 - done) / (1 - WARMING))
