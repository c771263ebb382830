"""What the encoder made of the texts of logged turns, for the next rehearsal: sealed, and gone with its turn.

Nothing is written here when people are answered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, cast, delete, select

from bot.store.lately import Do
from bot.store.sealed import Plain, Seals
from bot.store.tables import INSERT, TurnRow, VectorRow

BATCH = 200  # turns in one transaction: people wait no longer than for a turn
TEXTS = Plain("vectors.texts")
ROW: ColumnElement[str] = cast(VectorRow.turn_id, String) + ":" + VectorRow.encoder  # what names a row for good

Embedded = Mapping[str, bytes]  # by the id of the encoder


class Vectors:
    """By turn and encoder. The bytes are what the encoder's room makes of them."""

    def __init__(self, do: Do, seals: Seals, engine: str) -> None:
        self._do = do
        self._ring = seals.ring
        self._insert = INSERT[engine]

    async def read(self, turns: Sequence[int], encoders: Sequence[str]) -> dict[int, dict[str, bytes]]:
        """What these encoders made of those of the turns that it is kept of; StoreError if it cannot be read."""
        if not turns:
            return {}
        asked = VectorRow.turn_id.between(min(turns), max(turns)), VectorRow.encoder.in_(encoders)
        query = select(VectorRow.turn_id, VectorRow.encoder, ROW, VectorRow.texts).where(*asked)
        found = defaultdict[int, dict[str, bytes]](dict)
        for turn, encoder, row, sealed in await self._do(lambda connection: connection.execute(query).all()):
            found[turn][encoder] = TEXTS.open(self._ring, row, sealed)
        return found

    async def keep(self, made: Mapping[int, Embedded], encoders: Sequence[str]) -> None:
        """Keeps what these encoders made, a batch at a time, in the place of what others made of the same turns.

        A turn that went meanwhile, or is just going, is left out. StoreError if it cannot be written.
        """
        ids = sorted(made)
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            rows = {id: [self._row(id, *each) for each in made[id].items()] for id in batch}
            await self._do(partial(self._keep, rows=rows, encoders=encoders))

    def _keep(self, connection: Connection, rows: Mapping[int, list[dict[str, Any]]], encoders: Sequence[str]) -> None:
        there = select(TurnRow.id).where(TurnRow.id.in_(rows)).order_by(TurnRow.id)
        # whoever deletes a turn, or a person with theirs, neither waits for us while we wait for them, nor fails
        held = connection.execute(there.with_for_update(read=True, key_share=True, skip_locked=True)).scalars().all()
        others = VectorRow.turn_id.in_(held), VectorRow.encoder.not_in(encoders)
        connection.execute(delete(VectorRow).where(*others))
        if values := [row for id in held for row in rows[id]]:
            insert = self._insert(VectorRow)
            newest = {"texts": insert.excluded.texts}
            connection.execute(insert.on_conflict_do_update(index_elements=["turn_id", "encoder"], set_=newest), values)

    def _row(self, turn: int, encoder: str, texts: bytes) -> dict[str, Any]:
        return {"turn_id": turn, "encoder": encoder, "texts": TEXTS.seal(self._ring, f"{turn}:{encoder}", texts)}
