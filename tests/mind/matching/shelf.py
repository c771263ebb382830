"""A small invented author, a gardener answering readers, for tests of matching: nothing here knows James."""

from collections.abc import Iterable

from bot.domain import Calibration, Condition, Example, Fact, Knowledge, Passage, Sentence, Source


def passage(id: str, text: str, *asks: str, when: tuple[Condition, ...] = ()) -> Passage:
    """A passage of one sentence that may be said to anybody."""
    return Passage(id, (Sentence(text),), Source("Letters", "reply", 1), asks, frozenset(), when)


INDOORS = Condition("place", frozenset({"indoors"}))
OUTDOORS = Condition("place", frozenset({"outdoors"}))

PASSAGES = (
    passage("water-less", "Most houseplants drown before they thirst.", "why are the leaves yellow", when=(INDOORS,)),
    passage(
        "slugs",
        "Go out at night with a torch and pick the slugs by hand.",
        "what eats my lettuce at night",
        when=(OUTDOORS,),
    ),
    passage(
        "patience", "A rose needs three years before it forgives you for moving it.", "my moved rose does not bloom"
    ),
)

EXAMPLES = (
    Example("the leaves of my ficus are yellow and soft", {"water-less": 3}, "anna"),
    Example("yellow leaves again, i water it daily", {"water-less": 3}, "ben"),
    Example("holes in the lettuce every morning", {"slugs": 3}, "anna"),
    Example("something eats my salad at night and leaves slime", {"slugs": 3}, "ben"),
    Example("we moved the old rose last spring, not one flower", {"patience": 3}, "anna"),
    Example("no blooms since i replanted the roses", {"patience": 3, "water-less": 1}, "ben"),
    Example("which mower should i buy", {}, "anna"),
    Example("how much is a greenhouse", {}, "ben"),
)


def garden(passages: tuple[Passage, ...] = PASSAGES, examples: tuple[Example, ...] = EXAMPLES) -> Knowledge:
    """The gardener's knowledge; only what matching needs."""
    return Knowledge(
        version="0",
        author="Ida Moss",
        article="Letters to a gardener",
        passages=passages,
        letters=(),
        gaps=(),
        phrases={},
        acts=(),
        facts=(),
        rules=(),
        cards={},
        countries={},
        examples=examples,
        calibration=Calibration({}, 0.5),
    )


def read(text: str) -> Iterable[Fact]:
    """Where the plant stands, read from two plain words."""
    if "window" in text:
        yield Fact("place", "indoors", "window")
    if "bed" in text:
        yield Fact("place", "outdoors", "bed")
