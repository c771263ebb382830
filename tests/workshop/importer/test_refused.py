"""Files that cannot be imported: a clear line with the place, soon, and nothing written."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.workshop.importer import SourceError, bring
from bot.workshop.importer.opening import LARGEST
from tests.workshop.importer.garden import AUTHOR, export, page, pasted

BOMB = '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "aaaa">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 9}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
REFUSED: dict[str, tuple[str | bytes, str]] = {
    "a PDF named .html": (b"%PDF-1.7\n%\xe2\xe3", ":1: this is a PDF, whatever its name says: open the page"),
    "a document": (b"PK\x03\x04word/document.xml", ":1: this is a zip or office file"),
    "a picture": (b"\x89PNG\r\n", ":1: this is a picture"),
    "a web archive": ("MIME-Version: 1.0\nContent-Type: multipart/related\n", ":1: this is a web archive"),
    "nothing": ("", ":1: the file is empty"),
    "blanks": (" \n\n\t ", ":1: the file is empty"),
    "a NUL": ("<html>\n\n<p>a\x00</p>", ":3: this is no text (a NUL stands in it)"),
    "a page without comments": (page(()), ":1: there are no comments on this page"),
    "a page without an article": (
        page().replace("entry-content", "x").replace("<article", "<div").replace(" class='post hentry'", ""),
        ":1: the article was not found",
    ),
    "a page cut off in a tag": (page()[: page().index("bypostauthor")], ": the page ends in the middle"),
    "a page cut off in a text": (page()[: page().index("Slugs ate") + 4], ": the page ends in the middle"),
    "a comment of HTML that never ends": (page().replace("<nav>", "<!-- "), ":3: the page ends in the middle"),
    "a script that never ends": (page().replace("</script>", ""), ":2: the page ends in the middle"),
    "text without comments": ("A title\n\nOnly an article.\n", ":4: no comments were found: each begins"),
    "text without an article": ("1. Ana\n\nHow are you?\n", "no comments were found"),
    "comments alone": ("Title\n\n1. Ana\n\nHow are you?\n", ":1: no article stands before the comments"),
    "an export cut off": (export()[: export().index("Wanda")], "this export is broken here (unclosed CDATA section)"),
    "an export with a stray sign": (export().replace("<wp:status>", "<<wp:status>"), "broken here (not well-formed"),
    "an export with tags that cross": (
        export().replace("</wp:comment_author>", "</x>", 1),
        "broken here (mismatched tag)",
    ),
    "an entity bomb": (BOMB + "]><rss>&i;</rss>", ":2: a DOCTYPE, which no export of WordPress has"),
    "an entity from a file": (
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>',
        ":1: a DOCTYPE, which no export of WordPress has",
    ),
    "an unknown entity": (export().replace("<title>Quist", "<title>&nbsp;"), "broken here (undefined entity)"),
    "an export nested deep": ('<?xml version="1.0"?>' + "<rss>" * 100_000, ":1: nested deeper than 40 levels"),
    "an export without posts": (export().replace(">publish<", ">draft<"), ":1: there is no published post"),
    "an export without comments": (export(()), ": no post of this export has comments"),
    "some other XML": ('<?xml version="1.0"?><feed/>', ":1: there is no published post in this export"),
}


def refuse(path: Path) -> str:
    """What is said of a file; nothing may have been written."""
    with pytest.raises(SourceError) as caught:
        bring(path, path.parent / "draft", AUTHOR)
    assert not (path.parent / "draft").exists()
    return str(caught.value)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_imported_is_told_with_its_place_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    given, said = REFUSED[name]
    path = tmp_path / "page.html"
    path.write_bytes(given if isinstance(given, bytes) else given.encode())
    told = refuse(path)
    assert told.startswith(str(path))
    assert said in told
    assert "\n" not in told


def test_no_file_a_folder_and_a_huge_file_are_told(tmp_path: Path) -> None:
    assert "there is no such file" in refuse(tmp_path / "none.html")
    assert "this is a folder: give the file itself" in refuse(tmp_path)
    with (tmp_path / "huge.html").open("wb") as file:
        file.truncate(LARGEST + 1)
    assert "larger than 64 MiB" in refuse(tmp_path / "huge.html")


@pytest.mark.parametrize(
    "piece", ["<", "<a ", '<a "', "<!--", "<div>", "<li class=comment>", "</p>", "&amp", "<p", "1. Ana\n\n"]
)
def test_hostile_repetition_costs_no_more_than_its_length(piece: str, tmp_path: Path) -> None:
    """Eight times the length may not take anything like sixty-four times as long."""
    took = []
    path = tmp_path / "a.html"
    for length in (4_000, 32_000):
        path.write_text("<html>" + piece * length, encoding="utf-8")
        took.append(min(_seconds(path) for _ in range(3)))
    assert took[1] < 24 * max(took[0], 0.01)


def _seconds(path: Path) -> float:
    start = time.process_time()
    refuse(path)
    return time.process_time() - start


def test_a_folder_whose_files_cannot_be_read_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(pasted(), encoding="utf-8")
    folder = tmp_path / "draft"
    folder.mkdir()
    (folder / "imported.json").write_text("[", encoding="utf-8")
    with pytest.raises(SourceError, match=r"imported\.json cannot be read"):
        bring(path, folder)
    (folder / "imported.json").unlink()
    (folder / "article.yaml").write_bytes(b"author: \xff")
    with pytest.raises(SourceError, match=r"article\.yaml:1:9: this is not UTF-8"):
        bring(path, folder)
    assert [each.name for each in folder.iterdir()] == ["article.yaml"]
