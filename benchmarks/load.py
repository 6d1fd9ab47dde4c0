"""A load on a SPARQL endpoint, from one process: ``python benchmarks/load.py HOST:PORT PATH QUERY CONCURRENCY REQUESTS [httpx]``.

So many connections are kept open; each sends a query by GET, reads the answer to its end, and sends the next. It prints one
line of JSON: ``requests``, ``seconds`` in all, ``p50`` and ``p95`` in milliseconds, and ``bytes``, the length of one answer.
An answer that is not 200 ends it. It waits on sockets by itself, without an HTTP library: a client in Python that has one
costs more than the servers that it measures. With ``httpx`` it is such a client, the usual one: what people have who ask from Python.
"""

from __future__ import annotations

import asyncio
import json
import selectors
import socket
import sys
import time
from statistics import quantiles
from urllib.parse import quote

_CHUNK = 1 << 20


class _Connection:
    """One kept connection, and how far the answer that it reads has come."""

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""
        self.sent = 0.0

    def send(self, request: bytes) -> None:
        """Send a request."""
        self._buffer = b""
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def read(self) -> int | None:
        """The length of the answer when all of it has come. Raises RuntimeError for one that is not 200."""
        content = self.socket.recv(_CHUNK)
        self._buffer += content
        head, blank, body = self._buffer.partition(b"\r\n\r\n")
        if not content or not head.startswith(b"HTTP/1.1 200"[: len(head)]):
            raise RuntimeError(f"no answer: {self._buffer[:300]!r}")
        if not blank:
            return None
        length = head.lower().partition(b"content-length: ")[2]
        size = int(length.partition(b"\r\n")[0] or b"-1")
        complete = len(body) == size if length else body.endswith(b"0\r\n\r\n")  # the last of its chunks is empty
        return len(body) if complete else None


def load(address: str, path: str, query: str, concurrency: int, requests: int) -> dict[str, float]:
    """Send so many requests over so many connections, and measure each."""
    host, _, port = address.partition(":")
    request = (
        f"GET {path}?query={quote(query)} HTTP/1.1\r\nHost: {address}\r\nAccept: application/sparql-results+json\r\n\r\n"
    ).encode()
    connections = [_Connection(host, int(port)) for _ in range(concurrency)]
    times: list[float] = []
    size = 0
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        start = time.perf_counter()
        for connection in connections:
            connection.send(request)
        under_way = concurrency
        while under_way:
            for key, _events in selector.select():
                connection = key.data
                read = connection.read()
                if read is None:
                    continue
                size = read
                times.append(time.perf_counter() - connection.sent)
                if len(times) + under_way <= requests:
                    connection.send(request)
                else:
                    under_way -= 1
        seconds = time.perf_counter() - start
    for connection in connections:
        connection.socket.close()
    return _summary(times, seconds, size)


async def load_by_httpx(address: str, path: str, query: str, concurrency: int, requests: int) -> dict[str, float]:
    """The same load by the library httpx, as many tasks at once as there are connections."""
    import httpx  # noqa: PLC0415  it need not be installed for the other load

    url, times, left = f"http://{address}{path}?query={quote(query)}", [], iter(range(requests))
    size = 0

    async def ask(client: httpx.AsyncClient) -> None:
        nonlocal size
        for _ in left:
            start = time.perf_counter()
            answer = await client.get(url, headers={"Accept": "application/sparql-results+json"})
            times.append(time.perf_counter() - start)
            size = len(answer.raise_for_status().content)

    async with httpx.AsyncClient() as client:
        start = time.perf_counter()
        await asyncio.gather(*(ask(client) for _ in range(concurrency)))
        return _summary(times, time.perf_counter() - start, size)


def _summary(times: list[float], seconds: float, size: int) -> dict[str, float]:
    cuts = quantiles(times, n=20)
    return {
        "requests": len(times), "seconds": seconds, "p50": 1000 * cuts[9], "p95": 1000 * cuts[18], "bytes": size,
    }  # fmt: skip


if __name__ == "__main__":
    words = (sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
    found = asyncio.run(load_by_httpx(*words)) if sys.argv[6:] == ["httpx"] else load(*words)
    sys.stdout.write(json.dumps(found) + "\n")
