"""The voice: a decision becomes spans of the author's words and of listed phrases; it invents and shortens nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import assert_never

from bot.domain import (
    Admit,
    Alarm,
    Answer,
    Ask,
    Card,
    Choice,
    Decision,
    Facts,
    Knowledge,
    Passage,
    Phrase,
    Reply,
    Span,
    Talk,
)
from bot.mind import cards
from bot.mind.phrasing import fresh, named, pick, sayable
from bot.mind.pronouns import adapt
from bot.mind.serving import before, servable

PARAGRAPH = "\n\n"
# Buttons beside a direct question.
CARE = dict.fromkeys(("suicide", "self_harm"), ("safe:yes", "safe:no", "country:?"))
CARE_ELSE = ("country:?",)
NEAREST = 3  # passages named when there is no answer
LENGTH = 900  # characters of a reply, unless one passage is longer
LONG = 400  # characters of the author in an answer that he would end with a wish
_SLOT = re.compile(r"\{\w+\}")

Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """The moment a reply is made for.

    `seed` picks between phrases (the same seed, the same words), `greet` is nothing, `first` or `again`; `back` is
    somebody who was away long enough to be told once more what this is. `close` says when a wish of the author's
    ends the reply: never, after a `long` answer, or `now` that they leave. `last` are phrase ids used last,
    `told` and `lately` the passages of the conversation and of the last answer, `country` a code or nothing.
    `tongue` is the language of a card if not English, `care` the danger that is hinted at and has to be asked about.
    """

    facts: Facts
    seed: str
    name: str = ""
    lang: str = "en"
    greet: str = ""
    back: bool = False
    close: str = ""
    last: tuple[str, ...] = ()
    tongue: str = ""
    care: str = ""
    alarm: Alarm | None = None
    country: str = ""
    told: tuple[str, ...] = ()
    lately: tuple[str, ...] = ()


def retell(span: Span, knowledge: Knowledge, ex: str) -> str:
    """A passage span's text made anew from the knowledge; KeyError if the passage is no longer there."""
    return adapt(knowledge.passage(span.ref).text[span.start : span.end], ex)


