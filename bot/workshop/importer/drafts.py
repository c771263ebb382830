"""Drafts as YAML a writer likes to go on with: what only a human can decide is left open, on the careful side."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.workshop.importer.greeting import is_made_up, is_name
from bot.workshop.importer.nouns import Comment
from bot.workshop.importer.pairing import Thread
from bot.workshop.importer.passages import Draft, Ids, Section, Sentence

ALL = "[suicide, abuse, stalking, violence, minor]"
ARTICLE = """\
# yaml-language-server: $schema=schema/article.json
# Drafted by `bot import`. For each passage a human still decides:
#   title      what a button says, 40 characters at most
#   never_for  dangers in which nothing of it is said; all five are set until somebody has weighed it
#   when       facts it presupposes (facts.yaml), as in {{first_time: ["yes"]}}; leave it out if it is for everybody
#   asks       a dozen ways people ask for it, in their words
# A sentence that only speaks of the article itself gets `about: article` and is never sent.
author: {author}
title: {title}
sections:
"""
REPLY = """\
# yaml-language-server: $schema=../schema/reply.json
# Drafted by `bot import`: a reader's letter (matched against, never sent) and what the author answered. The head of
# article.yaml says what is left to do for each passage. Without `passages` it is a gap: he has not answered it.
"""
NAMES_READER = "names its reader, so it is never sent: reword it, then take `about` away"


def article(author: str, title: str, parts: Sequence[Section], ids: Ids) -> str:
    """A whole article.yaml."""
    return ARTICLE.format(author=quoted(author), title=quoted(title)) + further(parts, ids)


def further(parts: Sequence[Section], ids: Ids) -> str:
    """Sections as they stand under `sections:`."""
    return "".join(line for part in parts for line in _section(part, ids))


def reply(thread: Thread, passages: Sequence[Draft], aside: Sequence[str], ids: Ids) -> str:
    """A whole replies/<letter>.yaml."""
    name = initials(thread.letter[0].name)
    text = reduced(thread.text, thread.letter)
    letter = "\n".join(f"  {line}".rstrip() for line in text.split("\n"))
    note = f"note: {quoted(reduced('Greeting and closing: ' + ' / '.join(aside), thread.letter))}\n" if aside else ""
    return f"{REPLY}reader: {quoted(name)}\nletter: |\n{letter}\n{note}" + answered(passages, thread.letter, ids)


def answered(passages: Sequence[Draft], letter: Sequence[Comment], ids: Ids) -> str:
    """The key `passages` with all of them; nothing where there is none."""
    told = "".join(line for draft in passages for line in _passage(draft, "  ", ids, letter))
    return f"passages:\n{told}" if told else ""


def initials(name: str) -> str:
    """`Mary Jones` is M. J."""
    signs = [word[0].upper() for word in re.findall(r"[^\W_]+", name)]
    return " ".join(f"{sign}." for sign in signs[:3]) or "a reader"


def reduced(text: str, letter: Sequence[Comment]) -> str:
    """The text with the reader's own names as initials, wherever they stand."""
    words = {word for comment in letter for word in (*_names(comment.name), *_made_up(comment.name))}
    if not words:
        return text
    pattern = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.sub(rf"\b(?:{pattern})\b\.?(?=(\s+[a-z])?)", _initial, text)


def called(letter: Sequence[Comment]) -> frozenset[str]:
    """All by which an answer may call its reader: the names among the words, or `No Name` as a whole."""
    words = {word for comment in letter for word in (*_names(comment.name), *re.findall(r"[^\W\d_]+", comment.name))}
    return frozenset(filter(is_name, words)).union(*(_made_up(comment.name) for comment in letter))


def _initial(found: re.Match[str]) -> str:
    return f"{found[0][0].upper()}."


def _made_up(name: str) -> Iterator[str]:
    """The whole of it, if its words are not all names."""
    whole = " ".join(name.split())
    if is_made_up(whole) and is_name(whole):
        yield whole


def _names(name: str) -> Iterator[str]:
    """The names by which somebody is called: of `AshleyLH` also Ashley."""
    for word in filter(is_name, re.findall(r"[^\W\d_]{3,}", name)):
        yield word
        first = re.match(r"[A-Z][a-z]{2,}", word)
        if first:
            yield first[0]


def quoted(text: str) -> str:
    """A text in double quotes."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _section(part: Section, ids: Ids) -> Iterator[str]:
    yield f"  - heading: {quoted(part.heading)}\n    passages:\n"
    for draft in part.drafts:
        yield from _passage(draft, "      ", ids, ())


def _passage(draft: Draft, indent: str, ids: Ids, letter: Sequence[Comment]) -> Iterator[str]:
    told = Draft(draft.line, tuple(_reduced(each, letter) for each in draft.sentences))
    sent = _sent(draft, told)
    yield f"{indent}- id: {ids.new(sent.text)}\n"
    yield f"{indent}  title: {quoted(sent.title or sent.text[:40])}\n"
    yield f"{indent}  line: {draft.line}\n{indent}  never_for: {ALL}\n{indent}  asks: []\n{indent}  sentences:\n"
    for sentence, before in zip(told.sentences, draft.sentences, strict=True):
        yield f"{indent}    - {_sentence(sentence, names=sentence.text != before.text)}\n"


def _reduced(sentence: Sentence, letter: Sequence[Comment]) -> Sentence:
    return replace(sentence, text=reduced(sentence.text, letter), as_written=reduced(sentence.as_written, letter))


def _sent(draft: Draft, told: Draft) -> Draft:
    """What of a passage names nobody: nor may a button."""
    pairs = zip(draft.sentences, told.sentences, strict=True)
    kept = tuple(sentence for sentence, initialled in pairs if sentence.text == initialled.text)
    return Draft(draft.line, kept or (Sentence(f"An answer, line {draft.line}"),))


def _sentence(sentence: Sentence, names: bool) -> str:
    written = f", as_written: {quoted(sentence.as_written)}" if sentence.as_written else ""
    more = written + ", about: article" * names + ", new_line: true" * sentence.item
    text = quoted(sentence.text)
    return (f"{{text: {text}{more}}}" if more else text) + f"  # {NAMES_READER}" * names
