"""The mind's own threads. Who hangs in the gate is left behind, and thought of anew by another that is told so."""

from __future__ import annotations

import asyncio
import math
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

STUCK = 8  # that hang in the gate already; no more are sent after them
REST = 10.0  # seconds after which a thread that has nothing to do ends
LOOK = 0.02  # seconds between looks at those who think: does one hang, and do others wait for it
LONG = 0.02  # seconds after which a thought holds up the others
T = TypeVar("T")


class HungError(TimeoutError):
    """The gate did not come back in time."""


@dataclass(slots=True, eq=False)
class _Thought:
    """Something that is thought. It `entered` the gate and may be there `until`; `hung`: it was there before, and never
    came back.
    """

    think: Callable[[], Any]
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[Any]
    minds: Minds
    hung: bool = False
    began: float = 0.0
    entered: float = 0.0
    until: float = math.inf
    left: bool = False

    def tell(self, result: Any, problem: BaseException | None) -> None:
        """In the loop: what came of it."""
        if self.done.done():
            return
        if problem is None:
            self.done.set_result(result)
        else:
            self.done.set_exception(problem)


class _Here(threading.local):
    thought: _Thought | None = None


_here = _Here()


def aware() -> bool:
    """Whether this thread is one of a mind: who hangs here is missed."""
    return _here.thought is not None


def within(longest: float, check: Callable[[], T]) -> T:
    """What the check says to a thread of a mind; HungError if that takes longer, and longer by each that is beside it.

    No other thread has to wait for it: that it is late is seen from outside.
    """
    one = _here.thought
    if one is None or one.hung or not one.minds.enter(one, longest):
        raise HungError
    try:
        said = check()
    finally:
        one.minds.leave(one)
    if one.left:
        raise HungError  # nobody hears it any more
    return said


class Minds:
    """Thinks one thing after another; a second thread only helps where the first one takes long.

    They share one interpreter: to wake a thread for each thought costs more than it gains.
    """

    def __init__(self, most: int = 1 + (os.cpu_count() or 1), clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._thinking: set[_Thought] = set()
        self._waiting: deque[_Thought] = deque()
        self._given: SimpleQueue[_Thought] = SimpleQueue()
        self._idle = 0
        self._reading = 0  # in the gate, those who hang there included
        self._look: asyncio.TimerHandle | None = None
        self._due = math.inf  # when it looks next

    async def think(self, thought: Callable[[], T]) -> T:
        """What comes of it, or what it raises."""
        loop = asyncio.get_running_loop()
        one = _Thought(thought, loop, loop.create_future(), self)
        with self._lock:
            if self._thinking:
                self._waiting.append(one)
            else:
                self._begin(one)
        if self._look is None:
            self._look = self._soon(loop)
        result: T = await one.done
        return result

    def enter(self, one: _Thought, longest: float) -> bool:
        """Into the gate; False if too many are there."""
        with self._lock:
            if self._reading >= STUCK:
                return False
            self._reading += 1
            one.entered = self._clock()
            one.until = one.entered + longest * self._reading
            return True

    def leave(self, one: _Thought) -> None:
        """Out of the gate."""
        with self._lock:
            self._reading -= 1
            one.until = math.inf

    def _watch(self) -> None:
        """In the loop: begins anew what hangs, and wakes another thread for what waits.

        A look that comes late says that all stood still so long, the gate too: nobody hangs by that.
        """
        now = self._clock()
        late = max(now - self._due, 0)
        with self._lock:
            for one in self._thinking:
                one.until += min(late, now - one.entered)
            for one in [one for one in self._thinking if one.until < now]:
                one.left = True
                self._thinking.discard(one)
                self._later(_Thought(one.think, one.loop, one.done, self, hung=True))
            if self._waiting and len(self._thinking) < self._most and not self._quick(now):
                self._later(self._waiting.popleft())
            busy = bool(self._thinking or self._waiting)
        self._look = self._soon(asyncio.get_running_loop()) if busy else None

    def _soon(self, loop: asyncio.AbstractEventLoop) -> asyncio.TimerHandle:
        self._due = self._clock() + LOOK
        return loop.call_later(LOOK, self._watch)

    def _quick(self, now: float) -> bool:
        """Whether one of those who think will be free soon."""
        return any(now - one.began < LONG for one in self._thinking)

    def _later(self, one: _Thought) -> None:
        """Begun from the loop: that there is no thread for it is told to whoever waits."""
        try:
            self._begin(one)
        except RuntimeError as error:
            one.tell(None, error)

    def _begin(self, one: _Thought) -> None:
        """By whoever is idle, or somebody new."""
        one.began = self._clock()
        self._thinking.add(one)
        if self._idle:
            self._idle -= 1
            self._given.put(one)
        else:
            try:
                threading.Thread(target=self._run, args=(one,), name="mind", daemon=True).start()
            except RuntimeError:  # no more threads are to be had
                self._thinking.discard(one)
                raise

    def _run(self, one: _Thought | None) -> None:
        while one:
            _here.thought, result, problem = one, None, None
            try:
                result = one.think()
            except BaseException as error:  # it belongs to whoever waits
                problem = error
            one = self._after(one, result, problem)

    def _after(self, one: _Thought, result: Any, problem: BaseException | None) -> _Thought | None:
        """Tells what came of it; what is next, or None for a thread that is to end."""
        with self._lock:
            if one.left:
                return None
            self._thinking.discard(one)
            now = self._clock()
            next = self._waiting.popleft() if self._waiting and not self._quick(now) else None
            if next:
                next.began = now
                self._thinking.add(next)
            else:
                self._idle += 1
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            one.loop.call_soon_threadsafe(one.tell, result, problem)
        return next or self._rest()

    def _rest(self) -> _Thought | None:
        _here.thought = None
        while True:
            try:
                return self._given.get(timeout=REST)
            except Empty:
                with self._lock:
                    if self._given.empty():
                        self._idle -= 1
                        return None
