"""Leaves the tests out that need a browser where there is none, and says so. CI has one (.ci/run installs it)."""

from __future__ import annotations

from tests.e2e.browser import WANTED

collect_ignore = [] if WANTED else ["test_pages.py", "test_hostile_pages.py", "test_correcting_pages.py"]


def pytest_report_header() -> str:
    """Whether the pages are tried in a browser."""
    return "review pages: " + ("tried in chromium" if WANTED else "not tried in a browser, for there is no chromium")
