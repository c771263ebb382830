"""The shapes of what the gate learns from: labelled messages, words by what they are about, and its bars."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from bot.domain import Bars, Danger, Tongue
from bot.knowledge.shapes import Lang, Name, Shape, Text

Label = Literal[
    "suicide_explicit",
    "suicide_imminent",
    "suicide_veiled",
    "self_harm",
    "abuse",
    "violence",
    "stalking",
    "minor_sexual",
    "minor",
    "third_party",
    "soft",
    "none",
]


class DangerShape(Shape):
    """A message and the danger in it."""

    text: Text = Field(description="the message, invented")
    label: Label = Field(description="the danger in it; soft: unwell, in no danger; none: harmless, however it sounds")


class DangersFile(Shape):
    """safety/examples/<language>.yaml: labelled messages the gate learns from."""

    lang: Lang = Field(description="the language in two letters, as in `en`")
    examples: tuple[DangerShape, ...] = Field(description="the messages")

    def dangers(self) -> Iterator[Danger]:
        """As the house holds them."""
        for example in self.examples:
            yield Danger(example.text, example.label, self.lang)


class WordsFile(Shape):
    """safety/words/<language>.yaml: words by what they are about."""

    lang: Lang = Field(description="the language in two letters, as in `en`")
    words: dict[Name, Text] = Field(description="a concept and its words and phrases, with commas; `kill*` is a stem")

    def tongue(self) -> Tongue:
        """As the house holds it."""
        words = {
            name: tuple(word.strip() for word in text.split(",") if word.strip()) for name, text in self.words.items()
        }
        return Tongue(self.lang, words)


class BarsShape(Shape):
    """How sure the classifier must be, in one language."""

    card: float = Field(ge=0, le=1, description="how sure it must be for a card")
    soft: float = Field(ge=0, le=1, description="how sure it must be to be careful")
    agree: float = Field(ge=0, le=1, description="for a card where a soft rule agrees, and for caution with the unwell")
    soon: float = Field(ge=0, le=1, description="for the card of those whose life is in danger today")
    faint: float = Field(ge=0, le=1, description="to be careful where life may be in danger today")

    def bars(self) -> Bars:
        """As the house holds them."""
        return Bars(self.card, self.soft, self.agree, self.soon, self.faint)


class GateFile(Shape):
    """safety/gate.yaml: how sure the gate must be."""

    bars: dict[Name, BarsShape] = Field(description="by language, as in `en`; `other` for the rest")
