"""What came of a run of `bench.chaos`: compares, for each chat, what was said with what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

# How the reply to each kind of message begins in the beekeeper's folder.
REPLIES = {
    "help": "help",
    "privacy": "privacy",
    "Gladly.": "thanks",
    "Ida has not": "wasps",
    "Nothing from Ida": "wasps",
    "That is not about bees.": "wasps",
    "findahelpline.com": "card",
}
CARD = "card"  # said to anything where the gate did not come to an end in time, as on a machine with much else to do
AROUND = 4  # messages shown on either side of where a chat went wrong


@dataclass
class Count:
    """The figures, and for each chat that went wrong where it first did."""

    said: int = 0
    lost: int = 0
    strange: int = 0  # out of order, or to nothing that was said
    doubled: int = 0
    carded: int = 0  # answered with a card, as the gate took too long
    slowed: int = 0  # told to slow down: then what is missing was not lost
    aside: int = 0  # given up by the bot itself
    waiting: int = 0  # unanswered or unsent at the end
    kills: int = 0
    busy: int = 0  # chats with something unanswered, summed over the kills
    why: list[str] = field(default_factory=list, repr=False)

    def good(self) -> bool:
        """Whether the promise was kept: nothing lost, order kept, one repeat for each busy chat at a kill at most."""
        return not self.lost and not self.strange and not self.aside and self.doubled <= self.busy

    def add(self, chat: int, said: Sequence[str], heard: Sequence[str]) -> None:
        """One more chat."""
        first = once(heard)
        kept = common(said, first)
        self.said += len(said)
        self.lost += len(said) - kept
        self.strange += len(first) - kept
        self.carded += sum(kind == CARD for kind in first)
        self.slowed += sum(kind == "slow_down" for kind in heard)
        self.doubled += len(heard) - len(first)
        if kept < max(len(said), len(first)):
            self.why.append(f"chat {chat}: {_where(said, first)}")


def kind_of(text: str) -> str:
    """The kind of message that a reply answers; the reply itself if it answers none."""
    return next((kind for begin, kind in REPLIES.items() if text.startswith(begin)), text)


def once(kinds: Sequence[str]) -> list[str]:
    """Without what was said twice running."""
    return [kind for at, kind in enumerate(kinds) if not at or kinds[at - 1] != kind]


def common(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest run that both have, in order and with gaps: what of it was kept. A card fits all."""
    before = [0] * (len(other) + 1)
    for each in one:
        now = [0]
        for at, there in enumerate(other):
            now.append(before[at] + 1 if there in (each, CARD) else max(before[at + 1], now[at]))
        before = now
    return before[-1]


def _where(said: Sequence[str], heard: Sequence[str]) -> str:
    """The first place where they part."""
    at = next((n for n, (one, other) in enumerate(zip(said, heard, strict=False)) if one != other), len(heard))
    begin, end = max(0, at - AROUND), at + AROUND
    return f"from message {at + 1} on, said {' '.join(said[begin:end])}, heard {' '.join(heard[begin:end])}"
