"""The encoder a knowledge folder carries itself, made by `bot train`: used only if it is just what its card says.

It lies there as what sets it apart from the shipped one: few of its numbers moved, so that is a thirtieth of its size.
"""

from __future__ import annotations

import os
import shutil
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from bot.errors import BotError, ModelError
from bot.knowledge import files, nodes
from bot.knowledge.encoder import MODEL, base_model, digest, name, vocabulary
from bot.knowledge.graph import spare
from bot.knowledge.rules import EncoderFile
from bot.mind.matching.semantic import Encoder

FOLDER, CARD, FILE = "encoder", "encoder/card.yaml", "changes.npz"
AGAIN = "run `bot train` again"
HEADER = """\
# yaml-language-server: $schema=../schema/encoder.json
# Written by `bot train`: what the encoder beside it is, and how such ones did (the base, then its own). Do not edit.
"""


@dataclass(frozen=True, slots=True)
class Own:
    """The encoder, and what it was made from."""

    encoder: Encoder
    card: EncoderFile


def wanted(folder: Path) -> tuple[str, EncoderFile | None]:
    """The id of the encoder the folder asks for, and its card where that is its own; ModelError as for `open_own`."""
    card = _card(folder) if (folder / CARD).exists() else None
    return name(card.sha256 if card else MODEL), card


def open_own(folder: Path) -> Own | None:
    """The folder's encoder; None where it has none, ModelError where it has one that must not be used."""
    if not (folder / CARD).exists():
        return None
    card = _card(folder)
    if card.base != name(MODEL):
        raise ModelError(f"{CARD}: it was tuned from {card.base}, which is not the encoder here: {AGAIN}")
    model, words = _changed(base_model(), folder / FOLDER / FILE), vocabulary()
    if digest(model) != card.sha256:
        raise ModelError(f"{FILE} is not the file that was measured (sha256 differs): {AGAIN}")
    try:
        encoder = Encoder(name(card.sha256), spare(model), words)
        encoder.embed(["a word"])
    except Exception as error:  # whatever onnxruntime thinks of it: its errors share no class
        raise ModelError(f"{FILE} cannot be run ({type(error).__name__}): {AGAIN}") from error
    return Own(encoder, card)


def write(model: bytes, card: EncoderFile, into: Path) -> None:
    """Put both files into a folder of their own, in the place of an encoder that is there: never half of either.

    `model` has the length of the shipped one: the same network, with other numbers.
    """
    into, changes = into.absolute(), _changes(base_model(), model)
    new, old = (into.with_name(f".{into.name}.{what}.{os.getpid()}") for what in ("new", "old"))
    try:
        if into.exists() and not {path.name for path in into.iterdir()} <= {FILE, Path(CARD).name}:
            raise BotError(f"{into}: it holds other files: name a folder that is not there yet")
        new.mkdir(parents=True)
        (new / FILE).write_bytes(changes)
        (new / Path(CARD).name).write_text(HEADER + _written(card), encoding="utf-8")
        if into.exists():
            into.rename(old)
        new.rename(into)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise BotError(f"{into}: cannot be written ({error.strerror})") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
        if old.exists() and not into.exists():
            old.rename(into)


def _changes(base: bytes, model: bytes) -> bytes:
    """Which bytes moved, each as so many after the last, and by how much."""
    moved = _bytes(model) - _bytes(base)
    at, file = np.flatnonzero(moved), BytesIO()
    np.savez_compressed(file, after=np.diff(at, prepend=0).astype(np.uint32), by=moved[at])
    return file.getvalue()


def _changed(base: bytes, path: Path) -> bytes:
    """The base with these changes; ModelError where they cannot be read, or belong to another file."""
    try:
        model = _bytes(base).copy()
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            model[np.cumsum(file["after"], dtype=np.int64)] += file["by"]
    except OSError as error:
        raise ModelError(f"{FILE} cannot be read ({error.strerror or 'no such format'}): {AGAIN}") from error
    except (ValueError, KeyError, IndexError, TypeError, BadZipFile, EOFError, zlib.error) as error:
        raise ModelError(f"{FILE} cannot be read ({type(error).__name__}): {AGAIN}") from error
    return model.tobytes()


def _bytes(content: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(content, dtype=np.uint8)


def _card(folder: Path) -> EncoderFile:
    try:
        root = nodes.tree(files.text(files.read(folder, CARD)))
        return EncoderFile.model_validate(nodes.data(root))
    except (files.FileError, ValidationError) as error:
        raise ModelError(f"{CARD} cannot be read: run `bot check`") from error


def _written(card: EncoderFile) -> str:
    plain = [f"{key}: {value}" for key, value in card.model_dump(exclude={"figures"}).items()]
    figures = [f"  {key}: [{base:.4f}, {own:.4f}]" for key, (base, own) in card.figures.items()]
    return "\n".join([*plain, "figures:", *figures, ""])
