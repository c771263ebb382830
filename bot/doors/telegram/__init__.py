"""The Telegram door: private chats, by long polling. It translates in and dresses out, and decides nothing."""

from bot.doors.telegram.application import Line, open_telegram

__all__ = ["Line", "open_telegram"]