class Voice:
    """Words decisions from one version of the knowledge; keeps no state between replies."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._passages = {passage.id: passage for passage in knowledge.passages}

    def compose(self, decision: Decision, scene: Scene) -> Reply:
        """The reply to send; KeyError if the knowledge lacks a phrase slot the decision needs (never for a card)."""
        reply = self._asked(self._word(decision, scene), scene)
        if not scene.back or isinstance(decision, Card):
            return reply
        return replace(reply, spans=_join([reply.spans, self._extra("back", scene)], PARAGRAPH))

    def _asked(self, reply: Reply, scene: Scene) -> Reply:
        """The reply with a direct question and its buttons, where danger is hinted at."""
        slot = cards.worded(self._knowledge, f"care.{scene.care}", scene.tongue)
        asked = self._extra(slot, scene) if scene.care else ()
        if not asked:
            return reply
        choices = self._labelled(CARE.get(scene.care, CARE_ELSE), scene.tongue)
        return replace(reply, spans=_join([reply.spans, asked], PARAGRAPH), choices=(*choices, *reply.choices))

    def _word(self, decision: Decision, scene: Scene) -> Reply:
        match decision:
            case Answer():
                return self._answer(decision, scene)
            case Ask():
                return self._ask(decision, scene)
            case Admit():
                return self._admit(decision, scene)
            case Card():
                return self._card(decision, scene)
            case Talk():
                return self._talk(decision, scene)
            case _:
                assert_never(decision)

    def _answer(self, decision: Answer, scene: Scene) -> Reply:
        leads = dict(zip(decision.passages, decision.leads, strict=False))
        known = {id: self._passages[id] for id in decision.passages if id in self._passages}
        told: dict[str, Spans] = {}
        for id, passage in known.items():
            if spans := self._tell(passage, scene, (*told, *before(id, scene.told, scene.lately))):
                told[id] = spans
        if not told:
            return Reply(self._say("admit", scene))
        parts = [_join([self._extra(leads.get(id, ""), scene), spans], "\n") for id, spans in told.items()]
        parts = self._framed(parts, scene, self._wish(told), ends=not decision.queue)
        return Reply(_join(parts, PARAGRAPH), self._labelled(["more"] if decision.queue else []), rateable=True)

    def _framed(self, parts: list[Spans], scene: Scene, wish: str, ends: bool) -> list[Spans]:
        """The parts with a greeting before and a closing behind, where they are due and there is room for them."""
        long = ends and _length(parts) >= LONG
        greeting = self._extra({"first": "greeting", "again": "greeting_again"}.get(scene.greet, ""), scene)
        closing = self._extra(wish if scene.close == "now" or (scene.close and long) else "", scene)
        one = len(parts) == 1
        room = LENGTH - _length(parts) - len(PARAGRAPH) * (len(parts) - 1)
        for extra, at in ((greeting, 0), (closing, len(parts) + 1)):
            size = _length([extra]) + len(PARAGRAPH)
            if extra and (one or size <= room):
                parts.insert(at, extra)
                room -= size
        return parts

    def _wish(self, ids: Iterable[str]) -> str:
        """The slot of wishes that suits these passages."""
        sober = any(self._passages[id].sober for id in ids if id in self._passages)
        return "closing_sober" if sober else "closing"

    def _ask(self, decision: Ask, scene: Scene) -> Reply:
        prefix = f"option.{decision.fact}."
        options = tuple(
            Choice(f"fact:{decision.fact}={slot.removeprefix(prefix)}", phrases[0].text)
            for slot, phrases in self._knowledge.phrases.items()
            if slot.startswith(prefix) and phrases
        )
        if decision.fact == "country" and not options:
            options = tuple(
                Choice(f"fact:country={code}", land.name) for code, land in self._knowledge.countries.items()
            )
        slot = cards.worded(self._knowledge, f"ask.{decision.fact}", scene.tongue)
        return Reply(self._say(slot, scene), options + self._labelled(["skip"], scene.tongue))

    def _admit(self, decision: Admit, scene: Scene) -> Reply:
        near = [self._passages[id] for id in decision.nearest if id in self._passages][:NEAREST]
        if not near:
            return Reply(self._say("off_topic" if not decision.nearest else "admit", scene))
        ex = scene.facts.value("ex")
        choices = tuple(Choice(f"passage:{passage.id}", adapt(passage.title, ex) or passage.id) for passage in near)
        wanted = self._labelled(["want"])
        return Reply(_join([self._say("admit", scene), self._say("admit_nearest", scene)], " "), choices + wanted)

    def _talk(self, decision: Talk, scene: Scene) -> Reply:
        """An act is worded in `talk.<act>`, in its language or for a second hello; others in a slot of their name."""
        act, phrases = decision.act, self._knowledge.phrases
        slots = (f"talk.{act}.{scene.tongue}", f"talk.{act}_{scene.greet}", f"talk.{act}")
        said = self._say(next((slot for slot in slots if slot in phrases), act), scene)
        wish = self._extra(self._wish(scene.lately) if scene.close == "now" else "", scene)
        return Reply(_join([said, wish], PARAGRAPH))

    def _card(self, decision: Card, scene: Scene) -> Reply:
        phrases = cards.wordings(self._knowledge, decision, scene.last, scene.tongue)
        phrase = pick(fresh(phrases, scene.last) or phrases, scene.seed, decision.card)
        text = cards.fill(phrase.text, self._knowledge, decision.card, scene.country, scene.tongue)
        span = Span("phrase", phrase.id, 0, len(text), text, "bot")
        return Reply((span,), self._labelled(cards.buttons(self._knowledge, decision, scene.last), scene.tongue))

    def _tell(self, passage: Passage, scene: Scene, behind: Iterable[str]) -> Spans:
        """What may be said of a passage: a span for each run of sentences, as the author joined them."""
        spans: list[Span] = []
        for first, last in _runs(servable(passage, scene.facts, scene.alarm, behind)):
            if spans:
                spans.append(_space("\n" if passage.sentences[first].line else " "))
            spans.append(_quote(passage, first, last, scene.facts.value("ex")))
        return tuple(spans)

    def _say(self, slot: str, scene: Scene) -> Spans:
        """A phrase of the slot, another than last time where there is one."""
        phrases = self._knowledge.phrases[slot]
        open_ = sayable(phrases, scene.name)
        return (self._phrase(pick(fresh(open_, scene.last) or open_ or phrases, scene.seed, slot), scene),)

    def _extra(self, slot: str, scene: Scene) -> Spans:
        """A phrase of the slot, or nothing rather than the same again or one that lacks its name."""
        new = fresh(sayable(self._knowledge.phrases.get(slot, ()), scene.name), scene.last)
        return (self._phrase(pick(new, scene.seed, slot), scene),) if new else ()

    def _phrase(self, phrase: Phrase, scene: Scene) -> Span:
        """The phrase with the number and the line that hold where the person is, if it names them."""
        span = _phrase(phrase, scene)
        if not {"{line}", "{emergency}"} & set(_SLOT.findall(span.text)):
            return span
        text = cards.fill(span.text, self._knowledge, scene.care, scene.country, scene.tongue)
        return replace(span, text=text, end=len(text))

    def _labelled(self, ids: Iterable[str], tongue: str = "") -> tuple[Choice, ...]:
        """Buttons with their labels; one without a label is left out, since it could not be read."""
        slots = [(id, cards.worded(self._knowledge, f"button.{id}", tongue)) for id in ids]
        named = [(id, self._knowledge.phrases.get(slot, ())) for id, slot in slots]
        return tuple(Choice(id, phrases[0].text) for id, phrases in named if phrases)


def _runs(indices: Sequence[int]) -> list[tuple[int, int]]:
    """Consecutive indices as (first, last): 0 1 2 5 6 -> (0, 2) (5, 6)."""
    groups = groupby(enumerate(indices), key=lambda pair: pair[1] - pair[0])
    runs = [[index for _, index in group] for _, group in groups]
    return [(run[0], run[-1]) for run in runs]


def _quote(passage: Passage, first: int, last: int, ex: str) -> Span:
    bounds = passage.bounds()
    start, end = bounds[first][0], bounds[last][1]
    return Span("passage", passage.id, start, end, adapt(passage.text[start:end], ex), "author")


def _space(text: str) -> Span:
    return Span("space", "", 0, len(text), text, "bot")


def _phrase(phrase: Phrase, scene: Scene) -> Span:
    text = named(phrase.text, scene.name)
    return Span("phrase", phrase.id, 0, len(text), text, "author" if phrase.by == "author" else "bot")


def _length(parts: Iterable[Spans]) -> int:
    return sum(len(span.text) for part in parts for span in part)


def _join(parts: Iterable[Spans], space: str) -> Spans:
    """The parts that are not empty, with a space between them."""
    joined: Spans = ()
    for part in filter(None, parts):
        joined += (_space(space), *part) if joined else part
    return joined
