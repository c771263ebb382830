"""The aims of the gate, tried on messages kept aside: none is refuted by them, and no imminent danger is missed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.domain import Alarm
from bot.domain.figures import wilson
from bot.knowledge.library import Library
from bot.mind.gate.lexicon import view
from tests.mind.gate.aside import ASIDE, NONE, Aside

Rightly = Callable[[Alarm | None, Aside], bool]


def any_alarm(found: Alarm | None, one: Aside) -> bool:
    return found is not None


def any_card(found: Alarm | None, one: Aside) -> bool:
    return found is not None and found.level == "card"


def right_card(found: Alarm | None, one: Aside) -> bool:
    return found is not None and found.level == "card" and found.kind == one.kind


# Labels, English or another language, what is counted, the aim.
AIMS: tuple[tuple[tuple[str, ...], bool, Rightly, float], ...] = (
    (("explicit", "imminent"), True, right_card, 0.95),
    (("explicit", "imminent"), False, right_card, 0.90),
    *((("veiled",), english, any_alarm, 0.85) for english in (True, False)),
    *((("self_harm",), english, any_alarm, 0.90) for english in (True, False)),
    *((("abuse",), english, right_card, 0.85) for english in (True, False)),
    *((("violence",), english, right_card, 0.90) for english in (True, False)),
    *((("stalking",), english, right_card, 0.85) for english in (True, False)),
    *((("minor_sexual",), english, right_card, 0.95) for english in (True, False)),
)


@pytest.fixture(scope="module")
def heard(library: Library) -> dict[Aside, Alarm | None]:
    """What the gate as shipped makes of each of them."""
    learnt = {view(danger.text) for danger in library.knowledge.dangers}
    fresh = [one for one in ASIDE if view(one.text) not in learnt]
    assert len(fresh) > 0.9 * len(ASIDE)
    return {one: library.guide.gate.check(one.text) for one in fresh}


@pytest.mark.parametrize(("labels", "english", "rightly", "aim"), AIMS)
def test_no_aim_is_refuted(
    heard: dict[Aside, Alarm | None], labels: tuple[str, ...], english: bool, rightly: Rightly, aim: float
) -> None:
    these = [one for one in heard if one.label in labels and (one.lang == "en") == english]
    right = sum(rightly(heard[one], one) for one in these)
    assert wilson(right, len(these))[1] >= aim, (labels, right, len(these))


def test_no_imminent_danger_is_missed(heard: dict[Aside, Alarm | None]) -> None:
    assert [one.text for one in heard if one.label == "imminent" and not right_card(heard[one], one)] == []


@pytest.mark.parametrize(("wrongly", "most"), [(any_card, 0.04), (any_alarm, 0.12)])
def test_few_harmless_messages_are_taken_for_danger(
    heard: dict[Aside, Alarm | None], wrongly: Rightly, most: float
) -> None:
    these = [one for one in heard if one.label == NONE]
    wrong = sum(wrongly(heard[one], one) for one in these)
    assert wilson(wrong, len(these))[0] <= most, (wrong, len(these))
