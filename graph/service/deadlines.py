"""Deadlines of one length, with one timer of the event loop for all: nearly all of what has one is over long before."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Deadline:
    """What is called at a time of the loop, unless it is cancelled before."""

    __slots__ = ("at", "call")

    def __init__(self, at: float, call: Callable[[], None]) -> None:
        self.at = at
        self.call: Callable[[], None] | None = call

    def cancel(self) -> None:
        """Call nothing."""
        self.call = None


class Deadlines:
    """Deadlines, each so many ``seconds`` after its start."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._running: deque[Deadline] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._running)

    def start(self, call: Callable[[], None]) -> Deadline:
        """Begin one; ``call`` is called at its end, from the loop."""
        loop = self._loop
        if loop is None:
            loop = self._loop = asyncio.get_running_loop()
        running = self._running
        while running and running[0].call is None:
            running.popleft()  # else what is over would be kept until the next look
        deadline = Deadline(loop.time() + self._seconds, call)
        running.append(deadline)
        if self._timer is None:
            self._timer = loop.call_at(deadline.at, self._look, loop)
        return deadline

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Call what is due, forget what was cancelled before it, and look again when the next one is due."""
        running = self._running
        now = loop.time()
        while running and (running[0].call is None or running[0].at <= now):
            call = running.popleft().call
            if call is not None:
                call()
        self._timer = loop.call_at(running[0].at, self._look, loop) if running else None
