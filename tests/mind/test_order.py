"""What is said first and what together: the person's own story leads, the author's order holds, nothing contradicts."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

import pytest

from bot.domain import Answer, Condition, Facts, Memory, Passage, Sentence
from bot.mind.choosing import Chooser
from bot.mind.order import Order
from bot.mind.voice import LENGTH, Scene, Voice
from tests.knowledge.canon import CANON
from tests.mind.harbour import passage
from tests.mind.shelf import facts

TEARS = Condition("tears", frozenset({"yes"}))
LEFT = Condition("ended_by", frozenset({"ex"}))
CALM = passage("calm", Sentence("Calm."), asks=(), when=(LEFT,))
STORM = replace(passage("storm", Sentence("Storm."), asks=(), when=(LEFT, TEARS)), follows=("calm",))
WAVES = replace(passage("waves", Sentence("Waves."), asks=()), follows=("storm",))
DEEP = replace(passage("deep", Sentence("Deep.", only_if=(TEARS,)), asks=()), follows=("waves", "storm"))
OPEN = passage("open", Sentence("Open.", only_if=(Condition("tears", frozenset({"unknown", "no"})),)), asks=())
REST = tuple(passage(f"rest{n}", Sentence("Rest."), asks=(), when=(LEFT,)) for n in range(4))
ORDER = Order((CALM, STORM, WAVES, DEEP, OPEN, *REST))
CRIED = Memory(facts=facts(ended_by="ex", tears="yes"))


# --- who leads --------------------------------------------------------------------------------------------------


def test_what_takes_up_the_persons_own_fact_leads() -> None:
    assert ORDER.first(["calm", "waves", "storm"], CRIED) == "storm"
    assert ORDER.first(["deep", "calm", "storm"], CRIED) == "storm"  # both do, and it comes before
    assert ORDER.first(["calm", "deep"], CRIED) == "deep"  # by a sentence of it


def test_a_fact_that_is_everybodys_or_not_known_leads_nowhere() -> None:
    assert ORDER.first(["waves", "rest0"], CRIED) == "waves"
    assert ORDER.first(["rest0", "storm"], Memory()) == "rest0"
    assert ORDER.first(["waves", "open"], Memory(facts=facts(tears="no"))) == "waves"  # it is only no obstacle


def test_what_he_said_next_leads_where_nothing_is_their_own() -> None:
    assert ORDER.first(["calm", "waves"], Memory(told=("storm",))) == "waves"
    assert ORDER.first(["calm", "waves"], Memory(told=("deep",))) == "calm"


def test_what_leads_comes_first_and_the_others_as_they_follow() -> None:
    assert ORDER.told(("deep", "waves", "storm", "calm"), "deep") == ("deep", "calm", "storm", "waves")
    assert ORDER.told(("deep", "waves", "storm", "calm")) == ("calm", "storm", "waves", "deep")
    assert ORDER.told(("calm", "rest0", "waves"), "rest0") == ("rest0", "calm", "waves")
    assert ORDER.told(()) == ()


def test_passages_that_follow_each_other_in_a_circle_are_said_all_the_same() -> None:
    circle = Order((replace(CALM, follows=("storm",)), STORM))

    assert circle.first(["storm", "calm"], Memory()) == "storm"
    assert circle.told(("calm", "storm")) == ("calm", "storm")


# --- what never stands together ---------------------------------------------------------------------------------

CHOOSER, VOICE = Chooser(CANON), Voice(CANON)
PASSAGES = {passage.id: passage for passage in CANON.passages}
SILENCE = {"no-contact", "familiarity-breeds-contempt", "better-off-alone", "regain-power", "magic-bullet"}
ASKING = {"ask-concisely", "real-questions", "demist-the-smoke-screen", "be-approachable"}
RETURN = {"grief-and-resentment", "pulse-a-message"}
# Facts under which everything may be said, but for who ended it.
TOLD = {condition.fact: min(condition.values) for passage in CANON.passages for condition in passage.when}


def everything(ended_by: str) -> Facts:
    return facts(**{**TOLD, "ended_by": ended_by})


def replies() -> Iterator[tuple[Passage, Passage, Answer]]:
    """What is said of every two passages, either first, by what is known of who ended it."""
    for ended_by in ("unknown", "ex", "me"):
        now = Memory(facts=everything(ended_by))
        sayable = [passage for passage in CANON.passages if not now.facts.contradict(passage.when)]
        for one, other in permutations(sayable, 2):
            said = CHOOSER.say((one.id, other.id), now)
            assert isinstance(said, Answer)
            yield one, other, said


def test_of_every_two_passages_those_that_contradict_each_other_are_never_said_together_nor_offered_after() -> None:
    apart = 0
    for one, other, said in replies():
        apart += one.clashes(other)
        expected = {one.id} if one.clashes(other) else {one.id, other.id}
        assert {*said.passages, *said.queue} == expected
    assert apart > 100


def test_the_stages_of_the_canon_are_those_in_which_he_advised() -> None:
    stages = {stage: {p.id for p in CANON.passages if p.stage == stage} for stage in ("silence", "asking", "return")}

    assert stages == {"silence": SILENCE, "asking": ASKING, "return": RETURN}
    for one, other in permutations(PASSAGES.values(), 2):
        assert one.clashes(other) == other.clashes(one)
        if {one.id, other.id} <= SILENCE or {one.id, other.id} <= ASKING:
            assert not one.clashes(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("no-contact", "ask-concisely"),
        ("familiarity-breeds-contempt", "real-questions"),
        ("familiarity-breeds-contempt", "be-approachable"),
        ("magic-bullet", "demist-the-smoke-screen"),
        ("pulse-a-message", "no-contact"),
        ("grief-and-resentment", "real-questions"),
        ("it-may-be-over", "battle-not-played-out"),
        ("no-harbinger-of-hope", "impulsive-breakups"),
    ],
)
def test_advice_that_would_contradict_itself_is_known(one: str, other: str) -> None:
    assert PASSAGES[one].clashes(PASSAGES[other])


def test_what_he_said_in_one_reply_may_be_said_together() -> None:
    for letter in CANON.letters:
        for one, other in permutations(letter.answered_by, 2):
            assert not PASSAGES[one].clashes(PASSAGES[other])


def test_several_passages_are_never_longer_than_a_reply() -> None:
    scene = Scene(Facts(), "seed", "Mia", greet="first", close="now")
    for _, _, said in replies():
        assert len(said.passages) == 1 or len(VOICE.compose(said, scene).text) <= LENGTH
