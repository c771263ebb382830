"""Which files a knowledge folder has and the shape of each; run as a module it renews their JSON Schemas."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from bot.knowledge.dangers import DangersFile, GateFile, WordsFile
from bot.knowledge.dialogues import ConversationsFile
from bot.knowledge.helplines import HelplinesFile
from bot.knowledge.rules import CalibrationFile, CardsFile, EncoderFile, FactsFile, SafetyFile, TalkFile
from bot.knowledge.shapes import Shape
from bot.knowledge.written import ArticleFile, ExamplesFile, MissesFile, PhrasesFile, ReplyFile

Schema = dict[str, object]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: `files` is a path or a pattern of paths; `needed` if no folder does without."""

    name: str
    files: str
    shape: type[Shape]
    needed: bool = True


KINDS = (
    Kind("article", "article.yaml", ArticleFile),
    Kind("reply", "replies/*.yaml", ReplyFile, needed=False),
    Kind("phrases", "phrases.yaml", PhrasesFile),
    Kind("examples", "examples/*.yaml", ExamplesFile, needed=False),
    Kind("misses", "known-misses.yaml", MissesFile, needed=False),
    Kind("conversations", "examples/conversations/*.yaml", ConversationsFile, needed=False),
    Kind("facts", "facts.yaml", FactsFile),
    Kind("talk", "talk.yaml", TalkFile),
    Kind("cards", "safety/cards.yaml", CardsFile),
    Kind("gate", "safety/gate.yaml", GateFile, needed=False),
    Kind("safety", "safety/*.yaml", SafetyFile),
    Kind("dangers", "safety/examples/*.yaml", DangersFile, needed=False),
    Kind("words", "safety/words/*.yaml", WordsFile, needed=False),
    Kind("helplines", "helplines.yaml", HelplinesFile),
    Kind("calibration", "calibration.yaml", CalibrationFile, needed=False),
    Kind("encoder", "encoder/card.yaml", EncoderFile, needed=False),
)


def kind_of(name: str) -> Kind | None:
    """The kind of a file by its path inside the folder; None for one that nothing reads."""
    path = PurePosixPath(name)
    depth = len(path.parts)
    return next((kind for kind in KINDS if kind.files.count("/") + 1 == depth and path.match(kind.files)), None)


@cache
def schema(shape: type[Shape]) -> Schema:
    """The JSON Schema of a shape."""
    return shape.model_json_schema()


def schemas() -> dict[str, str]:
    """The JSON Schema of each kind of file, as it stands in `schema/<kind>.json`."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {
        f"{kind.name}.json": json.dumps(head | schema(kind.shape), indent=2, ensure_ascii=False) + "\n"
        for kind in KINDS
    }


def write(folder: Path) -> None:
    """Put the schemas into the knowledge folder, where the first line of each file points to them."""
    (folder / "schema").mkdir(exist_ok=True)
    for name, text in schemas().items():
        (folder / "schema" / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "knowledge"))
