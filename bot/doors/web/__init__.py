"""The web door: what Telegram posts to, what a machine asks to know how the bot is, and the review pages."""

from bot.doors.web.review import Bench, Desk, review_routes
from bot.doors.web.routes import Site, routes
from bot.doors.web.server import open_web

__all__ = ["Bench", "Desk", "Site", "open_web", "review_routes", "routes"]
