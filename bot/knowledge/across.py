"""What holds between files: ids, facts and questions that refer to each other. Each check yields all it finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from bot.domain import UNKNOWN, Miss
from bot.errors import Problem
from bot.knowledge import facts
from bot.knowledge.dangers import DangersFile
from bot.knowledge.dialogues import ConversationsFile
from bot.knowledge.hints import near
from bot.knowledge.nodes import Loc
from bot.knowledge.rules import FactsFile
from bot.knowledge.shapes import Shape
from bot.knowledge.shelf import Shelf, doubled
from bot.knowledge.written import ArticleFile, ExamplesFile, MissesFile, PassageShape, ReplyFile
from bot.mind.matching.text import words

MOST = 200  # problems told of one check: nobody mends more at once


def problems(shelf: Shelf) -> Iterator[Problem]:
    """Everything that does not fit together, as far as the files it needs could be read."""
    checks: tuple[tuple[Callable[[Shelf], Iterator[Problem]], tuple[type[Shape], ...]], ...] = (
        (_ids, ()),
        (_asks, ()),
        (_follows, (ArticleFile, ReplyFile)),
        (_fits, (ArticleFile, ReplyFile)),
        (facts.problems, ()),
        (_dangers, ()),
        (_conditions, (FactsFile,)),
        (_labels, (FactsFile,)),
        (_dialogues, ()),
        (_misses, (ExamplesFile,)),
        (_expected, (ArticleFile, ReplyFile, FactsFile)),
    )
    for check, needed in checks:
        if shelf.whole(*needed):
            yield from islice(check(shelf), MOST)


def _ids(shelf: Shelf) -> Iterator[Problem]:
    yield from doubled(((page, (*loc, "id"), passage.id) for page, loc, passage in shelf.passages()), "id")


def _asks(shelf: Shelf) -> Iterator[Problem]:
    """A question two passages claim would teach that both are right and neither is."""
    asks = (
        (page, (*loc, "asks", index), " ".join(words(ask)) or ask)
        for page, loc, passage in shelf.passages()
        for index, ask in enumerate(passage.asks)
    )
    yield from doubled(asks, "question")


def _passage_ids(shelf: Shelf) -> set[str]:
    return {passage.id for _, _, passage in shelf.passages()}


def _follows(shelf: Shelf) -> Iterator[Problem]:
    """Passages that others are to follow, or to be kept apart from."""
    ids = _passage_ids(shelf)
    for page, loc, passage in shelf.passages():
        for key, named, itself in (
            ("follows", passage.follows, "a passage cannot follow itself"),
            ("against", passage.against, "a passage cannot contradict itself"),
        ):
            for index, id in enumerate(named):
                if id not in ids - {passage.id}:
                    what = itself if id in ids else f"there is no passage `{id}`{near(id, ids)}"
                    yield page.problem((*loc, key, index), what)


def _fits(shelf: Shelf) -> Iterator[Problem]:
    """Unknown passages in examples; an id that was renamed is told once a file, not a hundred times."""
    ids = _passage_ids(shelf)
    for page in shelf.of(ExamplesFile):
        examples = enumerate(page.shape.examples)
        strange = [(id, at) for at, example in examples for id in example.fits if id not in ids]
        for id, often in Counter(id for id, _ in strange).items():
            more = f" (here and in {often - 1} more examples below)" if often > 1 else ""
            loc = ("examples", dict(reversed(strange))[id], "fits", id)
            yield page.problem(loc, f"there is no passage `{id}`{near(id, ids)}{more}", at_key=True)


def _conditions(shelf: Shelf) -> Iterator[Problem]:
    values = {fact: (*values, UNKNOWN) for fact, values in facts.known(shelf).items()}  # unknown: also unless denied
    for page, loc, passage in shelf.passages():
        for inner, conditions in _held_back(passage):
            for fact in conditions:
                yield from facts.among(page, (*loc, *inner, fact), values, conditions[fact])


def _held_back(passage: PassageShape) -> Iterator[tuple[Loc, Mapping[str, tuple[str, ...]]]]:
    yield ("when",), passage.when
    for at, sentence in enumerate(passage.sentences):
        yield ("sentences", at, "only_if"), sentence.only_if


def _labels(shelf: Shelf) -> Iterator[Problem]:
    values = facts.known(shelf)
    for page in shelf.of(ExamplesFile):
        for at, example in enumerate(page.shape.examples):
            for fact, value in example.facts.items():
                yield from facts.among(page, ("examples", at, "facts", fact), values, value)


def _dangers(shelf: Shelf) -> Iterator[Problem]:
    """A message that stands there with two labels would teach both."""
    yield from doubled(
        (
            (page, ("examples", at, "text"), " ".join(example.text.split()))
            for page in shelf.of(DangersFile)
            for at, example in enumerate(page.shape.examples)
        ),
        "message",
    )


def _dialogues(shelf: Shelf) -> Iterator[Problem]:
    pages = shelf.of(ConversationsFile)
    each = ((page, at, dialogue) for page in pages for at, dialogue in enumerate(page.shape.conversations))
    yield from doubled(((page, ("conversations", at, "name"), one.name) for page, at, one in each), "conversation")


def _misses(shelf: Shelf) -> Iterator[Problem]:
    """Misses that are no example, or stand there twice."""
    examples = {each.example(page.shape.writer).miss for page in shelf.of(ExamplesFile) for each in page.shape.examples}
    for page in shelf.of(MissesFile):
        known = set[Miss]()
        for at, shape in enumerate(page.shape.misses):
            miss = shape.miss()
            if miss not in examples:
                yield page.problem(("misses", at), "no example says this (any more): take it off, or write it as there")
            elif miss in known:
                yield page.problem(("misses", at), "it is on the list already")
            known.add(miss)


def _expected(shelf: Shelf) -> Iterator[Problem]:
    """What is expected of passages and facts that there are not."""
    ids = _passage_ids(shelf)
    values = {fact: (*known, UNKNOWN) for fact, known in facts.known(shelf).items()}
    for page in shelf.of(ConversationsFile):
        for at, dialogue in enumerate(page.shape.conversations):
            for index, turn in enumerate(dialogue.turns):
                loc = ("conversations", at, "turns", index)
                named = [((key, place), id) for key, each in turn.passages().items() for place, id in enumerate(each)]
                for where, id in named:
                    if id not in ids:
                        yield page.problem((*loc, *where), f"there is no passage `{id}`{near(id, ids)}")
                for fact, value in turn.facts.items():
                    yield from facts.among(page, (*loc, "facts", fact), values, value)
