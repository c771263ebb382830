"""Mends what a wrong encoding made of a text (`clich├ęs`, `donâ€™t`) and takes out what nobody can see."""

from __future__ import annotations

import re
import unicodedata

# Pages that read UTF-8 as something else, commonest first; Windows' leaves five bytes to C1 controls.
_WRONG = ("cp1252", "cp852", "cp850", "cp437", "latin-1", "cp1250", "mac_roman")
_ODD = re.compile(r"[^\x00-\x7f]{2,8}")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]"
    "|[\ud800-\udfff]"
)
_BREAKS = re.compile("[\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u2007\u202f\t]")
LOST = "\ufffd"


def mended(text: str) -> tuple[str, int]:
    """The text without invisible characters, and how many places of it were mended."""
    count = 0

    def mend(found: re.Match[str]) -> str:
        nonlocal count
        right = _right(found[0])
        count += right != found[0]
        return right

    text = _ODD.sub(mend, text)
    lost = text.count(LOST)
    return clean(text), count + lost


def clean(text: str) -> str:
    """Without invisible characters; blanks of all kinds are blanks."""
    return _UNSEEN.sub("", _SPACES.sub(" ", _BREAKS.sub("\n", text))).replace(LOST, "?")


def _right(piece: str) -> str:
    """What the piece was before UTF-8 was read as something else; the piece itself if it is good as it is."""
    for name in _WRONG:
        try:
            right = _bytes(piece, name).decode("utf-8")
        except UnicodeError:
            continue
        if len(right) < len(piece) and all(_likely(sign) for sign in right):
            return right
    return piece


def _bytes(piece: str, name: str) -> bytes:
    """Its bytes; what Windows leaves undefined stands for itself."""
    if name != "cp1252":
        return piece.encode(name)
    return b"".join(bytes((ord(each),)) if "\x80" <= each <= "\x9f" else each.encode(name) for each in piece)


def _likely(sign: str) -> bool:
    """Whether people write this: a letter of Latin, Greek or Cyrillic, a sign of punctuation, a picture."""
    return sign < "\u0530" or "\u2010" <= sign <= "\u2bff" or unicodedata.category(sign) == "So"
