"""How a verb begins: with the settings read, or a line for each that is wrong; imported when it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.config import Settings


def begin(level: str = "warning", serving: bool = False) -> Settings:
    """The settings, and logging from that level on."""
    from bot.config import read_settings
    from bot.observe import configure_logging

    settings = read_settings(serving=serving)
    configure_logging(level)
    return settings
