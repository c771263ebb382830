"""How long danger keeps a conversation careful, and when it has to be asked about; it detects nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import Alarm, Message

CAREFUL = timedelta(hours=24)  # a flagged conversation stays careful this long, whatever is said in between


def carry(held: Alarm | None, found: Alarm | None, message: Message) -> Alarm | None:
    """The alarm in force: what was found, beside what is held until a day has passed or they say they are safe."""
    if held and held.since and message.at - held.since > CAREFUL:
        held = None
    if held and message.choice == "safe:no" and {held.kind, *held.also} == {"suicide"}:
        held = replace(held, level="soft")  # advice again, but not what is vetoed; no other danger ends with this
    if found is None or held is None:
        return replace(found, since=message.at) if found else held
    first, other = (held, found) if (held.level, found.level) == ("card", "soft") else (found, held)
    also = dict.fromkeys((other.kind, *held.also))
    also.pop(first.kind, None)
    return replace(first, since=message.at, cards=held.cards, also=tuple(also))


def hinted(found: Alarm, held: Alarm | None, at: datetime) -> bool:
    """Whether danger is hinted at that was not heard of yet, in this careful day."""
    over = held is None or (held.since is not None and at - held.since > CAREFUL)
    return found.level == "soft" and (held is None or over or found.kind not in (held.kind, *held.also))
