"""`/review` from an operator, in private: a link to the review pages. From others it is a message like another."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Update

from bot.domain import Reply, Span
from bot.doors.telegram.reading import private, said_in

WORDS = "The review pages, good for one sign-in within five minutes. Whoever has this link comes in as you:\n"


@dataclass(frozen=True, slots=True)
class Invite:
    """Who may ask for a link, by Telegram id, and where it comes from, given a name."""

    operators: frozenset[int]
    link: Callable[[str], Awaitable[str]]

    def asked(self, update: Update, username: str) -> bool:
        """Whether an operator asks for one."""
        if not private(update) or update.message is None or update.message.from_user is None:
            return False
        words = (update.message.text or "").strip().lower()
        return words in ("/review", f"/review@{username.lower()}") and update.message.from_user.id in self.operators

    async def reply(self, update: Update) -> Reply:
        """What is said to it; StoreError if the record is away."""
        user = said_in(update).from_user
        text = WORDS + await self.link(" ".join((user.full_name if user else "").split())[:40] or "operator")
        return Reply((Span("phrase", "", 0, len(text), text, "bot"),))
