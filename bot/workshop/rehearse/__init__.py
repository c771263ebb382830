"""Rehearsals: what an edit of the knowledge would change in what is said, before anybody is answered from it."""

from bot.workshop.rehearse.golden import broken, refusal
from bot.workshop.rehearse.report import Report, kept, rehearse

__all__ = ["Report", "broken", "kept", "refusal", "rehearse"]
