"""Fixtures for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.doors.words import SLOTS
from bot.knowledge.library import Library

pytest_plugins = ["tests.databases"]

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The shipped knowledge, read once for all tests, which must not change it."""
    return Library.open(KNOWLEDGE, cache=tmp_path_factory.mktemp("cache"), needed=SLOTS)
