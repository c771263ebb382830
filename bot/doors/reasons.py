"""`bot ask --why`: the facts, the passages weighed, the decision and where each piece of the reply comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.domain import Admit, Answer, Ask, Card, Decision, Knowledge, Match, Outcome, Span, Talk
from bot.doors.words import SUPPOSED, source

WIDEST = 60  # characters of a span shown


def why(outcome: Outcome, knowledge: Knowledge) -> str:
    """The reply and what led to it, to be read by the operator."""
    parts = {
        "reply": [outcome.reply.text],
        "buttons": [f"[{choice.label}] {choice.id}" for choice in outcome.reply.choices],
        **grounds(outcome, knowledge),
        "spans": [_piece(span, knowledge) for span in outcome.reply.spans if span.kind != "space"],
    }
    return laid_out(parts)


def grounds(outcome: Outcome, knowledge: Knowledge) -> dict[str, list[str]]:
    """What a decision rests on, under a heading each."""
    return {
        "facts": [
            f"{fact.name:<14} {fact.value:<10} {SUPPOSED if fact.supposed else repr(fact.words)}"
            for fact in outcome.memory.facts.held
        ],
        "safety": list(_safety(outcome)),
        "passages weighed": list(_table(outcome.trace.ranking)),
        "decision": [decided(outcome.decision), _bar(outcome, knowledge)],
    }


def laid_out(parts: Mapping[str, Iterable[str]]) -> str:
    """Lines under headings, `none` where there are none."""
    blocks = (
        (title, [f"  {line}".rstrip() for entry in lines for line in entry.split("\n")])
        for title, lines in parts.items()
    )
    return "\n\n".join("\n".join([f"{title}:", *(lines or ["  none"])]) for title, lines in blocks)


def _safety(outcome: Outcome) -> Iterator[str]:
    if alarm := outcome.trace.alarm:
        yield f"this message: {alarm.level} {alarm.kind} {alarm.severity} ({', '.join(alarm.reasons)})"
    if alarm := outcome.memory.alarm:
        yield f"in force:     {alarm.level} {alarm.kind} {alarm.severity}"


def _table(ranking: tuple[Match, ...]) -> Iterator[str]:
    if ranking:
        yield f"{'sure':>5} {'learned':>8} {'ask':>6} {'dense':>6} {'lexical':>8}  {'facts':<13} passage"
    for match in ranking:
        e = match.evidence
        figures = f"{match.confidence:5.2f} {e.learned:8.2f} {e.ask:6.2f} {e.dense:6.2f} {e.lexical:8.2f}"
        yield f"{figures}  {e.facts:<13} {match.passage}"


def decided(decision: Decision) -> str:
    """A decision in a line."""
    match decision:
        case Answer():
            return f"answer with {', '.join(decision.passages)}; more: {', '.join(decision.queue) or 'nothing'}"
        case Ask():
            return f"ask for {decision.fact}"
        case Admit():
            return f"admit; nearest: {', '.join(decision.nearest) or 'nothing'}"
        case Card():
            return f"card {decision.card}"
        case Talk():
            return f"talk: {decision.act}"


def _bar(outcome: Outcome, knowledge: Knowledge) -> str:
    threshold = knowledge.calibration.threshold
    return f"sure of the best {outcome.trace.confidence:.2f}, threshold {threshold:.2f}"


def _piece(span: Span, knowledge: Knowledge) -> str:
    shelf = {passage.id: passage for passage in knowledge.passages}
    start = " ".join(span.text.split())
    shown = start if len(start) <= WIDEST else start[: WIDEST - 3] + "..."
    known = span.kind == "passage" and span.ref in shelf
    written = source(shelf[span.ref]) if known else "phrase"
    return f"{span.by:<6} {span.ref}[{span.start}:{span.end}] ({written}) {shown}"
