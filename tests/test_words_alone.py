"""Without the model the bot matches by words alone: it still finds, is shyer, and keeps silent where it should."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain import BUDGET, Memory, Message
from bot.knowledge import encoder
from bot.knowledge.library import Library
from bot.mind.matching.semantic import Words
from tests.conftest import KNOWLEDGE

OFF_TOPIC = """
how do i get red wine out of a white carpet
which laptop is best for video editing under a thousand
my tomato plants have brown spots on the leaves
can you write me a cover letter for a warehouse job
what time does the post office close on saturdays
the washing machine stops in the middle of the spin cycle
i need a good recipe for pumpkin soup without cream
how long does it take to learn the violin as an adult
my landlord wants to raise the rent by a fifth, may he do that
what is the capital of mongolia
should i buy winter tyres or all season ones
the printer says it is offline but it is plugged in
who won the world cup in 1986
how many eggs go into a sponge cake
my knee hurts when i run downhill, which shoes help
please translate this contract for me
is it cheaper to fly to lisbon in march or in may
how do i file my taxes if i worked in two countries
what does it mean when the engine light is yellow
i want to learn to code, where do i begin
can dogs eat grapes
my boss gives me every weekend shift and i want to change jobs
how do i remove a virus from my phone
what is a good name for a grey cat
the bakery next door is loud at four in the morning
explain photosynthesis to a child
how much paint do i need for a room of twenty square metres
which team will win on sunday
my bank blocked my card abroad, whom do i ring
can i freeze cooked rice
what is the difference between a hare and a rabbit
i would like to book a table for six on friday
how do i fold a fitted sheet
is bitcoin going up or down this year
my daughter needs help with fractions
how do i ask for a pay rise
what should i plant under an old oak
the train was two hours late, do i get money back
recommend me a thriller set in norway
why is the sky blue
my neighbour parks in front of my garage
how do you sharpen a kitchen knife
what is the best way to learn spanish vocabulary
can i use olive oil for frying
my bicycle chain keeps jumping off
how do i cancel my gym membership
what does a solicitor cost
is it normal for a puppy to sleep all day
which museum in vienna should we see first
how warm does a wetsuit have to be in october
""".strip().splitlines()
ON_TOPIC = """
he broke up with me out of the blue three weeks ago, should i text him or wait
she left me and i keep begging her to come back, what should i do
my boyfriend ended it, will he miss me if i do not contact him
he says he needs space, how long should i give him
i was dumped and i want my ex back
""".strip().splitlines()


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Library:
    """The shipped knowledge on a machine without the model; facts are read alike with it, and not read again here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoder, "PACKAGE", "no_such_package")
        return Library.open(KNOWLEDGE, cache=tmp_path_factory.mktemp("cache"), before=Library(library.guide, Words()))


def answered(library: Library, texts: list[str]) -> list[str]:
    """The texts that get an answer, or a question that leads to one."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    outcomes = {text: library.guide.answer(Message("1", "ana", text, moment), Memory()) for text in texts}
    return [text for text, outcome in outcomes.items() if outcome.decision.kind in ("answer", "ask")]


def test_messages_about_something_else_are_answered_within_the_error_budget(words: Library) -> None:
    assert len(answered(words, OFF_TOPIC)) <= BUDGET * len(OFF_TOPIC)


def test_plain_stories_are_still_answered(words: Library) -> None:
    assert len(answered(words, ON_TOPIC)) >= 4


def test_words_alone_are_shyer_than_the_model_and_say_so(words: Library, library: Library) -> None:
    shipped = library.knowledge.calibration
    assert words.knowledge.calibration == shipped.words
    assert words.knowledge.calibration.threshold > shipped.threshold
    assert any(line.startswith("matching by words alone, shyer than it could be") for line in words.health)
