"""What answers cost. The house is imported before numpy, so that its one thread of linear algebra is measured."""

import bot

__all__ = ["bot"]
