"""From paragraphs to draft passages: what hangs together stays together, greetings and closings stand aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.workshop.importer.greeting import greeted
from bot.workshop.importer.nouns import Block
from bot.workshop.importer.sentences import is_closing, is_wish, split

TITLE = 40
SMALL = 110  # characters of a paragraph, or of a list's items, too small to be a passage by itself
WORDS = 5  # of an id
_COMMON_WORDS = """
a an and as at be but by for from had has have i if in is it its of on or so than that the then there this to
was were will with you your
"""
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; `item` begins a line of a list. `as_written` is how it stood where its greeting was taken off."""

    text: str
    item: bool = False
    as_written: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A passage to be: its id comes later, when all are known."""

    line: int
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """Its words in one line."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def title(self) -> str:
        """Its beginning, as a button could say it."""
        texts = [sentence.text.strip(" .:!?") for sentence in self.sentences]
        first = next((text for text in texts if " " in text), texts[0])  # `No` says nothing on a button
        if len(first) <= TITLE:
            return first
        return first[: TITLE - 3].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + " ..."


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the passages under it."""

    heading: str
    drafts: tuple[Draft, ...]


def sections(blocks: Sequence[Block]) -> tuple[Section, ...]:
    """The article in its parts; a part of nothing but a heading is left out."""
    parts: list[tuple[str, list[Block]]] = [("", [])]
    for block in blocks:
        if block.shape == "heading":
            parts.append((block.text, []))
        else:
            parts[-1][1].append(block)
    found = (Section(heading, tuple(drafts(told))) for heading, told in parts)
    return tuple(section for section in found if section.drafts)


def reply(blocks: Sequence[Block], names: Collection[str] = ()) -> tuple[tuple[Draft, ...], tuple[str, ...]]:
    """The passages of an answer to somebody of these names, and the greetings and closings that are none."""
    told = [(block, split(block.text)) for block in blocks]
    aside, rest = _ungreeted(told[0][1], names) if told else ([], "")
    begins = len(aside)
    while told and (not told[-1][1] or is_closing(told[-1][1][-1]) or _is_wish(told)):
        last = told[-1][1]
        aside.insert(begins, last.pop()) if last else told.pop()
    kept = [(block, sentences) for block, sentences in told if sentences]
    return tuple(_as_written(_join(kept), rest)), tuple(aside)


def _ungreeted(sentences: list[str], names: Collection[str]) -> tuple[list[str], str]:
    """Takes the greetings off the beginning: them, and what is left of a sentence as it stood."""
    aside = list[str]()
    while sentences:
        greeting, rest = greeted(sentences[0], names)
        if not greeting:
            break
        aside.append(greeting)
        sentences[:1] = [_begun(rest)] if rest else []
        if rest:
            return aside, rest
    return aside, ""


def _begun(rest: str) -> str:
    """As the beginning of a sentence."""
    return rest[:1].upper() + rest[1:]


def _as_written(told: Iterable[Draft], rest: str) -> Iterator[Draft]:
    """The first sentence says how it stood behind its greeting, if that is what it is."""
    for at, draft in enumerate(told):
        first, *others = draft.sentences
        if not at and rest != first.text == _begun(rest):
            first = replace(first, as_written=rest)
        yield replace(draft, sentences=(first, *others))


def _is_wish(told: Sequence[tuple[Block, list[str]]]) -> bool:
    return len(told) > 1 and len(told[-1][1]) == 1 and is_wish(told[-1][1][0])


def drafts(blocks: Sequence[Block]) -> Iterator[Draft]:
    """The passages of a run of paragraphs and lists."""
    return _join([(block, sentences) for block in blocks if (sentences := split(block.text))])


def _join(told: Sequence[tuple[Block, list[str]]]) -> Iterator[Draft]:
    """A lead takes the list after it, if that is of short items; a small paragraph goes with the next."""
    line, held, at = 0, [], 0
    while at < len(told):
        block, sentences = told[at]
        line = line or block.line
        held += [Sentence(text, block.shape == "item" and not n) for n, text in enumerate(sentences)]
        at += 1
        items = _run(told, at)
        length = sum(len(sentence.text) + 1 for sentence in held)
        small = length <= SMALL and len(held) == 1 and at < len(told) and told[at][0].shape == "text"
        leads = block.shape != "item" and held[-1].text.endswith(":") and at < len(told)
        if leads and items:
            for _, texts in told[at : at + items]:
                held += [Sentence(text, not n) for n, text in enumerate(texts)]
            at += items
        elif small or leads:
            continue
        yield Draft(line, tuple(held))
        line, held = 0, []


def _run(told: Sequence[tuple[Block, list[str]]], start: int) -> int:
    """How many items of a list follow."""
    count = 0
    while start + count < len(told) and told[start + count][0].shape == "item":
        count += 1
    return count


class Ids:
    """Ids of passages, each unlike all before."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._count: dict[str, int] = {}

    def new(self, text: str) -> str:
        """One of the first words that say something."""
        stem = _stem(text)
        name, number = stem, self._count.get(stem, 1)
        while name in self._taken:
            number += 1
            name = f"{stem}-{number}"
        self._count[stem] = number
        self._taken.add(name)
        return name


def _stem(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    words = re.findall(r"[a-z0-9]+", plain)
    telling = [word for word in words if word not in _COMMON] or words or ["passage"]
    return "-".join(telling[:WORDS])[:50].strip("-")
