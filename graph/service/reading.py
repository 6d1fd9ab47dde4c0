"""What addresses that are only read have in common: GET, HEAD and OPTIONS, and documents that change with the build alone."""

from __future__ import annotations

import json
import zlib
from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any

from graph.service.problems import ProblemError
from graph.service.replies import VARY, matches, send_options, send_problem, send_whole, tag
from graph.service.requests import Exchange, header

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Receive, Scope, Send

    from graph.service.server import Server

METHODS = "GET, HEAD, OPTIONS"
_GZIP = 31
"""Makes zlib write a gzip header (zlib manual, deflateInit2)."""


class Reading(ABC):
    """An address that is only read; a subclass says what is read there."""

    def __init__(self, server: Server) -> None:
        self.server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; what goes wrong is answered as a problem."""
        exchange = Exchange(scope, receive, send)
        try:
            await self._answer(exchange)
        except ProblemError as error:
            await send_problem(exchange, error)

    async def _answer(self, exchange: Exchange) -> None:
        method = exchange.scope["method"]
        if method == "OPTIONS":
            await send_options(exchange, METHODS)
        elif method in ("GET", "HEAD"):
            await self.read(exchange)
        else:
            raise ProblemError(405, f"{method} is not for this address", headers={"Allow": METHODS})

    @abstractmethod
    async def read(self, exchange: Exchange) -> None:
        """Answer a GET or a HEAD. Raises ProblemError."""


class Constant(Reading):
    """A JSON document that is the same for as long as the build is; ``make`` is called once, when it is first read."""

    def __init__(self, server: Server, make: Callable[[], Any]) -> None:
        super().__init__(server)
        self._make = make

    @cached_property
    def _content(self) -> bytes:
        return json.dumps(self._make(), ensure_ascii=False, indent=2).encode() + b"\n"

    @cached_property
    def _compressed(self) -> bytes:
        return zlib.compress(self._content, wbits=_GZIP)

    async def read(self, exchange: Exchange) -> None:
        """Send the document."""
        gzip = "gzip" in header(exchange.scope, b"accept-encoding")
        content = self._compressed if gzip else self._content
        version = self.server.settings.version
        own = tag(version, content)
        headers = [(b"detente-data", version.encode()), (b"cache-control", b"no-cache"), (b"etag", own.encode()), VARY]
        if matches(header(exchange.scope, b"if-none-match"), own):
            await send_whole(exchange, 304, headers)
            return
        encoding = [(b"content-encoding", b"gzip")] if gzip else []
        await send_whole(exchange, 200, [(b"content-type", b"application/json"), *encoding, *headers], content)
