"""Short hashes by which a change of the knowledge, or of the examples a calibration was made from, is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from bot.domain import Example


def version(files: Mapping[str, bytes]) -> str:
    """A hash over the names and contents of files, in any order; not over their dates."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(b"%d %s %d " % (len(name), name.encode("utf-8", "surrogateescape"), len(content)) + content)
    return digest.hexdigest()[:16]


def fingerprint(examples: Sequence[Example]) -> str:
    """A hash of the examples, so that a stale calibration is noticed."""
    digest = hashlib.sha256()
    for example in examples:
        told = (example.text, example.turns, sorted(example.fits.items()))
        digest.update(repr(told).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:12]
