"""The web server's protocol, with one small change: the head of an answer and its body go out together.

uvicorn hands each of them to the socket by itself. For a light query two more calls of the system and two more packets are a
good part of the whole time.
"""

from __future__ import annotations

import asyncio
from typing import cast

from uvicorn.protocols.http.h11_impl import H11Protocol

_HEAD = b"HTTP/1.1 "
_INTERIM = b"HTTP/1.1 1"


class Joining:
    """A transport that holds the head of an answer back until what follows it is written; else it is as the one that it wraps.

    What follows may be nothing, as it is for HEAD: then the head goes at the next turn of the loop.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head = b""
        self._loop = asyncio.get_running_loop()

    def write(self, data: bytes) -> None:
        """Write, or hold back what is the head of an answer."""
        if data.startswith(_HEAD) and not data.startswith(_INTERIM) and not self._head:
            self._head = data
            self._loop.call_soon(self._flush)
        else:
            self._transport.write(self._head + data)
            self._head = b""

    def _flush(self) -> None:
        if self._head:
            self.write(b"")

    def close(self) -> None:
        """Close when all is written."""
        self._flush()
        self._transport.close()

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)


class Protocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, over a joining transport."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Speak over a joining transport."""
        super().connection_made(cast("asyncio.Transport", Joining(cast("asyncio.Transport", transport))))


def protocol() -> type[asyncio.Protocol]:
    """The faster of the protocols that are here: httptools parses in half the time of h11, and need not be installed."""
    try:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol  # noqa: PLC0415  it may not be there
    except ImportError:
        return Protocol

    class Faster(HttpToolsProtocol):
        """The same, with the parser of httptools."""

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            """Speak over a joining transport."""
            super().connection_made(cast("asyncio.Transport", Joining(cast("asyncio.Transport", transport))))

    return Faster
