"""The shape of helplines.yaml: who can be called, where; numbers are texts, never reckoned with."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bot.domain import Country, HelpLine
from bot.knowledge.shapes import Code, Lang, Shape, Text

Help = Literal["suicide", "abuse", "abuse_men", "youth", "intimate_images", "intimate_images_minor", "directory"]
Shown = Literal["dial", "dial_alt", "text", "text_word", "whatsapp", "email", "url", "hours", "languages", "name"]
Day = Annotated[str, Field(pattern=r"^(\d{4}(-\d\d){0,2})?$")]
Tag = Annotated[str, Field(min_length=2, max_length=10)]


class LineShape(Shape):
    """A line people can call."""

    kind: Help = Field(description="whom it is for")
    name: Text = Field(description="its name")
    dial: str = Field("", description="what is typed on a phone inside the country")
    dial_alt: str = Field("", description="another number of the same line")
    text: str = Field("", description="the number to text")
    text_word: str = Field("", description="the word to text to it")
    whatsapp: str = Field("", description="its number on WhatsApp")
    email: str = Field("", description="its address")
    url: str = Field("", description="its page")
    hours: str = Field("", description="when it is open")
    languages: tuple[str, ...] = Field((), description="what is spoken there")
    evidence: Literal["A", "B", "R"] = Field(description="A well shown, B one good source, R recalled: never shown")
    source: str = Field("", description="where that was found")
    checked: Day = Field("", description="the date of the newest source")
    operator_checked: Day = Field("", description="when an operator last compared it with the page")
    unsure: tuple[Shown, ...] = Field((), description="fields that are not shown until they are checked")
    note: str = Field("", description="a word for whoever reads this file")

    def line(self) -> HelpLine:
        """As the house holds it, without what is unsure."""
        fields = ("dial", "text", "text_word", "url", "hours")
        sure = {field: getattr(self, field) for field in fields if field not in self.unsure}
        checked = self.operator_checked or self.checked
        return HelpLine(self.kind, self.name, **sure, evidence=self.evidence, checked=checked)


class CountryShape(Shape):
    """A country's numbers."""

    name: Text = Field(description="its name")
    emergency: tuple[Text, ...] = Field(min_length=1, description="emergency numbers, the first one first")
    emergency_text: str = Field("", description="an emergency number that takes text messages")
    lines: tuple[LineShape, ...] = Field(description="its lines; the first that fits is shown")

    def country(self, code: str) -> Country:
        """As the house holds it."""
        return Country(code, self.name, self.emergency, tuple(line.line() for line in self.lines))


class GuessShape(Shape):
    """Which country to think of for a language; only ever a guess."""

    region_subtag: str = Field("", description="how a tag like pt-br is read")
    single: dict[Lang, Code] = Field({}, description="languages of one main country")
    ask: dict[Lang, tuple[Code, ...]] = Field({}, description="countries to offer as buttons")


class HelplinesFile(Shape):
    """helplines.yaml: emergency numbers and help lines by country."""

    version: str = Field("", description="the version of this list")
    as_of: Day = Field("", description="when it was compiled")
    sources: dict[str, str] = Field({}, description="short names of sources")
    international: tuple[LineShape, ...] = Field((), description="what helps anywhere")
    countries: dict[Code, CountryShape] = Field(description="countries by their two letters")
    country_from_language: GuessShape = Field(GuessShape(), description="guessing a country")
    unknown_country: dict[Tag, Text] = Field({}, description="what is said where the country is not known")
