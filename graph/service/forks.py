"""The fork server as the server sees it: it starts workers in a moment, and tells which are gone."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import tempfile
from collections import deque
from typing import IO, TYPE_CHECKING

from graph.service.fork_server import FORK, GONE, KILL, NOTICE, READY, REQUEST, STARTED
from graph.service.process import DiedError, end_of, start_process

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHUNK = 64 * NOTICE.size
_PATIENCE = 5.0
"""How many seconds the fork server has to end when nothing is asked of it any more."""


class Forked:
    """A process that the fork server has started; of :class:`subprocess.Popen`, what a worker needs."""

    def __init__(self, forks: Forks, pid: int) -> None:
        self._forks = forks
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code; None as long as nobody has told that the process is gone."""
        return self.returncode

    def kill(self) -> None:
        """End the process now."""
        if self.returncode is None:
            self._forks.kill(self.pid)


class Forks:
    """Starts copies of a fork server, which it starts itself, again too when it has died."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = arguments
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._errors: IO[bytes] | None = None
        self._ready: asyncio.Future[None] | None = None
        self._asked: deque[asyncio.Future[Forked]] = deque()
        self._alive: dict[int, Forked] = {}
        self._held = b""
        self._turn = asyncio.Lock()

    async def fork(self, connection: socket.socket, errors: IO[bytes]) -> Forked:
        """Start a copy, with its end of a socket and a file for what it says. Raises DiedError when there is no fork server."""
        async with self._turn:
            if self._control is None:
                await self._start()
        control = self._control
        if control is None:
            raise DiedError("the fork server is gone")
        started: asyncio.Future[Forked] = asyncio.get_running_loop().create_future()
        try:
            socket.send_fds(control, [REQUEST.pack(FORK, 0)], [connection.fileno(), errors.fileno()])
        except OSError as error:
            raise DiedError(f"the fork server takes no request ({error})") from error
        self._asked.append(started)
        return await started

    async def _start(self) -> None:
        control, theirs = socket.socketpair()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  open for as long as the process lives
        with theirs:
            self._process = start_process("graph.service.fork_server", self._arguments, theirs, self._errors)
        control.setblocking(False)  # noqa: FBT003  so the library has it
        loop = asyncio.get_running_loop()
        self._control, self._held = control, b""
        self._ready = loop.create_future()
        loop.add_reader(control, self._read)
        await self._ready

    def _read(self) -> None:
        """Take what the fork server tells."""
        try:
            content = self._control.recv(_CHUNK) if self._control is not None else b""
        except BlockingIOError:
            return
        except OSError:
            content = b""
        if not content:
            self._lost()
            return
        self._held += content
        while len(self._held) >= NOTICE.size:
            told, self._held = self._held[: NOTICE.size], self._held[NOTICE.size :]
            self._take(*NOTICE.unpack(told))

    def _take(self, mark: bytes, pid: int, code: int) -> None:
        if mark == READY and self._ready is not None and not self._ready.done():
            self._ready.set_result(None)
        elif mark == STARTED:
            self._alive[pid] = Forked(self, pid)
            waiting = self._asked.popleft()
            if not waiting.done():
                waiting.set_result(self._alive[pid])
        elif mark == GONE:
            gone = self._alive.pop(pid, None)
            if gone is not None:
                gone.returncode = code

    def _lost(self) -> None:
        """The fork server is gone, and its copies with it."""
        self._hang_up()
        error = DiedError(f"the fork server is gone; {self._last_words()}")
        for waiting in (self._ready, *self._asked):
            if waiting is not None and not waiting.done():
                waiting.set_exception(error)
                waiting.exception()  # it is no fault if nobody waits any more
        self._asked.clear()
        for forked in self._alive.values():
            forked.returncode = -signal.SIGKILL
        self._alive.clear()

    def _last_words(self) -> str:
        if self._process is not None:
            self._process.kill()  # it has hung up: it is ending, if it has not ended
            self._process.wait()
        if self._errors is None:
            return ""
        with self._errors as errors:
            self._errors = None
            return end_of(errors)[-500:]

    def _hang_up(self) -> None:
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()
            self._control = None

    def kill(self, pid: int) -> None:
        """End a copy now."""
        if self._control is not None:
            self._control.send(REQUEST.pack(KILL, pid))

    async def close(self) -> None:
        """End the fork server, when its copies are gone."""
        self._hang_up()
        if self._process is not None:
            try:
                await asyncio.to_thread(self._process.wait, _PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._errors is not None:
            self._errors.close()
