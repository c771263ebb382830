"""The import itself: read, paired, drafted and checked in memory; only then is anything written, and reported."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from bot.knowledge import files, nodes
from bot.knowledge.load import ARTICLE
from bot.knowledge.shapes import Shape
from bot.knowledge.written import ArticleFile, ReplyFile
from bot.workshop.importer import drafts, passages
from bot.workshop.importer.export import read_export
from bot.workshop.importer.ledger import NAME, Ledger, key
from bot.workshop.importer.nouns import Progress, Source, SourceError
from bot.workshop.importer.opening import opened
from bot.workshop.importer.page import read_page
from bot.workshop.importer.pairing import Answer, Thread, Threads, author_of, pair
from bot.workshop.importer.passages import Draft, Section
from bot.workshop.importer.pasted import read_pasted

UNDER = "In the comments"  # a section for what the author wrote there to nobody in particular
SHOWN = 12  # lines of what was passed over


@dataclass(slots=True)
class Report:
    """What came of an import; `files` are new or changed."""

    source: Source
    author: str
    threads: Threads
    repairs: int
    parts: tuple[Section, ...]
    files: dict[str, str] = field(default_factory=dict)
    unheeded: str = ""  # what was asked for and not done, and why

    def lines(self) -> Iterator[str]:
        """The report, to be read."""
        read = self.threads.threads
        pairs = [answer.by for thread in read for answer in thread.answers]
        ways = ", ".join(f"{count} by {by}" for by, count in Counter(pairs).most_common())
        passages = sum(len(part.drafts) for part in self.parts)
        yield f"“{self.source.title}” by {self.author}"
        yield from [f"note        {self.unheeded}"] if self.unheeded else []
        yield f"sections    {len(self.parts)}, with {passages} passages"
        yield f"comments    {len(self.source.comments)}"
        yield f"pairs       {len(pairs)}" + (f" ({ways})" if ways else "")
        yield f"gaps        {sum(not thread.answers for thread in read)} letters nobody answered"
        yield f"unpaired    {len(self.threads.unpaired)}" + _places(each.line for each in self.threads.unpaired)
        yield f"mended      {self.repairs} broken characters"
        yield from self._passed()
        fresh = ", ".join(sorted(self.files)[:3]) + (" ..." if len(self.files) > len("123") else "")
        yield f"written     {len(self.files)} files" + (f": {fresh}" if fresh else "; nothing in this file is new")

    def _passed(self) -> Iterator[str]:
        passed = (*self.threads.passed, *self.source.passed)
        yield f"skipped     {len(passed)}"
        for why, count in Counter(why for _, why in passed).most_common(SHOWN):
            yield f"            {count} {why}" + _places(line for line, reason in passed if reason == why)


def bring(
    path: Path, folder: Path, author: str = "", progress: Progress = lambda done, of: None, silent: bool = False
) -> Report:
    """Import a file into a folder; SourceError, and nothing written, if it cannot be used.

    `silent`: the author answered nobody.
    """
    text, form, repairs = opened(path)
    reader = {"page": read_page, "export": read_export, "text": read_pasted}[form]
    source = reader(text, str(path), progress)
    name = author_of(source, str(path), author, silent)
    told = passages.sections(source.blocks)
    report = Report(source, name, pair(source, name), repairs, told)
    report.unheeded = _unheeded(report, author) if silent else ""
    _Bringing(folder, report).draft()
    _write(folder, report.files)
    return report


def _unheeded(report: Report, given: str) -> str:
    """Why it changed nothing to say that the author answered nobody."""
    own = sum(each.name.casefold() == report.author.casefold() for each in report.source.comments)
    if own:
        wrote = f"{own} comment" + "s" * (own > 1)
        return f"--unanswered was left aside: {report.author} wrote {wrote} here, paired as without it"
    return "" if given else "--unanswered goes with --author NAME: without one it changes nothing"


class _Bringing:
    """Drafts beside what is in the folder already."""

    def __init__(self, folder: Path, report: Report) -> None:
        self._folder, self._report = folder, report
        self._ledger = Ledger(folder)
        self._names = passages.Ids(_ids(folder))

    def draft(self) -> None:
        self._article()
        for thread in self._report.threads.threads:
            self._thread(thread)
        if self._report.files:
            self._report.files[NAME] = self._ledger.content

    def _article(self) -> None:
        under = Section(
            UNDER, tuple(d for each in self._report.threads.unpaired for d in passages.reply(each.blocks)[0])
        )
        parts = [*self._report.parts, *([under] if under.drafts else [])]
        new = [part for each in parts if (part := self._new(each)).drafts]
        if not new:
            return
        before = _text(self._folder, ARTICLE)
        if before and _passages(before):
            text = before.rstrip("\n") + "\n" + drafts.further(new, self._names)
        else:
            text = drafts.article(self._report.author, self._report.source.title, new, self._names)
        self._put(ARTICLE, text, ArticleFile)

    def _new(self, part: Section) -> Section:
        fresh = tuple(draft for draft in part.drafts if not self._ledger.has(draft.text))
        for draft in fresh:
            self._ledger.add(draft.text, ARTICLE)
        return Section(part.heading, fresh)

    def _thread(self, thread: Thread) -> None:
        name = self._ledger.file(thread.text)
        answers = [answer for answer in thread.answers if not self._ledger.has(_answer(thread, answer))]
        if name and not answers:
            return
        told = [passages.reply(answer.comment.blocks, drafts.called(thread.letter)) for answer in answers]
        found = [draft for each, _ in told for draft in each]
        aside = [line for _, lines in told for line in lines]
        if not self._fill(name, thread, found):
            name = self._free(thread)
            self._put(name, drafts.reply(thread, found, aside, self._names), ReplyFile)
        self._ledger.add(thread.text, name)
        for answer in answers:
            self._ledger.add(_answer(thread, answer), name)

    def _fill(self, name: str, thread: Thread, found: list[Draft]) -> bool:
        """Puts the answer under a letter that had none, below what was changed in its file since."""
        before = _text(self._folder, name) if name else ""
        if not before or not found or _passages(before):
            return False
        text = before.rstrip("\n") + "\n" + drafts.answered(found, thread.letter, self._names)
        if _trouble(text, ReplyFile):
            return False
        self._report.files[name] = text
        return True

    def _free(self, thread: Thread) -> str:
        """A file that is not there: the reader's initial and a hash of the letter."""
        stem = f"{drafts.initials(thread.letter[0].name)[0].lower()}-{key(thread.text)[:10]}"
        stem = stem if stem.isascii() else f"r-{key(thread.text)[:10]}"
        name, number = f"replies/{stem}.yaml", 1
        while name in self._report.files or (self._folder / name).exists():
            number += 1
            name = f"replies/{stem}-{number}.yaml"
        return name

    def _put(self, name: str, text: str, shape: type[Shape]) -> None:
        if what := _trouble(text, shape):
            raise SourceError(f"{self._folder / name}: the new passages do not fit below what stands there ({what}).")
        self._report.files[name] = text


