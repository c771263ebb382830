"""The gate: whether a message speaks of danger. It runs before anything else and can only take over, never be outvoted.

Two listeners: rules for what is said outright, and a classifier for what they do not know. A card of the rules stands
whatever the classifier makes of it; where the rules are silent or unsure, the classifier may raise one itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.domain import Alarm, Bars, Knowledge
from bot.mind.gate.classifier import ANY, HEADS, MILD, SOON, Classifier, Heard, Learnt
from bot.mind.gate.lessons import Embed, learn, mark, meant
from bot.mind.gate.lexicon import Hit, Lexicon, view
from bot.mind.gate.ridge import Rows

__all__ = ["KINDS", "Check", "Embed", "Gate", "Learnt", "mark", "meant"]

Check = Callable[[str], Alarm | None]  # how a message is heard: `Gate.check`, or what stands in its place
SEVERITIES = ("imminent", "high", "moderate")
KINDS = ("suicide", "abuse", "violence", "self_harm", "minor_sexual", "stalking", "third_party", "minor")
LIFE, CHILD, HARMED = "suicide", "minor", "minor_sexual"
OTHER = "other"  # the bars of languages that have none of their own


@dataclass(frozen=True, slots=True)
class Told:
    """What the rules say. `doubted`: it would be a card, were it not denied, sung, quoted or long past."""

    alarm: Alarm
    doubted: bool


class Gate:
    """Reads one message at a time and remembers nothing; how long an alarm lasts is the guide's business."""

    def __init__(self, knowledge: Knowledge, embed: Embed | None = None, learnt: Learnt | None = None) -> None:
        """`embed` turns texts into vectors; without it the classifier hears words alone, and misses more.

        `learnt` is what was learnt before from this knowledge; without it, it is learnt now.
        """
        self._lexicon = Lexicon(knowledge.rules)
        self.learnt = learnt or learn(knowledge, embed)
        self._classifier = Classifier(self.learnt, knowledge.tongues) if self.learnt else None
        self._embed = embed
        self._bars = knowledge.bars
        self._deaf = not knowledge.rules and self.learnt is None

    def check(self, text: str) -> Alarm | None:
        """The gravest danger in the text, or None.

        `reasons` are the ids of all rules that fired, the gravest first, then what the classifier made of it:
        `classifier:suicide=0.83`.
        ValueError where there is nothing to hear with: silence would pass for safety.
        """
        if self._deaf:
            raise ValueError("the gate knows no danger: it has no rules, and was taught nothing")
        seen = view(text)
        told = _told(self._lexicon.read(seen))
        if self._classifier is None:
            return told.alarm if told else None
        heard = self._classifier.hear(seen, partial(self._meaning, text))
        bars = self._bars.get(heard.lang) or self._bars.get(OTHER) or Bars()
        return _joined(told, heard, bars) if told else _heard(heard, bars)

    def _meaning(self, text: str) -> Rows | None:
        try:
            return self._embed([text])[0] if self._embed else None
        except Exception:  # whatever is wrong with the encoder, the words are still heard
            return None


def _told(hits: Iterable[Hit]) -> Told | None:
    """What the rules say by themselves."""
    grave = sorted(hits, key=_gravity)
    if not grave:
        return None
    worst = grave[0].rule
    card = grave[0].level == "card" or _signs(grave)
    alarm = Alarm("card" if card else "soft", worst.kind, worst.severity, tuple(hit.rule.id for hit in grave))
    return Told(alarm, not card and any(hit.rule.level == "card" for hit in grave))


def _gravity(hit: Hit) -> tuple[bool, int, int]:
    return hit.level != "card", SEVERITIES.index(hit.rule.severity), KINDS.index(hit.rule.kind)


def _signs(hits: Sequence[Hit]) -> bool:
    """Whether two different soft signs of high severity point the same way: one may be chance, two are a card."""
    signs = Counter(hit.rule.kind for hit in hits if hit.rule.level == "soft" and hit.rule.severity == "high")
    return any(count > 1 for count in signs.values())


def _heard(heard: Heard, bars: Bars) -> Alarm | None:
    """What the classifier says by itself."""
    kind, sure = _loudest(heard)
    soon = (_reason(SOON, heard.sure[SOON]),) if heard.sure[SOON] >= bars.faint else ()
    if heard.sure[SOON] >= bars.soon or (soon and kind == LIFE and sure >= bars.card):
        return Alarm("card", LIFE, "imminent", soon)
    if sure >= bars.soft:
        return Alarm("card" if sure >= bars.card else "soft", kind, "high", (_reason(kind, sure), *soon))
    if soon:
        return Alarm("soft", LIFE, "high", soon)
    if heard.sure[MILD] >= bars.agree:
        return Alarm("soft", LIFE, "moderate", (_reason(MILD, heard.sure[MILD]),))
    return None


def _joined(told: Told, heard: Heard, bars: Bars) -> Alarm | None:
    """The rules' alarm in the light of the classifier's."""
    alarm, mine = told.alarm, _heard(heard, bars)
    reasons = alarm.reasons + (mine.reasons if mine else ())
    if alarm.level == "card":
        harmed = alarm.kind == CHILD and heard.sure[HARMED] >= max(bars.faint, heard.sure[CHILD])
        return replace(alarm, kind=HARMED if harmed else alarm.kind, reasons=reasons)
    if mine and mine.level == "card":
        return replace(mine, reasons=reasons)
    if told.doubted:
        return replace(alarm, reasons=reasons) if mine or _loudest(heard)[1] >= bars.faint else None
    if heard.sure[alarm.kind] >= bars.agree:
        agreed = (*alarm.reasons, _reason(alarm.kind, heard.sure[alarm.kind]))
        return replace(alarm, level="card", reasons=agreed)
    return replace(alarm, reasons=reasons)


def _loudest(heard: Heard) -> tuple[str, float]:
    """The surest danger, and how sure: of it, and that there is danger at all."""
    kind = max(HEADS, key=heard.sure.__getitem__)
    return kind, (heard.sure[kind] + heard.sure[ANY]) / 2


def _reason(head: str, sure: float) -> str:
    return f"classifier:{head}={sure:.2f}"
