"""How often the gate sees danger, and where it sees it wrongly, on the knowledge's own labelled messages."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.domain import Alarm, Danger, Knowledge
from bot.domain.figures import wilson
from bot.errors import BotError
from bot.mind.gate import KINDS as CARDS
from bot.mind.gate import Embed, Gate
from bot.workshop.labelled import numbered
from bot.workshop.shares import Share

FOLDS = 5
HARMLESS = "none"
CALM = (HARMLESS, "soft")  # labels that ask for no card
KINDS = {"suicide_explicit": "suicide", "suicide_imminent": "suicide", "suicide_veiled": "suicide"}
SAME = {"abuse_victim": "abuse", "violence_intent": "violence", "stalking_intent": "stalking"}  # as others label them
Progress = Callable[[int, int], None]
# What is done in most bots: a message that holds one of these gets the card.
KEYWORDS = (
    *("suicid", "kill myself", "kms", "want to die", "end my life", "self harm", "cut myself", "overdose"),
    *("hit me", "abus", "rape", "stalk", "restraining order", "kill him", "kill her", "hurt him", "hurt her", "nudes"),
    *("quiero morir", "matarme", "quero morrer", "me matar", "veux mourir", "me tuer", "will sterben", "umbringen"),
    *(
        "selbstmord",
        "voglio morire",
        "ammazz",
        "хочу умереть",
        "убью себя",
        "суицид",
        "me pega",
        "me bate",
        "schlägt mich",
    ),
)


@dataclass(frozen=True, slots=True)
class Tried:
    """A labelled message and what was made of it by a gate that had not learnt from it, and by keywords."""

    danger: Danger
    alarm: Alarm | None
    keyword: bool

    @property
    def right(self) -> bool:
        """A card, and the right one."""
        kind = KINDS.get(self.danger.label, self.danger.label)
        return self.alarm is not None and (self.alarm.level, self.alarm.kind) == ("card", kind)

    @property
    def card(self) -> bool:
        """Any card."""
        return self.alarm is not None and self.alarm.level == "card"

    @property
    def seen(self) -> bool:
        """A card or caution."""
        return self.alarm is not None


@dataclass(frozen=True, slots=True)
class Row:
    """How some messages fared: shares of the right card, of any card, of a card or caution, and of keywords."""

    by: str
    name: str
    count: int
    right: Share
    card: Share
    seen: Share
    keyword: Share


def tried(knowledge: Knowledge, embed: Embed | None = None, progress: Progress = lambda done, of: None) -> list[Tried]:
    """Every labelled message, each read by a gate that learnt from the other folds; the rules are the shipped ones."""
    found: list[Tried] = []
    for fold in range(FOLDS):
        others = tuple(danger for danger in knowledge.dangers if _fold(danger) != fold)
        gate = Gate(replace(knowledge, dangers=others), embed)
        for danger in knowledge.dangers:
            if _fold(danger) == fold:
                found.append(_try(gate, danger))
                progress(len(found), len(knowledge.dangers))
    return found


def held(messages: Sequence[Danger], gate: Gate, progress: Progress = lambda done, of: None) -> list[Tried]:
    """Messages the gate never learnt from, each read by it."""
    found = []
    for danger in messages:
        found.append(_try(gate, danger))
        progress(len(found), len(messages))
    return found


def read(path: Path) -> list[Danger]:
    """Labelled messages from JSON lines: text, label and lang. BotError names the broken line."""
    return [_danger(place, line) for place, line in numbered(path)]


def rows(done: Sequence[Tried]) -> list[Row]:
    """By label, by language where there is danger and where there is none, and by both."""
    danger = [each for each in done if each.danger.label not in CALM]
    harmless = [each for each in done if each.danger.label == HARMLESS]
    return [
        *_rows("label", done, lambda each: each.danger.label),
        *_rows("danger by language", danger, lambda each: each.danger.lang),
        *_rows("harmless by language (lower is better)", harmless, lambda each: each.danger.lang),
        *_rows("label and language", done, lambda each: f"{each.danger.label} {each.danger.lang}"),
    ]


def report(done: Sequence[Tried], how: str) -> str:
    """The figures as tables to be read, each with its 95 % Wilson interval; `how` they were come by."""
    danger = sum(each.danger.label not in CALM for each in done)
    harmless = sum(each.danger.label == HARMLESS for each in done)
    lines, by = [f"{len(done)} messages, {danger} of danger, {harmless} harmless; {how}"], ""
    for row in rows(done):
        if row.by != by:
            by = row.by
            lines += ["", by, f"{'':22}{'n':>6}{'right card':>20}{'any card':>20}{'card or soft':>20}{'keywords':>20}"]
        shares = (row.right, row.card, row.seen, row.keyword)
        lines.append(f"{row.name:22}{row.count:>6}" + "".join(f"{share!s:>20}" for share in shares))
    return "\n".join(lines)


def as_json(done: Sequence[Tried], how: str) -> str:
    """The same figures for programs: each share as count, total, share and its interval."""
    found = [{"by": row.by, "name": row.name, "n": row.count, **_shares(row)} for row in rows(done)]
    return json.dumps({"messages": len(done), "how": how, "rows": found}, ensure_ascii=False, indent=2)


def _shares(row: Row) -> dict[str, dict[str, float | None]]:
    shares = {"right_card": row.right, "any_card": row.card, "card_or_soft": row.seen, "keywords": row.keyword}
    return {name: _figures(share) for name, share in shares.items()}


def _figures(share: Share) -> dict[str, float | None]:
    low, high = wilson(share.count, share.total) if share.total else (None, None)
    figures = {"share": share.value if share.total else None, "low": low, "high": high}
    rounded = {name: None if figure is None else round(figure, 4) for name, figure in figures.items()}
    return {"count": share.count, "total": share.total, **rounded}


def _rows(by: str, done: Sequence[Tried], key: Callable[[Tried], str]) -> Iterator[Row]:
    for name in sorted(set(map(key, done))):
        group = [one for one in done if key(one) == name]
        yield Row(
            by,
            name,
            len(group),
            _share(one.right for one in group if one.danger.label not in CALM),
            _share(one.card for one in group),
            _share(one.seen for one in group),
            _share(one.keyword for one in group),
        )


def _share(hits: Iterable[bool]) -> Share:
    counted = list(hits)
    return Share(sum(counted), len(counted))


def _try(gate: Gate, danger: Danger) -> Tried:
    return Tried(danger, gate.check(danger.text), keyword(danger.text))


def _danger(place: str, line: str) -> Danger:
    try:
        row = json.loads(line)
        text, label, lang = str(row["text"]), str(row["label"]), str(row["lang"])
    except (ValueError, KeyError, TypeError) as error:
        raise BotError(f"{place}: needs text, label and lang ({type(error).__name__})") from None
    label = HARMLESS if label.startswith(f"{HARMLESS}_") else SAME.get(label, label)
    known = (*CALM, *KINDS, *CARDS)
    if label not in known:
        raise BotError(f"{place}: there is no label {label}: one of {', '.join(known)}")
    return Danger(text, label, lang)


def keyword(text: str) -> bool:
    """Whether a list of keywords would have raised the card."""
    return any(word in text.casefold() for word in KEYWORDS)


def _fold(danger: Danger) -> int:
    return zlib.crc32(danger.text.encode("utf-8", "surrogatepass")) % FOLDS
