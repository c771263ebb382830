"""From what an author published, with its comments, to a draft of a knowledge folder that a human goes on with."""

from bot.workshop.importer.bring import bring
from bot.workshop.importer.nouns import SourceError

__all__ = ["SourceError", "bring"]
