"""The shapes of the rules: facts and how they are read, small talk, dangers and their cards, the calibration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from bot.domain import BUDGET, Act, Calibration, CardText, FactRule, Reading, SafetyRule
from bot.knowledge.patterns import expand
from bot.knowledge.shapes import Conditions, Id, Lang, Name, Pattern, Shape, Text, conditions

Kind = Literal["suicide", "self_harm", "abuse", "violence", "stalking", "minor", "minor_sexual", "third_party"]


Macros = dict[Name, Pattern]


def _filled(patterns: tuple[str, ...], macros: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(expand(pattern, macros) or pattern for pattern in patterns)


class ReadingShape(Shape):
    """Words from which a fact is read."""

    value: Text = Field(description="the value of the fact these words show; unknown takes back what stood before")
    patterns: tuple[Pattern, ...] = Field(min_length=1, description="regular expressions; {name} stands for a macro")
    unless: tuple[Pattern, ...] = Field((), description="in the same sentence these take the reading back")
    weight: int = Field(2, ge=1, description="the readings of the greatest weight in a text decide")

    def reading(self, macros: Mapping[str, str]) -> Reading:
        """As the house holds it, macros filled in."""
        return Reading(self.value, _filled(self.patterns, macros), _filled(self.unless, macros), self.weight)


class FactShape(Shape):
    """A fact and how it is read."""

    name: Name = Field(description="its name, as passages use it in `when`")
    values: tuple[Text, ...] = Field(min_length=1, description="the values it may have")
    readings: tuple[ReadingShape, ...] = Field((), description="how it is read")
    void_if: Conditions = Field({}, description="other facts that make it meaningless, as in {fact: [value]}")
    settle: Literal["most", "last"] = Field("most", description="which value counts: the one met most, or the last")
    anyhow: bool = Field(False, description="true reads it also from what is asked, denied or only supposed")
    implied: dict[Text, Conditions] = Field(
        {}, description="a value known while any of these others is, as in {value: {fact: [value]}}"
    )
    lasting: dict[Text, tuple[Text, ...]] = Field(
        {}, description="values that newer ones do not undo, as in {value: [value, value]}"
    )

    supposed: bool = Field(
        False,
        description="true takes it from how the examples tell of it where no word of it is said; see `facts` there",
    )

    def rule(self, macros: Mapping[str, str]) -> FactRule:
        """As the house holds it."""
        readings = tuple(reading.reading(macros) for reading in self.readings)
        lasting = {value: frozenset(newer) for value, newer in self.lasting.items()}
        implied = {value: conditions(others) for value, others in self.implied.items()}
        void_if = conditions(self.void_if)
        heard = self.settle, self.anyhow, lasting, implied, self.supposed
        return FactRule(self.name, self.values, readings, void_if, *heard)


class FactsFile(Shape):
    """facts.yaml: what may be known of a person."""

    macros: Macros = Field({}, description="pieces of patterns, used as {name}, also in macros further down")
    facts: tuple[FactShape, ...] = Field(min_length=1, description="the facts")


class ActShape(Shape):
    """A kind of small talk; its replies are the phrases `talk.<name>`."""

    name: Name = Field(description="its name; its words are the phrases talk.<name>")
    patterns: tuple[Pattern, ...] = Field((), description="regular expressions it is known by")
    examples: tuple[Text, ...] = Field((), description="messages that are just this")
    words: str = Field("", description="for a language: its commonest words in a row, by which it is known")

    def act(self) -> Act:
        """As the house holds it."""
        return Act(self.name, self.patterns, self.examples, tuple(self.words.split()))


class TalkFile(Shape):
    """talk.yaml: small talk the bot answers itself."""

    acts: tuple[ActShape, ...] = Field(description="hello, thanks, are you real ...")


class RuleShape(Shape):
    """A danger and the words that show it."""

    id: Id = Field(description="a name of its own, kept with every alarm it raises")
    kind: Kind = Field(description="which danger")
    level: Literal["card", "soft"] = Field(description="card takes over, soft asks gently")
    severity: Literal["moderate", "high", "imminent"] = Field(description="how grave it is")
    patterns: tuple[Pattern, ...] = Field(min_length=1, description="regular expressions; {name} stands for a macro")
    unless: tuple[Pattern, ...] = Field((), description="in the same sentence these lower it")

    def rule(self, lang: str, macros: Mapping[str, str]) -> SafetyRule:
        """As the house holds it, macros filled in."""
        say, unless = _filled(self.patterns, macros), _filled(self.unless, macros)
        return SafetyRule(self.id, self.kind, self.level, self.severity, lang, say, unless)


class SafetyFile(Shape):
    """safety/<language>.yaml: the dangers in one language."""

    lang: Lang = Field(description="the language in two letters, as in `en`")
    macros: Macros = Field({}, description="pieces of patterns, used as {name}, also in macros further down")
    rules: tuple[RuleShape, ...] = Field(min_length=1, description="the dangers")

    def safety(self) -> tuple[SafetyRule, ...]:
        """As the house holds them."""
        return tuple(rule.rule(self.lang, self.macros) for rule in self.rules)


class CardShape(Shape):
    """What is said when danger takes over; {line} and {emergency} are filled in for the person's country."""

    wordings: tuple[Text, ...] = Field(min_length=1, description="wordings of the same card")
    choices: tuple[Text, ...] = Field((), description="its buttons; their labels are the phrases button.<choice>")

    def card(self, id: str) -> CardText:
        """As the house holds it."""
        return CardText(id, self.wordings, self.choices)


class CardsFile(Shape):
    """safety/cards.yaml: what the bot says itself in danger."""

    cards: dict[Name, CardShape] = Field(description="a card for each danger")


class SurenessShape(Shape):
    """How evidence becomes sureness."""

    threshold: float = Field(0.5, ge=0, le=1, description="how sure the bot must be")
    weights: dict[Annotated[str, Field(min_length=1)], float] = Field({}, description="what each evidence weighs")


class CalibrationFile(Shape):
    """calibration.yaml: written by `bot calibrate`."""

    threshold: float = Field(ge=0, le=1, description="how sure the bot must be")
    examples: str = Field("", description="the fingerprint of the examples it was made from")
    budget: float = Field(
        BUDGET, gt=0, le=0.5, description="the error budget: of messages that nothing answers, how many may be answered"
    )
    weights: dict[Annotated[str, Field(min_length=1)], float] = Field(description="what each piece of evidence weighs")
    words: SurenessShape = Field(SurenessShape(), description="the same for matching by words alone, without the model")

    def calibration(self) -> Calibration:
        """As the house holds it."""
        words = Calibration(dict(self.words.weights), self.words.threshold, self.examples)
        return Calibration(
            dict(self.weights), self.threshold, self.examples, words if words.weights else None, self.budget
        )


class EncoderFile(Shape):
    """encoder/card.yaml: written by `bot train` beside the encoder it made, changes.npz."""

    base: Text = Field(description="the id of the encoder it was tuned from")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="of the model these changes make of the base")
    examples: Text = Field(description="the fingerprint of the examples it learnt from")
    messages: int = Field(ge=1, description="how many those were")
    made: Text = Field(description="the day")
    seed: int = Field(description="what chance was drawn from")
    epochs: int = Field(ge=1, description="how often the examples were gone over")
    share: float = Field(gt=0, le=1, description="how much of what was tuned is in it; the rest is the base")
    figures: dict[Text, tuple[float, float]] = Field({}, description="how such encoders did: the base, its own")
