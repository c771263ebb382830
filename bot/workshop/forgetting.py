"""What an encoder must not forget while it is tuned: to tell texts apart that nobody taught it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import resources

import numpy as np
import yaml

from bot.mind.matching import Embedder

TOLERANCE = 0.02  # how much worse asks may find their text than with the base
SHARES = tuple(at / 10 for at in range(10, 0, -1))

Asked = Sequence[tuple[str, Sequence[str]]]  # texts, and the ways each is asked for


def finding(embedder: Embedder, asked: Asked) -> float:
    """How well the ways of asking find their text by likeness alone: the mean of 1 / place."""
    texts = embedder.embed([text for text, _ in asked])
    places: list[float] = []
    for at, (_, asks) in enumerate(asked):
        near = embedder.embed(asks) @ texts.T if asks else ()
        places += [1 / float(1 + (row > row[at]).sum()) for row in near]
    return float(np.mean(places)) if places else 1.0


def kept(before: float, after: float) -> bool:
    """Whether that is as good as nothing forgotten."""
    return after >= before - TOLERANCE


def settle(keeps: Callable[[float], bool], most: float = 1.0) -> float:
    """The largest share of what was tuned, up to `most`, with which nothing is forgotten; 0 is the base itself."""
    return next((share for share in SHARES if share <= most and keeps(share)), 0.0)


def garden() -> Asked:
    """What another author wrote, an invented one, and how she is asked."""
    text = (resources.files("bot.workshop") / "garden.yaml").read_text(encoding="utf-8")
    return [(each["text"], each["asks"]) for each in yaml.safe_load(text)["passages"]]
