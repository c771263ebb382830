"""Whether the bot sounds like its author: figures over the golden conversations, each beside what it should be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from statistics import median

from bot.domain import Answer, Knowledge, Outcome, Span
from bot.mind.guide import Guide
from bot.mind.voice import LENGTH
from bot.workshop.replay import replay, served
from bot.workshop.style import Style, likest

HIS, READERS, ADVICE = "the author", "the readers", "general advice"
THIRD, MOST = 1 / 3, 0.85
# What books of self-help and their machines say, and he never does.
SELF_HELP = re.compile(
    r"i understand how you|your feelings are|valid|it is okay|it's okay|you are not alone|you've got this|healing|"
    r"self-care|self-love|journey|boundar|mindful|remember that you|you deserve|be gentle|be kind to yourself|toxic|"
    r"closure comes|how does that make you|how are you feeling|step \d|tips",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?:](?=\s|$)")

Talked = Sequence[Sequence[Outcome]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table: what it is, how much, what it should be, and whether it is."""

    name: str
    value: str
    target: str
    good: bool


def figures(guide: Guide) -> list[Figure]:
    """All figures, over every golden conversation of the knowledge."""
    talked = [replay(guide, dialogue) for dialogue in guide.knowledge.dialogues]
    return [figure(talked, guide.knowledge) for figure in FIGURES]


def report(guide: Guide) -> str:
    """The figures as a table to be read."""
    if not guide.knowledge.dialogues:
        return "There are no conversations to look at: write some into examples/conversations/."
    rows = figures(guide)
    turns = sum(len(dialogue.steps) for dialogue in guide.knowledge.dialogues)
    head = f"{len(guide.knowledge.dialogues)} conversations, {turns} turns"
    lines = [f"{row.name:<52}{row.value:>22}  {row.target:<14}{'' if row.good else 'no'}".rstrip() for row in rows]
    return "\n".join([head, "", f"{'':52}{'is':>22}  should be", *lines])


def _length(talked: Talked, _: Knowledge) -> Figure:
    lengths = [len(outcome.reply.text) for outcome in _answers(talked)]
    return Figure("characters of an answer, median and most", f"{median(lengths):.0f}, {max(lengths)}", "", good=True)


def _too_long(talked: Talked, _: Knowledge) -> Figure:
    long = [one for one in _answers(talked) if len(one.reply.text) > LENGTH and len(served(one)) > 1]
    return _count(f"answers over {LENGTH} characters with several passages", len(long))


def _at_once(talked: Talked, _: Knowledge) -> Figure:
    counts = Counter(len(served(outcome)) for outcome in _answers(talked))
    shown = ", ".join(f"{counts[number]}" for number in (1, 2, 3))
    return Figure("answers with one, two and three passages", shown, "at most three", good=max(counts) <= len("123"))


def _greeted(talked: Talked, _: Knowledge) -> Figure:
    answers = list(_answers(talked))
    greeted = sum(any(_slot(span).startswith("greeting") for span in outcome.reply.spans) for outcome in answers)
    return _share("answers that greet by name", greeted, len(answers), "at most", THIRD * 2)


def _greeted_twice(talked: Talked, _: Knowledge) -> Figure:
    twice = sum(sum(_slot(s) == "greeting" for one in each for s in one.reply.spans) > 1 for each in talked)
    return _count("conversations with two first greetings", twice)


def _opener(talked: Talked, _: Knowledge) -> Figure:
    openers = [_opening(outcome) for each in talked for outcome in each]
    return _share(
        "turns with the commonest opening", Counter(openers).most_common(1)[0][1], len(openers), "at most", THIRD
    )


def _opener_twice(talked: Talked, _: Knowledge) -> Figure:
    return _count("turns that open like the one before", _twice(talked, _opening))


def _closer_twice(talked: Talked, _: Knowledge) -> Figure:
    return _count("turns that close like the one before", _twice(talked, lambda one: _closing([one])))


def _closed(talked: Talked, _: Knowledge) -> Figure:
    answers = list(_answers(talked))
    closed = sum(bool(_closing([outcome])) for outcome in answers)
    return _share("answers that end with a wish of his", closed, len(answers), "at most", THIRD)


def _asking(talked: Talked, _: Knowledge) -> Figure:
    asking = [one for one in _answers(talked) if one.reply.text.rstrip().endswith("?")]
    return _count("answers that end with a question", len(asking))


def _his(talked: Talked, knowledge: Knowledge) -> Figure:
    spans = [span for outcome in _answers(talked) for span in outcome.reply.spans if span.kind != "space"]
    counts = [(span.by, _sentences(span, knowledge)) for span in spans]
    his = sum(count for by, count in counts if by == "author")
    return _share("sentences of answers that are his own", his, sum(count for _, count in counts), "at least", MOST)


