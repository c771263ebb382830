"""What was said is weighed once, and only as far as somebody asks."""

from __future__ import annotations

from bot.domain import Facts
from bot.knowledge.library import Library
from bot.mind.weighed import Scales, Weighed

TWO = ("should I text him?", "does he miss me?")


def test_nothing_is_weighed_before_it_is_asked_for_and_nothing_twice(library: Library) -> None:
    scales = Scales(library.guide.matcher, Facts())
    weighed = Weighed((), scales, " ".join(TWO), TWO)
    assert scales.known == {}
    assert weighed.answerable == library.guide.matcher.weigh(" ".join(TWO), Facts()).answerable
    assert list(scales.known) == [" ".join(TWO)]
    assert weighed.apart == tuple(library.guide.matcher.find(part, Facts()) for part in TWO)
    assert scales.weigh(TWO[0]) is scales.weigh(TWO[0])


def test_one_question_and_three_are_not_answered_one_by_one(library: Library) -> None:
    scales = Scales(library.guide.matcher, Facts())
    assert [Weighed((), scales, "", (*TWO, "why?")[:count]).apart for count in (0, 1, 3)] == [(), (), ()]
    assert (Weighed().apart, Weighed().answerable) == ((), 1.0)
