"""How a worker sends an answer: held back until it is complete or grows large, compressed if asked for, never over the limit."""

from __future__ import annotations

import json
import zlib
from functools import lru_cache
from typing import IO, TYPE_CHECKING, cast

from graph.service.frames import BEGIN, BROKEN, DATA, END, WHOLE, frame

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping

_LEAST_COMPRESSED = 1024
_PREFIX = b"@prefix "
_CHUNK = 64 << 10
_GZIP, _LEVEL = 31, 4
"""31 makes zlib write a gzip header (zlib manual, inflateInit2); level 4 takes half the time of 6 and a tenth more room."""


class TooLargeError(OSError):
    """An answer grows over its limit: an OSError, because it goes through the engine, which lets no other through."""


class Outgoing:
    """A file to which the engine writes one answer; what is written goes to the server in frames.

    Nothing is sent before ``held`` bytes are there or :meth:`finish` is called, so that an error up to there has a status of
    its own. Raises TooLargeError from ``write`` over ``most`` bytes.
    """

    def __init__(self, connection: socket.socket, *, held: int, most: int, gzip: bool) -> None:
        self._connection = connection
        self._held, self._most, self._gzip = held, most, gzip
        self._buffer = bytearray()
        self._count = 0
        self._head: dict[str, object] = {"status": 200}
        self._compressor: zlib._Compress | None = None
        self.begun = False

    def head(self, media_type: str, headers: Mapping[str, str] | None = None, *, status: int = 200) -> None:
        """Say under which status and media type the answer goes, and with which headers besides."""
        self._head |= {"status": status, "type": media_type, "headers": dict(headers or {})}

    @property
    def file(self) -> IO[bytes]:
        """Itself, as the engine's annotations call what it writes to; it calls nothing but ``write`` and ``flush``."""
        return cast("IO[bytes]", self)

    @property
    def content(self) -> bytes:
        """What is held back; all of the answer, as long as it has not begun to go out."""
        return bytes(self._buffer)

    def flush(self) -> None:
        """Nothing: what is to be sent on is sent on."""

    def write(self, content: bytes) -> int:
        """Take the next bytes of the answer."""
        if not self._count and content.startswith(_PREFIX):
            content = _sorted(content)
        self._count += len(content)
        if self._count > self._most:
            raise TooLargeError
        self._buffer += content
        if len(self._buffer) >= (_CHUNK if self.begun else self._held):
            self._send_on()
        return len(content)

    def finish(self) -> None:
        """The answer is complete."""
        if self.begun:
            self._send_on(last=True)
            self._connection.sendall(frame(END))
            return
        body = bytes(self._buffer)
        if self._gzip and len(body) >= _LEAST_COMPRESSED:
            self._head["gzip"] = True
            body = zlib.compress(body, _LEVEL, wbits=_GZIP)
        self.whole(self._head, body)

    def whole(self, head: Mapping[str, object], body: bytes) -> None:
        """Send an answer in one frame, in place of all that is held back."""
        self._connection.sendall(frame(WHOLE, _line(head) + body))

    def break_off(self) -> None:
        """The answer that has begun cannot be completed."""
        self._connection.sendall(frame(BROKEN))

    def _send_on(self, *, last: bool = False) -> None:
        if not self.begun:
            self.begun = True
            self._compressor = zlib.compressobj(_LEVEL, wbits=_GZIP) if self._gzip else None
            self._head["gzip"] = self._gzip
            self._connection.sendall(frame(BEGIN, _line(self._head)))
        body = bytes(self._buffer)
        self._buffer.clear()
        if self._compressor is not None:
            body = self._compressor.compress(body) + (self._compressor.flush() if last else b"")
        if body:
            self._connection.sendall(frame(DATA, body))


def _line(head: Mapping[str, object]) -> bytes:
    """A head as JSON, in a line of its own."""
    if head.get("headers"):
        return json.dumps(head).encode() + b"\n"
    return _plain_line(head["status"], head.get("type"), gzip=head.get("gzip", False))


@lru_cache(maxsize=64)
def _plain_line(status: object, media_type: object, *, gzip: object) -> bytes:
    """The line of a head without headers of its own, as nearly all are: there are few of them."""
    return json.dumps({"status": status, "type": media_type, "headers": {}, "gzip": gzip}).encode() + b"\n"


def _sorted(content: bytes) -> bytes:
    """The beginning of a graph in Turtle with its prefixes sorted: the engine writes them in another order each time."""
    lines = content.splitlines(keepends=True)
    count = next((place for place, line in enumerate(lines) if not line.startswith(_PREFIX)), len(lines))
    return b"".join([*sorted(lines[:count]), *lines[count:]])
