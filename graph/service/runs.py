"""One query in the pool: its run in a worker, with what ends it, and all of it from the queue to the end of its answer."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from graph.service.problems import ProblemError
from graph.service.process import RETRY, DiedError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable

    from graph.service.deadlines import Deadline
    from graph.service.pool import Pool
    from graph.service.process import Reply, Worker

    Gone = Callable[[], Awaitable[None]]

log = logging.getLogger("detente.service")
_TRIES = 2
_NICE = 5
"""How much a long query gives way to others on the processor."""


def _busy() -> ProblemError:
    return ProblemError(503, "too many long queries are running; try again in a moment, or ask for less", headers=RETRY)


class Asking:
    """A query of a client, from its place in the queue to the end of the block in which its answer is read.

    ``gone`` returns when the client goes away. Entered, it gives the head of the answer, with the worker from which the rest is
    read. Raises ProblemError: 429 when the client has too many queries, 503 when the server is busy or the time is over, and
    what the worker says of the query.
    """

    __slots__ = ("_run", "client", "gone", "job", "pool", "seconds")

    def __init__(self, pool: Pool, job: bytes, *, seconds: float, client: str, gone: Gone) -> None:
        self.pool, self.job = pool, job
        self.seconds, self.client, self.gone = seconds, client, gone
        self._run: Run | None = None

    async def __aenter__(self) -> tuple[Reply, Worker]:
        lanes = self.pool.lanes
        lanes.arrive(self.client)
        try:
            for _ in range(1, _TRIES):
                try:
                    return await self._ask(fresh=False)
                except DiedError:
                    continue
            return await self._ask(fresh=True)
        except BaseException as error:
            lanes.go(self.client)
            if isinstance(error, DiedError):
                raise ProblemError(503, "the process of the query was ended; try again", headers=RETRY) from error
            raise

    async def _ask(self, *, fresh: bool) -> tuple[Reply, Worker]:
        """Run it once. Raises DiedError when the worker died of nothing that the query did."""
        run = Run(self, await self.pool.worker_for(self.client, fresh=fresh))
        try:
            reply = await run.worker.ask(self.job)
        except BaseException as error:
            run.end()
            if isinstance(error, DiedError):
                log.warning("worker %s died at its work: %s", run.worker.pid, error)
            raise
        self._run = run
        return reply, run.worker

    async def __aexit__(self, *_: object) -> None:
        run, self._run = self._run, None  # the two name each other, and are let go at once if one does not
        if run is not None:
            run.end()
        self.pool.lanes.go(self.client)


class Run:
    """A query of a client that runs in a worker, with the deadline that ends it."""

    __slots__ = ("_asking", "_deadline", "_ended", "_started", "_watcher", "long", "worker")

    def __init__(self, asking: Asking, worker: Worker) -> None:
        self._asking = asking
        self.worker = worker
        self.long = self._ended = False
        self._watcher: asyncio.Task[None] | None = None
        loop = worker.loop
        self._started = loop.time()
        pool = asking.pool
        self._deadline: Deadline | asyncio.TimerHandle = (
            pool.growing_long.start(self._grows_long)
            if pool.limits.long_after < asking.seconds
            else loop.call_later(asking.seconds, self._over)
        )

    @property
    def client(self) -> str:
        """Whose query it is."""
        return self._asking.client

    def _grows_long(self) -> None:
        if not self._asking.pool.let_grow_long(self):
            self.end(_busy())
            return
        self.long = True
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.worker.pid, _NICE)
        loop = self.worker.loop
        self._deadline = loop.call_at(self._started + self._asking.seconds, self._over)
        self._watcher = loop.create_task(self._watch())
        self._asking.pool.replace()

    async def _watch(self) -> None:
        """End the query when its client has gone away."""
        await self._asking.gone()
        self.end(ProblemError(503, "the client has gone away"))

    def give_way(self) -> None:
        """End a long query for one of another client."""
        self.end(_busy())

    def _over(self) -> None:
        seconds = self._asking.seconds
        spent = f"the query ran longer than {seconds:g} s and was ended; narrow it, or give it more with timeout="
        self.end(ProblemError(503, spent, headers=RETRY))

    def end(self, verdict: ProblemError | None = None) -> None:
        """Once: the answer is read, or nobody wants it any more, or it is not to go on, of which ``verdict`` tells the client.

        The lane is free then, also when the client goes on reading what is here of the answer, or does not.
        """
        if self._ended:
            return
        self._ended = True
        if verdict is not None:
            self.worker.kill(verdict)
        self._deadline.cancel()
        if self._watcher is not None:
            self._watcher.cancel()
        self._asking.pool.take_back(self)
