"""What contradicts itself: orders and conditions that cannot hold together, sentences that seem to say the opposite."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.errors import Problem
from bot.knowledge.shelf import Shelf
from bot.knowledge.written import ExamplesFile, PassageShape
from bot.mind.matching import Embedder
from bot.mind.matching.lessons import RIGHT
from bot.workshop.checks.near import pairs, warn

OPPOSITE = 0.72  # likeness of two sentences of which one denies; the most alike shipped ones have 0.56
_DENIES = re.compile(
    r"\b(?:not|no|never|nothing|nobody|none|without|cannot|\w+n't|stop|avoid|neither|nor|don't)\b", re.I
)
Values = Mapping[str, tuple[str, ...]]


def follows(shelf: Shelf) -> Iterator[Problem]:
    """Passages that come after one they can never stand beside."""
    known = {passage.id: passage for _, _, passage in shelf.passages()}
    for page, loc, passage in shelf.passages():
        for index, id in enumerate(passage.follows):
            if _clash(passage, known[id]):
                yield warn(
                    page,
                    (*loc, "follows", index),
                    f"it follows `{id}` and contradicts it (when, stage or against): take one of the two away",
                )


def never_said(shelf: Shelf) -> Iterator[Problem]:
    """Sentences held back until something is known that their passage rules out."""
    for page, loc, passage in shelf.passages():
        for at, sentence in enumerate(passage.sentences):
            for fact, values in sentence.only_if.items():
                if _apart(passage.when, {fact: values}):
                    yield warn(
                        page,
                        (*loc, "sentences", at, "only_if", fact),
                        f"this sentence is never said: its passage presupposes {fact}: {', '.join(passage.when[fact])}",
                        at_key=True,
                    )


def labels(shelf: Shelf) -> Iterator[Problem]:
    """Examples that call a passage right which their own facts rule out."""
    known = {passage.id: passage for _, _, passage in shelf.passages()}
    for page in shelf.of(ExamplesFile):
        for at, example in enumerate(page.shape.examples):
            facts = {fact: (value,) for fact, value in example.facts.items()}
            for id, grade in example.fits.items():
                if grade >= RIGHT and (fact := _apart(known[id].when, facts)):
                    what = f"{fact} is {example.facts[fact]} here, which `{id}` rules out: one of the two is wrong"
                    yield warn(page, ("examples", at, "fits", id), what, at_key=True)


def sentences(shelf: Shelf, embedder: Embedder) -> Iterator[Problem]:
    """Sentences of two passages that are much alike, one of them denied, where nothing keeps the two apart."""
    told = list(shelf.passages())
    rows = [
        (at, (*loc, "sentences", index), sentence.text)
        for at, (_, loc, passage) in enumerate(told)
        for index, sentence in enumerate(passage.sentences)
        if sentence.about != "article"
    ]
    for first, second in pairs([text for _, _, text in rows], [at for at, _, _ in rows], embedder, OPPOSITE):
        (other, _, before), (at, loc, text) = rows[first], rows[second]
        if _denied(before) != _denied(text) and not _clash(told[at][2], told[other][2]):
            what = f"this seems to say the opposite of `{told[other][2].id}` (“{before[:60]}”): if so, add `against`"
            yield warn(told[at][0], loc, what)


def _clash(one: PassageShape, other: PassageShape) -> bool:
    return one.passage("", "").clashes(other.passage("", ""))


def _apart(one: Values, other: Values) -> str:
    """A fact of which the two allow no common value; nothing if there is none."""
    return next((fact for fact in one if fact in other and not set(one[fact]) & set(other[fact])), "")


def _denied(text: str) -> bool:
    return len(_DENIES.findall(text.replace("’", "'"))) % 2 == 1
