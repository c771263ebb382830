"""The record: what was said and answered, sealed, and what has still to be answered. SQL stays in this folder."""

from bot.store.inbox import Inbox
from bot.store.leases import Sure
from bot.store.letters import Arrival, Backlog, Letter, LostError, Receipt, Work
from bot.store.notes import Note
from bot.store.outbox import Sent, Unsent
from bot.store.sealed import KeyRing, fresh_key
from bot.store.store import Store
from bot.store.visit import Visit

__all__ = [
    "Arrival",
    "Backlog",
    "Inbox",
    "KeyRing",
    "Letter",
    "LostError",
    "Note",
    "Receipt",
    "Sent",
    "Store",
    "Sure",
    "Unsent",
    "Visit",
    "Work",
    "fresh_key",
]
