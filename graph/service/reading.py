"""Documents that change with the build alone: made once, kept compressed too, and known by their tag."""

from __future__ import annotations

import json
import zlib
from functools import cached_property
from typing import TYPE_CHECKING, Any

from graph.service.address import Address
from graph.service.replies import VARY, matches, send_whole, tag
from graph.service.requests import Exchange, header, takes_gzip

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.service.server import Server

_GZIP = 31
"""Makes zlib write a gzip header (zlib manual, deflateInit2)."""


class Constant(Address):
    """A JSON document that is the same for as long as the build is; ``make`` is called once, when it is first read."""

    def __init__(self, server: Server, make: Callable[[], Any]) -> None:
        super().__init__(server)
        self._make = make

    @cached_property
    def _plain(self) -> tuple[bytes, str]:
        """The document, and its tag: to make one of half a megabyte takes as long as to answer a light query."""
        return self._tagged(json.dumps(self._make(), ensure_ascii=False, indent=2).encode() + b"\n")

    @cached_property
    def _compressed(self) -> tuple[bytes, str]:
        return self._tagged(zlib.compress(self._plain[0], wbits=_GZIP))

    def _tagged(self, content: bytes) -> tuple[bytes, str]:
        return content, tag(self.server.settings.version, content)

    async def answer(self, exchange: Exchange) -> None:
        """Send the document."""
        gzip = takes_gzip(exchange.scope)
        content, own = self._compressed if gzip else self._plain
        version = self.server.settings.version.encode()
        headers = [(b"detente-data", version), (b"cache-control", b"no-cache"), (b"etag", own.encode()), VARY]
        if matches(header(exchange.scope, b"if-none-match"), own):
            await send_whole(exchange, 304, headers)
            return
        encoding = [(b"content-encoding", b"gzip")] if gzip else []
        await send_whole(exchange, 200, [(b"content-type", b"application/json"), *encoding, *headers], content)
