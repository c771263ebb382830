"""Whatever signs a message is made of, of all planes of Unicode and in any pile: it is read, and nothing breaks."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bot.mind.gate.normal import GROWTH, normalise
from tests.mind.gate.test_gate import level

STRANGE = 50_000
LONGEST = 4096  # characters in a message
PLANES = (
    *((0x20, 0x7F), (0xA0, 0x250), (0x300, 0x370), (0x370, 0x530), (0x590, 0x700), (0x900, 0xE00), (0x1100, 0x2000)),
    *((0x2000, 0x2070), (0x2070, 0x3000), (0x3000, 0xD800), (0xD800, 0xE000), (0xE000, 0xFB00), (0xFB00, 0x10000)),
    *((0x10000, 0x20000), (0x1D400, 0x1D800), (0x1F300, 0x1FB00), (0x20000, 0x30000), (0xE0000, 0xE0200)),
    (0xF0000, 0x110000),
)
PILES = (
    "e" + "\u0301\u0327\u0338" * 12,  # combining signs in a stack
    "👨\u200d👩\u200d👧\u200d👦",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "\u202e\u2066abc\u2069\u202c",  # from right to left
    "\ufdfa\ufb03\u1e9e\u0130\u017f\u0345",  # they unfold, or change with their case
    "\ud83d\udc94\udc94",  # halves of a pair
    "\x00\x0b\x1c\x85\u2028\u2029\ufeff\ufffe",
    "k\u0456ll mys3lf, s.u.i.c.i.d.e",
)


def strange(chance: random.Random) -> str:
    """Signs of one or two planes, now and then with a pile."""
    planes = [chance.choice(PLANES) for _ in range(chance.randrange(1, 3))]
    signs = [chr(chance.randrange(*chance.choice(planes))) for _ in range(chance.randrange(1, 24))]
    if chance.random() < 0.2:
        signs.insert(chance.randrange(len(signs)), chance.choice(PILES))
    return "".join(signs)


def messages(texts: Iterator[str]) -> Iterator[str]:
    """The texts as lines of messages that are as long as they may be."""
    lines: list[str] = []
    for text in texts:
        if sum(map(len, lines)) + len(lines) + len(text) > LONGEST:
            yield "\n".join(lines)
            lines = []
        lines.append(text)
    yield "\n".join(lines)


def test_fifty_thousand_strange_texts_are_read() -> None:
    chance = random.Random(41)
    read = {level(text) for text in messages(strange(chance) for _ in range(STRANGE))}
    assert read <= {"none", "soft", "card"}


def test_each_of_some_by_itself_is_read_and_undisguised_once_and_for_all() -> None:
    chance = random.Random(42)
    for text in (strange(chance) for _ in range(2_000)):
        plain = normalise(text)
        assert normalise(plain) == plain
        assert len(plain) <= GROWTH * len(text)
        assert level(text) in {"none", "soft", "card"}


def test_a_message_of_one_sign_or_pile_and_nothing_else_is_read() -> None:
    for pile in (*PILES, *(chr(low) for low, _ in PLANES)):
        assert level((pile * LONGEST)[:LONGEST]) in {"none", "soft", "card"}
