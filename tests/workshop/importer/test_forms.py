"""One garden in three forms: a saved page, an export and pasted text become the same drafts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge import files, nodes
from bot.workshop.importer import SourceError, bring
from bot.workshop.importer.bring import Report
from bot.workshop.importer.ledger import NAME
from bot.workshop.importer.nouns import Comment, Source
from bot.workshop.importer.pairing import author_of
from tests.workshop.importer.garden import AUTHOR, COMMENTS, TITLE, Said, export, page, pasted

FORMS: dict[str, Form] = {"page.html": page, "export.xml": export, "page.txt": pasted}
Form = Callable[[Sequence[Said]], str]


@pytest.fixture(params=FORMS)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The garden as a file of one form."""
    path = tmp_path / str(request.param)
    path.write_text(FORMS[path.name](COMMENTS), encoding="utf-8")
    return path


def again(path: Path, text: str) -> Path:
    """The file with other text."""
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, name: str) -> dict[str, object]:
    """A drafted file."""
    found = nodes.data(nodes.tree(files.text((folder / name).read_bytes())))
    assert isinstance(found, dict)
    return found


def snapshot(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.*")}


def letters(report: Report) -> list[tuple[str, list[str]]]:
    """Each letter with how its answers were paired."""
    return [(thread.letter[0].name, [answer.by for answer in thread.answers]) for thread in report.threads.threads]


def test_every_form_gives_the_same_sections_letters_and_pairs(source: Path, tmp_path: Path) -> None:
    report = bring(source, tmp_path / "draft")
    assert (report.author, report.source.title, len(report.source.comments)) == (AUTHOR, TITLE, len(COMMENTS))
    assert [part.heading for part in report.parts] == ["", "Water And Light", "Soil First"]
    assert letters(report) == [
        ("Bram Oort", ["greeting"]),
        ("Bram Oort", ["nesting"]),
        ("Zoë Lind", ["greeting"]),
        ("Wanda", []),
    ]
    assert [why for _, why in report.threads.passed] == ["asks nothing"]
    assert report.threads.unpaired == ()


def test_the_drafts_hold_the_words_and_only_the_initials(source: Path, tmp_path: Path) -> None:
    report = bring(source, tmp_path / "draft")
    names = [name for name in report.files if name.startswith("replies/")]
    told = {str(read(tmp_path / "draft", name)["letter"]).strip(): read(tmp_path / "draft", name) for name in names}
    slugs = told["Slugs ate every lettuce in one night. What would you do?\n\nSigned, Z."]
    assert slugs["reader"] == "Z. L."
    first = {"text": "Go out at ten with a torch.", "as_written": "go out at ten with a torch."}
    assert "'title': 'Go out at ten with a torch', 'line': " in str(slugs["passages"])
    assert f"'sentences': [{first}," in str(slugs["passages"])
    assert slugs["note"] == "Greeting and closing: Z.,"
    leaves = told["My tomatoes get yellow leaves from below. Do I water too much?\n\nThey stand on a balcony."]
    assert leaves["note"] == "Greeting and closing: Hello B., and welcome. / Happy digging!"


def test_a_second_import_writes_nothing_and_keeps_what_was_edited(source: Path, tmp_path: Path) -> None:
    bring(source, tmp_path / "draft")
    reply = next((tmp_path / "draft" / "replies").glob("w-*.yaml"))
    reply.write_text(reply.read_text() + "# mine\n")
    before = snapshot(tmp_path / "draft")
    assert bring(source, tmp_path / "draft").files == {}
    assert snapshot(tmp_path / "draft") == before


def test_the_same_article_in_another_form_brings_nothing_new(tmp_path: Path) -> None:
    for name, form in FORMS.items():
        bring(again(tmp_path / name, form(COMMENTS)), tmp_path / "draft")
    assert len(list((tmp_path / "draft" / "replies").iterdir())) == 4


def test_a_late_answer_goes_under_the_letter_that_waited_for_it(tmp_path: Path) -> None:
    bring(again(tmp_path / "a.html", page()), tmp_path / "draft")
    (gap,) = (tmp_path / "draft" / "replies").glob("w-*.yaml")
    gap.write_text(gap.read_text() + "# mine\n")
    more = (*COMMENTS, Said(AUTHOR, ("Never too late. Sow them on Monday.",), 7), Said("Ole", ("And peas, when?",)))
    report = bring(again(tmp_path / "a.html", page(more)), tmp_path / "draft")
    assert {name[:9] for name in report.files} == {NAME[:9], "replies/w", "replies/o"}
    assert "# mine\npassages:\n  - id: never-too-late-sow-them" in gap.read_text()


def test_a_second_answer_to_a_letter_becomes_a_file_of_its_own(tmp_path: Path) -> None:
    bring(again(tmp_path / "a.html", page()), tmp_path / "draft")
    more = (*COMMENTS, Said(AUTHOR, ("Zoë, one thing more: ducks eat slugs too.",)))
    report = bring(again(tmp_path / "a.html", page(more)), tmp_path / "draft")
    (name,) = set(report.files) - {NAME}
    assert name.startswith("replies/z-")
    assert name.endswith("-2.yaml")


def test_a_new_paragraph_goes_below_the_sections_that_are_there(tmp_path: Path) -> None:
    bring(again(tmp_path / "a.txt", pasted()), tmp_path / "draft")
    before = (tmp_path / "draft" / "article.yaml").read_text()
    new = pasted().replace("Soil First\n", "Soil First\n\nMulch is a blanket, so put it on in November.\n")
    report = bring(again(tmp_path / "a.txt", new), tmp_path / "draft")
    assert set(report.files) == {NAME, "article.yaml"}
    after = (tmp_path / "draft" / "article.yaml").read_text()
    assert after.startswith(before)
    assert "Mulch is a blanket" in after.removeprefix(before)


@pytest.mark.parametrize("form", [page, export, pasted])
def test_five_thousand_comments_are_read_in_one_pass_with_progress(form: Form, tmp_path: Path) -> None:
    many = [Said(f"Reader{n}", (f"Question {n}: what shall I do with bed {n}?",)) for n in range(4999)]
    many.append(Said(AUTHOR, ("Whatever you ask of a bed, dig it first.",)))
    told: list[tuple[int, int]] = []
    path = again(tmp_path / "many.any", form(many))
    report = bring(path, tmp_path / "draft", AUTHOR, lambda done, of: told.append((done, of)))
    assert len(report.threads.threads) == 4999
    assert told[-1][0] == told[-1][1]
    assert told == sorted(told)


def test_an_author_nobody_can_tell_must_be_named(tmp_path: Path) -> None:
    text = pasted().replace(AUTHOR * 2, AUTHOR)
    path = again(tmp_path / "a.txt", text)
    with pytest.raises(SourceError, match=r"who is the author\? Say so with --author NAME\. Most comments are by Edda"):
        bring(path, tmp_path / "draft")
    assert not (tmp_path / "draft").exists()
    assert len(bring(path, tmp_path / "draft", AUTHOR.lower()).threads.threads) == 4


@pytest.mark.parametrize(
    ("given", "meant"),
    [("Edda Quest", " Did you mean `Edda Quist`?"), ("zoe lind", " Did you mean `Zoë Lind`?"), ("Otto", "")],
)
def test_an_author_who_wrote_no_comment_is_told_with_those_who_did(
    source: Path, tmp_path: Path, given: str, meant: str
) -> None:
    with pytest.raises(SourceError) as caught:
        bring(source, tmp_path / "draft", given)
    assert str(caught.value) == (
        f"{source}:1: nobody called `{given}` wrote a comment here.{meant} Most are by Edda Quist (3), Bram Oort (2),"
        " Zoë Lind (1), Kip (1), Wanda (1). If the author answered nobody, add --unanswered."
    )
    assert not (tmp_path / "draft").exists()


def test_an_author_who_answered_nobody_is_said_to(tmp_path: Path) -> None:
    path = again(tmp_path / "a.txt", pasted([said for said in COMMENTS if said.name != AUTHOR and said.under is None]))
    with pytest.raises(SourceError, match="add --unanswered"):
        bring(path, tmp_path / "draft", AUTHOR)
    report = bring(path, tmp_path / "draft", AUTHOR, silent=True)
    assert (report.author, [answers for _, answers in letters(report)]) == (AUTHOR, [[], [], []])
    assert not any("--unanswered" in line for line in report.lines())


def test_an_author_said_to_have_answered_nobody_who_did_is_paired_and_it_is_told(source: Path, tmp_path: Path) -> None:
    report = bring(source, tmp_path / "draft", silent=True)
    assert any(answers for _, answers in letters(report))
    assert f"note        --unanswered was left aside: {AUTHOR} wrote 3 comments here, paired as without it" in list(
        report.lines()
    )


def test_to_have_answered_nobody_is_said_of_a_named_author(tmp_path: Path) -> None:
    path = again(tmp_path / "a.xml", export([said for said in COMMENTS if said.name != AUTHOR and said.under is None]))
    lines = list(bring(path, tmp_path / "draft", silent=True).lines())
    assert "note        --unanswered goes with --author NAME: without one it changes nothing" in lines


def test_where_no_comment_has_a_name_nobody_is_said_to_have_written_most() -> None:
    nameless = Source("A title", "", (), (Comment("", (), 1), Comment("", (), 2)))
    for name, most in (("Otto", "None has a name over it."), ("", "No comment has a name over it.")):
        with pytest.raises(SourceError, match=most):
            author_of(nameless, "a.txt", name)


def test_no_at_the_beginning_of_an_answer_calls_nobody_who_gave_no_name(tmp_path: Path) -> None:
    said = (
        Said("No Name", ("Is clay good for carrots?",)),
        Said("Kip", ("Is sand good for carrots?",)),
        Said(AUTHOR, ("No, it is not.",)),
    )
    report = bring(again(tmp_path / "a.html", page(said)), tmp_path / "draft", AUTHOR)
    assert letters(report) == [("No Name", []), ("Kip", ["order"])]


@pytest.mark.parametrize(
    ("encoding", "old", "new"),
    [("utf-8", "Zoë", "Zoë"), ("cp1252", "Zoë", "Zoë"), ("utf-16", "Zoë", "Zoë"), ("utf-8", "Zoë", "ZoÃ«")],
)
def test_any_common_encoding_is_mended(encoding: str, old: str, new: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(pasted().replace(old, new).encode(encoding))
    assert ("Zoë Lind", ["greeting"]) in letters(bring(path, tmp_path / "draft"))


PIECES = ["<ol>", "<li class=comment id=comment-1>", "<p>", "</li>", "<b class=fn>", "x\n\n", "<", "&#0;", "<!--"]
PIECES += ["<div class='entry-content'>", "<script>", '<a "', "</ol>", "1. Ana\n", "\n", "  "]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_whatever_a_page_is_it_is_imported_or_refused_with_its_place(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    said = ""
    try:
        bring(again(folder / "a.html", text), folder / "draft", AUTHOR)
    except SourceError as error:
        said = str(error)
    assert said.startswith(str(folder / "a.html")) != (folder / "draft").exists()
