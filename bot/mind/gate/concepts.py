"""Words by what they are about, in several languages: `knife` and `Messer` are both a weapon. It weighs nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from bot.domain import Tongue
from bot.mind.gate.lexicon import view

Tags = tuple[int, ...]
COMMON = "common"  # words that only tell the language
HEARD = 60  # words by which the language is guessed
FEW = 3  # a line of fewer words tells no language of its own
NONE: Tags = ()
FIRST = 2  # letters a stem has at least; shorter ones are of no use
MOST = 1 << 16  # words remembered
T = TypeVar("T")


class Concepts:
    """Finds the concepts of each word of a text, in the language that most of its words belong to."""

    def __init__(self, tongues: Iterable[Tongue]) -> None:
        tongues = tuple(tongues)
        names = sorted({name for tongue in tongues for name in tongue.words} - {COMMON})
        codes = {name: at for at, name in enumerate(names)}
        self._tongues = {tongue.lang: _Words(tongue.words, codes) for tongue in tongues}
        self._heard: dict[str, tuple[str, ...]] = {}

    def lang(self, lines: Iterable[Sequence[str]]) -> str:
        """The language whose known words are most of the text; nothing where no word is known."""
        words = islice((word for line in lines for word in line), HEARD)
        votes = Counter(lang for word in words for lang in self._speakers(word))
        return max(self._tongues, key=votes.__getitem__) if votes else ""

    def here(self, lang: str, line: Sequence[str]) -> tuple[str, list[Tags]]:
        """The language of one line of a text in `lang`, and its concepts: another language only where hardly a word of
        the line is of `lang`.
        """
        tongue, tags = self._tongues.get(lang), self.tags(lang, line)
        if tongue is None or len(line) < FEW or tongue.most(line, tags):
            return lang, tags
        votes = Counter(other for word in line for other in self._speakers(word))
        likely = max(self._tongues, key=votes.__getitem__)
        return (likely, self.tags(likely, line)) if votes[likely] >= max(FEW, 2 * votes[lang]) else (lang, tags)

    def _speakers(self, word: str) -> tuple[str, ...]:
        known = self._heard.get(word)
        if known is None:
            known = tuple(lang for lang, tongue in self._tongues.items() if tongue.knows(word))
            _keep(self._heard, word, known)
        return known

    def tags(self, lang: str, line: Sequence[str]) -> list[Tags]:
        """The concepts of each word; those of a phrase stand with its first word."""
        tongue = self._tongues.get(lang)
        return tongue.tags(line) if tongue else [NONE] * len(line)


class _Words:
    """The words of one language: whole ones, stems (written `kill*`) and phrases."""

    def __init__(self, words: Mapping[str, Sequence[str]], codes: Mapping[str, int]) -> None:
        self._whole: dict[str, list[int]] = {}
        self._stems: dict[str, list[tuple[str, int]]] = {}  # by their first letters
        self._phrases: dict[str, list[tuple[list[str], int]]] = {}
        self._common: set[str] = set()
        self._heard: dict[str, Tags] = {}
        for name, entries in words.items():
            for entry in entries:
                self._add(entry.endswith("*"), view(entry), codes.get(name))

    def knows(self, word: str) -> bool:
        """Whether it is a word of this language, as far as this list goes."""
        return word in self._common or bool(self._of(word))

    def most(self, line: Sequence[str], tags: Sequence[Tags]) -> bool:
        """Whether at least half of the words of a line, which has these concepts, are of this language."""
        bare = 2 * tags.count(NONE) - len(line)
        return bare <= 0 or bare <= 2 * sum(map(self._common.__contains__, line))

    def tags(self, line: Sequence[str]) -> list[Tags]:
        heard, phrases = self._heard, self._phrases
        tags = [heard[word] if word in heard else self._of(word) for word in line]
        for at, word in enumerate(line):
            if word in phrases:
                tags[at] += self._from(line, at)
        return tags

    def _add(self, stem: bool, entry: str, code: int | None) -> None:
        first, *rest = entry.split() or [""]
        if code is None:
            self._common.add(entry)
        elif rest:
            self._phrases.setdefault(first, []).append((rest, code))
        elif stem:
            self._stems.setdefault(entry[:FIRST], []).append((entry, code))
        else:
            self._whole.setdefault(entry, []).append(code)

    def _of(self, word: str) -> Tags:
        known = self._heard.get(word)
        if known is None:
            stems = (code for stem, code in self._stems.get(word[:FIRST], ()) if word.startswith(stem))
            known = tuple(dict.fromkeys([*self._whole.get(word, ()), *stems]))
            _keep(self._heard, word, known)
        return known

    def _from(self, line: Sequence[str], at: int) -> Tags:
        found = self._phrases[line[at]]
        return tuple(code for rest, code in found if line[at + 1 : at + 1 + len(rest)] == rest)


def _keep(heard: dict[str, T], word: str, known: T) -> None:
    if len(heard) < MOST:
        heard[word] = known
