"""A small whole knowledge folder of an invented author, a beekeeper who answers the broken-hearted; not James."""

from __future__ import annotations

import re
from pathlib import Path

from bot.errors import KnowledgeError, Problem
from bot.knowledge.load import load

NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def asks(about: str) -> str:
    """Twelve ways of asking, in one line."""
    return ", ".join(f'"{about} {number}"' for number in NUMBERS)


ARTICLE = f"""\
author: Ida Moss
title: Bees and hearts
sections:
  - heading: ""
    passages:
      - id: shut-hive
        title: Leave his hive shut
        line: 3
        when: {{ended_by: [ex]}}
        never_for: [abuse]
        asks: [{asks("should I look into his hive")}]
        sentences:
          - "A hive that is opened every day makes no honey."
          - {{text: "You swarmed to his town.", only_if: {{near: ["yes"]}}, as_written: "You swarmd to his town."}}
  - heading: On smoke
    passages:
      - id: smoke
        title: What calms him
        line: 9
        never_for: []
        follows: [shut-hive]
        asks: [{asks("what calms the bees")}]
        sentences:
          - "Three things calm a hive:"
          - {{text: "smoke,", new_line: true, never_for: [violence], allowed_after: [low]}}
          - {{text: "and most men.", new_line: true, about: men}}
"""
REPLY = f"""\
reader: Greta
letter: |
  My bees have left me.
  What now?
note: her second letter
passages:
  - id: empty-hive
    title: The empty hive
    line: 20
    when: {{ended_by: [ex, me]}}
    never_for: []
    asks: [{asks("why is the hive empty")}]
    sentences: ["Clean it, and wait for May."]
"""
GAP = """\
reader: Otto
letter: Do wasps mourn?
"""
PHRASES = """\
phrases:
  greeting: [{text: "Good day, {name}.", by: author}]
  admit: [{text: "Ida has not written about that."}, {text: "Nothing from Ida on that."}]
  admit_nearest: [{text: "The nearest:"}]
  off_topic: [{text: "That is not about bees."}]
  ask.country: [{text: "Where are you?"}]
  ask.ended_by: [{text: "Who left?"}]
  option.ended_by.ex: [{text: "They did"}]
  option.ended_by.me: [{text: "I did"}]
  button.more: [{text: "More"}]
  button.skip: [{text: "Skip"}]
  button.safe:no: [{text: "No"}]
  button.country:?: [{text: "Another country"}]
  talk.thanks: [{text: "Gladly."}]
  talk.other_language: [{text: "English is all I hear."}]
  talk.safe:no: [{text: "Good."}]
  empty: [{text: "No words in that."}]
  told: [{text: "I said so."}]
  tell_me: [{text: "Tell me."}]
  more_done: [{text: "That is all."}]
  card.second: [{text: "Still here: {line}"}]
  card.third: [{text: "{line}, {emergency}"}]
  help.international: [{text: "findahelpline.com"}]
  help.emergency_international: [{text: "112"}]
  help.dial: [{text: "{name}: {dial}"}]
  careful: [{text: "First things first."}]
  command: [{text: "No such command."}]
  plea: [{text: "I know:"}]
  want: [{text: "Noted."}]
  go_on: [{text: "Go on."}]
  bare: [{text: "Oh dear."}]
"""
EXAMPLES = """\
writer: tx
examples:
  - text: "he flew off and I opened the hive again"
    turns: ["hello"]
    fits: {shut-hive: 3, smoke: 1}
    facts: {ended_by: ex}
  - text: "which mower should I buy"
    fits: {}
"""
FACTS = """\
macros:
  he: he|she|they
  left: '(?:{he}) (?:flew|left)'
facts:
  - name: ended_by
    values: [ex, me]
    readings:
      - value: ex
        patterns: ['{left}(?: \\w+){0,3} off']
        unless: ['not {left}']
        weight: 3
      - {value: unknown, patterns: ['forget that']}
  - name: near
    values: ["yes"]
    void_if: {ended_by: [me]}
    implied: {"yes": {ended_by: [ex]}}
    settle: last
    anyhow: true
"""
TALK = """\
acts:
  - name: thanks
    patterns: ['thank you', 'thanks']
    examples: [thanks]
  - {name: other_language, words: el la los}
"""
SAFETY = """\
lang: en
macros:
  my: my
rules:
  - id: plain-words
    kind: suicide
    level: card
    severity: imminent
    patterns: ['end {my} life']
    unless: ['never']
"""
DANGERS = """\
lang: en
examples:
  - {label: suicide_veiled, text: "the hive would hum better without me"}
  - {label: none, text: "  my bees are dead tired  "}
"""
WORDS = """\
lang: en
words:
  die: dead, dying, sting*
  common: >-
    the, and,
    my
"""
GATE = """\
bars:
  en: {card: 0.6, soft: 0.5, agree: 0.4, soon: 0.3, faint: 0.2}
  other: {card: 1, soft: 1, agree: 1, soon: 1, faint: 1}
"""
CARDS = """\
cards:
  suicide: {wordings: ["Call {line}."], choices: ["safe:no", "country:?"]}
  suicide_imminent: {wordings: ["Call {emergency}."]}
  neutral: {wordings: ["{line}"]}
"""
HELPLINES = """\
version: "1"
countries:
  "AA":
    name: Aland
    emergency: ["111"]
    lines:
      - {kind: suicide, name: Open Ear, dial: "116 000", hours: "9-17", unsure: [hours], evidence: A, checked: "2026"}
country_from_language:
  single: {aa: AA}
  ask: {en: [AA]}
"""
CALIBRATION = """\
threshold: 0.4
weights: {learned: 1.5, bias: -2}
words: {threshold: 0.6, weights: {learned: 1.2, bias: -3}}
"""
CONVERSATIONS = """\
manner: fragments
conversations:
  - name: the hive and then thanks
    person: Mia
    turns:
      - {says: "he flew off", kind: answer, serves: [shut-hive], never: [smoke], facts: {ended_by: ex}}
      - {says: "thanks", after: 2 days, kind: talk, about: thanks}
"""
FILES = {
    "article.yaml": ARTICLE,
    "replies/greta.yaml": REPLY,
    "replies/otto.yaml": GAP,
    "phrases.yaml": PHRASES,
    "examples/tx.yaml": EXAMPLES,
    "examples/conversations/fragments.yaml": CONVERSATIONS,
    "facts.yaml": FACTS,
    "talk.yaml": TALK,
    "safety/en.yaml": SAFETY,
    "safety/cards.yaml": CARDS,
    "safety/examples/en.yaml": DANGERS,
    "safety/words/en.yaml": WORDS,
    "safety/gate.yaml": GATE,
    "helplines.yaml": HELPLINES,
    "calibration.yaml": CALIBRATION,
}


def lay(folder: Path) -> Path:
    """Put all the files into a folder."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str, count: int = 1) -> None:
    """Replace a piece of a file that is surely there."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def problems(folder: Path) -> tuple[Problem, ...]:
    """The problems of a folder; none if it can be loaded."""
    try:
        load(folder)
    except KnowledgeError as error:
        return error.problems
    return ()


def lines(folder: Path) -> list[str]:
    """The problems of a folder as they are printed."""
    return [str(problem) for problem in problems(folder)]


def where(line: str) -> tuple[str, int, int]:
    """The file, line and column of a printed problem."""
    found = re.match(r"([^:]+):(\d+):(\d+): ", line)
    assert found, line
    return found[1], int(found[2]), int(found[3])
