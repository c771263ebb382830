"""The web door: what Telegram posts to, and what a machine asks to know how the bot is. It decides nothing."""

from bot.doors.web.routes import Site, routes
from bot.doors.web.server import open_web

__all__ = ["Site", "open_web", "routes"]
