"""Writers are told apart by how they string characters, on texts nobody has shown the model."""

from hypothesis import given
from hypothesis import strategies as st

from bot.workshop.style import Style, likest

SEA = [
    f"the {noun} rolls over the {other} and the gulls cry above"
    for noun in ("tide", "wave")
    for other in ("quay", "mole")
]
INK = [f"pursuant to clause {number}, the undersigned shall be notified in writing" for number in range(4)]


def test_a_text_sounds_like_whoever_writes_so() -> None:
    writers = {"sailor": Style(SEA), "clerk": Style(INK)}

    assert likest("the gulls cry over the mole", writers) == "sailor"
    assert likest("the clerk shall be notified, pursuant to clause nine", writers) == "clerk"


@given(st.text(max_size=80))
def test_any_text_has_a_likelihood(text: str) -> None:
    assert Style(SEA).likelihood(text) <= 0.0
    assert Style([]).likelihood(text) <= 0.0
