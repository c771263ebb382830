"""A text as words and the gaps between them, so that words can be changed one at a time; knows no grammar."""

from __future__ import annotations

import re

_WORD = re.compile(r"([^\W\d_]+(?:['’][^\W\d_]+)*)")
_STOP = re.compile(r"[.!?…;:)\n]")


def listed(words: str) -> frozenset[str]:
    """A list of words written as a line of text."""
    return frozenset(words.split())


class Words:
    """The words of a text; `gaps[n]` stands before word `n`, one more gap ends it. Joined they are the text again."""

    def __init__(self, text: str) -> None:
        pieces = _WORD.split(text)
        self.words = pieces[1::2]
        self.gaps = pieces[::2]

    def __len__(self) -> int:
        return len(self.words)

    def __str__(self) -> str:
        pieces = [piece for pair in zip(self.gaps, self.words, strict=False) for piece in pair]
        return "".join([*pieces, self.gaps[-1]])

    def low(self, at: int) -> str:
        """The word in lower case with a straight apostrophe; nothing outside the text."""
        return self.words[at].lower().replace("’", "'") if 0 <= at < len(self.words) else ""

    def after(self, at: int) -> str:
        """The next word, as `low`, if only a space lies between."""
        return self.low(at + 1) if self.beside(at) else ""

    def before(self, at: int) -> str:
        """The word before, as `low`, if only a space lies between."""
        return self.low(at - 1) if at > 0 and self.beside(at - 1) else ""

    def beside(self, at: int) -> bool:
        """Whether the next word follows with nothing but a space between."""
        return at + 1 < len(self) and self.gaps[at + 1].strip(" ") == ""

    def ends(self, at: int) -> bool:
        """Whether the clause ends behind this word."""
        return at + 1 >= len(self) or bool(_STOP.search(self.gaps[at + 1]))

    def put(self, at: int, new: str) -> None:
        """Put `new` for a word, in the case and with the apostrophe of the old one."""
        old = self.words[at]
        new = new.replace("'", "’") if "’" in old else new
        if len(old) > 1 and old.isupper():
            new = new.upper()
        elif old[0].isupper():
            new = new[0].upper() + new[1:]
        self.words[at] = new
