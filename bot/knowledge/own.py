"""The encoder a knowledge folder carries itself, made by `bot train`: used only if it is just what its card says."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from bot.errors import BotError, ModelError
from bot.knowledge import files, nodes
from bot.knowledge.encoder import MODEL, checked, name, vocabulary
from bot.knowledge.rules import EncoderFile
from bot.mind.matching.semantic import Encoder

FOLDER, CARD, FILE = "encoder", "encoder/card.yaml", "model.onnx"
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


def open_own(folder: Path) -> Own | None:
    """The folder's encoder; None where it has none, ModelError where it has one that must not be used."""
    if not (folder / CARD).exists():
        return None
    card = _card(folder)
    if card.base != name(MODEL):
        raise ModelError(f"{CARD}: it was tuned from {card.base}, which is not the encoder here: {AGAIN}")
    file, words = folder / FOLDER / FILE, vocabulary()
    checked(file, card.sha256, AGAIN)
    try:
        encoder = Encoder(name(card.sha256), str(file), words)
        encoder.embed(["a word"])
    except Exception as error:  # whatever onnxruntime thinks of it: its errors share no class
        raise ModelError(f"{FILE} cannot be run ({type(error).__name__}): {AGAIN}") from error
    return Own(encoder, card)


def write(model: bytes, card: EncoderFile, into: Path) -> None:
    """Put both files into a folder of their own, in the place of an encoder that is there: never half of either."""
    into = into.absolute()
    new, old = (into.with_name(f".{into.name}.{what}.{os.getpid()}") for what in ("new", "old"))
    try:
        if into.exists() and not {path.name for path in into.iterdir()} <= {FILE, Path(CARD).name}:
            raise BotError(f"{into}: it holds other files: name a folder that is not there yet")
        new.mkdir(parents=True)
        (new / FILE).write_bytes(model)
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
