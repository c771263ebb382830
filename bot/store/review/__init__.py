"""What the review pages read and write: who is let in, turns by view, verdicts, and the trail of what was done."""

from bot.store.review.access import SESSION
from bot.store.review.late import Asked
from bot.store.review.review import PAGE, Review
from bot.store.review.search import Found, Look
from bot.store.review.uses import Use
from bot.store.review.views import VIEWS, Filter

__all__ = ["PAGE", "SESSION", "VIEWS", "Asked", "Filter", "Found", "Look", "Review", "Use"]
