"""A process in which queries of strangers run, one after another: a read-only store, a memory limit, nothing lost when it dies.

It is a copy of the process in :mod:`graph.service.fork_server`, with a socket over which it speaks in frames
(:mod:`graph.service.frames`). It ends when the server is gone: at once where the system can say so, else with its query.
"""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Store

from graph.service.answering import Desk, answer
from graph.service.frames import JOB, READY, Reader, frame
from graph.service.jobs import Job, job_from_bytes
from graph.service.outgoing import Outgoing
from graph.service.problems import PROBLEM, ProblemError

if TYPE_CHECKING:
    import socket

    from graph.service.limits import Limits

_GRACE = 2.0
"""How many seconds after its deadline a query ends its process by itself, where that does not end with the server."""
_DIES_WITH_PARENT = sys.platform == "linux"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A store in memory, and the folder of the one of which it is a copy."""

    folder: str
    store: Store


def work(connection: socket.socket, limits: Limits, services: tuple[str, ...], held: Held | None) -> int:
    """Answer jobs until the server closes the socket; the exit code is 0."""
    stores = _Stores(held)
    connection.sendall(frame(READY))
    reader = Reader(connection)
    while (got := reader.read()) is not None:
        mark, content = got
        if mark == JOB:
            job = job_from_bytes(content)
            with suppress(BrokenPipeError, ConnectionResetError):
                _do(job, stores.desk(job, limits, services), connection)
    return 0


class _Stores:
    """The stores that this process has open: the one of the last job, and that without the graph *user*.

    Where there are both, both are read from disk: of rows that a query cuts off with LIMIT, the same must come first.
    """

    def __init__(self, held: Held | None) -> None:
        self._held = held
        self._open: dict[str, Store] = {}

    def desk(self, job: Job, limits: Limits, services: tuple[str, ...]) -> Desk:
        """What a job is answered from; stores that it does not need are closed."""
        if self._held is not None and job.store == self._held.folder and not job.unmarked:
            return Desk(store=self._held.store, limits=limits, services=services)
        wanted = [job.store, *filter(None, [job.unmarked])]
        if any(folder not in self._open for folder in wanted):
            self._open = {folder: self._open.get(folder) or Store.read_only(folder) for folder in wanted}
        unmarked = self._open[job.unmarked] if job.unmarked else None
        return Desk(store=self._open[job.store], limits=limits, services=services, unmarked=unmarked)


def _do(job: Job, desk: Desk, connection: socket.socket) -> None:
    out = Outgoing(connection, held=desk.limits.held_bytes, most=desk.limits.answer_bytes, gzip=job.gzip)
    if not _DIES_WITH_PARENT:
        signal.setitimer(signal.ITIMER_REAL, job.seconds + _GRACE)
    try:
        answer(desk, job, out)
        out.finish()
    except ProblemError as error:
        if out.begun:
            out.break_off()
        else:
            out.whole({"status": error.status, "type": PROBLEM, "headers": error.headers}, error.body())
    finally:
        if not _DIES_WITH_PARENT:
            signal.setitimer(signal.ITIMER_REAL, 0)


def limit_process(megabytes: int) -> None:
    """Limit this process: so much address space, no core files, and its end when its parent ends."""
    end_with_parent()
    import resource  # noqa: PLC0415  not on every system, and this module is imported by tests on all

    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end_with_parent() -> None:
    """Let this process be ended when its parent ends, where the system can do that."""
    if _DIES_WITH_PARENT:
        import ctypes  # noqa: PLC0415  only here

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, prctl(2)
