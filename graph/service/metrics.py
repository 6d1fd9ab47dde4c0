"""What a server counts, in the text format of Prometheus (exposition format 0.0.4).

The writer is our own: two counters and one histogram are a few lines, and none of them costs a request more than 2 µs.
``prometheus_client`` reads what is written here in the tests.
"""

from __future__ import annotations

import os
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graph.service.server import Server

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds of the histogram, in seconds."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_OTHER = "other"


class Metrics:
    """Counts requests. ``addresses`` are the first parts of paths that are told apart; all else is *other*."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self._addresses = frozenset(addresses)
        self.requests: Counter[tuple[str, str, int]] = Counter()
        self.content: Counter[str] = Counter()
        self.buckets: dict[str, list[int]] = {}
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.started = time.time()

    def count(self, path: str, method: str, status: int, size: int, seconds: float) -> None:
        """A request was answered with so many bytes of content, in so many seconds."""
        first = path.split("/", 2)[1] if path.startswith("/") else ""
        address = first if first in self._addresses else _OTHER
        self.requests[address, method if method in _METHODS else _OTHER, status] += 1
        self.content[address] += size
        self.seconds[address] += seconds
        buckets = self.buckets.get(address)
        if buckets is None:
            buckets = self.buckets[address] = [0] * (len(BOUNDS) + 1)
        buckets[bisect_left(BOUNDS, seconds)] += 1


def exposition(server: Server) -> str:
    """All that is known of a server now."""
    return "".join([*_counted(server.metrics), *_state(server)])


def _counted(metrics: Metrics) -> Iterator[str]:
    yield _head("detente_requests_total", "counter", "Requests that were answered, by the first part of the path.")
    for (address, method, status), number in sorted(metrics.requests.items()):
        yield _sample("detente_requests_total", number, {"address": address, "method": method, "status": str(status)})
    yield _head("detente_answer_bytes_total", "counter", "Bytes of content that were sent, compressed or not.")
    for address, number in sorted(metrics.content.items()):
        yield _sample("detente_answer_bytes_total", number, {"address": address})
    name = "detente_request_seconds"
    yield _head(name, "histogram", "Seconds from the head of a request to the end of its answer.")
    for address, buckets in sorted(metrics.buckets.items()):
        total = 0
        for bound, number in zip((*map(str, BOUNDS), "+Inf"), buckets, strict=True):
            total += number
            yield _sample(f"{name}_bucket", total, {"address": address, "le": bound})
        yield _sample(f"{name}_sum", metrics.seconds[address], {"address": address})
        yield _sample(f"{name}_count", total, {"address": address})


def _state(server: Server) -> Iterator[str]:
    pool = server.pool
    lanes = pool.lanes
    yield _head(
        "detente_queries_running", "gauge", "Queries that run; those count as long that left the lanes of the light."
    )
    yield _sample("detente_queries_running", lanes.light, {"kind": "light"})
    yield _sample("detente_queries_running", lanes.long, {"kind": "long"})
    yield _whole("detente_queries_waiting", "gauge", "Queries that wait for a worker.", lanes.waiting)
    yield _whole("detente_workers", "gauge", "Worker processes.", len(pool.processes))
    told = "Workers started in place of others: of those that died, were ended, or ran a long query."
    yield _whole("detente_worker_replacements_total", "counter", told, pool.replacements)
    told = "Answers that were given again out of memory, without a worker."
    yield _whole("detente_kept_answers_total", "counter", told, server.kept.hits)
    yield _whole(
        "detente_kept_bytes", "gauge", "About how much memory the answers take that are kept.", server.kept.bytes
    )
    own, workers = _resident(os.getpid()), [_resident(process) for process in pool.processes]
    if own:
        yield _whole("process_resident_memory_bytes", "gauge", "Resident memory of the server's own process.", own)
        told = "Resident memory of all workers; what they share counts for each."
        yield _whole("detente_workers_resident_memory_bytes", "gauge", told, sum(workers))
    told = "When the server started, in seconds since 1970."
    yield _whole("process_start_time_seconds", "gauge", told, server.metrics.started)
    yield _head("detente_data_info", "gauge", "The version of the data; its value is always 1.")
    yield _sample("detente_data_info", 1, {"version": server.version})


def _whole(name: str, kind: str, told: str, value: float) -> str:
    return _head(name, kind, told) + _sample(name, value, {})


def _head(name: str, kind: str, told: str) -> str:
    return f"# HELP {name} {told}\n# TYPE {name} {kind}\n"


def _sample(name: str, value: float, labels: Mapping[str, str]) -> str:
    inner = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"{name}{{{inner}}} {value}\n" if inner else f"{name} {value}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _resident(process: int) -> int:
    """The resident memory of a process, in bytes; 0 where the system does not tell (proc(5), statm)."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
