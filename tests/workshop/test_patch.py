"""A list grows by one item in place, and every other byte of the file stays; or it is not edited at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotError
from bot.knowledge import nodes
from bot.workshop.patch import added, flow

BLOCK = """\
# what the writer says
asks:   # kept
  - "one"   # and this
  # here too
  - two
tail: x
"""
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp", "Cf")), min_size=1)
ASKS = ("asks",)


def test_a_list_with_a_line_for_each_gets_a_line() -> None:
    assert added(BLOCK, ASKS, "new") == BLOCK.replace('  - "one"', '  - "new"\n  - "one"')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("asks: [one, two] # c\n", 'asks: ["new", one, two] # c\n'),
        ("asks: []\ntail: x\n", 'asks: ["new"]\ntail: x\n'),
        ("asks: [\n  one,\n  two]\n", 'asks: [\n  "new", one,\n  two]\n'),
        ("asks:\n- one\n- two\n", 'asks:\n- "new"\n- one\n- two\n'),
    ],
)
def test_other_ways_of_writing_a_list_stay_as_they_are(before: str, after: str) -> None:
    assert added(before, ASKS, "new") == after


def test_an_item_may_be_a_table() -> None:
    text = added("examples:\n  - text: a\n    fits: {b: 3}\n", ("examples",), {"text": "c", "fits": {"d": 3}})
    assert text.startswith('examples:\n  - {text: "c", fits: {d: 3}}\n  - text: a\n')


@pytest.mark.parametrize(("text", "loc"), [("asks: x\n", ASKS), ("other: []\n", ASKS), ("asks: {a: b}\n", ASKS)])
def test_where_there_is_no_list_nothing_is_done(text: str, loc: tuple[str, ...]) -> None:
    with pytest.raises(BotError, match="There is no list"):
        added(text, loc, "new")


@given(words)
def test_whatever_is_written_is_read_again(word: str) -> None:
    for before in (BLOCK, "asks: [one, two]\n", "asks: []\n"):
        after = nodes.tree(added(before, ASKS, word))
        was = nodes.value(nodes.tree(before), ASKS)
        now = nodes.value(after, ASKS)
        assert was
        assert now
        assert nodes.data(now) == [word, *_list(nodes.data(was))]


def _list(given: object) -> list[object]:
    assert isinstance(given, list)
    return given


@given(st.dictionaries(st.sampled_from("abc"), st.lists(words)))
def test_a_value_in_one_line_is_that_value(value: dict[str, list[str]]) -> None:
    assert nodes.data(nodes.tree(flow(value))) == value
