"""Invented people, what they say, and any turn that hypothesis can think of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import strategies as st

from bot.domain import (
    Admit,
    Alarm,
    Answer,
    Ask,
    Card,
    Choice,
    Evidence,
    Fact,
    Facts,
    Match,
    Memory,
    Message,
    Outcome,
    Pending,
    Reply,
    Span,
    Talk,
    Trace,
    Turn,
    Want,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CANARY = "the canary in the lighthouse hums"

zones = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-11))])
moments = st.datetimes(datetime(1970, 1, 2), datetime(9000, 1, 1), timezones=zones)  # noqa: DTZ001  # the zone is drawn
words = st.lists(st.text(max_size=8), max_size=3).map(tuple)
levels = st.sampled_from(["none", "soft", "card"])
chances = st.floats(0, 1)
alarms = st.builds(Alarm, level=levels, reasons=words, since=st.none() | moments)
facts = st.builds(Facts, st.lists(st.builds(Fact), max_size=3).map(tuple))
memories = st.builds(
    Memory,
    facts=facts,
    said=words,
    told=words,
    queue=words,
    asked=words,
    last=words,
    pending=st.none() | st.builds(Pending),
    alarm=st.none() | alarms,
    seen=st.none() | moments,
    lately=words,
    pleas=words,
    owed=st.sampled_from(["", "first", "again"]),
    missed=st.text(max_size=8),
    wants=st.lists(st.builds(Want, since=moments), max_size=2).map(tuple),
)
evidence = st.builds(Evidence, learned=chances, ask=chances, dense=chances, lexical=chances)
matches = st.builds(Match, confidence=chances, evidence=evidence)
decisions = st.one_of(
    st.builds(Answer, passages=words, queue=words, leads=words, kind=st.just("answer")),
    st.builds(Ask, fact=st.text(), kind=st.just("ask")),
    st.builds(Admit, nearest=words, kind=st.just("admit")),
    st.builds(Card, card=st.text(), alarm=alarms, kind=st.just("card")),
    st.builds(Talk, act=st.text(), kind=st.just("talk")),
)
replies = st.builds(
    Reply,
    spans=st.lists(st.builds(Span), max_size=3).map(tuple),
    choices=st.lists(st.builds(Choice), max_size=2).map(tuple),
)
traces = st.builds(
    Trace, ranking=st.lists(matches, max_size=2).map(tuple), confidence=chances, alarm=st.none() | alarms
)
outcomes = st.builds(Outcome, decision=decisions, reply=replies, memory=memories, trace=traces)


def message(id: str = "m1", person: str = "telegram:123", text: str = "hello", name: str = "Zebedee") -> Message:
    return Message(id=id, person=person, text=text, at=NOON, name=name)


def turn(said: Message, memory: Memory | None = None) -> Turn:
    """A turn that answers with the message itself."""
    reply = Reply((Span("passage", "calm", 0, len(said.text), said.text, "author"),), rateable=True)
    remembered = memory or Memory(said=(said.text,), seen=said.at, turns=1)
    return Turn(said, Outcome(Answer(("calm",), ()), reply, remembered, Trace(confidence=0.75)), "v1")
