"""The Telegram door, by long polling or a webhook. It translates in and dresses out, and decides nothing."""

from bot.doors.telegram.alerts import Alerts
from bot.doors.telegram.application import Hook, Line, open_telegram
from bot.doors.telegram.intake import Intake
from bot.doors.telegram.inviting import Invite

__all__ = ["Alerts", "Hook", "Intake", "Invite", "Line", "open_telegram"]
