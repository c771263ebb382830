"""Which wording is said, and whether a text is a wording with its slots filled."""

import pytest

from bot.mind.phrasing import filled, fresh, named, pick, sayable
from tests.mind.shelf import phrases

HELLO = phrases("hello", "Ahoy {name}.", "Ahoy.")["hello"]


@pytest.mark.parametrize(
    ("template", "text", "is_it"),
    [
        ("Ahoy {name}.", "Ahoy Mia.", True),
        ("Ahoy {name}.", "Ahoy.", True),
        ("Call {line}, or {emergency}.", "Call Open Ear: 116\n000, or 111.", True),
        ("Ahoy.", "Ahoy.", True),
        ("Ahoy.", "Ahoy Mia.", False),
        ("Ahoy {name}.", "Ahoy Mia!", False),
        ("What (now)?", "What (now)?", True),
    ],
)
def test_a_text_is_a_wording_or_is_not(template: str, text: str, is_it: bool) -> None:
    assert filled(template, text) is is_it


def test_a_wording_with_a_name_needs_one_and_none_comes_twice_running() -> None:
    assert sayable(HELLO, "") == HELLO[1:]
    assert sayable(HELLO, "Mia") == HELLO
    assert fresh(HELLO, ("hello.2",)) == HELLO[:1]
    assert named("Ahoy {name}.", "Mia") == "Ahoy Mia."
    assert pick(HELLO, "seed", "hello") == pick(HELLO, "seed", "hello")
