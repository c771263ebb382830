"""The record: what was said and answered, sealed. SQL stays in this folder."""

from bot.store.sealed import KeyRing, fresh_key
from bot.store.store import Store
from bot.store.visit import Visit

__all__ = ["KeyRing", "Store", "Visit", "fresh_key"]
