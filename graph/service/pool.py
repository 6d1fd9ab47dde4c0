"""The pool of workers: each query in a process of its own, ended exactly when its time is over; the dead are replaced."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from graph.service.deadlines import Deadlines
from graph.service.forks import Forks
from graph.service.lanes import STOPPING, Lanes
from graph.service.problems import ProblemError
from graph.service.process import RETRY, DiedError, Worker

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from graph.service.limits import Limits
    from graph.service.runs import Run

log = logging.getLogger("detente.service")


class Pool:
    """Workers for queries, which read the store in a folder more than any other. It is started with :meth:`start`, and ended
    with :meth:`drain` and :meth:`close`.
    """

    def __init__(self, limits: Limits, store: str, services: tuple[str, ...] = ()) -> None:
        self.limits = limits
        self._forks = Forks([json.dumps(asdict(limits)), store, *services])
        self.lanes = Lanes(limits)
        self.growing_long = Deadlines(limits.long_after)
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._long: list[Run] = []
        self._starting = self._begun = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the workers and wait until they are ready. Raises DiedError when one cannot be started."""
        await asyncio.gather(*(self._one_more() for _ in range(self.limits.workers)))

    async def _started(self) -> Worker:
        self._begun += 1
        worker = await Worker.forked(self._forks, self._died)
        self._all.add(worker)
        await worker.ready
        return worker

    def _one_more(self) -> Coroutine[None, None, None]:
        """What starts a worker that is to be idle then. It counts from now on: another look may come before it begins."""
        self._starting += 1
        return self._add()

    async def _add(self) -> None:
        try:
            worker = await self._started()
        finally:
            self._starting -= 1
        self._idle.append(worker)

    @property
    def processes(self) -> list[int]:
        """The ids of the workers' processes."""
        return [worker.pid for worker in self._all]

    @property
    def replacements(self) -> int:
        """How many workers were started in place of others."""
        return max(0, self._begun - self.limits.workers)

    def _died(self, worker: Worker) -> None:
        self._all.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
            if not self.lanes.closed:
                log.warning("worker %s died with nothing to do; another is started", worker.pid)
                self.replace()

    def replace(self) -> None:
        """Start a worker in the background where one is missing."""
        if not self.lanes.closed and len(self._idle) + self._starting + self.lanes.light < self.limits.workers:
            self._later(self._one_more())

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a worker could not be started: %s", task.exception())

    async def worker_for(self, client: str, *, fresh: bool) -> Worker:
        """Wait for a lane, and a worker in it; a ``fresh`` one after another died, for who ended that may have ended all that
        have nothing to do. Raises ProblemError 503 when there is none.
        """
        await self.lanes.enter(client)
        try:
            return (None if fresh else self._alive()) or await self._started()
        except BaseException as error:
            self.lanes.leave(long=False)
            if isinstance(error, (DiedError, OSError)):
                raise ProblemError(503, "no worker can be started; try again later", headers=RETRY) from error
            raise

    def _alive(self) -> Worker | None:
        """A worker that has nothing to do; None when there is none."""
        while self._idle:
            worker = self._idle.pop()
            if worker.process.poll() is None:
                return worker
            self._all.discard(worker)  # killed a moment ago: nobody has told us yet
        return None

    def let_grow_long(self, run: Run) -> bool:
        """Whether a query may count as long. Where there is no room, the youngest of the client that has most gives way to it, if
        that has two more.
        """
        if not self.lanes.becomes_long():
            held = Counter(other.client for other in self._long)
            client, most = held.most_common(1)[0]
            if most < held[run.client] + 2:
                return False
            next(other for other in reversed(self._long) if other.client == client).give_way()
            self.lanes.becomes_long()
        self._long.append(run)
        return True

    def take_back(self, run: Run) -> None:
        """A run has ended: its worker is free, or it is let go and another started in its place.

        One that ran long is not used again: it has given way on the processor, and holds the memory that it took. Nor is one whose
        answer came as its time was over: it is being ended, and would die at another client's query.
        """
        worker = run.worker
        spare = len(self._idle) >= self.limits.workers or self.lanes.closed
        if worker.complete and not (run.long or worker.killed) and worker in self._all and not spare:
            self._idle.append(worker)
        elif worker.complete:
            worker.close()
        else:
            worker.kill()
        if run in self._long:
            self._long.remove(run)
        self.lanes.leave(long=run.long)
        self.replace()

    def drain(self) -> None:
        """Take nothing more; what runs has ``stop_seconds`` to end, and is then answered 503."""
        if not self.lanes.closed:
            self.lanes.close()
            asyncio.get_running_loop().call_later(self.limits.stop_seconds, self._stop_all)

    def _stop_all(self) -> None:
        for worker in tuple(self._all):
            worker.kill(ProblemError(503, STOPPING, headers=RETRY))

    async def close(self) -> None:
        """End every worker and wait until it is gone."""
        self.lanes.close()
        for task in self._tasks:
            task.cancel()
        workers = tuple(self._all)
        for worker in workers:
            worker.kill()
        for worker in workers:
            await worker.gone.wait()
        await self._forks.close()
