"""An open door, and no long waits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.doors.telegram import application, poll, sending
from tests.doors.telegram.house import House, opened
from tests.doors.telegram.wire import Wire


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries again at once."""
    monkeypatch.setattr(application, "TRIES", (0.01, 0.01))
    monkeypatch.setattr(sending, "PAUSES", (0.01, 0.01, 0.01))
    monkeypatch.setattr(poll, "FIRST", 0.02)
    monkeypatch.setattr(poll, "LONGEST", 0.05)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with opened(tmp_path, Wire()) as house:
        yield house
