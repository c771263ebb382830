"""The verbs for those who review: a way in, a demo, and the audit trail. Rooms are imported when they are called."""

from __future__ import annotations

import asyncio
import getpass
import sys
from typing import TYPE_CHECKING

import click

from bot.domain.review import ROLES, Reviewer, Role
from bot.doors.ending import SAYS_NO

if TYPE_CHECKING:
    from bot.config import Settings

LONGEST = 40


@click.command(epilog="Example:  bot review --name Ana --role safety")
@click.option("--name", default="", help="Who signs in; verdicts carry it. Your name on this machine if not given.")
@click.option("--role", type=click.Choice(ROLES), default="operator", show_default=True)
def review(name: str, role: Role) -> None:
    """Print a link that signs in to the review pages, once, within five minutes.

    The pages are served by `bot run`. A reviewer reads and judges; a safety reviewer also opens what is flagged and,
    for a reason, names; an operator also reads the audit trail.
    """
    name = " ".join((name or getpass.getuser()).split())
    if not name.isprintable() or not 0 < len(name) <= LONGEST:
        raise click.UsageError(f"--name takes 1 to {LONGEST} printable signs.")
    settings = _settings()
    from bot.app import open_store, sign_in

    async def invite() -> str:
        async with open_store(settings) as store:
            return await sign_in(settings, store, Reviewer(name, role))

    click.echo(asyncio.run(invite()))


@click.command(epilog="Example:  bot demo")
@click.option("--people", default=150, show_default=True, type=click.IntRange(1, 1000), help="How many write.")
@click.option(
    "--port", default=0, type=click.IntRange(0, 65535), help="Where the pages are; any free one if not given."
)
@click.option("--open/--no-open", "show", default=True, help="Open them in a browser.")
def demo(people: int, port: int, show: bool) -> None:
    """Show the review pages over invented conversations, until Ctrl+C. Nothing of it stays."""
    settings = _settings()
    from bot.demo import open_demo
    from bot.doors.console import learning
    from bot.doors.words import SLOTS
    from bot.knowledge.library import Library

    library = Library.open(settings.knowledge, learning, needed=SLOTS)

    async def serve() -> None:
        click.echo(f"{people} invented people are writing ...", err=True)
        async with open_demo(library, settings.knowledge, people, settings.host, port) as address:
            click.echo(f"The review pages, good for one sign-in:\n{address}\nCtrl+C ends the demo.")
            if show:
                click.launch(address)
            await asyncio.Event().wait()

    try:
        asyncio.run(serve())
    except KeyboardInterrupt:
        click.echo("Gone.", err=True)


@click.command(epilog="Example:  bot audit verify")
@click.argument("what", type=click.Choice(("verify",)), metavar="verify")
def audit(what: str) -> None:
    """Walk the whole audit trail of the reviewers and say whether it is unbroken.

    Note the number and the last link somewhere else: whoever holds the keys and the database could write another one.
    """
    settings = _settings()
    from bot.app import open_store
    from bot.store.review.audit import Chain

    async def walk() -> Chain:
        async with open_store(settings) as store:
            return await store.review.verify()

    chain = asyncio.run(walk())
    if chain.broken:
        click.echo(f"Broken at entry {chain.broken}: it was changed, or the end of the trail is missing.")
        sys.exit(SAYS_NO)
    click.echo(f"Unbroken: {chain.entries} entries, the last link is {chain.link or 'none'}.")


VERBS = (review, demo, audit)


def _settings() -> Settings:
    from bot.config import read_settings
    from bot.observe import configure_logging

    configure_logging("warning")
    return read_settings()
