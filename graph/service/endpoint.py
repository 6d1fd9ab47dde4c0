"""The endpoint of the SPARQL 1.1 Protocol."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from graph.resolve import shown
from graph.service.address import Address
from graph.service.changes import check_token
from graph.service.front import ASKED
from graph.service.jobs import Job
from graph.service.kept_replies import Kept
from graph.service.problems import ProblemError
from graph.service.process import BrokenOffError
from graph.service.replies import headers_of, matches, send_reply, send_whole
from graph.service.requests import (
    WAS_KEPT,
    Asked,
    Exchange,
    header,
    own_address,
    read_request,
    takes_gzip,
)
from graph.service.writing import Change

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import Receive

    from graph.service.server import Server

log = logging.getLogger("detente.service")
_CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|SERVICE)\b", re.IGNORECASE)
_SIGNS = ("NOW", "RAND", "UUID", "SERVICE")
"""One of these stands in every text in which a word of those does: to look for them costs a tenth."""


class Endpoint(Address):
    """``/sparql``: queries, updates where they are allowed, and the service description."""

    methods = ("GET", "HEAD", "POST")

    async def answer(self, exchange: Exchange) -> None:
        """Run the query or the update; without either, describe the service."""
        asked = await read_request(exchange, self.server.settings.limits)
        exchange.scope[ASKED] = asked.query or asked.update or ""
        if asked.update is not None:
            await self._update(asked, asked.update, exchange)
        elif asked.query is None and (exchange.scope["method"] == "POST" or asked.others):
            unknown = f", and {shown(asked.others[0])} is no parameter" if asked.others else ""
            raise ProblemError(400, f"there is no query; send it as query={unknown}", parameter="query")
        else:
            await self._query(asked, exchange)

    async def _query(self, asked: Asked, exchange: Exchange) -> None:
        """Answer a query; without one, describe the service."""
        server, scope = self.server, exchange.scope
        job = Job(
            kind="description" if asked.query is None else "query",
            text=asked.query or "",
            features=server.features,
            content=server.described if asked.query is None else {},
            base=own_address(scope),
            accept=header(scope, b"accept"),
            wanted=asked.wanted,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
            gzip=takes_gzip(scope),
            seconds=asked.seconds,
            store=server.store,
            unmarked=server.unmarked,
        )
        await send_job(server, job, exchange, constant=not changes(job.text))

    async def _update(self, asked: Asked, text: str, exchange: Exchange) -> None:
        check_token(exchange.scope, self.server.settings.token)
        wanted = Change(
            kind="update",
            base=own_address(exchange.scope),
            using=tuple(asked.using_graphs),
            using_named=tuple(asked.using_named_graphs),
            depth=self.server.settings.limits.depth,
            seconds=asked.seconds,
        )
        await send_change(self.server, exchange, wanted, text.encode())


def changes(text: str) -> bool:
    """Whether a query may find something else though the data are the same, as far as its words tell."""
    capitals = text.upper()
    return any(sign in capitals for sign in _SIGNS) and _CHANGING.search(text) is not None


async def send_job(server: Server, job: Job, exchange: Exchange, *, constant: bool) -> None:
    """Let a worker answer, or send what is kept, or say that the answer that the client has is still right.

    ``constant``: the answer depends on data alone.
    """
    headers = [(b"detente-data", server.version.encode()), (b"cache-control", b"no-cache")]
    perspective = job.content.get("perspective") or server.settings.perspective
    if perspective:
        headers.append((b"detente-perspective", perspective.encode("ascii", "replace")))
    own = server.tag(job) if constant else ""
    if own:
        headers.append((b"etag", own.encode()))
        if exchange.scope["method"] != "POST" and matches(header(exchange.scope, b"if-none-match"), own):
            await send_whole(exchange, 304, headers)
            return
        kept = server.kept.get(own)
        if kept is not None:
            exchange.scope[WAS_KEPT] = True
            await send_whole(exchange, 200, kept.headers, kept.body)
            return
    peer = exchange.scope.get("client")
    answering = server.answer(job, client=peer[0] if peer else "", gone=_gone(exchange.receive))
    async with answering as (reply, worker):
        said = headers_of(reply, headers)
        if own and reply.head["status"] == 200 and not reply.more:
            server.kept.keep(own, Kept(said, reply.body))
        try:
            await send_reply(exchange, reply, worker, said)
        except BrokenOffError:
            log.warning("an answer broke off after it had begun; its connection is closed without an end")


async def send_change(server: Server, exchange: Exchange, asked: Change, content: bytes, location: str = "") -> None:
    """Make a change and say how it went; ``location`` is the address of what it makes."""
    reply = await server.change(asked, content)
    headers = [(b"detente-data", server.version.encode())]
    if reply.head["type"]:
        headers.append((b"content-type", reply.head["type"].encode()))
    elif location:
        headers.append((b"location", location.encode()))
    await send_whole(exchange, reply.head["status"], headers, reply.body)


def _gone(receive: Receive) -> Callable[[], Awaitable[None]]:
    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    return gone
