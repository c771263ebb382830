"""The folder that the tests of the workshop start from."""

from pathlib import Path

import pytest

from tests.knowledge.folder import lay


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A whole and valid knowledge folder."""
    return lay(tmp_path / "knowledge")
