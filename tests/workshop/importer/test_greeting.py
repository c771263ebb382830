"""A greeting is left aside, and no word of advice with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge import files, nodes
from bot.workshop.importer import bring
from bot.workshop.importer.greeting import greeted
from bot.workshop.importer.sentences import split
from tests.workshop.importer.garden import AUTHOR, Said, page

GREETS = [
    "Hello Bram, and welcome.",
    "Hi again Alicia.",
    "Hi Tyecce!",
    "Hi.",
    "Dear all!",
    "Bram!",
    "Good evening, Bram.",
    "Hello and welcome to the garden!",
    "Hello Bram Oort, and thanks for stopping by.",
    "Hi Bram, how are you?",
]
SAYS_MORE = {
    "Dear Marianne, pour it off.": ("Dear Marianne,", "pour it off."),
    "Dear Bram pour it off.": ("Dear Bram", "pour it off."),
    "Bram, go out at ten.": ("Bram,", "go out at ten."),
    "Bram — go out at ten.": ("Bram", "go out at ten."),
    "Hello Bram, yes.": ("Hello Bram,", "yes."),
    "Hey, Bram, feed them!": ("Hey, Bram,", "feed them!"),
    "Hi Mari, water less.": ("Hi Mari,", "water less."),
    "Hi Bram, thanks to the worms it is loose.": ("Hi Bram,", "thanks to the worms it is loose."),
    "Hi Bram, thanks for asking, cut it back.": ("Hi Bram,", "thanks for asking, cut it back."),
}
NO_GREETING = [
    "Dear Marianne pour it off.",
    "Bram's lettuce is gone.",
    "Bram goes out at ten.",
    "Highly unlikely.",
    "Thanks, Bram.",
    "",
]
WORDS = ["Hello", "Dear", "Hi", "Bram", "Oort", "cut", "thanks", "no", "é", ",", ".", "!", "—", "-", ":"]
BRAM = frozenset({"Bram", "Oort"})


@pytest.mark.parametrize("text", GREETS)
def test_what_only_greets_is_a_greeting(text: str) -> None:
    assert greeted(text, BRAM) == (text, "")


@pytest.mark.parametrize("text", SAYS_MORE)
def test_what_says_more_than_hello_is_kept(text: str) -> None:
    assert greeted(text, BRAM) == SAYS_MORE[text]


@pytest.mark.parametrize("text", NO_GREETING)
def test_what_greets_nobody_is_left_as_it_is(text: str) -> None:
    assert greeted(text, BRAM) == ("", text)


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_no_word_is_lost_whatever_stands_there(words: list[str]) -> None:
    text = " ".join(words)
    told = [word for word in " ".join(greeted(text, BRAM)).split() if word.strip(" –—-")]
    assert told == [word for word in words if word.strip(" –—-")]


def test_no_is_an_answer_unless_a_number_follows() -> None:
    assert split("Jo, no. Rye needs salt. Look at no. 5 on my list. So do I. Then you know.") == [
        "Jo, no.",
        "Rye needs salt.",
        "Look at no. 5 on my list.",
        "So do I.",
        "Then you know.",
    ]


@pytest.fixture
def drafted(tmp_path: Path) -> dict[str, dict[str, object]]:
    """What is drafted of some answers, by the reader."""
    answers = {
        "J. Berg": ("J., no. Rye needs a night longer than wheat.",),
        "Marianne Holm": ("Dear Marianne, pour it off.", "It smells of nail varnish when it starves."),
        "Otto Lund": ("Listen, Otto: knead it less.",),
    }
    told = [(Said(name, ("Is mine still good?",)), Said(AUTHOR, said)) for name, said in answers.items()]
    (tmp_path / "page.html").write_text(page([each for pair in told for each in pair]), encoding="utf-8")
    bring(tmp_path / "page.html", tmp_path / "draft")
    texts = [path.read_bytes() for path in (tmp_path / "draft" / "replies").iterdir()]
    found = [nodes.data(nodes.tree(files.text(text))) for text in texts]
    return {str(each["reader"]): each for each in found if isinstance(each, dict)}


def passage(reply: dict[str, object]) -> dict[str, object]:
    passages = reply["passages"]
    assert isinstance(passages, list)
    (one,) = passages
    assert isinstance(one, dict)
    return one


def test_advice_behind_a_greeting_becomes_a_sentence(drafted: dict[str, dict[str, object]]) -> None:
    rye, varnish = passage(drafted["J. B."]), passage(drafted["M. H."])
    assert rye["sentences"] == [{"text": "No.", "as_written": "no."}, "Rye needs a night longer than wheat."]
    assert varnish["sentences"] == [
        {"text": "Pour it off.", "as_written": "pour it off."},
        "It smells of nail varnish when it starves.",
    ]
    assert [drafted[name]["note"] for name in ("J. B.", "M. H.")] == [
        "Greeting and closing: J.,",
        "Greeting and closing: Dear M.,",
    ]


def test_a_button_calls_nobody_by_an_initial(drafted: dict[str, dict[str, object]]) -> None:
    told = {name: passage(reply) for name, reply in drafted.items()}
    assert {name: (each["title"], each["id"]) for name, each in told.items()} == {
        "J. B.": ("Rye needs a night longer than wheat", "no-rye-needs-night-longer"),
        "M. H.": ("Pour it off", "pour-off-smells-nail-varnish"),
        "O. L.": (told["O. L."]["title"], told["O. L."]["id"]),
    }
    assert str(told["O. L."]["title"]).startswith("An answer, line ")
    assert told["O. L."]["sentences"] == [{"text": "Listen, O.: knead it less.", "about": "article"}]
