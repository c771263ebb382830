"""The pictures are one SVG that any browser can read, also where there is next to nothing to show."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Facts
from bot.workshop.evaluate import Seen, Trial
from bot.workshop.labelled import Labelled
from bot.workshop.plot import plot

SVG = "{http://www.w3.org/2000/svg}"


def trial(sure: list[tuple[float, bool]]) -> Trial:
    messages = [Labelled(str(at), ("hi",), {"a": 3.0} if yes else {}, yes, None) for at, (_, yes) in enumerate(sure)]
    seen = [Seen(("a",), ("a",), True, each) for each, _ in sure]
    return Trial(messages, {"ours": seen}, [Facts() for _ in sure])


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=30), st.floats(0, 1))
def test_it_is_well_formed_whatever_the_figures(sure: list[tuple[float, bool]], threshold: float) -> None:
    root = ElementTree.fromstring(plot(trial(sure), threshold))
    assert len(root.findall(f".//{SVG}polyline")) == 2
    assert "nan" not in plot(trial(sure), threshold)


def test_there_is_a_dot_for_every_step_of_sureness_and_a_line_for_each_error() -> None:
    root = ElementTree.fromstring(plot(trial([(0.15, False), (0.95, True), (0.97, True)]), 0.5))
    assert len(root.findall(f".//{SVG}circle")) == 2
    assert {line.get("class") for line in root.findall(f".//{SVG}polyline")} == {"wrong", "silent"}
