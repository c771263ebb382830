"""Messages kept aside: invented, in seven languages; no rule was written for them and nothing is learnt from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("aside.txt")
SUICIDE = ("explicit", "imminent", "veiled")
NONE = "none"


class Aside(NamedTuple):
    lang: str
    label: str
    text: str

    @property
    def kind(self) -> str:
        """The danger it speaks of."""
        return "suicide" if self.label in SUICIDE else self.label


def _read() -> Iterator[Aside]:
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield Aside(*line.split(" | ", 2))


ASIDE = tuple(_read())
