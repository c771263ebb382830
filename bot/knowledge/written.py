"""The shapes of what people wrote: the article, the replies with their letters, the phrases and the examples."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from bot.domain import Example, Miss, Passage, Phrase, Sentence, Source
from bot.knowledge.shapes import Care, Conditions, Danger, Id, Name, Shape, Text, conditions

OPENING = "opening"
REPLY = "reply to a reader"
ASKS = 12  # with fewer ways of asking a new passage is badly found, and `bot check` says so


class SentenceShape(Shape):
    """A sentence as it may be written: plain text, or text with what holds it back."""

    text: Text = Field(description="the author's sentence")
    as_written: str = Field("", description="the sentence of the source, where a slip was mended")
    only_if: Conditions = Field({}, description="facts that must be known before it is said: {tears: ['yes']}")
    never_for: tuple[Danger, ...] = Field((), description="dangers in which it is never said")
    allowed_after: tuple[Care, ...] = Field((), description="careful states in which it may be said after a card")
    about: Literal["ex", "men", "article"] = Field("ex", description="whom it speaks of; article: it is never sent")
    new_line: bool = Field(False, description="true begins a new line, for an item of a list")
    leans: bool = Field(False, description="true: said only behind the sentence before it, or a passage it follows")
    leads: bool = Field(False, description="true: never said right behind a passage that its own follows")
    from_line: int = Field(0, ge=0, description="its line of the source text, where the passage has another")

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: object) -> object:
        return {"text": given} if isinstance(given, str) else given

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "minLength": 1}, handler.resolve_ref_schema(handler(core))]}

    def sentence(self) -> Sentence:
        """As the house holds it."""
        return Sentence(
            self.text,
            conditions(self.only_if),
            frozenset(self.never_for),
            frozenset(self.allowed_after),
            self.about,
            self.as_written or None,
            self.new_line,
            self.leans,
            self.leads,
            self.from_line,
        )


class PassageShape(Shape):
    """One thing the author says."""

    id: Id = Field(description="a short name in small letters with hyphens, as in `no-contact`")
    title: Annotated[Text, Field(max_length=40)] = Field(description="what a button says, at most 40 characters")
    line: int = Field(0, ge=0, description="the line of the source text it stands on; none if it was taught")
    when: Conditions = Field({}, description="facts it presupposes, as in {fact: [value]}; never said against them")
    never_for: tuple[Danger, ...] = Field(
        description="the dangers in which it would do harm; every passage needs this, [] where there is none"
    )
    follows: tuple[Id, ...] = Field((), description="passages it naturally comes after")
    stage: Name = Field("", description="a stage it is advice for; two stages never stand in one reply")
    against: tuple[Id, ...] = Field((), description="passages it contradicts: they never stand in one reply with it")
    comforts: bool = Field(False, description="true: it is said to somebody who asks the same a third time")
    sober: bool = Field(False, description="true: it leaves little hope; behind it a wish of the slot closing_sober")
    asks: tuple[Text, ...] = Field(
        description=f"ways people ask for it, at least {ASKS}", json_schema_extra={"minItems": ASKS}
    )
    sentences: tuple[SentenceShape, ...] = Field(min_length=1, description="the author's sentences in order")

    def passage(self, title: str, place: str) -> Passage:
        """As the house holds it."""
        return Passage(
            self.id,
            tuple(sentence.sentence() for sentence in self.sentences),
            Source(title, place, self.line),
            self.asks,
            frozenset(self.never_for),
            conditions(self.when),
            self.follows,
            self.title,
            self.stage,
            self.against,
            self.comforts,
            self.sober,
        )


class SectionShape(Shape):
    """A part of the article under one heading."""

    heading: str = Field(description='the heading, "" for the opening')
    passages: tuple[PassageShape, ...] = Field((), description="what the author says there")


class ArticleFile(Shape):
    """article.yaml: what the author wrote for everybody."""

    author: Text = Field(description="the author's name")
    title: Text = Field(description="the title of the article")
    sections: tuple[SectionShape, ...] = Field(min_length=1, description="its parts, in order")


class ReplyFile(Shape):
    """replies/<letter>.yaml: a reader's letter and what the author answered; without passages it is a gap."""

    reader: Text = Field(description="the reader's name")
    letter: Text = Field(description="what the reader wrote; matched against, never sent")
    note: str = Field("", description="a word for whoever reads this file")
    passages: tuple[PassageShape, ...] = Field((), description="what the author answered")


class PhraseShape(Shape):
    """One wording."""

    text: Text = Field(description="the words")
    by: Literal["author", "bot"] = Field("bot", description="author if they are the author's own")


class PhrasesFile(Shape):
    """phrases.yaml: every word the bot says itself, by slot."""

    phrases: dict[Text, Annotated[tuple[PhraseShape, ...], Field(min_length=1)]] = Field(
        description="slots, each with its wordings"
    )

    def by_slot(self) -> dict[str, tuple[Phrase, ...]]:
        """As the house holds them; ids are `<slot>.<n>` from 1."""
        return {
            slot: tuple(Phrase(f"{slot}.{n}", wording.text, wording.by) for n, wording in enumerate(wordings, 1))
            for slot, wordings in self.phrases.items()
        }


class ExampleShape(Shape):
    """A message as people write it and what fits it."""

    text: Text = Field(description="the message")
    fits: dict[Id, Annotated[int, Field(ge=1, le=3)]] = Field(
        description="passages that fit and how well (3 exactly, 2 clearly, 1 loosely); {} if silence is right"
    )
    turns: tuple[Text, ...] = Field((), description="earlier messages of the same conversation")
    facts: dict[Name, Text] = Field({}, description="facts a reader can see in it, as in {fact: value}")

    def example(self, writer: str) -> Example:
        """As the house holds it."""
        return Example(self.text, dict(self.fits), writer, self.turns, dict(self.facts))


class ExamplesFile(Shape):
    """examples/<writer>.yaml: labelled messages of one writer."""

    writer: Text = Field(description="who wrote them; calibration holds one writer out at a time")
    examples: tuple[ExampleShape, ...] = Field(description="the messages")


class MissShape(Shape):
    """An example that is answered wrongly today, or not at all though something answers it."""

    writer: Text = Field(description="who wrote it, as in the example")
    text: Text = Field(description="its message, word for word")
    turns: tuple[Text, ...] = Field((), description="the messages before it, if the example has some")
    why: str = Field("", description="what is known of the reason")

    def miss(self) -> Miss:
        """As the house holds it."""
        return Miss(self.writer, self.text, self.turns)


class MissesFile(Shape):
    """known-misses.yaml: the examples that fail today; one that does no longer has to be taken off."""

    misses: tuple[MissShape, ...] = Field(description="the examples")
