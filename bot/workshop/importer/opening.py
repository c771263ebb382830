"""Opens the file an operator wants to import: its text, mended, and which form it has. It refuses what is no text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from bot.workshop.importer.mending import mended
from bot.workshop.importer.nouns import SourceError

LARGEST = 64 << 20  # bytes: twenty thousand comments
Form = Literal["page", "export", "text"]

# The first bytes of what is often saved instead of a page.
_FOREIGN = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip or office file"),
    (b"\xd0\xcf\x11\xe0", "an old office file"),
    (b"\x1f\x8b", "a packed file (gzip)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a rich text file"),
    (b"SQLite format", "a database"),
)
_ARCHIVE = re.compile(
    rb"^(?:From|MIME-Version|Content-Type|Snapshot-Content-Location): ?", re.MULTILINE | re.IGNORECASE
)
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|article|div|ol|li|p)\b", re.IGNORECASE)
_EXPORT = re.compile(r"<rss\b|xmlns:wp=", re.IGNORECASE)
GIVE = "give the file itself, the saved page (.html), the export (.xml) or the pasted text (.txt)"
HEAD = 4096
SAVE = "open the page in a browser and save it as `Web page, HTML only`, or copy its text into a .txt file"


def opened(path: Path) -> tuple[str, Form, int]:
    """The text, its form, and how many broken characters were mended; SourceError if it is no text."""
    raw = _read(path)
    for start, kind in _FOREIGN:
        if raw.startswith(start):
            raise SourceError(f"{path}:1: this is {kind}, whatever its name says: {SAVE}.")
    if not raw.strip():
        raise SourceError(f"{path}:1: the file is empty: {SAVE}.")
    if _ARCHIVE.match(raw) and b"multipart/related" in raw[:HEAD]:
        raise SourceError(f"{path}:1: this is a web archive (.mhtml): {SAVE}.")
    text = _decoded(path, raw)
    text, repairs = mended(text.replace("\r\n", "\n").replace("\r", "\n"))
    return text, _form(text), repairs


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise SourceError(f"{path}: this is a folder: {GIVE}.")
        if not path.is_file():
            raise SourceError(f"{path}: there is no such file.")
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}).") from None
    if len(raw) > LARGEST:
        raise SourceError(f"{path}: the file is larger than {LARGEST >> 20} MiB: split it.")
    return raw


def _decoded(path: Path, raw: bytes) -> str:
    """As the file says itself, as UTF-8, or as Windows wrote it."""
    marked = next((name for mark, name in _MARKS if raw.startswith(mark)), None)
    said = _CHARSET.search(raw[:HEAD])
    for name in filter(None, (marked, "utf-8", said and said[1].decode("ascii"), "cp1252")):
        try:
            text = raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\x00" in text:
            line = text.count("\n", 0, text.index("\x00")) + 1
            raise SourceError(f"{path}:{line}: this is no text (a NUL stands in it): {SAVE}.")
        return text
    raise SourceError(f"{path}:1: nobody can tell how this text is encoded: save it as UTF-8.")


def _form(text: str) -> Form:
    head = text[:HEAD].lstrip()
    if _EXPORT.search(head) or head.startswith("<?xml"):
        return "export"
    return "page" if _PAGE.search(head) else "text"
