"""Sees to it that the gate takes no longer than it may: who waits for it longer is told so. It hears nothing itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue

from bot.domain import Alarm
from bot.thinking import REST, STUCK, HungError, aware, within

LONGEST = 0.3  # seconds for a message; and as long again for each other that is read at the same time

Check = Callable[[str], Alarm | None]


@dataclass(slots=True)
class _Reading:
    """One message on its way through the gate."""

    text: str
    done: threading.Event = field(default_factory=threading.Event)
    alarm: Alarm | None = None
    problem: Exception | None = None


class Guarded:
    """A check that is waited for so long and no longer. A thread that hangs stays behind; it keeps no exit waiting."""

    def __init__(self, check: Check, longest: float = LONGEST) -> None:
        self._check = check
        self._longest = longest
        self._lock = threading.Lock()
        self._reading = 0
        self._threads = 0  # as many as there are messages, at least
        self._given: SimpleQueue[_Reading] = SimpleQueue()

    def __call__(self, text: str) -> Alarm | None:
        """What the check says; HungError if it says nothing in time, or whatever it raises.

        In a thread of a mind it is heard right here: that such a one hangs is seen from outside.
        """
        return within(self._longest, partial(self._check, text)) if aware() else self._elsewhere(text)

    def _elsewhere(self, text: str) -> Alarm | None:
        one = _Reading(text)
        with self._lock:
            if self._reading >= STUCK:
                raise HungError
            self._reading += 1
            wait = self._longest * self._reading
            self._given.put(one)
            if more := self._reading > self._threads:
                self._threads += 1
        if more:
            threading.Thread(target=self._run, name="gate", daemon=True).start()
        if not one.done.wait(wait):
            raise HungError
        if one.problem:
            raise one.problem
        return one.alarm

    def _run(self) -> None:
        """One message after another; to begin a thread for each takes longer than to read a short one."""
        while True:
            try:
                self._read(self._given.get(timeout=REST))
            except Empty:
                with self._lock:
                    if self._given.empty():
                        self._threads -= 1
                        return

    def _read(self, one: _Reading) -> None:
        try:
            one.alarm = self._check(one.text)
        except Exception as error:  # it belongs to whoever waits
            one.problem = error
        finally:
            with self._lock:
                self._reading -= 1
            one.done.set()
