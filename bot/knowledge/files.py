"""The YAML files of a knowledge folder as clean text; it refuses what no writer meant, and judges no content."""

from __future__ import annotations

import re
from pathlib import Path

LARGEST = 1 << 20  # bytes; the whole of a hand-written book is smaller
ENDINGS = {".yaml", ".yml"}
MARK = b"\xef\xbb\xbf"
# Controls, breaks an editor does not show, marks that turn the direction of writing, and what a broken copy leaves.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffd-\uffff\ud800-\udfff]"
)


class FileError(Exception):
    """What makes a file unreadable, and where; lines and columns count from 1."""

    def __init__(self, line: int, column: int, what: str) -> None:
        super().__init__(what)
        self.line = line
        self.column = column
        self.what = what


def names(folder: Path) -> tuple[str, ...]:
    """The YAML files in the folder and two below, as `replies/maja.yaml`, sorted; hidden ones are an editor's."""
    found = (path for pattern in ("*", "*/*", "*/*/*") for path in folder.glob(pattern))
    relative = (path.relative_to(folder) for path in found if path.suffix.lower() in ENDINGS)
    return tuple(sorted(path.as_posix() for path in relative if not any(part.startswith(".") for part in path.parts)))


def read(folder: Path, name: str) -> bytes:
    """A file's bytes; FileError if it is no plain file of the folder, or too large."""
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise FileError(1, 1, "the file is a link that leads out of the folder: put a copy here")
        if not path.is_file():
            raise FileError(1, 1, "this is not a file: remove it, or put the file here")
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except RuntimeError:  # pathlib's word for links that lead in a circle
        raise FileError(1, 1, "the file is a link that leads in a circle: put a copy here") from None
    except OSError as error:
        raise FileError(1, 1, f"the file cannot be read ({error.strerror})") from None
    if len(raw) > LARGEST:
        raise FileError(1, 1, "the file is larger than 1 MiB: split it")
    return raw


def text(raw: bytes) -> str:
    """The bytes as text; FileError where they are not UTF-8 or hold a character nobody can see."""
    if raw.startswith(MARK):
        raise FileError(1, 1, "the file begins with an invisible mark (BOM): save it as UTF-8 without BOM")
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place(raw[: error.start].decode("utf-8"))
        raise FileError(*place, "this is not UTF-8: save the file as UTF-8") from None
    if found := _UNSEEN.search(decoded):
        raise FileError(*_place(decoded[: found.start()]), unseen(found[0]))
    return decoded


def unseen(value: str) -> str:
    """What is wrong with a text that holds a character nobody can see; nothing for a clean one."""
    found = _UNSEEN.search(value)
    if not found:
        return ""
    if found[0] == "\ufffd":
        return "a character was lost here when the text was copied (U+FFFD): put it back"
    return f"an invisible character stands here (U+{ord(found[0]):04X}): delete it"


def _place(before: str) -> tuple[int, int]:
    lines = f"{before}.".splitlines()
    return len(lines), len(lines[-1])
