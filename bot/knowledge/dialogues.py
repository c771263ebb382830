"""The shape of conversations written down beforehand, with what must come of each turn; nothing is learned of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from bot.domain import Dialogue, Step
from bot.knowledge.shapes import Id, Name, Shape, Text

Lapse = Annotated[str, StringConstraints(pattern=r"^\d{1,3} (minute|hour|day)s?$")]


class StepShape(Shape):
    """One turn: what the person says or presses, and what must come of it."""

    says: str = Field("", description="the message")
    presses: str = Field("", description="or the button: more, skip, want, passage:<id>, fact:<name>=<value>")
    after: Lapse = Field("1 minute", description="how long after the turn before, as in `8 days`")
    kind: Literal["", "answer", "ask", "admit", "card", "talk"] = Field("", description="what the bot does")
    about: Text = Field("", description="the act of a talk, the fact of a question, the card")
    serves: tuple[Id, ...] = Field((), description="passages that must all be in the reply")
    either: tuple[Id, ...] = Field((), description="passages of which one must be in the reply")
    never: tuple[Id, ...] = Field((), description="passages that must not be in the reply")
    offers: tuple[Id, ...] = Field((), description="passages that must be among the buttons")
    facts: dict[Name, Text] = Field({}, description="what must be known afterwards; unknown: what must not be")
    words: tuple[Text, ...] = Field((), description="words that must be in the reply")
    no_words: tuple[Text, ...] = Field((), description="words that must not be in the reply")

    @model_validator(mode="after")
    def _comes_in(self) -> StepShape:
        if bool(self.says) == bool(self.presses):
            raise ValueError("write what the person says, or presses")
        return self

    def passages(self) -> dict[str, tuple[str, ...]]:
        """All that names passages."""
        return {"serves": self.serves, "either": self.either, "never": self.never, "offers": self.offers}

    def step(self) -> Step:
        """As the house holds it."""
        count, unit = self.after.split()
        return Step(
            self.says,
            self.presses,
            timedelta(**{unit.removesuffix("s") + "s": int(count)}),
            self.kind,
            self.about,
            self.serves,
            self.either,
            self.never,
            self.offers,
            dict(self.facts),
            self.words,
            self.no_words,
        )


class DialogueShape(Shape):
    """One conversation from its first message on."""

    name: Text = Field(description="what it is about, in a few words")
    person: str = Field("", description="the person's first name")
    turns: tuple[StepShape, ...] = Field(min_length=2, description="its turns, in order")


class ConversationsFile(Shape):
    """examples/conversations/<manner>.yaml: conversations, and what must come of each turn of them."""

    manner: Text = Field(description="how these people write: fragments, letters, sulks")
    conversations: tuple[DialogueShape, ...] = Field(description="the conversations")

    def dialogues(self) -> tuple[Dialogue, ...]:
        """As the house holds them."""
        return tuple(
            Dialogue(each.name, self.manner, each.person, tuple(turn.step() for turn in each.turns))
            for each in self.conversations
        )
