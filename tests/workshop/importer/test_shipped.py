"""The article that ships, pasted as a page showed it, becomes the texts that ship, to the letter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.domain import Knowledge
from bot.knowledge import files, nodes
from bot.workshop.importer import bring
from bot.workshop.importer.bring import Report
from bot.workshop.importer.mending import mended
from tests.knowledge.canon import CANON

ARTICLE = Path(__file__).parent / "article.txt"
NAMES = {"Alicia": "A.", "AshleyLH": "A.", "Ashley": "A.", "Tyecce": "T.", "Katrine": "K."}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return bring(ARTICLE, tmp_path_factory.mktemp("draft"))


def drafted(report: Report, under: str) -> list[dict[str, object]]:
    """The files of a folder as they were drafted."""
    texts = (text for name, text in report.files.items() if name.startswith(under) and name.endswith(".yaml"))
    found = [nodes.data(nodes.tree(files.text(text.encode()))) for text in texts]
    plain: list[dict[str, object]] = json.loads(json.dumps(found))
    return plain


def words(passages: object) -> str:
    """All that passages say, in their order."""
    assert isinstance(passages, list)
    return " ".join(
        each["text"] if isinstance(each, dict) else each for passage in passages for each in passage["sentences"]
    )


def written(knowledge: Knowledge, reply: bool) -> list[str]:
    """What the passages that ship say, slips and all, but for the broken character."""
    kept = [passage for passage in knowledge.passages if (passage.source.place == "reply to a reader") is reply]
    own = ([each for each in passage.sentences if not each.origin] for passage in kept)  # others lend the rest
    return [mended(" ".join(each.as_written or each.text for each in sentences))[0] for sentences in own]


def initialled(text: str) -> str:
    for name, initial in NAMES.items():
        text = text.replace(name, initial)
    return text.strip()


def test_every_passage_of_the_article_is_drafted_to_the_letter_and_nothing_besides(report: Report) -> None:
    (article,) = drafted(report, "article")
    sections = article["sections"]
    assert isinstance(sections, list)
    assert " ".join(words(section["passages"]) for section in sections) == " ".join(written(CANON, reply=False))
    assert (article["author"], article["title"]) == (CANON.author, CANON.article)
    headings = dict.fromkeys(passage.source.place for passage in CANON.passages if passage.source.place != "opening")
    assert [section["heading"] for section in sections[1:]] == [*headings][:-1]


def test_every_reply_is_drafted_to_the_letter_with_its_greeting_and_closing_apart(report: Report) -> None:
    told = " ".join(words(each.get("passages", [])) for each in drafted(report, "replies/"))
    shipped = written(CANON, reply=True)
    assert [text for text in shipped if text not in told] == []
    assert sum(map(len, shipped)) + len(shipped) - 1 <= len(told) <= sum(map(len, shipped)) + len(shipped)
    for name in NAMES:
        assert name not in told


def test_every_letter_is_paired_as_it_ships_and_readers_are_initials(report: Report) -> None:
    told = drafted(report, "replies/")
    answered = {str(each["letter"]).strip() for each in told if "passages" in each}
    assert answered == {initialled(letter.text) for letter in CANON.letters}
    (gap,) = [str(each["letter"]).strip() for each in told if "passages" not in each]
    assert gap == initialled(CANON.gaps[0].letter)
    assert {each["reader"] for each in told} == {"A.", "T.", "K."}


def test_the_report_counts_everything(report: Report) -> None:
    assert list(report.lines())[:9] == [
        "“How To Get Him Back After A Break Up” by James Nelmondo",
        "sections    5, with 15 passages",
        "comments    15",
        "pairs       6 (3 by greeting, 3 by nesting)",
        "gaps        1 letters nobody answered",
        "unpaired    0",
        "mended      1 broken characters",
        "skipped     2",
        "            2 asks nothing (line 45, 49)",
    ]
