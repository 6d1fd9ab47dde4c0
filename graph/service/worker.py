"""A process in which queries of strangers run, one after another: a read-only store, a memory limit, nothing lost when it dies.

Called as ``python -P -m graph.service.worker LIMITS`` with a socket as standard input, over which it speaks in frames
(:mod:`graph.service.frames`). It ends when the server is gone: at once where the system can say so, else with its query.
"""

from __future__ import annotations

import json
import signal
import socket
import sys
from contextlib import suppress

from pyoxigraph import Store

from graph.service.answering import Desk, answer
from graph.service.frames import JOB, READY, Reader, frame
from graph.service.jobs import Job, job_from_bytes
from graph.service.limits import Limits
from graph.service.outgoing import Outgoing
from graph.service.problems import PROBLEM, ProblemError

_GRACE = 2.0
"""How many seconds after its deadline a query ends its process by itself, should the server not have done so."""


def main(limits_text: str) -> int:
    """Answer jobs until the server closes the socket; the exit code is 0."""
    limits = Limits(**json.loads(limits_text))
    limit_process(limits.megabytes)
    connection = socket.socket(fileno=0)
    stores: dict[str, Store] = {}
    connection.sendall(frame(READY))
    reader = Reader(connection)
    while (got := reader.read()) is not None:
        mark, content = got
        if mark == JOB:
            with suppress(BrokenPipeError, ConnectionResetError):
                _do(job_from_bytes(content), stores, limits, connection)
    return 0


def _do(job: Job, stores: dict[str, Store], limits: Limits, connection: socket.socket) -> None:
    signal.setitimer(signal.ITIMER_REAL, job.seconds + _GRACE)
    out = Outgoing(connection, held=limits.held_bytes, most=limits.answer_bytes, gzip=job.gzip)
    try:
        answer(Desk(store=_opened(job.store, stores), limits=limits), job, out)
        out.finish()
    except ProblemError as error:
        if out.begun:
            out.break_off()
        else:
            out.whole({"status": error.status, "type": PROBLEM, "headers": error.headers}, error.body())
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _opened(folder: str, stores: dict[str, Store]) -> Store:
    """The store in a folder, opened once; another than the last one is closed."""
    if folder not in stores:
        stores.clear()
        stores[folder] = Store.read_only(folder)
    return stores[folder]


def limit_process(megabytes: int) -> None:
    """Limit this process: so much address space, no core files, and its end when its parent ends."""
    import resource  # noqa: PLC0415  not on every system, and this module is imported by tests on all

    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415  only here

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, prctl(2)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
