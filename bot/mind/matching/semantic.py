"""Embeddings: texts to unit vectors. The same text always gives the same bits, alone or among others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import BertWordPieceTokenizer

from bot.mind.matching.text import terms

Vectors = NDArray[np.float32]

TOGETHER = 1024  # tokens of a run; short texts take two thirds of the time so, long ones hardly less
TOKENS = 512  # what the encoder was trained for; safety reads the whole text before it is cut here


class Embedder(Protocol):
    """Turns texts into rows of unit vectors. `id` names the vector space: vectors of two ids must never meet."""

    id: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), size); every row has length 1, or is zero for a text without words."""
        ...


class Encoder:
    """A BERT-like encoder run by onnxruntime: mean pooling over tokens, then L2.

    The default is all-MiniLM-L6-v2 with int8 weights. Only texts of one length share a run (padding would change
    bits), on one thread; vectors are rounded to half precision, so that cached and fresh ones are the same numbers.
    `model` is a file's content.
    """

    def __init__(self, id: str, model: bytes, vocabulary: dict[str, int]) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # it would keep for good what the longest text took, up to 75 MB
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_session_config_entry("session.disable_quant_qdq", "1")  # the same bits, opened in less time
        self.id = id
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        vars(self._session)["_model_bytes"] = b""  # kept to begin anew on another processor; 23 MB, and there is none
        self._tokens = tokenizer(vocabulary)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), 384) for the default model."""
        ids = [self._ids(text) for text in texts]
        rows = np.zeros((len(texts), self._session.get_outputs()[0].shape[-1]), dtype=np.float32)
        for at in _runs(list(map(len, ids))):
            rows[at] = self._run([ids[each] for each in at])
        return rows

    def _ids(self, text: str) -> list[int]:
        # a lone surrogate (half an emoji) cannot be encoded, and says nothing
        ids: list[int] = self._tokens.encode(text.encode("utf-8", "ignore").decode()).ids
        return ids

    def _run(self, texts: Sequence[Sequence[int]]) -> list[Vectors]:
        ids = np.array(texts, dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        return [unit(states.mean(axis=0)) for states in np.asarray(self._session.run(None, feed)[0])]


def _runs(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The places of texts of one length, as many as share a run."""
    by_length = sorted(range(len(lengths)), key=lengths.__getitem__)
    for length, places in groupby(by_length, key=lengths.__getitem__):
        at, most = list(places), max(1, TOGETHER // length)
        yield from (at[start : start + most] for start in range(0, len(at), most))


def tokenizer(vocabulary: dict[str, int]) -> BertWordPieceTokenizer:
    """What makes numbers of a text's words."""
    tokens = BertWordPieceTokenizer(vocabulary, lowercase=True)
    tokens.enable_truncation(TOKENS)
    return tokens


class Words:
    """The embedder without a model: stems and pairs of stems hashed into a wide vector. Shyer, never wrong-headed."""

    id = "words-2048"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), 2048)."""
        return np.array([self._one(text) for text in texts], dtype=np.float32).reshape(len(texts), 2048)

    def _one(self, text: str) -> Vectors:
        stems = terms(text)
        row = np.zeros(2048, dtype=np.float32)
        for term in {*stems, *(f"{a} {b}" for a, b in pairwise(stems))}:
            code = int.from_bytes(hashlib.blake2s(term.encode("utf-8", "ignore"), digest_size=4).digest())
            row[code % 2048] += 1.0 if code >> 31 else -1.0
        return unit(row)


def unit(row: NDArray[np.float32]) -> Vectors:
    """The vector scaled to length 1 and rounded to half precision; zero stays zero."""
    length = float(np.linalg.norm(row)) or 1.0
    return np.asarray((row / length).astype(np.float16), dtype=np.float32)
