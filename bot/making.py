"""The verbs by which knowledge is made: begun, imported, checked, rehearsed.

They belong to `cli.py`, which has no room for them. Rooms are imported inside the verbs, for the reason `cli.py` gives.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.doors.beginning import begin
from bot.doors.ending import SAYS_NO, listed
from bot.errors import KnowledgeError

if TYPE_CHECKING:
    from bot.store import Store

T = TypeVar("T")
JSON = click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")


class KnowledgeFolder(click.Path):
    """A folder of knowledge, by what makes it one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from bot.knowledge.load import ARTICLE

        folder = Path(value)
        lacks = "is a file" if folder.is_file() else "does not exist" if not folder.exists() else ""
        if not lacks and not (folder / ARTICLE).exists():
            lacks = f"has no {ARTICLE} in it"
        if lacks:
            example = f"{param.opts[0]} ../yesterday" if param else "../yesterday"
            self.fail(f"'{folder}' {lacks}: it takes another knowledge folder, as in {example}.", param, ctx)
        return super().convert(value, param, ctx)


class ShareOfAll(click.FloatRange):
    """A share of all, told in plain words what is wrong with it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            known = not isnan(float(value))
        except ValueError:
            known = False
        if not known:
            why = "has a comma: write it with a point" if "," in str(value) else "is no number: write a share of all"
            self.fail(f"'{value}' {why}, as in 0.05 for one in twenty.", param, ctx)
        return super().convert(value, param, ctx)


@click.command(epilog="Example:  bot check")
@JSON
def check(as_json: bool) -> None:
    """Find every problem of the knowledge folder.

    With errors the folder is not used, and the exit code is 1; warnings are for its writer to weigh.
    """
    folder = begin().knowledge
    from bot.doors.console import learning
    from bot.doors.words import SLOTS, counted
    from bot.knowledge.library import embedder
    from bot.knowledge.load import opened
    from bot.workshop.checks import today, warnings

    try:
        knowledge, shelf = opened(folder, SLOTS)
    except KnowledgeError as error:
        click.echo(listed(error.problems, folder, as_json))
        sys.exit(SAYS_NO)
    found = warnings(knowledge, shelf, embedder(folder, knowledge, learning), today())
    if as_json or found:
        click.echo(listed(found, folder, as_json))
    if not as_json:
        click.echo(f"{'No errors' if found else 'All good'}: {counted(knowledge)}.")


@click.command("import", epilog="Example:  bot import page.html --author 'Ida Moss' --into knowledge")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--author", default="", help="The author's name as it stands over the comments, if FILE does not tell.")
@click.option("--into", default="draft", show_default=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--unanswered", is_flag=True, help="The author answered nobody there: every letter is a gap.")
def import_(file: Path, author: str, into: Path, unanswered: bool) -> None:
    """Draft knowledge from an article with its comments.

    FILE is a saved WordPress page, a WordPress export (WXR), or pasted text whose comments are numbered. What is in
    the folder already stays as it is: a second import adds only what is new.
    """
    from bot.workshop.importer import bring

    click.echo("\n".join(bring(file, into, author, _told("Reading"), unanswered).lines()))


@click.command(epilog="Example:  bot new knowledge")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def new(folder: Path) -> None:
    """Begin a knowledge folder: empty and valid, with comments that teach.

    Files that are there stay as they are, so that it also completes what `bot import` drafted.
    """
    from bot.workshop.beginning import begin_folder

    made = begin_folder(folder)
    click.echo(f"{folder}: {len(made)} files. Begin with article.yaml; `BOT_KNOWLEDGE={folder} bot check` says more.")


@click.command(epilog="Example:  bot rehearse --against ../knowledge-of-yesterday --last 1000")
@click.option("--against", type=KnowledgeFolder(path_type=Path), help="Another folder.")
@click.option("--last", type=click.IntRange(0), default=1000, show_default=True, help="Logged turns to put to it.")
@click.option("--all", "whole", is_flag=True, help="Show every change, not the first few of each kind.")
@click.option("--misses", is_flag=True, help="Write known-misses.yaml anew.")
@click.option(
    "--force", is_flag=True, help="Take this version although it breaks something: its number goes to ACCEPT."
)
def rehearse(against: Path | None, last: int, whole: bool, misses: bool, force: bool) -> None:
    """Show what this knowledge would change before anybody is answered from it.

    Golden letters and conversations, the examples, and the last logged turns go through it, and through the folder
    --against; without one, turns are compared with what was said then. Messages are shown masked. The exit code is 1
    if a golden letter or conversation breaks, or known-misses.yaml is not as it should be.
    """
    from bot.doors.rehearsing import Plan, rehearsal

    plan = Plan(begin().knowledge, against, last, whole, misses, force)
    past = _in_store(lambda store: store.lately.turns(last))
    text, holds = rehearsal(plan, past, _told("Rehearsing"), Embeddings())
    click.echo(text)
    sys.exit(0 if holds else SAYS_NO)


@click.command(epilog="Example:  bot sample no-contact")
@click.argument("passage")
@click.option("--last", type=click.IntRange(0), default=1000, show_default=True, help="Logged turns to look through.")
def sample(passage: str, last: int) -> None:
    """Show which examples and which logged messages reach PASSAGE."""
    from bot.doors.rehearsing import reach

    click.echo(reach(begin().knowledge, passage, _in_store(lambda store: store.lately.serving(passage, last))))


@click.command(epilog="Example:  bot gaps")
@click.option("--last", type=click.IntRange(0), default=1000, show_default=True, help="Logged turns to look through.")
@click.option("--all", "whole", is_flag=True, help="Show every group, not the first few.")
@click.option("--dismiss", type=int, metavar="GROUP", help="Put a group away for good.")
def gaps(last: int, whole: bool, dismiss: int | None) -> None:
    """Show what people asked that has no answer yet, grouped by meaning, messages masked.

    What is near to something the author wrote comes first, then what is not; small talk is left out. Below stand turns
    that might teach a passage another way of being asked for: it is you who picks it.
    """
    from bot.doors.gaping import shown

    click.echo(shown(begin().knowledge, _in_store(lambda store: store.lately.turns(last)), dismiss, whole))


@click.command(epilog="Example:  bot teach --turn 12")
@click.option("--ask", "passage", metavar="PASSAGE", help="Teach another way of asking for PASSAGE, no new answer.")
@click.option("--turn", type=int, help="The logged turn whose message is answered; shown masked, for you to reword.")
@click.option("--last", type=click.IntRange(0), default=1000, show_default=True, help="Logged turns to rehearse with.")
def teach(passage: str | None, turn: int | None, last: int) -> None:
    """Write a new answer of the author into the knowledge, or another way of asking for an old one.

    Asks for all it needs, rehearses, shows the difference and writes only if you say yes. Files are added, or a line
    is added to one; nothing else in them changes.
    """
    from bot.doors.teaching import Task, taught

    past = _in_store(lambda store: store.lately.turns(last))
    done = taught(Task(begin().knowledge, passage, turn), past, _told("Rehearsing"), Embeddings())
    click.echo(done.text)
    sys.exit(0 if done.written else SAYS_NO)


def _in_store(work: Callable[[Store], Awaitable[T]]) -> T:
    """What the record says to this."""
    from bot.app import in_store

    return asyncio.run(in_store(begin(), work))


class Embeddings:
    """What the encoder made of logged turns, kept in the record beside them."""

    def read(self, turns: Sequence[int], encoders: Sequence[str]) -> Mapping[int, Mapping[str, bytes]]:
        """Of these turns."""
        return _in_store(lambda store: store.vectors.read(turns, encoders))

    def keep(self, made: Mapping[int, Mapping[str, bytes]], encoders: Sequence[str]) -> None:
        """For the next time."""
        _in_store(lambda store: store.vectors.keep(made, encoders))


def _told(what: str) -> Callable[[int, int], None]:
    """Progress on stderr, at a terminal only."""
    shown = -1

    def tell(done: int, of: int) -> None:
        nonlocal shown
        share = 100 * done // max(of, 1)
        if share != shown and sys.stderr.isatty():
            shown = share
            click.echo(f"\r{what} ... {share} %", err=True, nl=done == of)

    return tell


VERBS = (check, import_, new, rehearse, sample, gaps, teach)
