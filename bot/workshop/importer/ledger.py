"""What has been imported into a folder, so that a second import brings only what is new; kept as `imported.json`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from bot.workshop.importer.nouns import SourceError

NAME = "imported.json"


class Ledger:
    """Texts by a hash, and the file each came into: whatever became of that file since."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self.files = _read(self._path)

    def has(self, text: str) -> bool:
        """Whether this text was imported before."""
        return key(text) in self.files

    def file(self, text: str) -> str:
        """The file it came into; nothing for a new one."""
        return self.files.get(key(text), "")

    def add(self, text: str, file: str) -> None:
        """Remember where it came into."""
        self.files[key(text)] = file

    @property
    def content(self) -> str:
        """As it is kept."""
        return json.dumps(self.files, indent=0, sort_keys=True) + "\n"


def key(text: str) -> str:
    """A hash of the words, however they are set."""
    return hashlib.blake2s("".join(text.split()).casefold().encode("utf-8", "ignore"), digest_size=8).hexdigest()


def _read(path: Path) -> dict[str, str]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SourceError(f"{path} cannot be read ({type(error).__name__}): remove it, and all is new.") from None
    if not isinstance(kept, dict):
        raise SourceError(f"{path} is no list of imported texts: remove it, and all is new.")
    return {str(name): str(file) for name, file in kept.items()}
