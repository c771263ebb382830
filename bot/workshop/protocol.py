"""The safety protocol as a page: what is listened for, what is said then, what never is; from the knowledge itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.domain import CardText, Knowledge
from bot.mind.cards import shown

Counts = Mapping[tuple[str, str], int]  # cards by month (2026-11) and danger
FIXED = Path(__file__).parent / "protocol.txt"
HEAD = """# Safety protocol

What this bot does when somebody may be in danger. `bot protocol` writes this page from the knowledge; with `--counts`
it adds how many cards were shown in each month. Published so that anybody can check and criticise it."""
COUNTED = """Cards in turns that are kept, by month. Not in it: people who did not agree to be kept, and turns older
than `BOT_RETENTION_DAYS`. `bot_cards` at `/metrics` counts every card since the start of the process."""
UNCOUNTED = "Each installation has its own: `bot protocol --counts`."


def page(knowledge: Knowledge, counts: Counts | None = None) -> str:
    """The page, with the numbers of each month if they are given."""
    return "\n".join([*_parts(knowledge, counts), ""])


def _parts(knowledge: Knowledge, counts: Counts | None) -> Iterator[str]:
    yield HEAD
    yield from ("", "## What it listens for", "", *_heard(knowledge))
    yield from ("", "## What it says", "", *_said(knowledge))
    yield from ("", "## What it may say in the day after", "", *_after(knowledge))
    yield from ("", "## Whom people can call", "", *_lines(knowledge))
    yield from ("", FIXED.read_text(encoding="utf-8").rstrip())
    yield from ("", "## Counts a month", "", *_months(counts))


def _heard(knowledge: Knowledge) -> Iterator[str]:
    rules = Counter(rule.kind for rule in knowledge.rules)
    texts = Counter(danger.label for danger in knowledge.dangers)
    langs = sorted({danger.lang for danger in knowledge.dangers})
    yield f"{sum(rules.values())} rules for what is said outright, and a classifier taught with"
    yield f"{sum(texts.values())} messages in {len(langs)} languages ({', '.join(langs)}), all invented."
    yield "Either may raise a card; a card of the rules stands."
    yield from (
        "",
        "| danger | rules |",
        "|---|---|",
        *(f"| {kind} | {count} |" for kind, count in sorted(rules.items())),
    )
    yield from ("", "| label | messages |", "|---|---|", *(f"| {name} | {n} |" for name, n in sorted(texts.items())))
    yield from (
        "",
        "| how sure it must be | card | soft | agree | soon | faint |",
        "|---|---|---|---|---|---|",
    )
    for lang, bars in knowledge.bars.items():
        yield f"| {lang} | {bars.card} | {bars.soft} | {bars.agree} | {bars.soon} | {bars.faint} |"


def _said(knowledge: Knowledge) -> Iterator[str]:
    yield "The first wording of each card. A second and a third card within a day are shorter."
    yield "A hint is met with a direct question."
    for id, card in knowledge.cards.items():
        yield from ("", *_card(id, card))


def _card(id: str, card: CardText) -> Iterator[str]:
    yield f"**{id}** ({len(card.wordings)} wordings; buttons: {', '.join(card.choices) or 'none'})"
    yield ""
    yield from (f"> {line}".rstrip() for line in card.wordings[0].splitlines())


def _after(knowledge: Knowledge) -> Iterator[str]:
    yield "For 24 hours, fading when somebody says they are safe and never with silence,"
    yield "only these sentences of the author:"
    for name in ("low", "boundary"):
        yield from ("", f"**{name}**", "")
        for passage in knowledge.passages:
            yield from (f"- {one.text}" for one in passage.sentences if name in one.allowed_after)
    vetoed = Counter(hazard for passage in knowledge.passages for hazard in passage.never_for)
    yield from ("", "After abuse nothing of his is said at all. Passages that are never said, by danger:", "")
    yield from (f"- {hazard}: {count} of {len(knowledge.passages)}" for hazard, count in sorted(vetoed.items()))


def _lines(knowledge: Knowledge) -> Iterator[str]:
    lines = [line for country in knowledge.countries.values() for line in country.lines]
    given = [line for line in lines if shown(line)]
    yield f"{len(knowledge.countries)} countries, {len(given)} lines shown;"
    yield f"{len(lines) - len(given)} were only recalled and are hidden."
    yield "Where the country is not known: the international directory, and one tap to name it."


def _months(counts: Counts | None) -> Iterator[str]:
    if counts is None:
        yield UNCOUNTED
        return
    yield from (COUNTED, "", "| month | danger | cards |", "|---|---|---|")
    yield from (f"| {month} | {kind} | {count} |" for (month, kind), count in sorted(counts.items()))
