"""Pages on which reviewers read what was asked and answered, and judge it. They decide nothing about replies."""

from bot.doors.web.review.bench import Bench
from bot.doors.web.review.desk import Desk
from bot.doors.web.review.routes import review_routes

__all__ = ["Bench", "Desk", "review_routes"]
