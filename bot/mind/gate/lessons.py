"""What the classifier learns from: the labelled messages of the knowledge, and its ordinary ones as harmless."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence

from bot.domain import Knowledge
from bot.mind.gate.classifier import NONE, READ, Learnt, Lesson, teach
from bot.mind.gate.lexicon import Lexicon, view
from bot.mind.gate.ridge import Rows

ORDINARY = 3200  # messages that are looked at
FORM = 4  # of what is learnt, and how: code that learns otherwise is another form

Embed = Callable[[Sequence[str]], Rows]


def learn(knowledge: Knowledge, embed: Embed | None) -> Learnt | None:
    """What the knowledge teaches the classifier (two seconds or more, most of them here); None if it labels nothing.

    Ordinary messages a rule speaks up at are left out: people do write of real danger among them.
    """
    if not knowledge.dangers:
        return None
    lexicon = Lexicon(knowledge.rules)
    return teach([*_labelled(knowledge, embed), *_ordinary(knowledge, lexicon, embed)], knowledge.tongues)


def mark(knowledge: Knowledge, encoder: str) -> str:
    """A hash over all that `learn` learns from, so that what was learnt from anything else is noticed."""
    digest = hashlib.sha256(f"{FORM} {encoder}".encode())
    for part in (knowledge.dangers, knowledge.tongues, knowledge.rules, _some(knowledge)):
        digest.update(repr(part).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def meant(knowledge: Knowledge) -> tuple[str, ...]:
    """Every text of which the classifier will want to know the meaning."""
    labelled = (danger.text for danger in knowledge.dangers if danger.lang == READ)
    return (*labelled, *_some(knowledge)) if knowledge.dangers else ()


def _labelled(knowledge: Knowledge, embed: Embed | None) -> Iterator[Lesson]:
    for danger in knowledge.dangers:
        means = embed([danger.text])[0] if embed and danger.lang == READ else None
        yield Lesson(view(danger.text), danger.label, means)


def _ordinary(knowledge: Knowledge, lexicon: Lexicon, embed: Embed | None) -> Iterator[Lesson]:
    for text in _some(knowledge):
        seen = view(text)
        if not lexicon.read(seen):
            yield Lesson(seen, NONE, embed([text])[0] if embed else None)


def _some(knowledge: Knowledge) -> Sequence[str]:
    """The letters the author answered, and some of the ordinary messages: in an order that has nothing to do with what
    they say and is always the same.
    """
    answered = [letter.text for letter in knowledge.letters if letter.answered_by]
    alone = {example.text for example in knowledge.examples if not example.turns}
    return [*answered, *sorted(alone, key=_shuffled)][:ORDINARY]


def _shuffled(text: str) -> tuple[int, str]:
    return zlib.crc32(text.encode("utf-8", "surrogatepass")), text
