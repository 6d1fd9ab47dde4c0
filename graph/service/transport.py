"""The web server's protocol, with two changes: the head of an answer and its body go out together, and heads have limits.

uvicorn hands head and body to the socket one after the other. For a light query two more calls of the system and two more packets
are a good part of the whole time. And it waits for the head of a request for ever, however large it grows.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from graph.service.logs import write_line
from graph.service.problems import PROBLEM, ProblemError

if TYPE_CHECKING:
    from graph.service.limits import Limits

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


class Protocol(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn speaks it, over a joining transport, with limits of what is not body: head, ends of chunks, trailers."""

    limits: Limits

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._size = 0  # bytes that came since the last of a body, or since the message before
        self._in_head = True
        self._timer: asyncio.TimerHandle | None = None
        self._wrong: ProblemError | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Speak over a joining transport."""
        super().connection_made(cast("asyncio.Transport", Joining(cast("asyncio.Transport", transport))))
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in bytes; what is not body may not grow too large."""
        self._size += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._size > self.limits.head_bytes:
            self._refuse(self._too_large())
        elif self._in_head:
            self._wait()

    def on_message_begin(self) -> None:
        """A head begins."""
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is there. Raises ProblemError when it is too large, which the parser hands on as an error of its own."""
        self._in_head = False
        self._wait_no_more()
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > self.limits.head_bytes:
            self._wrong = self._too_large()
            raise self._wrong
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of the body is there, which has limits of its own."""
        self._size = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is there."""
        self._size = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP; ``msg`` is what uvicorn says of it."""
        self._refuse(self._wrong or ProblemError(400, f"{msg} The server speaks HTTP/1.1."))

    def _too_large(self) -> ProblemError:
        most = self.limits.head_bytes
        return ProblemError(431, f"the head of the request is larger than {most} bytes; send a long query by POST")

    def _wait(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self.limits.body_seconds, self._slow)

    def _wait_no_more(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _slow(self) -> None:
        seconds = self.limits.body_seconds
        if self._size:
            self._refuse(ProblemError(408, f"the head of the request took longer than {seconds:g} s"))
        else:
            self.transport.close()  # opened in advance, and nothing was asked

    def _refuse(self, error: ProblemError) -> None:
        """Answer and hang up; only hang up when an answer has begun."""
        self._wait_no_more()
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            body = error.body()
            head = f"HTTP/1.1 {error.status} {HTTPStatus(error.status).phrase}\r\nContent-Type: {PROBLEM}\r\n"
            rest = f"Content-Length: {len(body)}\r\nConnection: close\r\nAccess-Control-Allow-Origin: *\r\n\r\n"
            self.transport.write(f"{head}{rest}".encode() + body)
        write_line({"client": self.client[0] if self.client else "", "status": error.status, "message": error.detail})
        self.transport.close()


def protocol(limits: Limits) -> type[asyncio.Protocol]:
    """The protocol of a server with these limits."""
    return type("Protocol", (Protocol,), {"limits": limits})
