"""The event loop on which people are answered: uvloop where there is one; it answers a fifth more than the other."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine

if sys.platform == "win32":  # there is no other
    from asyncio import new_event_loop
else:
    from uvloop import new_event_loop


def run(work: Coroutine[None, None, None]) -> None:
    """All of that work, to its end."""
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(work)
