"""Two invented authors, a beekeeper and a gardener, in the same workshop: it knows neither, nor the one who ships."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.config import read_settings
from bot.errors import SettingsError
from bot.workshop.beginning import SHARED, begin_folder, shipped
from tests.command import ROOT, Command, small
from tests.conftest import KNOWLEDGE
from tests.knowledge.folder import change
from tests.workshop.gardener import WATER, grow
from tests.workshop.importer.garden import AUTHOR, COMMENTS, page

ASKED = {"beekeeper": "should I look into his hive one", "gardener": "when should I water my garden one"}
TOLD = {
    "beekeeper": "A hive that is opened every day makes no honey.",
    "gardener": "Water in the morning, and water the",
}
LAID: dict[str, Callable[[Path], Path]] = {"beekeeper": small, "gardener": grow}


@pytest.fixture(params=LAID)
def author(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def command(author: str, tmp_path: Path) -> Command:
    return Command(tmp_path, {"BOT_KNOWLEDGE": str(LAID[author](tmp_path / "knowledge"))})


@pytest.fixture
def bare(tmp_path: Path) -> Command:
    """The command in a folder where nothing is."""
    return Command(tmp_path)


def warned(printed: str) -> list[str]:
    """What a check says, without where."""
    return [row["what"] for row in json.loads(printed)]


def test_the_author_s_words_are_found_and_said(command: Command, author: str) -> None:
    assert TOLD[author] in command.run("ask", ASKED[author])
    assert "passages weighed:" in command.run("ask", ASKED[author], "--why")


def test_danger_is_seen_before_advice(command: Command) -> None:
    (row,) = map(json.loads, command.run("ask", "i will end my life", "--json").splitlines())
    assert row["kind"] == "card"


def test_the_workshop_runs_from_check_to_calibration(command: Command, author: str) -> None:
    assert "No errors: " in command.run("check")
    assert "messages, " in command.run("evaluate")
    assert command.run("evaluate", "--voice").startswith("1 conversations, 2 turns\n")
    assert "calibration.yaml: answers from 0." in command.run("calibrate")
    assert not any("calibration" in what for what in warned(command.run("check", "--json")))
    assert command.run("ask", ASKED[author]).strip()


def test_a_conversation_is_kept_and_explained(command: Command, author: str) -> None:
    command.run("chat", given=f"{ASKED[author]}\nthanks\n")
    told = command.run("explain", "1")
    assert TOLD[author] in told
    assert "(the same, byte for byte)" in told


def test_a_new_folder_is_empty_valid_and_names_nobody(bare: Command) -> None:
    assert "files. Begin with article.yaml" in bare.run("new", "garden")
    bare.settings["BOT_KNOWLEDGE"] = "garden"
    told = bare.run("check", "--json")
    assert {row["level"] for row in json.loads(told)} == {"warning"}
    assert "there is no passage yet, here or in replies/: the bot has nothing to say" in warned(told)
    author = (shipped() / "article.yaml").read_text(encoding="utf-8").partition("author: ")[2].partition("\n")[0]
    for path in (bare.here / "garden").rglob("*.yaml"):
        assert not [word for word in author.casefold().split() if word in path.read_text(encoding="utf-8").casefold()]


def test_no_fact_and_no_reader_of_another_author_is_named_to_an_operator(bare: Command) -> None:
    (bare.here / "page.html").write_text(page(), encoding="utf-8")
    bare.run("import", "page.html", "--into", "garden")
    bare.run("new", "garden")
    for path in (path for path in (bare.here / "garden").rglob("*.*") if path.parent.name != "safety"):
        assert "ended_by" not in path.read_text(encoding="utf-8"), path
    assert "heart" not in bare.run("--help")


def test_a_new_folder_already_answers_what_needs_no_passage(bare: Command) -> None:
    bare.run("new", "garden")
    bare.settings["BOT_KNOWLEDGE"] = "garden"
    lines = b"".join(b'{"id": 1, "text": "%s"}\n' % text for text in (b"hello", b"when do i water", b"i want to die"))
    rows = [json.loads(line) for line in bare.run("ask", "--jsonl", given=lines).splitlines()]
    assert [row["kind"] for row in rows] == ["talk", "admit", "card"]
    assert "health" not in bare.run("chat", given="hello\nwhen do i water\n")
    assert bare.run("evaluate").startswith("There is nothing to measure yet: write messages and what fits them into")
    assert bare.run("evaluate", "--safety").startswith("There is nothing to measure yet: write messages in danger and")
    assert bare.run("calibrate", code=2).startswith("There is nothing to calibrate from yet: write messages")


def test_new_leaves_what_is_there_as_it_is(bare: Command) -> None:
    folder = bare.here / "garden"
    begin_folder(folder)
    (folder / "article.yaml").write_text("author: Edda\n", encoding="utf-8")
    (folder / "talk.yaml").unlink()
    assert begin_folder(folder) == ("talk.yaml",)
    assert (folder / "article.yaml").read_text(encoding="utf-8") == "author: Edda\n"
    (bare.here / "file").write_text("x")
    assert "a folder cannot be begun here (Not a directory)" in bare.run("new", "file/x", code=2)
    assert "a folder cannot be begun here (File name too long)" in bare.run("new", "x" * 300, code=2)


def test_from_a_saved_page_to_a_bot_that_answers(bare: Command) -> None:
    (bare.here / "page.html").write_text(page(), encoding="utf-8")
    told = bare.run("import", "page.html", "--into", "garden").splitlines()
    assert told[0] == f"“How To Keep A Small Garden” by {AUTHOR}"
    assert told[2] == f"comments    {len(COMMENTS)}"
    bare.run("new", "garden")
    bare.settings["BOT_KNOWLEDGE"] = "garden"
    found = warned(bare.run("check", "--json"))
    assert "0 ways people ask for it, and it takes 12 to be found well" in found
    assert "no example has this passage for its answer: add one to examples/" in found
    assert "1 gaps" in bare.run("check")
    assert "nothing in this file is new" in bare.run("import", "page.html", "--into", "garden")


def test_an_import_that_cannot_be_done_is_one_line(bare: Command) -> None:
    (bare.here / "page.html").write_bytes(b"%PDF-1.7")
    said = bare.run("import", "page.html", code=2)
    assert said.startswith("page.html:1: this is a PDF")
    assert said.count("\n") == 1
    assert not (bare.here / "draft").exists()


def test_a_folder_given_for_a_file_is_told(bare: Command) -> None:
    (bare.here / "page_files").mkdir()
    said = bare.run("import", "page_files", code=2)
    assert said.startswith("page_files: this is a folder: give the file itself, the saved page (.html), the export")
    assert said.count("\n") == 1


def test_a_folder_of_other_files_is_left_as_it_is(bare: Command) -> None:
    (bare.here / "photos" / ".git").mkdir(parents=True)
    bare.run("new", "photos")
    (bare.here / "letters").mkdir()
    (bare.here / "letters" / "notes.txt").write_text("mine", encoding="utf-8")
    said = bare.run("new", "letters", code=2)
    assert said == (
        "letters: this folder has other files in it (notes.txt) and no article.yaml: name a new or empty folder,"
        " as in `bot new letters/knowledge`.\n"
    )
    assert [path.name for path in (bare.here / "letters").iterdir()] == ["notes.txt"]


def test_what_was_begun_or_imported_is_completed(bare: Command) -> None:
    for name, text in (("article.yaml", "author: Edda\n"), ("imported.json", "{}")):
        folder = bare.here / name.partition(".")[0]
        folder.mkdir()
        (folder / name).write_text(text, encoding="utf-8")
        bare.run("new", folder.name)
        assert (folder / "talk.yaml").exists()
        assert (folder / name).read_text(encoding="utf-8") == text


def test_without_a_folder_of_knowledge_it_is_said_where_one_was_looked_for(
    bare: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.config.PACKED", bare.here / "none")
    said = bare.run("check", code=2)
    assert said.startswith(f"BOT_KNOWLEDGE: there is no folder `knowledge` in {bare.here}: go to the folder")
    monkeypatch.chdir(bare.here)
    with pytest.raises(SettingsError, match="begin one with `bot new knowledge`"):
        read_settings({})


def test_a_folder_that_is_some_other_folder_is_one_line(bare: Command) -> None:
    bare.settings["BOT_KNOWLEDGE"] = str(ROOT / "tests")
    assert bare.run("check", code=1).count("\n") == 2
    bare.settings["BOT_KNOWLEDGE"] = str(bare.here)
    assert f"{bare.here}/article.yaml:1:1: the folder: article.yaml is not here" in bare.run("check", code=1)


def test_what_the_gardener_s_letter_names_is_never_sent(tmp_path: Path) -> None:
    folder = grow(tmp_path / "knowledge")
    change(
        folder,
        next(f"replies/{path.name}" for path in (folder / "replies").glob("z-*")),
        "asks: []",
        f"asks: [{WATER}]",
    )
    command = Command(tmp_path, {"BOT_KNOWLEDGE": str(folder)})
    told = command.run("ask", "slugs ate every lettuce in one night. what would you do?")
    assert "Go out at ten with a torch." in told
    assert "Z." not in told


def test_a_phrase_that_is_not_written_for_a_beginning_comes_along_without_its_author(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ships = small(tmp_path / "ships")
    for name in (*SHARED, "phrases.yaml", "facts.yaml"):
        (ships / name).write_text((KNOWLEDGE / name).read_text(encoding="utf-8"), encoding="utf-8")
    change(ships, "phrases.yaml", "  leave:", '  later:\n    - {text: "Ida wrote more: see what Moss said."}\n  leave:')
    change(ships, "article.yaml", '{near: ["yes"]}', "{tears: [yes]}")
    monkeypatch.setattr("bot.workshop.beginning.shipped", lambda: ships)
    begin_folder(tmp_path / "garden")
    told = (tmp_path / "garden" / "phrases.yaml").read_text(encoding="utf-8")
    assert '  later:\n    - {text: "The author wrote more: see what the author said."}\n' in told
    assert "closing:" not in told
