"""The last look at a reply before it leaves: whether it says anything of the author's that danger forbids.

It reads the finished reply and trusts nothing that chose it; the policy is written down here a second time on purpose.
"""

from __future__ import annotations

from bot.domain import Alarm, Knowledge, Reply, Sentence, Span

# For each danger: the veto that holds, and the list of sentences that may follow a card; after abuse there is none.
POLICY = {
    "suicide": ("suicide", "low"),
    "self_harm": ("suicide", "low"),
    "abuse": ("abuse", ""),
    "violence": ("violence", "boundary"),
    "stalking": ("stalking", "boundary"),
    "minor": ("minor", "low"),
    "minor_sexual": ("minor", "low"),
}


def allowed(reply: Reply, alarm: Alarm | None, knowledge: Knowledge) -> bool:
    """Whether nothing in it is forbidden in this state."""
    if alarm is None or alarm.level == "none":
        return True
    kinds = [kind for kind in (alarm.kind, *alarm.also) if kind in POLICY]
    quoted = [span for span in reply.spans if span.kind == "passage"]
    return all(_may(span, kind, alarm.level == "card", knowledge) for span in quoted for kind in kinds)


def _may(span: Span, kind: str, carded: bool, knowledge: Knowledge) -> bool:
    veto, listed = POLICY[kind]
    passage = knowledge.passage(span.ref)
    said = [
        one for one, (start, end) in zip(passage.sentences, passage.bounds(), strict=True) if _meets(span, start, end)
    ]
    if veto in passage.never_for or any(veto in sentence.never_for for sentence in said):
        return False
    return not carded or all(_is_on(listed, sentence) for sentence in said)


def _meets(span: Span, start: int, end: int) -> bool:
    return span.start < end and start < span.end


def _is_on(listed: str, sentence: Sentence) -> bool:
    return bool(listed) and listed in sentence.allowed_after