def _answer(thread: Thread, answer: Answer) -> str:
    return f"{thread.letter[0].name}: {answer.comment.text}"


def _text(folder: Path, name: str) -> str:
    """What stands in a file of the folder; nothing if there is none."""
    if not (folder / name).exists():
        return ""
    try:
        return files.text(files.read(folder, name))
    except files.FileError as error:
        raise SourceError(f"{folder / name}:{error.line}:{error.column}: {error.what}.") from None


def _passages(text: str) -> bool:
    """Whether there is any passage in a file."""
    return any(line.strip().startswith("- id:") or "{id:" in line for line in text.split("\n"))


def _ids(folder: Path) -> set[str]:
    """The ids of all passages in the folder, also in files that are just being written."""
    names = files.names(folder) if folder.is_dir() else ()
    wanted = [name for name in names if name == ARTICLE or name.startswith("replies/")]
    lines = (line.strip() for name in wanted for line in _text(folder, name).split("\n"))
    return {line.partition("id:")[2].strip() for line in lines if line.startswith("- id:")}


def _trouble(text: str, shape: type[Shape]) -> str:
    """What keeps a draft from being read; nothing for a good one."""
    try:
        if len(text.encode()) > files.LARGEST:
            return "the file becomes larger than 1 MiB"
        shape.model_validate(nodes.data(nodes.tree(files.text(text.encode()))))
    except files.FileError as error:
        return f"line {error.line}: {error.what}"
    except ValidationError as error:
        return str(error.errors(include_url=False, include_input=False)[0]["msg"])
    return ""


def _write(folder: Path, content: dict[str, str]) -> None:
    """Each file in one step; the list of what was imported last, so that a broken import goes on where it was."""
    for name in sorted(content, key=lambda name: (name == NAME, name)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{os.getpid()}")
        part.write_text(content[name], encoding="utf-8")
        part.replace(path)


def _places(lines: Iterator[int]) -> str:
    """` (lines 7, 9 ...)`."""
    found = list(lines)
    more = " ..." if len(found) > len("12345") else ""
    return f" (line {', '.join(map(str, found[:5]))}{more})" if found else ""
