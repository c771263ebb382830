"""`bot teach`: asks a human for what the author answered, rehearses it, shows the difference, and writes it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import click

from bot.domain import Knowledge
from bot.doors.console import learning
from bot.doors.words import SLOTS
from bot.errors import BotError, KnowledgeError
from bot.knowledge.library import Library
from bot.knowledge.load import load
from bot.knowledge.shapes import Danger
from bot.store.lately import Past
from bot.workshop.masking import mask, plain
from bot.workshop.rehearse import rehearse
from bot.workshop.rehearse.cases import Progress, Stage
from bot.workshop.rehearse.embedded import NOWHERE, Shelf
from bot.workshop.teaching import TERMINAL, Change, Lesson, Words, accept, answer, ask, copied, example, place, slug

ADDED = "one is added, as shown below; `bot rehearse` puts all of them to it"
LONGEST = 40  # characters of a title: it stands on a button


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be taught: a way of asking for `passage`, or without one a new answer; `turn` is where it came up."""

    folder: Path
    passage: str | None
    turn: int | None


@dataclass(frozen=True, slots=True)
class Done:
    """What there is to say in the end, and whether anything was written."""

    text: str
    written: bool


def taught(task: Task, past: Sequence[Past], tell: Progress, shelf: Shelf = NOWHERE) -> Done:
    """The whole gesture. Nothing is taught unless the folder stays valid and the human says yes."""
    folder, knowledge = task.folder, load(task.folder)
    if task.passage:
        place(folder, task.passage)  # before anybody is asked for words in vain
    shown = _message(task, past, knowledge)
    if shown:
        click.echo(f"They wrote: {shown}\nWrite it anew in your own words: names and places stay out of the knowledge.")
    change = _asked(folder, task.passage) if task.passage else _answered(folder, knowledge)
    with tempfile.TemporaryDirectory() as aside:
        try:
            click.echo(_rehearsed(folder, copied(folder, change, Path(aside)), past, tell, shelf))
        except KnowledgeError as error:
            return Done(f"Not written, since the folder would not load:\n{error}", written=False)
    click.echo("\n".join(change.diff))
    if not click.confirm("Write this?"):
        return Done("Nothing was written.", written=False)
    accept(folder, change)
    written = ", ".join(page.name for page in change.pages)
    return Done(f"Written: {written}. Run `bot calibrate` when you have taught enough.", written=True)


def _message(task: Task, past: Sequence[Past], knowledge: Knowledge) -> str:
    """The message of the turn, masked."""
    if task.turn is None:
        return ""
    found = next((each for each in past if each.turn.id == task.turn), None)
    if found is None:
        raise BotError(f"There is no turn {task.turn} among the last {len(past)}: look further back with --last.")
    public = frozenset(knowledge.author.casefold().split())
    return plain(mask(found.turn.message.text, public))


def _asked(folder: Path, passage: str) -> Change:
    text = _line("How people ask for it")
    return Change((ask(folder, passage, text), example(folder, TERMINAL, Lesson(text, passage))))


def _answered(folder: Path, knowledge: Knowledge) -> Change:
    facts = {fact.name: fact.values for fact in knowledge.facts}
    letter = _line("The letter, in a line")
    title = _line("A title for the button", LONGEST)
    text = _lines(f"What {knowledge.author} answers, an empty line ends it")
    asks = tuple(_lines("Ways people ask for it, one a line, an empty line ends them").splitlines())
    when = _when(facts)
    new = Words(slug(title), title, letter, text, asks, _dangers(), when)
    return Change((answer(folder, TERMINAL, new), example(folder, TERMINAL, Lesson(letter, new.id))))


def _when(facts: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Facts the answer presupposes, of those that this knowledge has; nobody is asked where it has none."""
    told: dict[str, list[str]] = {}
    one = next((f"{name}={values[0]}" for name, values in facts.items() if values), "")
    what = f"Only when (as in {one}; empty: always)"
    while one and (given := click.prompt(what, default="", show_default=False).strip()):
        fact, _, value = given.partition("=")
        if value in facts.get(fact, ()):
            told.setdefault(fact, []).append(value)
        else:
            known = ", ".join(f"{name}={'|'.join(values)}" for name, values in facts.items())
            click.echo(f"Known are: {known}")
    return told


def _dangers() -> tuple[str, ...]:
    """The dangers in which it must not be said: somebody has to weigh them."""
    known = get_args(Danger)
    while True:
        given = _line(f"Never in which danger? Of {', '.join(known)}; or: none").replace(",", " ").split()
        if given == ["none"] or set(given) <= set(known):
            return tuple(each for each in given if each != "none")


def _line(what: str, longest: int = 0) -> str:
    while True:
        text = " ".join(str(click.prompt(what)).split())
        if text and not 0 < longest < len(text):
            return text
        click.echo(f"At most {longest} characters, please." if text else "It cannot be empty.")


def _lines(what: str) -> str:
    click.echo(f"{what}:")
    lines = list[str]()
    while line := click.prompt("", prompt_suffix="> ", default="", show_default=False).strip():
        lines.append(line)
    if not lines:
        raise BotError("Nothing was said, so nothing was written.")
    return "\n".join(lines)


def _rehearsed(folder: Path, copy: Path, past: Sequence[Past], tell: Progress, shelf: Shelf) -> str:
    """What it would change, the examples left out: `bot rehearse` has those."""
    old = Library.open(folder, learning, needed=SLOTS)
    new = Library.open(copy, learning, needed=SLOTS, before=old)
    return "\n".join(rehearse(Stage(new, copy, old, folder), past, tell, ADDED, shelf).lines())
