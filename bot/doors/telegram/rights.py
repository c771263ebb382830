"""What a person may ask about what is kept of them, in words of the knowledge: consent, their data, forgetting."""

from __future__ import annotations

import json

from telegram import Bot, Update

from bot.conversation import Conversation
from bot.domain import Choice, Knowledge, Reply, Span
from bot.doors.telegram.reading import Kind, chat_in, person, query_in
from bot.doors.telegram.render import choice_in
from bot.doors.words import Shelf, opening, say

FILE = "my-data.json"


class Rights:
    """Answers the commands and buttons that are about the person's data."""

    def __init__(self, conversation: Conversation, shelf: Shelf, bot: Bot) -> None:
        self._conversation = conversation
        self._shelf = shelf
        self._bot = bot

    async def answer(self, update: Update, what: Kind) -> Reply | None:
        """The reply to one of them; StoreError if the record is away: it cannot be promised then."""
        knowledge, who = self._shelf.knowledge, person(chat_in(update))
        match what:
            case "start":
                await self._conversation.begin(who)
                return start(knowledge)
            case "stop":
                await self._conversation.consent(who, False)
                return say(knowledge, "stopped")
            case "mydata":
                return await self._data(update, who)
            case "forget":
                return say(knowledge, "forget.ask", _choices(knowledge, "forget"))
        return await self._pressed(choice_in(query_in(update).data or ""), who)

    async def _pressed(self, choice: str, who: str) -> Reply:
        knowledge = self._shelf.knowledge
        match choice:
            case "consent:yes" | "consent:no":
                await self._conversation.consent(who, choice == "consent:yes")
                return say(knowledge, choice.replace(":", "."))
            case "forget:yes":
                count = await self._conversation.forget(who)
                return (
                    filled(say(knowledge, "forgotten"), count=str(count)) if count else say(knowledge, "nothing_kept")
                )
        return say(knowledge, "forget.no")

    async def _data(self, update: Update, who: str) -> Reply | None:
        data = await self._conversation.export(who)
        if not data:
            return say(self._shelf.knowledge, "nothing_kept")
        text = json.dumps(data, ensure_ascii=False, indent=2)
        caption = say(self._shelf.knowledge, "mydata").text
        await self._bot.send_document(chat_in(update).id, text.encode(), filename=FILE, caption=caption)
        return None


def start(knowledge: Knowledge) -> Reply:
    """What this is, whether it may be kept, and two ways to begin."""
    hello, asked = opening(knowledge), say(knowledge, "consent")
    between = Span("space", "", 0, 2, "\n\n", "bot")
    return Reply((*hello.spans, between, *asked.spans), (*_choices(knowledge, "consent"), *hello.choices))


def filled(reply: Reply, **values: str) -> Reply:
    """A phrase with what belongs in its braces."""
    (span,) = reply.spans
    text = span.text.format(**values)
    return Reply((Span(span.kind, span.ref, 0, len(text), text, span.by),), reply.choices)


def _choices(knowledge: Knowledge, about: str) -> tuple[Choice, ...]:
    answers = ("yes", "no")
    return tuple(Choice(f"{about}:{answer}", say(knowledge, f"button.{about}:{answer}").text) for answer in answers)
