"""Which passages fit a message, each with an absolute probability; knows no phrases and words no replies."""

from bot.mind.matching.matcher import Matcher
from bot.mind.matching.semantic import Embedder

__all__ = ["Embedder", "Matcher"]
