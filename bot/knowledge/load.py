"""Reads a knowledge folder: all of it checked and in the house's own nouns, or every problem at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from bot.domain import Calibration, Gap, Knowledge, Letter, Passage
from bot.errors import KnowledgeError, Problem
from bot.knowledge import across, files, hints, nodes, plain, regular, slots
from bot.knowledge.dangers import DangersFile, GateFile, WordsFile
from bot.knowledge.dialogues import ConversationsFile
from bot.knowledge.helplines import HelplinesFile
from bot.knowledge.rules import CalibrationFile, CardsFile, FactsFile, SafetyFile, TalkFile
from bot.knowledge.schema import KINDS, Kind, kind_of
from bot.knowledge.shapes import Shape
from bot.knowledge.shelf import Page, Shelf, forget
from bot.knowledge.version import version
from bot.knowledge.written import OPENING, REPLY, ArticleFile, ExamplesFile, MissesFile, PhrasesFile, ReplyFile

MOST = 100  # problems told of one file: nobody mends more at once
ARTICLE = "article.yaml"  # without it a folder is some other folder
UNCALIBRATED = Calibration({}, 0.5)
TELLING: tuple[type[Shape], ...] = (ConversationsFile, MissesFile)  # what answers should be, not what they are
# What readers of YAML make numbers, dates, truths or nothing of, and any other row of digits.
_ODD = re.compile(
    r"[\d\s()*#+./:_-]*\d[\d\s()*#+./:_-]*|0[xo][\da-f]+|[\d.]+e[+-]?\d+|[+-]?\.(?:inf|nan)"
    r"|y|n|yes|no|on|off|true|false|null|~",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    pages: list[Page[Shape]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    broken: set[type[Shape]] = field(default_factory=set)
    contents: dict[str, bytes] = field(default_factory=dict)


def load(folder: Path, needed: Iterable[str] = ()) -> Knowledge:
    """The knowledge of a folder; KnowledgeError with every problem. `needed` are slots of phrases that doors say."""
    return opened(folder, needed)[0]


def opened(folder: Path, needed: Iterable[str] = ()) -> tuple[Knowledge, Shelf]:
    """As `load`, with the pages the knowledge stands on, for what has more to say of a place."""
    reading = _read(folder)
    shelf = Shelf(tuple(reading.pages), frozenset(reading.broken))
    problems = [*reading.problems, *across.problems(shelf), *regular.problems(shelf), *slots.problems(shelf, needed)]
    if problems:
        forget()
        raise KnowledgeError(tuple(sorted(problems)))
    return _knowledge(shelf, version(_answering(reading.contents))), shelf


def _answering(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files on which answers depend: others only say what they should be."""
    kinds = {name: kind_of(name) for name in contents}
    return {name: contents[name] for name, kind in kinds.items() if kind and kind.shape not in TELLING}


def _read(folder: Path) -> _Reading:
    if not folder.is_dir():
        what = "there is no such folder: set BOT_KNOWLEDGE to the one with article.yaml"
        raise KnowledgeError((Problem(str(folder), 1, 1, "the folder", what),))
    reading = _Reading()
    names = files.names(folder)
    if ARTICLE not in names:
        what = f"{ARTICLE} is not here: set BOT_KNOWLEDGE to the folder that has it, or begin one with `bot new`"
        raise KnowledgeError((Problem(ARTICLE, 1, 1, "the folder", what),))
    for name in names:
        kind = kind_of(name)
        if kind is None:
            reading.problems.append(_stranger(name))
        else:
            _take(folder, name, kind, reading)
    here = {kind_of(name) for name in names}
    for kind in KINDS:
        if kind.needed and kind not in here:
            holds = (kind.shape.__doc__ or "").partition(": ")[2].removesuffix(".")
            reading.problems.append(Problem(kind.files, 1, 1, "the file", f"it is missing: {holds}"))
            reading.broken.add(kind.shape)
    return reading


def _take(folder: Path, name: str, kind: Kind, reading: _Reading) -> None:
    """Read one file, onto the page or into the problems."""
    try:
        reading.contents[name] = files.read(folder, name)
        root = nodes.tree(files.text(reading.contents[name]))
    except files.FileError as error:
        problems = [Problem(name, error.line, error.column, "the file", error.what)]
    else:
        problems = list(islice(_examine(name, root, kind, reading), MOST))
    if problems:
        reading.problems += problems
        reading.broken.add(kind.shape)


