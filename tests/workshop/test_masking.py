"""What tells who somebody is, is taken out; the rest stays as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workshop.masking import mask, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Jamal showed me", "[name] showed me"),
        ("then jamal said and Xochiquetzal laughed", "then [name] said and [name] laughed"),
        ("He said 'please go home Leanne'. Will he come back?", "He said 'please go home [name]'. Will he come back?"),
        ("my name is grzybek and I'm sad", "my name is [name] and I'm sad"),
        (
            "call me on Friday, call me later, call me when he goes",
            "call me on Friday, call me later, call me when he goes",
        ),
        ("they call me wren, call me Wren", "they call me [name], call me [name]"),
        ("Marcus's mother, Anne-Marie", "[name]'s mother, [name]"),
        ("write me: a.b+c@mail.example.org!", "write me: [email]!"),
        ("my number is +44 (0)20 7946 0958 or 0170-5550142", "my number is [phone] or [phone]"),
        ("@sad_girl99 on insta, see www.example.com/x?y=1", "[handle] on insta, see [link]"),
        ("I live at 12 Baker Street, flat 4b, London", "I live at [address], [address], [name]"),
        ("he lives in SW1A 1AA", "he lives in [address]"),
        (
            "It was May. I was on WhatsApp on Sunday in 2019, 2 years",
            "It was May. I was on WhatsApp on Sunday in 2019, 2 years",
        ),
        ("what would James Nelmondo say", "what would James Nelmondo say"),
        ("we spent 1450 on it and he owes me 300", "we spent 1450 on it and he owes me 300"),
        ("", ""),
    ],
)
def test_it_is_masked_as_a_reader_would(text: str, shown: str) -> None:
    assert plain(mask(text, frozenset({"james", "nelmondo"}))) == shown


@given(st.text())
def test_nothing_is_lost_or_changed_but_what_is_masked(text: str) -> None:
    assert "".join(piece.text for piece in mask(text)) == text
