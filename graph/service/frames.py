"""What server and worker say to each other over a socket: frames of a length (four bytes, big end first), a mark and content."""

from __future__ import annotations

import struct
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

_HEAD = struct.Struct(">Ic")
_CHUNK = 256 << 10

READY, JOB, WHOLE, BEGIN, DATA, END, BROKEN = b"R", b"J", b"W", b"B", b"D", b"E", b"X"
"""A worker is ready; a job for it; an answer in one; an answer that begins, goes on, is complete, or breaks off."""


def frame(mark: bytes, content: bytes = b"") -> bytes:
    """One frame."""
    return _HEAD.pack(len(content), mark) + content


class Frames:
    """Takes in bytes as they come, and gives the frames that are complete."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, content: bytes) -> list[tuple[bytes, bytes]]:
        """Mark and content of each frame that ``content`` completes."""
        held = self._bytes
        if not held and len(content) >= _HEAD.size:
            length, mark = _HEAD.unpack_from(content)
            if length == len(content) - _HEAD.size:  # as nearly always
                return [(mark, content[_HEAD.size :])]
        found = []
        held += content
        start, size = 0, len(held)
        while size - start >= _HEAD.size:
            length, mark = _HEAD.unpack_from(held, start)
            end = start + _HEAD.size + length
            if end > size:
                break
            found.append((mark, bytes(held[start + _HEAD.size : end])))
            start = end
        del held[:start]
        return found


class Reader:
    """Reads frames one after another from a socket, with one call of the system for most of them."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._frames = Frames()
        self._ready: deque[tuple[bytes, bytes]] = deque()
        self._space = memoryview(bytearray(_CHUNK))  # once, and not for each frame

    def read(self) -> tuple[bytes, bytes] | None:
        """Wait for the next frame; None when the other side is gone."""
        while not self._ready:
            size = self._connection.recv_into(self._space)
            if not size:
                return None
            self._ready.extend(self._frames.feed(bytes(self._space[:size])))
        return self._ready.popleft()
