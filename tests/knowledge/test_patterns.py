"""Patterns: macros go where they are named and nowhere else; what could take for ever or break others is refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.patterns import LONGEST, expand, refers, trouble

MACROS = {"he": "he|she", "left": "{he} left"}


@pytest.mark.parametrize(
    ("pattern", "full"),
    [
        ("{he} left", "(?:he|she) left"),
        ("{left} me", "(?:(?:he|she) left) me"),
        (r"(?:\w+ ){0,3}{he}", r"(?:\w+ ){0,3}(?:he|she)"),
        ("a{2}{,3}{she}", "a{2}{,3}{she}"),
    ],
)
def test_only_the_exact_names_of_macros_are_filled_in(pattern: str, full: str) -> None:
    assert expand(pattern, MACROS) == full


def test_names_in_braces_that_are_no_macro_are_strangers_and_quantifiers_are_not() -> None:
    assert trouble(r"{he} {her} a{2,3} \{x} [{y}]", MACROS) == "there is no macro `her` above; did you mean `he`?"
    assert trouble(r"{he} a{2,3} \{x} [{y}]", MACROS) == ""


def test_macros_that_grow_without_end_are_stopped() -> None:
    bomb = {"m0": "a" * 100} | {f"m{n}": f"{{m{n - 1}}}" * 10 for n in range(1, 30)}
    assert expand("{m29}", bomb) is None
    assert "longer than 20,000 characters" in trouble("{m29}", bomb)
    assert "longer than 20,000 characters" in trouble("a" * (LONGEST + 1), {})


@pytest.mark.parametrize(
    "pattern",
    [".*", "a.+b", ".{2,}", "(?:.*)", "[a].*?", r"\\.*"],
)
def test_a_dot_without_a_limit_is_refused(pattern: str) -> None:
    assert "may run through a whole letter" in trouble(pattern, {})


@pytest.mark.parametrize(
    "pattern", [r"\.*", "[.*]", r"a.{0,40}b", r"[^\].*]", r"(?:\w+ ){0,3}", "(?:ab)+", r"\w+(?:ly)?"]
)
def test_a_dot_that_is_a_sign_or_has_a_limit_is_fine(pattern: str) -> None:
    assert trouble(pattern, {}) == ""


@pytest.mark.parametrize(
    "pattern", ["(?:a+)+", r"(?:\w+ ?)*", "(a{2,}){3,}", r"(?:x*)*", "((a|b+)c)*", "(?:(?:ab)+ )+"]
)
def test_a_repetition_in_a_repetition_is_refused(pattern: str) -> None:
    assert "may take for ever" in trouble(pattern, {})


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("a)(b", "unbalanced parenthesis, at character 2"),
        ("(a", "unterminated subpattern, at character 1"),
        ("(?i)a", "flags like (?i) are not allowed"),
        ("[[a]", "not a usable regular expression"),
        ("a{99999999999999999999}", "not a usable regular expression"),
        ("a{" + "9" * 5000 + "}", "not a usable regular expression"),
        ("(?:" * 5000 + ")" * 5000, "not a usable regular expression"),
        ("(?P<x>a)", "named groups are not allowed"),
        ("(?x: a)(?i)", "global flags not at the start"),
        ("a{2,1}", "min repeat greater than max repeat"),
    ],
)
def test_what_cannot_be_compiled_or_joined_is_refused(pattern: str, what: str) -> None:
    assert what in trouble(pattern, {})


def test_looking_behind_a_macro_is_refused_where_its_length_is_not_fixed() -> None:
    assert trouble("(?<!{he} )left", {"he": "me|us"}) == ""
    assert "look-behind requires fixed-width" in trouble("(?<!{he} )left", MACROS)


def test_a_repetition_in_a_macro_counts_too() -> None:
    assert "may take for ever" in trouble("(?:{many} )*", {"many": r"\w+"})
    assert "may run through a whole letter" in trouble("a{gap}b", {"gap": ".*"})


@pytest.mark.parametrize(("pattern", "does"), [(r"(a)\1", True), (r"\\1", False), (r"\\\1", True), (r"\d1", False)])
def test_a_reference_to_a_group_is_seen(pattern: str, does: bool) -> None:
    assert refers(pattern) is does


@given(st.text(alphabet="ab.*+?|()[]{}\\^$,1 ", max_size=30))
def test_what_is_not_refused_compiles_also_inside_a_group(pattern: str) -> None:
    if not trouble(pattern, {}):
        assert re.compile(f" (?:(?:{pattern})|x)")
