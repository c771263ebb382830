"""What is heard of short texts and of long ones is summed in two ways: both are the same, to the bit."""

from __future__ import annotations

import pytest

from bot.knowledge.library import Library
from bot.mind.gate import classifier
from bot.mind.gate.classifier import Classifier
from bot.mind.gate.lexicon import view


@pytest.fixture
def hears(library: Library) -> Classifier:
    gate = library.guide.gate
    assert gate.learnt
    return Classifier(gate.learnt, library.knowledge.tongues)


def test_it_is_heard_the_same_however_it_is_summed(
    hears: Classifier, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = [letter.text for letter in library.knowledge.letters[:8]]
    short = [danger.text for danger in library.knowledge.dangers[::19]]
    views = [view(text) for text in ["", "ok", "...", *short, *letters, " ".join(short[:40])]]
    heard = [[hears.hear(seen) for seen in views]]
    for few in (0, 10_000):
        monkeypatch.setattr(classifier, "FEW", few)
        heard.append([hears.hear(seen) for seen in views])
    assert heard[0] == heard[1] == heard[2]
