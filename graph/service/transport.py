"""The web server's protocol, with one small change: the head of an answer and its body go out together.

uvicorn hands each of them to the socket by itself. For a light query two more calls of the system and two more packets are a
good part of the whole time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

_HEAD = b"HTTP/1.1 "
_INTERIM = b"HTTP/1.1 1"


class Joining:
    """A transport that holds the head of an answer back until what follows it is written; else it is as the one that it wraps."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head = b""

    def write(self, data: bytes) -> None:
        """Write, or hold back what is the head of an answer."""
        if data.startswith(_HEAD) and not data.startswith(_INTERIM) and not self._head:
            self._head = data
        else:
            self._transport.write(self._head + data)
            self._head = b""

    def close(self) -> None:
        """Close when all is written."""
        if self._head:
            self.write(b"")
        self._transport.close()

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)


class Protocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, over a joining transport."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Speak over a joining transport."""
        super().connection_made(cast("asyncio.Transport", Joining(cast("asyncio.Transport", transport))))
