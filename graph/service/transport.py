"""The web server's protocol, with three changes: an answer that is all there goes out in one, heads have limits, and so have
the connections of one client and the patience with one that takes nothing of its answer.

uvicorn takes the head and the body of an answer one after the other, and so does the socket. For a light query the second call of
the system and the second packet are a good part of the whole time. And it waits for the head of a request for ever, however large
it grows, and for ever too until a client takes what is there for it, on as many connections as one opens.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.flow_control import CLOSE_HEADER
from uvicorn.protocols.http.httptools_impl import (
    HEADER_RE,
    HEADER_VALUE_RE,
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from graph.service.deadlines import Deadlines
from graph.service.logs import write_line
from graph.service.problems import PROBLEM, ProblemError
from graph.service.replies import WHOLE

if TYPE_CHECKING:
    import asyncio

    from graph.service.limits import Limits

_IDLE = 5.0
"""How many seconds a connection stays open on which nothing more is asked: as many as with uvicorn."""


class Cycle(RequestResponseCycle):
    """A request and its answer as uvicorn has them, and answers besides whose head and body come in one message."""

    async def send(self, message: Any) -> None:
        """Send a part of an answer, or the whole."""
        if WHOLE not in message:
            await super().send(message)
            return
        if self.response_started:
            raise RuntimeError("an answer is sent after another has begun")
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if not self.disconnected:
            self._send_whole(message["status"], message["headers"], message[WHOLE])

    def _send_whole(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        if CLOSE_HEADER in headers:
            self.keep_alive = False
        elif not self.keep_alive:
            headers = [*headers, CLOSE_HEADER]
        self.transport.write(head_of(status, [*self.default_headers, *headers]) + body)
        self.response_started = self.response_complete = True
        self.waiting_for_100_continue = False
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()


def head_of(status: int, headers: list[tuple[bytes, bytes]]) -> bytes:
    """The head of an answer. Raises RuntimeError, as uvicorn does, for a character that would end a header or begin another."""
    names, values = zip(*headers, strict=True)
    said = b"".join(values)
    is_odd = not said.decode("latin-1").isprintable()  # to look closely costs ten times as much
    if is_odd and HEADER_VALUE_RE.search(said):
        raise RuntimeError("the value of a header holds a character that none may")
    return _pattern(status, names) % values


@lru_cache(maxsize=256)
def _pattern(status: int, names: tuple[bytes, ...]) -> bytes:
    """The head of all answers with headers of these names, which are ours and few, with places for their values."""
    if HEADER_RE.search(b"".join(names)):
        raise RuntimeError("the name of a header holds a character that none may")
    lines = (b"%b: %%b\r\n" % name.replace(b"%", b"%%") for name in names)
    return b"".join([STATUS_LINE[status], *lines, b"\r\n"])


class Protocol(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn speaks it, with limits of what is not body: head, ends of chunks, trailers."""

    limits: Limits
    idle: Deadlines
    open: Counter[str] | None
    """How many connections each client has; None when they are not counted, as all come from a proxy."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._size = 0  # bytes that came since the last of a body, or since the message before
        self._read = 0  # and those that came just now, of which more than one message may be made
        self._in_head = True
        self._timer: asyncio.TimerHandle | None = None
        self._wrong: ProblemError | None = None
        self._stalling: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for a head, though not for ever."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn names the class that it is
        self.transport.set_write_buffer_limits(high=0)  # to be told of whatever the client does not take at once
        self._wait()
        if self.open is not None:
            self.open[self._peer] += 1
            most = self.limits.connections
            if self.open[self._peer] > most:
                self._refuse(ProblemError(429, f"{most} connections of yours are open; close some of them"))

    @property
    def _peer(self) -> str:
        return self.client[0] if self.client else ""

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._wait_no_more()
        self._stall_no_more()
        if self.open is not None:
            self.open[self._peer] -= 1
            if not self.open[self._peer]:
                del self.open[self._peer]
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The client has not taken all: it may be slow, but it may not stop."""
        super().pause_writing()
        self._see_stall(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        """It has."""
        self._stall_no_more()
        super().resume_writing()

    def _see_stall(self, left: int) -> None:
        self._stalling = self.loop.call_later(self.limits.stalled_seconds, self._look, left)

    def _look(self, left: int) -> None:
        """Hang up if the client has taken nothing since so many bytes were left, and look again otherwise."""
        now = self.transport.get_write_buffer_size()
        if now < left:
            self._see_stall(now)
            return
        said = f"the client took nothing of its answer for {self.limits.stalled_seconds:g} s; its connection is closed"
        write_line({"client": self._peer, "message": said})
        self.transport.abort()

    def _stall_no_more(self) -> None:
        if self._stalling is not None:
            self._stalling.cancel()
            self._stalling = None

    def data_received(self, data: bytes) -> None:
        """Take in bytes; what is not body may not grow too large."""
        self._read = len(data)
        self._size += self._read
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
        most = self.limits.head_bytes
        if max(self._size, self._read) > most and self._head_size() > most:
            self._wrong = self._too_large()
            raise self._wrong
        super().on_headers_complete()
        self.cycle.__class__ = Cycle  # uvicorn makes it, and it begins at the next turn of the loop

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) for name, value in self.headers)

    def on_response_complete(self) -> None:
        """Go on as uvicorn does, but with one timer for all connections on which nothing more is asked."""
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
            return
        self.server_state.total_requests += 1
        self._unset_keepalive_if_required()
        self.flow.resume_reading()
        idle = self.idle.start(self.timeout_keep_alive_handler)
        self.timeout_keep_alive_task = idle  # type: ignore[assignment]  # it is but cancelled, which both can be

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
        write_line({"client": self._peer, "status": error.status, "message": error.detail})
        self.transport.close()


def protocol(limits: Limits, *, behind_proxy: bool) -> type[asyncio.Protocol]:
    """The protocol of a server with these limits."""
    counted = None if behind_proxy else Counter[str]()
    return type("Protocol", (Protocol,), {"limits": limits, "idle": Deadlines(_IDLE), "open": counted})
