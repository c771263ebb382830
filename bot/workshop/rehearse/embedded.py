"""What the encoder made of logged turns, from one rehearsal to the next; where that cannot be kept, it is made anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.errors import BotError
from bot.workshop.rehearse.cases import Stage
from bot.workshop.rehearse.together import Embedded

LOST = "what the encoder made of the logged turns could not be {}, which costs only time: {}"


class Shelf(Protocol):
    """Where it is kept, by the ids of turns. What it raises is a BotError."""

    def read(self, turns: Sequence[int], encoders: Sequence[str]) -> Mapping[int, Embedded]:
        """What these encoders made of these turns, as far as it is kept."""
        ...

    def keep(self, made: Mapping[int, Embedded], encoders: Sequence[str]) -> None:
        """Keeps it, for as long as the turns are kept."""
        ...


class Nowhere:
    """Nothing is kept."""

    def read(self, turns: Sequence[int], encoders: Sequence[str]) -> Mapping[int, Embedded]:
        """Nothing."""
        return {}

    def keep(self, made: Mapping[int, Embedded], encoders: Sequence[str]) -> None:
        """Lets go of it."""


NOWHERE = Nowhere()


class Shelved:
    """A shelf for one stage. If it fails a note says so, and the rehearsal goes on."""

    def __init__(self, shelf: Shelf, stage: Stage) -> None:
        self._shelf, self._stage = shelf, stage

    def read(self, turns: Sequence[int]) -> Mapping[int, Embedded]:
        """What is kept of these turns and of use here."""
        try:
            return self._shelf.read(turns, self._stage.encoders)
        except BotError as error:
            self._stage.notes.append(LOST.format("read", error))
            return {}

    def keep(self, made: Mapping[int, Embedded]) -> None:
        """Keeps what is new."""
        try:
            if made:
                self._shelf.keep(made, self._stage.encoders)
        except BotError as error:
            self._stage.notes.append(LOST.format("kept", error))
