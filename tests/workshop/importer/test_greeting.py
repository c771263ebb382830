"""A greeting is left aside, and no word of advice with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge import files, nodes
from bot.workshop.importer import bring
from bot.workshop.importer.drafts import called, reduced
from bot.workshop.importer.greeting import greeted
from bot.workshop.importer.nouns import Comment
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
    "Hi Bram, thank you for sharing but dig it up now.": ("Hi Bram,", "thank you for sharing but dig it up now."),
    "Hi Bram, thanks but no.": ("Hi Bram,", "thanks but no."),
    "Hi Bram, glad that you did not mow it.": ("Hi Bram,", "glad that you did not mow it."),
    "Hi Bram, how are you ever going to mow it?": ("Hi Bram,", "how are you ever going to mow it?"),
    "Hi Bram, thanks for asking please stop.": ("Hi Bram,", "thanks for asking please stop."),
    "Hi No Name, dig it up.": ("Hi No Name,", "dig it up."),
}
NO_GREETING = [
    "Dear Marianne pour it off.",
    "Bram's lettuce is gone.",
    "Bram goes out at ten.",
    "Highly unlikely.",
    "Thanks, Bram.",
    "Hi Run!",
    "Hello Leave Him!",
    "Hey Stop It!",
    "No, do not mow it.",
    "No Name",
    "O, what a lawn.",
    "",
]
WORDS = ["Hello", "Dear", "Hi", "Bram", "Oort", "cut", "thanks", "no", "é", ",", ".", "!", "—", "-", ":"]
WORDS += ["thank you", "for sharing", "how are you", "glad that you", "wrote", "welcome", "No Name", "and", "it"]
ADVICE = ["but", "so", "not", "never", "leave", "stop", "Run", "Stop", "Never", "No", "Leave"]
BRAM = frozenset({"Bram", "Oort", "O", "No Name"})
NO_NAMES = {
    "No Name": "No, do not mow it.",
    "Never Again": "Never, ever mow first.",
    "Not Sure": "Not sure, but it may be rust.",
    "Stop It": "Stop it: never mow.",
    "Stop it": "Hey Stop It!",
    "He Left": "He left, so accept it.",
    "Yes No Maybe": "Yes – no – maybe.",
    "I Am Lost": "I, for one, would wait.",
    "Guest": "Guest, as the word says.",
}


@pytest.mark.parametrize("text", GREETS)
def test_what_only_greets_is_a_greeting(text: str) -> None:
    assert greeted(text, BRAM) == (text, "")


@pytest.mark.parametrize("text", SAYS_MORE)
def test_what_says_more_than_hello_is_kept(text: str) -> None:
    assert greeted(text, BRAM) == SAYS_MORE[text]


@pytest.mark.parametrize("text", NO_GREETING)
def test_what_greets_nobody_is_left_as_it_is(text: str) -> None:
    assert greeted(text, BRAM) == ("", text)


@pytest.mark.parametrize("name", NO_NAMES)
def test_what_somebody_is_called_who_gives_no_name_greets_nobody(name: str) -> None:
    letter = [Comment(name, (), 1)]
    assert greeted(NO_NAMES[name], called(letter)) == ("", NO_NAMES[name])
    assert reduced(NO_NAMES[name], letter) == NO_NAMES[name]


def test_a_name_beside_words_that_are_none_is_still_a_name() -> None:
    letter = [Comment("Lost Marianne", (), 1)]
    assert greeted("Marianne, dig it up.", called(letter)) == ("Marianne,", "dig it up.")
    assert greeted("Dear Lost Marianne, dig it up.", called(letter)) == ("Dear Lost Marianne,", "dig it up.")
    assert reduced("Lost Marianne and Marianne", letter) == "L. and M."


@given(st.lists(st.sampled_from(WORDS), max_size=8), st.sampled_from(ADVICE), st.sampled_from(["", "him", "Him", "."]))
def test_advice_is_never_part_of_a_greeting(words: list[str], advice: str, more: str) -> None:
    greeting, _ = greeted(" ".join([*words, advice, more]).strip(), BRAM)
    assert advice not in greeting.replace("No Name", "").split()


@given(st.lists(st.sampled_from(WORDS + ADVICE), max_size=12))
def test_no_word_is_lost_whatever_stands_there(words: list[str]) -> None:
    text = " ".join(words)
    told = [word for word in " ".join(greeted(text, BRAM)).split() if word.strip(" –—-")]
    assert told == [word for word in text.split() if word.strip(" –—-")]


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
