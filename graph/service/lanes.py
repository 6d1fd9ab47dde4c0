"""Who may run now: lanes for light queries, room for some long ones, so many for each client, and a short fair queue."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from contextlib import suppress
from typing import TYPE_CHECKING

from graph.service.deadlines import Deadlines
from graph.service.problems import ProblemError
from graph.service.process import RETRY

if TYPE_CHECKING:
    from graph.service.limits import Limits

STOPPING = "the server is stopping; try again in a moment"


class Lanes:
    """Counts what runs and lets clients that wait in by turns: whoever asked much waits behind whoever asked little.

    ``light`` is how many lanes are taken, ``long`` how many long queries run.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.light = 0
        self.long = 0
        self._clients: dict[str, int] = {}
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._deadlines = Deadlines(limits.waiting_seconds)
        self.closed = False

    @property
    def waiting(self) -> int:
        """How many queries wait."""
        return sum(map(len, self._waiting.values()))

    def arrive(self, name: str) -> None:
        """A query of this client is here, until it goes. Raises ProblemError 429 when it has too many, 503 at the end."""
        if self.closed:
            raise ProblemError(503, STOPPING, headers=RETRY)
        most, count = self._limits.per_client, self._clients.get(name, 0)
        if count >= most:
            raise ProblemError(
                429, f"{most} queries of yours are running or waiting; wait for one of them", headers=RETRY
            )
        self._clients[name] = count + 1

    def go(self, name: str) -> None:
        """A query of this client is here no more."""
        self._clients[name] -= 1
        if not self._clients[name]:
            del self._clients[name]

    async def enter(self, name: str) -> None:
        """Wait for a light lane and take it. Raises ProblemError 503 when too many wait, or for too long."""
        if self.light < self._limits.workers and not self._waiting:
            self.light += 1
            return
        if self.waiting >= self._limits.waiting:
            raise ProblemError(503, "too many queries are waiting; try again in a moment", headers=RETRY)
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(name, deque()).append(turn)
        deadline = self._deadlines.start(lambda: self._too_late(turn))
        try:
            await turn
        except BaseException:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.leave(long=False)  # the turn came, and nobody takes it
            else:
                self._forget(name, turn)
            raise
        finally:
            deadline.cancel()

    @staticmethod
    def _too_late(turn: asyncio.Future[None]) -> None:
        if not turn.done():
            turn.set_exception(ProblemError(503, "all workers are busy; try again in a moment", headers=RETRY))

    def _forget(self, name: str, turn: asyncio.Future[None]) -> None:
        turns = self._waiting.get(name)
        if turns is not None:
            with suppress(ValueError):
                turns.remove(turn)
            if not turns:
                del self._waiting[name]

    def leave(self, *, long: bool) -> None:
        """A query has ended."""
        if long:
            self.long -= 1
        else:
            self.light -= 1
            self._let_in()

    def becomes_long(self) -> bool:
        """A query leaves its light lane and counts as long; False when there are too many of these."""
        if self.long >= self._limits.long_queries:
            return False
        self.long += 1
        self.leave(long=False)
        return True

    def _let_in(self) -> None:
        while self._waiting and self.light < self._limits.workers:
            name, turns = self._waiting.popitem(last=False)
            turn = turns.popleft()
            if turns:
                self._waiting[name] = turns  # behind the others
            if not turn.done():
                self.light += 1
                turn.set_result(None)

    def close(self) -> None:
        """Let nobody in any more; those who wait are told."""
        self.closed = True
        for turns in self._waiting.values():
            for turn in turns:
                if not turn.done():
                    turn.set_exception(ProblemError(503, STOPPING, headers=RETRY))
        self._waiting.clear()
