"""What a passage is worth that no labelled message speaks of: how to read it off its asks, its text and its words.

Its worth is `Alike.worth`: w0 ask^3 + w1 ask^2 lexical + w2 ask dense lexical. The products make it that evidence
counts where it agrees, and that a passage with nothing in common is worth nothing. The weights are least squares over
labelled messages and the passages they speak of, looked at as if nothing had been learned, so that the worth is the
gain to be expected (0 to 7) and stands beside what the head has learned of other passages.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.mind.matching.nearby import Alike

USUAL = np.array([2.0, 4.3, 3.7], dtype=np.float32)  # the weights the shipped examples give, for who has none
TRUST = 10.0  # pairs of a message and a passage that it takes to doubt the usual weights


def fitted(seen: Sequence[Alike], gains: NDArray[np.float32]) -> NDArray[np.float32]:
    """The weights, from the evidence of messages for the passages with these gains (messages, passages)."""
    if not gains.size:
        return USUAL
    parts = np.eye(3, dtype=np.float32)
    rows = np.stack([[alike.worth(part) for part in parts] for alike in seen]).astype(np.float64)  # (n, 3, passages)
    square = np.einsum("nip,njp->ij", rows, rows) + TRUST * np.eye(3)
    right = np.einsum("nip,np->i", rows, gains) + TRUST * USUAL
    return np.asarray(np.linalg.solve(square, right), dtype=np.float32)
