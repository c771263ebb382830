"""Of the author as he ships: in generated conversations nothing is said that is not his, or listed, or a blank.

The whole bot answers `CONVERSATIONS` of them each time; set it in the environment to try thousands.
"""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain import Admit, Answer, Ask, Decision, Memory, Message, Outcome, Passage, Reply, Talk
from bot.knowledge.library import Library
from bot.mind.serving import servable
from bot.mind.voice import LENGTH, Scene, Voice, retell
from bot.workshop.replay import served
from tests.knowledge.canon import CANON
from tests.mind.shelf import facts
from tests.mind.test_voice import ALARMS, filled

CONVERSATIONS = int(os.environ.get("CONVERSATIONS", "60"))
OWN = {phrase.id: phrase.text for lines in CANON.phrases.values() for phrase in lines} | {
    f"card.{text.id}.{n}": wording for text in CANON.cards.values() for n, wording in enumerate(text.wordings, 1)
}
IDS = [passage.id for passage in CANON.passages]
READERS = {letter.reader for letter in CANON.letters} | {"Katrine", "Nassima", "Angela"}
VOICE = Voice(CANON)


def check(reply: Reply, ex: str) -> None:
    """Every piece of a reply is the author's to the letter, a listed line, or a blank; together they are the reply."""
    assert reply.text == "".join(span.text for span in reply.spans)
    assert reply.text.strip()
    for span in reply.spans:
        if span.kind == "passage":
            assert span.text == retell(span, CANON, ex)
            assert (span.start, span.end) in set(runs(CANON.passage(span.ref)))
        elif span.kind == "phrase":
            assert span.ref == "card.neutral.1" or filled(OWN[span.ref], span.text)
        else:
            assert span.text in (" ", "\n", "\n\n")
    assert not READERS & set(re.findall(r"\w+", reply.text))
    assert not re.search(r"[{}]", reply.text)


def runs(passage: Passage) -> Iterator[tuple[int, int]]:
    """Every piece of a passage made of whole sentences."""
    bounds = passage.bounds()
    for first, (start, _) in enumerate(bounds):
        yield from ((start, end) for _, end in bounds[first:])


# --- the voice, on thousands of decisions ------------------------------------------------------------------------

VALUES = {rule.name: ("unknown", *rule.values) for rule in CANON.facts}
FACTS = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in VALUES.items()})
SOME = st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True).map(tuple)
DECISIONS: st.SearchStrategy[Decision] = st.one_of(
    st.builds(Answer, SOME, st.just(("no-contact",)) | st.just(()), st.sampled_from([(), ("lead", "also"), ("plea",)])),
    st.builds(Admit, SOME),
    st.builds(Ask, st.sampled_from(["ended_by", "contact", "country"])),
    st.builds(Talk, st.sampled_from([*(act.name for act in CANON.acts), "told", "careful", "plea", "want", "empty"])),
)
SCENES = st.builds(
    Scene,
    facts=FACTS.map(lambda values: facts(**values)),
    seed=st.text(max_size=4),
    name=st.sampled_from(["", "Mia", "Ana-Lucía", "{line}"]),
    greet=st.sampled_from(["", "first", "again"]),
    back=st.booleans(),
    close=st.sampled_from(["", "long", "now"]),
    alarm=st.none() | ALARMS,
)


@settings(max_examples=2000, deadline=None)
@given(DECISIONS, SCENES)
def test_whatever_is_decided_every_word_of_it_is_his_or_listed(decision: Decision, scene: Scene) -> None:
    reply = VOICE.compose(decision, scene)

    check(reply, scene.facts.value("ex"))
    for id in {span.ref for span in reply.spans if span.kind == "passage"}:
        assert servable(CANON.passage(id), scene.facts, scene.alarm, IDS)
        assert not scene.facts.contradict(CANON.passage(id).when)


# --- the whole bot ------------------------------------------------------------------------------------------------

SAID = [
    *(example.text for example in CANON.examples),
    *(ask for passage in CANON.passages for ask in passage.asks),
    *(letter.text for letter in CANON.letters),
    *(example for act in CANON.acts for example in act.examples),
    *(step.says for dialogue in CANON.dialogues for step in dialogue.steps if step.says),
]
PRESSED = ["more", "more", "skip", "want", "fact:ended_by=me", "fact:ended_by=ex", "fact:contact=none", "safe:no"]
TURNS = st.tuples(
    st.sampled_from(SAID) | st.sampled_from(["again", "bye", "thanks"]) | st.text(max_size=30),
    st.none() | st.none() | st.sampled_from([*PRESSED, *(f"passage:{id}" for id in IDS)]),
    st.sampled_from([timedelta(minutes=1), timedelta(hours=7), timedelta(days=8)]),
)


def talk(library: Library, turns: list[tuple[str, str | None, timedelta]]) -> Iterator[tuple[Memory, Outcome]]:
    """Each outcome with the memory before it."""
    memory, at = Memory(), datetime(2026, 1, 1, tzinfo=UTC)
    for number, (text, choice, later) in enumerate(turns):
        at += later
        outcome = library.guide.answer(Message(str(number), "t", "" if choice else text, at, choice, "Mia"), memory)
        yield memory, outcome
        memory = outcome.memory


@settings(max_examples=CONVERSATIONS, deadline=None, suppress_health_check=list(HealthCheck))
@given(turns=st.lists(TURNS, min_size=1, max_size=4))
def test_in_any_conversation_every_word_is_his_or_listed_and_the_manners_hold(
    library: Library, turns: list[tuple[str, str | None, timedelta]]
) -> None:
    for (text, choice, _), (before, outcome) in zip(turns, talk(library, turns), strict=True):
        reply, told = outcome.reply, served(outcome)
        check(reply, outcome.memory.facts.value("ex"))
        once_more = set(told) <= set(before.told)  # which is said whole, also beside a reminder
        assert len(reply.text) <= LENGTH or len(told) <= 1 or once_more
        assert not any(CANON.passage(one).clashes(CANON.passage(other)) for one in told for other in told)
        assert not any(outcome.memory.facts.contradict(CANON.passage(id).when) for id in told)
        openers = [span.ref for span in reply.spans if span.kind == "phrase" and span.ref.startswith("greeting")]
        assert len(openers) <= 1
        if isinstance(outcome.decision, Answer) and not choice and not set(told) - set(before.told):
            assert set(told) == set(before.lately)  # only what was asked for once more comes twice
            assert len(text) < LENGTH
