"""The operators hear of each card at once: which danger and where to read on, never what was said or who said it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.domain import Alarm, Card, Memory, Message, Outcome
from bot.doors.telegram import Alerts, rounds
from bot.store import together
from tests.doors.telegram.house import House, Parrot, opened, parrot
from tests.doors.telegram.updates import text
from tests.doors.telegram.wire import BLOCKED, Wire
from tests.mind.shelf import phrases
from tests.test_conversation import locked

OPERATORS = 901, 902
WORDS = {
    "alert": "{kind}, {severity}: {link}",
    "alert.unkept": "{kind}, {severity}, not kept",
    "alert.away": "{kind}, away",
}
SAID = "danger: the heron is ill"


@dataclass
class Frightened(Parrot):
    """Shows a card wherever there is danger; the words say which."""

    def answer(self, message: Message, memory: Memory) -> Outcome:
        said = super().answer(message, memory)
        if "danger" not in message.text:
            return said
        severity = "imminent" if "now" in message.text else "high"
        kind = "unknown" if "broken" in message.text else "self_harm"
        found = Alarm("card", kind, severity, ("r1",))
        shown = replace(found, cards=int("again" in message.text))
        return replace(said, decision=Card(kind, shown), trace=replace(said.trace, alarm=found))


def frightened() -> Frightened:
    own = {slot: phrases(slot, words)[slot] for slot, words in WORDS.items()}
    knowledge = parrot().knowledge
    return Frightened(replace(knowledge, phrases={**knowledge.phrases, **own}))


def listening(house: House, address: str = "https://bot.example") -> House:
    house.store.noting = Alerts(OPERATORS, house.guide, address)
    return house


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(rounds, "SWEEP", 0.05)
    async with opened(tmp_path, Wire(), frightened()) as house:
        yield listening(house)


def heard(house: House) -> list[str]:
    return [words for operator in OPERATORS for words in house.wire.texts(operator)]


async def told(house: House, count: int = len(OPERATORS)) -> list[str]:
    """What the operators were told, once it is so much."""
    await house.wire.until(lambda: len(heard(house)) >= count)
    await house.door.rounds.quiet()
    return heard(house)


async def test_a_card_is_told_to_every_operator_without_what_was_said_or_by_whom(house: House) -> None:
    await house.hear(text(SAID))
    assert await told(house) == ["self harm, high: https://bot.example/review/all/1"] * 2
    assert house.wire.texts(7) == [SAID]
    assert await house.store.cards() == {("2026-01", "self_harm"): 1}
    assert not any(secret in words for words in heard(house) for secret in ("heron", "Zebedee", "7"))


async def test_of_what_needs_no_card_or_was_told_already_nobody_is_told(house: House) -> None:
    for words in ("hello", "danger again", "danger broken", "danger again now"):
        await house.hear(text(words))
    assert await told(house) == ["self harm, imminent: https://bot.example/review/all/4"] * 2


async def test_without_an_address_they_are_told_what_to_type(house: House) -> None:
    listening(house, "")
    await house.hear(text(SAID))
    assert await told(house) == ["self harm, high: bot review: 1"] * 2


async def test_of_who_is_not_kept_they_hear_the_danger_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "SWEEP", 0.05)
    async with opened(tmp_path, Wire(), frightened(), unasked=False) as house:
        await listening(house).hear(text(SAID))
        assert await told(house) == ["self harm, high, not kept"] * 2


async def test_while_the_record_is_away_they_are_told_at_once_and_not_again_when_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "SWEEP", 0.05)
    monkeypatch.setattr(together, "REST", 0.1)
    async with opened(tmp_path, Wire(), frightened(), wait=0.2) as house:
        await listening(house).hear(text("hello"))
        with locked(f"sqlite:///{tmp_path}/bot.db"):
            await house.wire.push(text(SAID), text("danger again"))
            assert await told(house) == ["self harm, away"] * 2
        await house.hear(text("thank you"))
        assert await told(house) == ["self harm, away"] * 2
        assert house.wire.texts(7) == ["hello", SAID, "danger again", "thank you"]


async def test_what_could_not_be_told_before_a_restart_is_told_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path, Wire(), frightened()) as house:
        await listening(house).hear(text(SAID))  # the look for chats comes seldom here: the house closes before it
        assert heard(house) == []
    monkeypatch.setattr(rounds, "SWEEP", 0.05)
    async with opened(tmp_path, Wire(), frightened()) as house:
        assert await told(house) == ["self harm, high: https://bot.example/review/all/1"] * 2


async def test_a_card_reaches_the_person_whatever_becomes_of_the_operators(house: House) -> None:
    await house.hear(text("hello"))
    house.wire.fail("sendMessage", None, BLOCKED, BLOCKED)
    await house.hear(text(SAID))
    await told(house)
    await house.hear(text("thank you"))
    assert house.wire.texts(7) == ["hello", SAID, "thank you"]
