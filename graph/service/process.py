"""A process that works for the server, as this sees it: started, given one job at a time, and ended."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, Protocol, cast

from graph.service.frames import BEGIN, BROKEN, DATA, END, JOB, READY, WHOLE, Frames, frame
from graph.service.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graph.service.forks import Forks

_HIGH, _LOW = 1 << 20, 256 << 10
"""How many bytes of an answer wait for a slow client before the worker has to, and at how few it goes on."""
_PATIENCE, _GLANCE = 5.0, 0.005
"""How many seconds a process has to end when its socket is closed, and how often is looked whether it has."""
_SETTINGS = {
    "MALLOC_ARENA_MAX": "2",
    "GLIBC_TUNABLES": "glibc.malloc.tcache_count=2000:glibc.malloc.tcache_max=65536",
    "RUST_BACKTRACE": "0",
}
"""Keeps glibc from reserving address space for each thread of the store, which would count against the limit (mallopt(3)); lets
it keep more of what the engine gives back for its next request (a tenth of the time of a query, see ``benchmarks/README.md``);
and a trace of the engine would hide what it died of, and takes seconds.
"""
_NO_MEMORY = ("memory allocation", "bad_alloc", "std::system_error")
"""What the engine and its store say when they get no memory."""
RETRY = {"Retry-After": "1"}


def end_of(errors: IO[bytes]) -> str:
    """The end of what a process said."""
    errors.seek(max(0, os.fstat(errors.fileno()).st_size - 4096))
    return errors.read().decode(errors="replace").strip()


class BrokenOffError(Exception):
    """An answer broke off after it had begun: the connection is to be closed without an end."""


class DiedError(Exception):
    """A worker died of nothing that the query did; another may be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The head of an answer and its first bytes; ``more`` is whether others follow."""

    head: Mapping[str, Any]
    body: bytes
    more: bool


class Process(Protocol):
    """What a worker needs of its process: :class:`subprocess.Popen` has it."""

    pid: int
    returncode: int | None

    def poll(self) -> int | None:
        """The exit code; None as long as the process runs."""

    def kill(self) -> None:
        """End the process now."""


def start_process(
    module: str, arguments: Sequence[str], connection: socket.socket, errors: IO[bytes]
) -> subprocess.Popen[bytes]:
    """Start a process that runs a module, with a socket as standard input and a file for what it says."""
    return subprocess.Popen(  # noqa: S603  our own module, no shell
        [sys.executable, "-P", "-m", module, *arguments],
        stdin=connection.fileno(),
        stdout=subprocess.DEVNULL,
        stderr=errors,
        start_new_session=True,
        env=os.environ | _SETTINGS,
    )


@lru_cache(maxsize=64)
def _head(line: bytes) -> Mapping[str, Any]:
    """The head of an answer, which is only read: nearly all answers have one of a few."""
    return MappingProxyType(json.loads(line))


class Worker(asyncio.Protocol):
    """One process. ``errors`` is the file of what it says, ``dead`` is told when it is gone, with the worker itself."""

    def __init__(self, process: Process, errors: IO[bytes], dead: Callable[[Worker], None]) -> None:
        self.process = process
        self._dead = dead
        self._frames = Frames()
        self._chunks: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._errors = errors
        self._reply: asyncio.Future[Reply] | None = None
        self._chunk_came: asyncio.Future[None] | None = None
        self._end: BaseException | None = None
        self._complete, self._paused = True, False
        self._verdict: ProblemError | None = None
        self.killed = False
        self.loop = asyncio.get_running_loop()  # to ask for it each time is a call of the system before Python 3.12
        self.ready: asyncio.Future[bytes] = self.loop.create_future()
        self.gone = asyncio.Event()
        self.transport: asyncio.Transport | None = None

    @classmethod
    async def started(cls, module: str, arguments: Sequence[str], dead: Callable[[Worker], None]) -> Worker:
        """Start a process that runs ``module``; it need not be ready yet."""
        ours, theirs = socket.socketpair()
        errors = tempfile.TemporaryFile()  # noqa: SIM115  open for as long as the process lives
        with theirs:
            worker = cls(start_process(module, arguments, theirs, errors), errors, dead)
        return await worker._connected(ours)

    @classmethod
    async def forked(cls, forks: Forks, dead: Callable[[Worker], None]) -> Worker:
        """Start a copy of the fork server. Raises DiedError when there is none."""
        ours, theirs = socket.socketpair()
        errors = tempfile.TemporaryFile()  # noqa: SIM115  open for as long as the process lives
        with theirs:
            try:
                worker = cls(await forks.fork(theirs, errors), errors, dead)
            except BaseException:
                ours.close()
                errors.close()
                raise
        return await worker._connected(ours)

    async def _connected(self, connection: socket.socket) -> Worker:
        await self.loop.create_connection(lambda: self, sock=connection)
        return self

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = cast("asyncio.Transport", transport)  # other loops have transports of other classes

    def data_received(self, data: bytes) -> None:
        """Take what the process says."""
        for mark, content in self._frames.feed(data):
            self._take(mark, content)

    def _take(self, mark: bytes, content: bytes) -> None:
        if mark in (WHOLE, BEGIN):
            head, _, body = content.partition(b"\n")
            self._complete = mark == WHOLE
            if self._reply is not None and not self._reply.done():
                self._reply.set_result(Reply(head=_head(head), body=body, more=mark == BEGIN))
        elif mark == DATA:
            self._chunks.append(content)
            self._waiting_bytes += len(content)
            if self._waiting_bytes > _HIGH and self.transport is not None:
                self._paused = True
                self.transport.pause_reading()
            self._wake()
        elif mark in (END, BROKEN):
            self._complete = True
            self._end = BrokenOffError() if mark == BROKEN else None
            self._wake()
        elif mark == READY and not self.ready.done():
            self.ready.set_result(content)

    def _wake(self) -> None:
        if self._chunk_came is not None and not self._chunk_came.done():
            self._chunk_came.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  what it says, the exit code says better
        """The process ends, or has ended: as soon as it has, whoever waits for it is told why."""
        self._dead(self)
        self._reap(_PATIENCE)

    def _reap(self, patience: float) -> None:
        if self.process.poll() is None:
            if patience <= 0:
                self.process.kill()
            self.loop.call_later(_GLANCE, self._reap, patience - _GLANCE)
            return
        error = self._verdict or self._cause_of_death()
        for waiting in (self.ready, self._reply):
            if waiting is not None and not waiting.done():
                waiting.set_exception(error)
                waiting.exception()  # it is no fault if nobody waits any more
        if not self._complete:
            self._end = BrokenOffError()
            self._complete = True
        self._wake()
        self._errors.close()
        self.gone.set()

    def _cause_of_death(self) -> Exception:
        words = end_of(self._errors)
        if any(sign in words for sign in _NO_MEMORY):
            return ProblemError(503, "the query took more memory than it may; ask for less", headers=RETRY)
        if self.process.returncode in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS):
            return ProblemError(400, "the query broke the engine: it is too long or nested too deeply; simplify it")
        return DiedError(f"exit code {self.process.returncode}; {words[-500:]}")

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self.process.pid

    @property
    def complete(self) -> bool:
        """Whether the worker has nothing to do, so far as it has said."""
        return self._complete

    def ask(self, job: bytes) -> asyncio.Future[Reply]:
        """Give the worker a job; the future is the head of its answer. It may fail with ProblemError or DiedError."""
        self._reply = self.loop.create_future()
        self._chunks.clear()
        self._waiting_bytes, self._end, self._complete = 0, None, False
        if self.transport is None or self.transport.is_closing():
            self._reply.set_exception(DiedError("it was gone already"))
        else:
            self._read_on()
            self.transport.write(frame(JOB, job))
        return self._reply

    async def chunk(self) -> bytes | None:
        """The next bytes of the answer; None at its end. Raises BrokenOffError when it breaks off."""
        while not self._chunks:
            if self._complete:
                if self._end is not None:
                    raise self._end
                return None
            self._chunk_came = self.loop.create_future()
            await self._chunk_came
        chunk = self._chunks.popleft()
        self._waiting_bytes -= len(chunk)
        if self._waiting_bytes < _LOW:
            self._read_on()
        return chunk

    def _read_on(self) -> None:
        if self._paused and self.transport is not None and not self.transport.is_closing():
            self._paused = False
            self.transport.resume_reading()

    def kill(self, verdict: ProblemError | None = None) -> None:
        """End the process now; ``verdict`` is the answer to the client whose query it was running, if none is here yet."""
        self.killed = True
        self._verdict = self._verdict or verdict
        if self.process.poll() is None:
            self.process.kill()
        self._read_on()  # so that the end is noticed

    def close(self) -> None:
        """Let the process go: it ends when it has nothing to do."""
        if self.transport is not None:
            self.transport.close()
