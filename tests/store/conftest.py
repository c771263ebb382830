"""An open record on each engine."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.store import KeyRing, Store, fresh_key


@pytest.fixture
def ring() -> KeyRing:
    return KeyRing.from_text(fresh_key())


@pytest.fixture
async def store(database_url: str, ring: KeyRing) -> AsyncIterator[Store]:
    opened = await Store.open(database_url, ring, patience=3)
    yield opened
    await opened.close()