def _connected(talked: Talked, _: Knowledge) -> Figure:
    answers = list(_answers(talked))
    joined = sum(any(span.kind == "phrase" and span.by == "bot" for span in one.reply.spans) for one in answers)
    return _share("answers with a connector of the bot", joined, len(answers), "at most", THIRD)


def _self_help(talked: Talked, knowledge: Knowledge) -> Figure:
    own = [phrase.text for phrases in knowledge.phrases.values() for phrase in phrases if phrase.by == "bot"]
    return _count("lines of the bot in the register of self-help", sum(bool(SELF_HELP.search(text)) for text in own))


def _sounds_like_him(talked: Talked, knowledge: Knowledge) -> Figure:
    """Answers against a model that has not seen their passages."""
    others = {READERS: Style(_letters(knowledge)), ADVICE: Style(advice())}
    answers = list(_answers(talked))
    found = [likest(one.reply.text, others | {HIS: _author(knowledge, without=served(one))}) for one in answers]
    return _share("answers that sound like him, unseen", found.count(HIS), len(found), "at least", MOST)


def _letters_apart(_: Talked, knowledge: Knowledge) -> Figure:
    letters = _letters(knowledge)
    others = {HIS: _author(knowledge), ADVICE: Style(advice())}
    found = [likest(text, others | {READERS: Style(_but(letters, at))}) for at, text in enumerate(letters)]
    return _share("readers' letters taken for his, unseen", found.count(HIS), len(found), "at most", THIRD)


def _advice_apart(_: Talked, knowledge: Knowledge) -> Figure:
    pieces = advice()
    others = {HIS: _author(knowledge), READERS: Style(_letters(knowledge))}
    found = [likest(text, others | {ADVICE: Style(_but(pieces, at))}) for at, text in enumerate(pieces)]
    return _share("pieces of general advice taken for his, unseen", found.count(HIS), len(found), "at most", THIRD)


FIGURES: tuple[Callable[[Talked, Knowledge], Figure], ...] = (
    _length,
    _too_long,
    _at_once,
    _greeted,
    _greeted_twice,
    _closed,
    _opener,
    _opener_twice,
    _closer_twice,
    _asking,
    _his,
    _connected,
    _self_help,
    _sounds_like_him,
    _letters_apart,
    _advice_apart,
)


def _answers(talked: Talked) -> Iterator[Outcome]:
    return (outcome for each in talked for outcome in each if isinstance(outcome.decision, Answer))


def _count(name: str, count: int) -> Figure:
    return Figure(name, str(count), "0", good=count == 0)


def _share(name: str, count: int, of: int, bound: str, target: float) -> Figure:
    share = count / of if of else 0.0
    good = share <= target if bound == "at most" else share >= target
    return Figure(name, f"{count} of {of}, {share:.0%}", f"{bound} {target:.0%}", good)


def _slot(span: Span) -> str:
    """The slot of a phrase; nothing for a passage."""
    return span.ref.rpartition(".")[0] if span.kind == "phrase" else ""


def _opening(outcome: Outcome) -> str:
    """What a reply begins with: the phrase, or the passage."""
    return outcome.reply.spans[0].ref


def _closing(outcomes: Iterable[Outcome]) -> str:
    """The wish a reply ends with, if it does."""
    return next(
        (span.ref for one in outcomes for span in one.reply.spans[-1:] if _slot(span).startswith("closing")), ""
    )


def _twice(talked: Talked, part: Callable[[Outcome], str]) -> int:
    """Turns of which that part is the same as of the turn before. Where it was asked for once more, it must be."""
    pairs = [(one, other) for each in talked for one, other in pairwise(each)]
    return sum(bool(part(one)) and part(one) == part(other) and one.decision != other.decision for one, other in pairs)


def _sentences(span: Span, knowledge: Knowledge) -> int:
    if span.kind == "passage":
        return sum(span.start <= start and end <= span.end for start, end in knowledge.passage(span.ref).bounds())
    return len(_ENDS.findall(span.text)) or 1


def _author(knowledge: Knowledge, without: Sequence[str] = ()) -> Style:
    return Style(passage.text for passage in knowledge.passages if passage.id not in without)


def _letters(knowledge: Knowledge) -> list[str]:
    return [*(letter.text for letter in knowledge.letters), *(gap.letter for gap in knowledge.gaps)]


def advice() -> list[str]:
    """What anybody might be told, written for this comparison."""
    return (files("bot.workshop") / "advice.txt").read_text(encoding="utf-8").strip().split("\n\n")


def _but(texts: Sequence[str], at: int) -> list[str]:
    return [*texts[:at], *texts[at + 1 :]]
