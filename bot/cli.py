"""The operator's verbs: each reads the settings, calls one room and prints what came of it.

Rooms are imported inside the verbs: with numpy, onnxruntime, SQLAlchemy and telegram at the top `bot --help` takes
over a second instead of a tenth.
"""

from __future__ import annotations

import asyncio
import io
import json
import re
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from bot.doors.beginning import begin
from bot.doors.ending import SAYS_NO, Verbs
from bot.making import JSON, VERBS, ShareOfAll
from bot.reviewing import VERBS as REVIEWING

if TYPE_CHECKING:
    from bot.knowledge.library import Library
    from bot.store import Store

T = TypeVar("T")


@click.group(cls=Verbs, epilog="Example:  bot chat", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fingers-crossed", prog_name="bot")
def bot() -> None:
    """Answers people with one author's guidance, in the author's own words.

    Settings are environment variables, and `bot config` shows them. For `bot chat` none has to be set.
    """


for _each in (*VERBS, *REVIEWING):
    bot.add_command(_each)


def main() -> None:
    """The command `bot`. A sign that a stream cannot carry becomes `?` and is no error."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    bot(prog_name="bot")


def verb(example: str) -> Callable[[Callable[..., None]], click.Command]:
    """A verb of the group, with an example beneath its help."""
    return bot.command(epilog=f"Example:  {example}")


@verb("BOT_TOKEN_FILE=token bot run")
def run() -> None:
    """Answer on Telegram until told to stop.

    Needs BOT_TOKEN or BOT_TOKEN_FILE. The database is made and migrated by itself.
    """
    settings = begin("info", serving=True)
    from bot.app import serve
    from bot.doors.console import learning
    from bot.loop import run as until_stopped

    until_stopped(serve(settings, learning))


@verb("bot chat")
def chat() -> None:
    """Talk to the bot here; Ctrl+D leaves.

    Needs no token and no network. What is said is kept like any conversation.
    """
    settings = begin("error")  # the chat says itself what is wrong, once
    from bot.app import talk
    from bot.doors.console import learning

    asyncio.run(talk(settings, learning))


@verb("bot ask 'Should I write first, or wait?' --why")
@click.argument("text", required=False)
@click.option("--why", is_flag=True, help="What was weighed, what decided, and where each piece comes from.")
@click.option("--jsonl", "lines", is_flag=True, help='Answer lines like {"id": 1, "text": "..."} from stdin.')
@JSON
def ask(text: str | None, why: bool, lines: bool, as_json: bool) -> None:
    """Answer TEXT, or the lines of stdin. Nothing is stored."""
    if (text is None) is not lines or (lines and (why or as_json)):
        raise click.UsageError(
            "Give a TEXT, as in: bot ask 'Should I write first, or wait?' Or --jsonl, and lines on stdin."
        )
    guide = _library().guide
    from bot.doors import lines as door
    from bot.doors import reasons

    if text is None:
        door.answer(guide, sys.stdin.buffer)
        return
    outcome, knowledge = door.converse(guide, door.Asked(None, (text,))), guide.knowledge
    if as_json:  # what led to it is in there
        click.echo(door.as_json(None, outcome, knowledge))
    else:
        click.echo(reasons.why(outcome, knowledge) if why else outcome.reply.text)


@verb("bot explain 12")
@click.argument("turn", type=int)
def explain(turn: int) -> None:
    """Show why TURN was answered so, each sentence with its source, and what would be said today.

    Each sentence is made anew from the knowledge; if one comes out otherwise, the exit code is 1.
    """
    guide = _library().guide
    from bot.doors.explaining import explain as tell

    told = _in_store(lambda store: tell(turn, store, guide))
    click.echo(told.text)
    sys.exit(0 if told.holds else SAYS_NO)


@verb("bot evaluate messages.jsonl")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--plot", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Draw it too, as SVG.")
@click.option("--voice", is_flag=True, help="Whether it sounds like its author, in the golden conversations.")
@click.option("--safety", is_flag=True, help="Count instead how often danger is seen, and where there is none.")
@JSON
def evaluate(file: Path | None, plot: Path | None, voice: bool, safety: bool, as_json: bool) -> None:
    """Count right, wrong and silent answers, beside BM25 and the plain embedding.

    FILE holds labelled messages as JSON lines: id, text, relevance, answerable. Without it the knowledge's own
    examples are weighed, each as if nothing of its writer had been seen.
    With --safety FILE has text, label and lang; without it safety/examples/ is read, by gates that did not learn it.
    """
    from bot.doors.measuring import Measured, figures

    click.echo(figures(_library, Measured(file, plot, voice, safety, as_json)))


@verb("bot calibrate --budget 0.05")
@click.option("--budget", type=ShareOfAll(0, 0.5, min_open=True), help="The error budget; kept from then on.")
def calibrate(budget: float | None) -> None:
    """Learn from the examples how sure is sure enough.

    The error budget says how many of the messages that nothing answers may be answered all the same: 0.05 is 1 in 20.
    Writes calibration.yaml, vectors.npy, gate.npz and lessons.npz into the knowledge folder. Run it after changing
    examples or asks.
    """
    from bot.doors.measuring import calibrate as learn

    click.echo(learn(_library(), begin().knowledge, budget))


@verb("bot train --epochs 3")
@click.option("--epochs", type=click.IntRange(1, 20), default=2, show_default=True, help="Rounds over the examples.")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="A folder other than the knowledge's.")
@click.option("--force", is_flag=True, help="Write it even if it is no better.")
def train(epochs: int, into: Path | None, force: bool) -> None:
    """Tune an encoder of the knowledge's own on its examples, and keep it if it finds more that is right.

    It is tried on held-out writers and passages beside the shipped one. Needs torch; takes about an hour.
    Run `bot calibrate` after it.
    """
    from bot.doors import training as door

    plan, folder = door.plan(epochs), begin().knowledge
    sys.exit(0 if door.train(_library(), folder, plan, into, force) else SAYS_NO)


@verb("bot config")
def config() -> None:
    """Show every setting; secrets stay hidden."""
    from bot.config import show

    click.echo("\n".join(show(begin())))


@verb("bot health")
@JSON
def health(as_json: bool) -> None:
    """Say what is wrong with the knowledge, the model, the calibration and the database."""
    settings = begin()
    from bot.app import examine

    wrong = asyncio.run(examine(settings))
    lines = [f"{part:<12} {problem or 'good'}" for part, problem in wrong.items()]
    click.echo(json.dumps(wrong, indent=2) if as_json else "\n".join(lines))
    sys.exit(SAYS_NO if any(wrong.values()) else 0)


@verb("bot protocol --counts")
@click.option("--counts", is_flag=True, help="With the cards of each month, from the record.")
def protocol(counts: bool) -> None:
    """Write the safety protocol of this knowledge: what is heard, what is said, what is not checked."""
    knowledge = _library().knowledge
    from bot.workshop.protocol import page

    click.echo(page(knowledge, _in_store(lambda store: store.cards()) if counts else None), nl=False)


@verb("bot migrate")
def migrate() -> None:
    """Bring the database to the newest shape, as `run` and `chat` do by themselves."""
    _in_store(lambda store: asyncio.sleep(0))
    click.echo("The database has the newest shape.")


@verb("bot forget telegram:123456")
@click.argument("person")
def forget(person: str) -> None:
    """Delete all that is kept of PERSON, for good.

    PERSON is the door and who came through it: telegram:123456, or console:ana for `bot chat`.
    """
    if not re.fullmatch(r"[a-z]+:.+", person):
        raise click.UsageError("PERSON is written like telegram:123456 or console:ana.")
    rows = _in_store(lambda store: store.forget(person))
    click.echo(f"Forgotten: {rows} rows." if rows else "Nothing is kept of them.")


@verb("bot rotate-keys")
def rotate_keys() -> None:
    """Seal the record under a new key. Stop `bot run` before.

    With BOT_KEYS or BOT_KEYS_FILE put the new key first. The older keys then open older backups only.
    """
    from bot.app import rotate

    click.echo(f"Sealed anew under the first key: {asyncio.run(rotate(begin()))} values.")


def _library() -> Library:
    from bot.doors.console import learning
    from bot.doors.words import SLOTS
    from bot.knowledge.library import Library

    return Library.open(begin().knowledge, learning, needed=SLOTS)


def _in_store(work: Callable[[Store], Awaitable[T]]) -> T:
    """What the record says to this."""
    from bot.app import in_store

    return asyncio.run(in_store(begin(), work))