def _examine(name: str, root: nodes.Node, kind: Kind, reading: _Reading) -> Iterator[Problem]:
    """The problems of one file by itself; without any of its shape, it is a page."""
    for key, first in nodes.doubled(root):
        yield Problem(name, *key.place, key.text, f"this key is there already, in line {first.place[0]}")
    if kind.shape is HelplinesFile:
        yield from _unquoted(name, root)
    try:
        reading.pages.append(Page(name, reading.contents[name], kind.shape.model_validate(nodes.data(root))))
    except ValidationError as error:
        yield from plain.problems(name, root, kind.shape, error)


def _unquoted(name: str, root: nodes.Node) -> Iterator[Problem]:
    """Numbers, dates and words like NO without quotes, of which other readers of YAML make something else."""
    for scalar in nodes.scalars(root):
        if scalar.plain and _ODD.fullmatch(scalar.text):
            yield Problem(name, *scalar.place, scalar.text, f'put quotes around it: "{scalar.text}"')


def _stranger(name: str) -> Problem:
    """A YAML file that nothing reads."""
    stem = name.rpartition(".")[0]
    known = [kind.files for kind in KINDS if "*" not in kind.files]
    near = hints.near(name, known)
    hint = f"; rename it to {stem}.yaml" if kind_of(f"{stem}.yaml") and stem else near if "?" in near else ""
    return Problem(name, 1, 1, "the file", f"nothing reads this file{hint}")


def _knowledge(shelf: Shelf, version: str) -> Knowledge:
    article = shelf.of(ArticleFile)[0].shape
    facts = shelf.of(FactsFile)[0].shape
    calibrations = [page.shape.calibration() for page in shelf.of(CalibrationFile)]
    replies = {page.file.rpartition("/")[2].removesuffix(".yaml"): page.shape for page in shelf.of(ReplyFile)}
    return Knowledge(
        version=version,
        author=article.author,
        article=article.title,
        passages=tuple(_passages(article, replies.values())),
        letters=tuple(
            Letter(id, reply.reader, reply.letter, tuple(passage.id for passage in reply.passages))
            for id, reply in replies.items()
            if reply.passages
        ),
        gaps=tuple(Gap(id, reply.letter, reply.note) for id, reply in replies.items() if not reply.passages),
        phrases=shelf.of(PhrasesFile)[0].shape.by_slot(),
        acts=tuple(act.act() for page in shelf.of(TalkFile) for act in page.shape.acts),
        facts=tuple(fact.rule(facts.macros) for fact in facts.facts),
        rules=tuple(rule for page in shelf.of(SafetyFile) for rule in page.shape.safety()),
        cards={id: card.card(id) for page in shelf.of(CardsFile) for id, card in page.shape.cards.items()},
        countries={
            code: country.country(code)
            for page in shelf.of(HelplinesFile)
            for code, country in page.shape.countries.items()
        },
        examples=tuple(
            example.example(page.shape.writer) for page in shelf.of(ExamplesFile) for example in page.shape.examples
        ),
        calibration=calibrations[0] if calibrations else UNCALIBRATED,
        dangers=tuple(danger for page in shelf.of(DangersFile) for danger in page.shape.dangers()),
        tongues=tuple(page.shape.tongue() for page in shelf.of(WordsFile)),
        bars={lang: bars.bars() for page in shelf.of(GateFile) for lang, bars in page.shape.bars.items()},
        dialogues=tuple(each for page in shelf.of(ConversationsFile) for each in page.shape.dialogues()),
        misses=frozenset(each.miss() for page in shelf.of(MissesFile) for each in page.shape.misses),
    )


def _passages(article: ArticleFile, replies: Iterable[ReplyFile]) -> Iterator[Passage]:
    for section in article.sections:
        for passage in section.passages:
            yield passage.passage(article.title, section.heading or OPENING)
    for reply in replies:
        for passage in reply.passages:
            yield passage.passage(article.title, REPLY)
