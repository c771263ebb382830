"""Nothing that can stand in a file brings the loader down: it is told as a problem, and quickly."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.knowledge.files import FileError, read
from tests.knowledge.folder import FILES, lines, problems

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(f'*{before}' for _ in range(9))}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE: dict[str, tuple[str | bytes, int, int, str]] = {
    "an alias": ("author: *author\n", 1, 9, "a value that begins with * is not allowed"),
    "an anchor": ("author: &author Ida\n", 1, 9, "a value that begins with & is not allowed"),
    "an alias bomb": (BOMB, 1, 4, "a value that begins with & is not allowed"),
    "a tag": ("author: !!python/object/apply:os.system [ls]\n", 1, 9, "a value that begins with ! is not allowed"),
    "a tag of its own": ("author: !me Ida\n", 1, 9, "a value that begins with ! is not allowed"),
    "a hundred thousand brackets": ("x: " + "[" * 100_000, 1, 1003, "nested deeper than 20 levels"),
    "a hundred thousand braces": ("{a: " * 100_000, 1, 78, "nested deeper than 20 levels"),
    "a hundred thousand dashes": ("- " * 100_000, 1, 41, "nested deeper than 20 levels"),
    "a deep staircase": ("".join(" " * n + "a:\n" for n in range(500)), 20, 20, "nested deeper than 20 levels"),
    "three hundred thousand values": ("[" + "a," * 300_000 + "]", 1, 200_000, "more than 100,000 values in one file"),
    "five megabytes": ("a: " + "x" * 5_000_000, 1, 1, "the file is larger than 1 MiB: split it"),
    "a BOM": (b"\xef\xbb\xbfauthor: Ida\n", 1, 1, "the file begins with an invisible mark (BOM)"),
    "UTF-16": ("author: Ida\n".encode("utf-16"), 1, 1, "this is not UTF-8"),
    "latin-1": ("author: Ida\ntitle: Bienenkönig\n".encode("latin-1"), 2, 15, "this is not UTF-8"),
    "a NUL": ("author: Ida\x00\n", 1, 12, "an invisible character stands here (U+0000): delete it"),
    "an escaped NUL": ('author: "Ida\\0"\n', 1, 9, "an invisible character stands here (U+0000): delete it"),
    "a bell": ("author: Ida\ntitle: \x07\n", 2, 8, "an invisible character stands here (U+0007)"),
    "a right-to-left override": ("author: Ida \u202emoss\n", 1, 13, "an invisible character stands here (U+202E)"),
    "an invisible line break": ("author: Ida\u2028moss\n", 1, 12, "an invisible character stands here (U+2028)"),
    "what a broken copy leaves": ("author: Ida\n\ntitle: clich\ufffds\n", 3, 13, "a character was lost here"),
    "half an emoji": ('author: "\\ud83d"\n', 1, 12, "not readable as YAML (found invalid Unicode"),
    "a tab": ("author: Ida\nsections:\n\t- heading: x\n", 3, 1, "a tab"),
    "nothing": ("", 1, 1, "the file is empty"),
    "a comment": ("# to be written\n", 1, 1, "the file is empty"),
    "an empty document": ("---\n", 2, 1, "nothing stands where lines of `key: value` are needed"),
    "two documents": ("author: Ida\n---\nauthor: Otto\n", 2, 1, "a second document begins here (---)"),
    "a list": ("- author\n", 1, 1, "a list stands where lines of `key: value`"),
    "a text": ("Ida Moss\n", 1, 1, "`Ida Moss` stands where lines of `key: value` are needed"),
    "a doubled key": ("author: Ida\ntitle: x\nauthor: Otto\n", 3, 1, "this key is there already, in line 1"),
    "a key that is a list": ("? [a, b]\n: c\n", 1, 3, "a key is needed here, a plain word before the colon"),
    "a key without a name": ('"": c\n', 1, 1, "a key is needed here, a plain word before the colon"),
    "a merge key": ("<<: {author: Ida}\n", 1, 1, "`<<` is not known here"),
    "an open quote that a later one closes": (
        'author: "Ida\nlines:\n  - it\'s\n  - "two"\n',
        1,
        9,
        "a quote is opened here and not closed, or text follows its end: it runs on to the quote in line 4",
    ),
    "an open quote in a list": (
        'asks:\n  - "one\n  - "two"\n',
        2,
        5,
        "a quote is opened here and not closed, or text follows its end: it runs on to the quote in line 3",
    ),
    "an open quote in brackets": (
        "sentences:\n  - {text: 'one, about: men}\n  - two\n  - it's\n",
        2,
        12,
        "a quote is opened here and not closed, or text follows its end: it runs on to the quote in line 4",
    ),
    "a quote of two lines with text behind it": (
        'author: "Ida\n  Moss" Quist\n',
        1,
        9,
        "a quote is opened here and not closed, or text follows its end: it runs on to the quote in line 2",
    ),
    "an open quote": ('author: "Ida\ntitle: x\n', 1, 9, "a quote is opened here and never closed"),
    "an open bracket": ("sections: [a\n", 1, 11, "a bracket [ is opened here"),
    "an open brace": ("sections: {a: b\n", 1, 11, "a bracket { is opened here"),
    "a second colon": ("author: Ida: Moss\n", 1, 12, "a colon that is not expected here"),
    "a sign": ("author: @ida\n", 1, 9, "a sign that cannot begin a value"),
    "text behind a quote": ("author: 'Ida' Moss\n", 1, 15, "text follows a closing quote"),
    "a backslash": ('author: "Ida\\q"\n', 1, 13, "a backslash in double quotes"),
    "a line that slips": ("sections:\n  - a\n b: c\n", 3, 2, "does not line up"),
    "only wrong types": ("author: [a]\ntitle: {b: c}\nsections: d\n", 1, 9, "a list stands where a text is needed"),
    "UTF-32": ("author: Ida\n".encode("utf-32"), 1, 1, "this is not UTF-8"),
    "UTF-16 without a mark": ("author: Ida\n".encode("utf-16-le"), 1, 2, "an invisible character stands here (U+0000)"),
    "an overlong letter": (b"author: \xc0\xaf\n", 1, 9, "this is not UTF-8"),
    "half a letter at the end": (b"author: Id\xc3", 1, 11, "this is not UTF-8"),
    "a surrogate in UTF-8": (b"author: \xed\xa0\xbd\n", 1, 9, "this is not UTF-8"),
    "a zip": (b"PK\x03\x04\x14\x00\x00\x00", 1, 3, "an invisible character stands here (U+0003)"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", 2, 2, "this is not UTF-8"),
    "an alias as a key": ("*a : Ida\n", 1, 1, "a value that begins with * is not allowed"),
    "an anchor at a key": ("&a author: Ida\n", 1, 1, "a value that begins with & is not allowed"),
    "binary": ("author: !!binary aGk=\n", 1, 9, "a value that begins with ! is not allowed"),
    "a set": ("!!set {a, b}\n", 1, 1, "a value that begins with ! is not allowed"),
    "a list as a key": ("? [a, b]\n: Ida\n", 1, 3, "a key is needed here"),
    "a table as a key": ("{a: b}: Ida\n", 1, 1, "a key is needed here"),
    "an empty key": (": Ida\n", 1, 1, "this line does not line up"),
    "a version of YAML": ("%YAML 9.9\n---\nauthor: Ida\n", 1, 1, "a line %YAML with a version nobody reads"),
    "an odd directive": ("%TAG ! tag:x,2000:\n---\nauthor: !x Ida\n", 3, 9, "a value that begins with !"),
    "a block too far in": ("author: |99\n  Ida\n", 1, 11, "after | or > nothing may follow"),
    "a block that slips": ("author: |\n   Ida\n  Moss\ntitle: x\n", 3, 3, "this line does not line up"),
    "a folded tab": ("author: >\n\tIda\n", 2, 1, "a tab: indent with spaces"),
    "a list for the whole": ("- author: Ida\n", 1, 1, "a list stands where lines of `key: value`"),
    "one word for the whole": ("Ida\n", 1, 1, "`Ida` stands where lines of `key: value` are needed"),
    "JSON cut off": ('{"author": "Ida", "title": ', 2, 1, "something is missing here"),
    "HTML": ("<!doctype html>\n<html><body>Ida</body></html>\n", 1, 1, "stands where lines of `key: value`"),
    "a next line sign": ("author: Ida\x85title: x\n", 1, 12, "an invisible character stands here (U+0085)"),
    "an isolate": ("author: \u2066Ida\u2069\n", 1, 9, "an invisible character stands here (U+2066)"),
    "keys without end": ("".join(f"k{n}: x\n" for n in range(60_000)), 50_000, 9, "more than 100,000 values"),
    "a conflict of git": ("<<<<<<< HEAD\nauthor: Ida\n=======\n>>>>>>> b\n", 2, 7, "a colon that is not expected"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_a_problem_with_its_place(folder: Path, name: str) -> None:
    text, line, column, what = HOSTILE[name]
    raw = text if isinstance(text, bytes) else text.encode()
    (folder / "article.yaml").write_bytes(raw)
    place = f"article.yaml:{line}:{column}: "
    assert any(told.startswith(place) and what in told for told in lines(folder)), lines(folder)


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("password: x\n", encoding="utf-8")
    (folder / "replies" / "maja.yaml").symlink_to(secret)
    assert lines(folder) == [
        "replies/maja.yaml:1:1: the file: the file is a link that leads out of the folder: put a copy here"
    ]


def test_a_link_inside_the_folder_is_followed(folder: Path) -> None:
    (folder / "phrases.yaml").rename(folder / "phrases.txt")
    (folder / "phrases.yaml").symlink_to(folder / "phrases.txt")
    assert lines(folder) == []


def test_links_in_a_circle_links_to_nothing_folders_and_pipes_are_no_files(folder: Path) -> None:
    (folder / "replies" / "a.yaml").symlink_to(folder / "replies" / "a.yaml")
    (folder / "replies" / "b.yaml").symlink_to(folder / "replies" / "gone.yaml")
    (folder / "replies" / "c.yaml").mkdir()
    os.mkfifo(folder / "replies" / "d.yaml")
    told = lines(folder)
    assert "replies/a.yaml:1:1: the file: the file is a link that leads in a circle: put a copy here" in told
    for name in "bcd":
        assert f"replies/{name}.yaml:1:1: the file: this is not a file: remove it, or put the file here" in told


def test_a_file_that_cannot_be_opened_says_why(folder: Path) -> None:
    with pytest.raises(FileError, match=r"the file cannot be read \(File name too long\)"):
        read(folder, "x" * 300 + ".yaml")


NAMES = sorted(FILES)
GIVEN = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = ["author", "sections", "phrases", "facts", "lines", "yes", "1", "ä", "{he}", "&a", "*a", "!t", "---\n", "a: "]
PIECES = [*WORDS, *"\\,%@~([]{}'\"|>#\t\n", ".*", "- ", "  ", "? ", ": "]
YAMLISH = st.lists(st.sampled_from(PIECES)).map("".join)


def _load(folder: Path, name: str, raw: bytes) -> None:
    """Load the folder with other bytes in a file; whatever they are, at most problems come of it."""
    (folder / name).write_bytes(raw)
    told = problems(folder)
    (folder / name).write_text(FILES[name], encoding="utf-8")
    assert all(problem.line > 0 and problem.column > 0 and problem.what for problem in told)


@GIVEN
@given(name=st.sampled_from(NAMES), raw=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_as_a_file_are_knowledge_or_problems(folder: Path, name: str, raw: bytes) -> None:
    _load(folder, name, raw)


@GIVEN
@given(name=st.sampled_from(NAMES), text=YAMLISH)
def test_anything_like_yaml_as_a_file_is_knowledge_or_problems(folder: Path, name: str, text: str) -> None:
    _load(folder, name, text.encode())


@GIVEN
@given(data=st.data(), name=st.sampled_from(NAMES), piece=st.text(max_size=8) | YAMLISH)
def test_a_file_with_anything_put_in_anywhere_is_knowledge_or_problems(
    folder: Path, data: st.DataObject, name: str, piece: str
) -> None:
    text = FILES[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    _load(folder, name, (text[:start] + piece + text[end:]).encode())
