"""What the gate costs at the longest message: milliseconds of CPU by part, as multiples of a list of keywords.

    uv run python -m bench.gate
    uv run python -m bench.gate --texts 20

Texts are 4,096 characters of the gate's own labelled English messages in an order that is always the same: far more
danger than any letter holds, so that most rules are tried. The embedding, which answers need anyway, is left out. The
baseline reads the same texts for the words of `bot evaluate --safety`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bot.knowledge import taught
from bot.knowledge.encoder import open_encoder
from bot.knowledge.load import load
from bot.mind.gate import Gate, mark
from bot.mind.gate.classifier import Classifier
from bot.mind.gate.lexicon import Lexicon, view
from bot.workshop.safety import keyword

KNOWLEDGE = Path(__file__).parents[1] / "knowledge"
LENGTH = 4096


def texts(messages: Sequence[str], count: int) -> list[str]:
    """So many texts of that length, of messages drawn in an order that is always the same."""
    chance = np.random.default_rng(5)
    return [" ".join(messages[at] for at in chance.permutation(len(messages))[:300])[:LENGTH] for _ in range(count)]


def milliseconds(work: Callable[[str], object], given: Sequence[str]) -> list[float]:
    """CPU time of each text, the best of three runs: another program's noise is nobody's cost."""
    taken = []
    for text in given:
        runs = []
        for _ in range(3):
            begun = time.thread_time()
            work(text)
            runs.append(1000 * (time.thread_time() - begun))
        taken.append(min(runs))
    return taken


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--texts", type=int, default=200, help="texts read by each part")
    parser.add_argument("--knowledge", type=Path, default=KNOWLEDGE, help="the folder")
    asked = parser.parse_args()
    knowledge = load(asked.knowledge)
    given = texts([danger.text for danger in knowledge.dangers if danger.lang == "en"], asked.texts)
    begun = time.thread_time()
    learnt = taught.gate(asked.knowledge, mark(knowledge, open_encoder().id))
    gate = Gate(knowledge, None, learnt)
    print(f"start of the gate: {time.thread_time() - begun:.2f} s of CPU" + ("" if learnt else ", learning anew"))
    views = {text: view(text) for text in given}
    lexicon = Lexicon(knowledge.rules)
    parts: dict[str, Callable[[str], object]] = {
        "keywords": keyword,
        "undisguise": view,
        "rules": lambda text: lexicon.read(views[text]),
        "whole gate": gate.check,
    }
    if gate.learnt:
        classifier = Classifier(gate.learnt, knowledge.tongues)
        parts["classifier"] = lambda text: classifier.hear(views[text])
    print(f"{'':<12}{'median, ms':>12}{'p99, ms':>10}{'x keywords':>12}")
    base = 0.0
    for name, work in parts.items():
        taken = milliseconds(work, given)
        middle, late = float(np.median(taken)), float(np.percentile(taken, 99))
        base = base or middle
        print(f"{name:<12}{middle:>12.2f}{late:>10.2f}{middle / base:>12.0f}")


if __name__ == "__main__":
    main()
