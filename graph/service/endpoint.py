"""The endpoint of the SPARQL 1.1 Protocol."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.service.jobs import Job
from graph.service.process import BrokenOffError
from graph.service.problems import ProblemError
from graph.service.replies import matches, send_options, send_problem, send_reply, send_whole, tag
from graph.service.requests import Asked, header, read_request, seconds_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import Receive, Scope, Send

    from graph.service.server import Server

METHODS = "GET, HEAD, POST, OPTIONS"
_CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|SERVICE)\b", re.IGNORECASE)


class Endpoint:
    """``/sparql``: queries, updates where they are allowed, and the service description."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; what goes wrong is answered as a problem."""
        try:
            await self._answer(scope, receive, send)
        except ProblemError as error:
            await send_problem(send, scope, error)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"]
        if method == "OPTIONS":
            await send_options(send, scope, METHODS)
            return
        if method not in ("GET", "HEAD", "POST"):
            raise ProblemError(405, f"{method} is not for this address", headers={"Allow": METHODS})
        asked = await read_request(scope, receive, self._server.settings.limits)
        if asked.update is not None:
            await self._server.update(scope, send, asked)
        elif asked.query is not None:
            await self._query(asked, scope, receive, send)
        elif method == "POST":
            raise ProblemError(400, "there is no query; send it as query=", parameter="query")
        else:
            await self._server.describe(scope, send, asked)

    async def _query(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        server = self._server
        job = Job(
            text=asked.query or "",
            base=own_address(scope),
            accept=header(scope, b"accept"),
            wanted=asked.wanted,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
            gzip="gzip" in header(scope, b"accept-encoding"),
            seconds=seconds_of(asked, server.settings.limits),
            store=server.store,
        )
        constant = _CHANGING.search(job.text) is None
        await send_job(server, job, scope, receive, send, constant=constant)


async def send_job(server: Server, job: Job, scope: Scope, receive: Receive, send: Send, *, constant: bool) -> None:
    """Let a worker answer, or say that the answer that the client has is still right. ``constant``: it depends on data alone."""
    headers = [(b"detente-data", server.version.encode()), (b"cache-control", b"no-cache")]
    if constant:
        own = tag(server.version, job.text, job.graph, job.base, job.accept, job.wanted, job.gzip, job.default_graphs, job.named_graphs)
        headers.append((b"etag", own.encode()))
        if matches(header(scope, b"if-none-match"), own):
            await send_whole(send, scope, 304, headers)
            return
    client = scope["client"][0] if scope.get("client") else ""
    answering = server.pool.answer(job.to_bytes(), seconds=job.seconds, client=client, gone=_gone(receive))
    async with answering as (reply, worker):
        await send_reply(send, scope, reply, worker, headers)


def _gone(receive: Receive) -> Callable[[], Awaitable[None]]:
    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    return gone


def own_address(scope: Scope) -> str:
    """The address under which the client asks, without parameters."""
    host = header(scope, b"host") or "{}:{}".format(*scope["server"])
    return f"{scope['scheme']}://{host}{scope['path']}"
