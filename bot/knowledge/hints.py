"""What may have been meant by a name that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

FEW = 12  # names that may still be listed in a line
SHOWN = 40  # characters of what somebody wrote that are looked at, and repeated


def near(word: str, known: Iterable[str]) -> str:
    """The end of a sentence that says something is unknown: what may have been meant, or what there is."""
    names = sorted(set(known))
    match = get_close_matches(word[:SHOWN], names, n=1)
    if match:
        return f"; did you mean `{match[0]}`?"
    return f": known are {', '.join(names)}" if 0 < len(names) <= FEW else ""
