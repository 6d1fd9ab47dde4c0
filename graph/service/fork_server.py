"""The process of which all workers are copies: what they need is imported, and the store read into memory, only once.

Called as ``python -P -m graph.service.fork_server LIMITS STORE [SERVICE …]`` with a socket as standard input. When it is ready it
says so. For each ``FORK``, with which the worker's end of a socket and a file for what it says come, it starts a worker; for
``KILL`` it ends one, which only the process that waits for it can do without ever hitting another. It tells which process was
started, and which is gone. It ends when the server is gone, and its workers with it.

When it forks it has one thread, and it never opens a store on disk, whose threads a copy would lack: a child reads that for it.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import socket
import struct
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from pyoxigraph import RdfFormat, Store

from graph.service.limits import Limits
from graph.service.worker import Held, end_with_parent, limit_process, work

if TYPE_CHECKING:
    from collections.abc import Callable

FORK, KILL = b"F", b"K"
READY, STARTED, GONE = b"R", b"S", b"G"
REQUEST, NOTICE = struct.Struct(">cI"), struct.Struct(">cIi")
"""A request is a mark and the process that it concerns; a notice has its exit code besides, as :mod:`subprocess` gives it."""
_PIPE = 1 << 20


def main(limits_text: str, store: str, *services: str) -> int:
    """Start and end workers until the server closes the socket; the exit code is 0."""
    end_with_parent()
    limits = Limits(**json.loads(limits_text))
    control = socket.socket(fileno=0)  # it closes with the process and not before: what goes wrong is said first
    held = _held(store, limits.memory_store_bytes)
    gc.freeze()  # else its first collection in each worker would copy what they share
    _ForkServer(control, limits, services, held).run()
    return 0


def _held(folder: str, most: int) -> Held | None:
    """The store in memory; None when its files are larger than so many bytes."""
    if sum(file.stat().st_size for file in Path(folder).iterdir()) > most:
        return None
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _leave(lambda: _dump(folder, writing))
    os.close(writing)
    with ThreadPoolExecutor(
        1
    ) as thread:  # the engine keeps a source of random numbers in each thread: no worker may copy one
        store = thread.submit(_loaded, reading).result()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code:
        raise OSError(f"{folder}: the store cannot be read (exit code {code})")
    return Held(folder=folder, store=store)


def _loaded(reading: int) -> Store:
    store = Store()
    with os.fdopen(reading, "rb") as quads:
        store.bulk_load(quads, format=RdfFormat.TRIG)
    return store


def _dump(folder: str, writing: int) -> int:
    with os.fdopen(writing, "wb", buffering=_PIPE) as quads:
        Store.read_only(folder).dump(quads, format=RdfFormat.TRIG)
    return 0


def _leave(do: Callable[[], int]) -> NoReturn:
    """What a child does, and its end: nothing of what its parent would do afterwards."""
    code = 1
    try:
        code = do()
    except BaseException:  # noqa: BLE001  whatever it is, it is told, and this process ends
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


class _ForkServer:
    def __init__(self, control: socket.socket, limits: Limits, services: tuple[str, ...], held: Held | None) -> None:
        self._control = control
        self._limits, self._services, self._held = limits, services, held
        self._workers: set[int] = set()
        self._pid = os.getpid()
        self._woken, self._waking = os.pipe()

    def run(self) -> None:
        """Serve until the other side is gone."""
        for end in (self._woken, self._waking):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waking, warn_on_full_buffer=False)
        self._tell(READY, 0, 0)
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fd == self._woken:
                        self._bury()
                    elif not self._serve():
                        return

    def _tell(self, mark: bytes, pid: int, code: int) -> None:
        self._control.sendall(NOTICE.pack(mark, pid, code))

    def _bury(self) -> None:
        """Tell of every worker that is gone."""
        os.read(self._woken, 4096)
        while self._workers:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._workers.discard(pid)
            self._tell(GONE, pid, os.waitstatus_to_exitcode(status))

    def _serve(self) -> bool:
        """Do what is asked; False when nobody asks any more."""
        content, files, _, _ = socket.recv_fds(self._control, REQUEST.size, 2)
        if len(content) < REQUEST.size:
            return False
        mark, pid = REQUEST.unpack(content)
        if mark == KILL and pid in self._workers:
            os.kill(pid, signal.SIGKILL)
        elif mark == FORK:
            self._fork(*files)
        return True

    def _fork(self, connection: int, errors: int) -> None:
        pid = os.fork()
        if pid == 0:
            self._control.close()  # else its other end would not hear that this process is gone, as long as a worker lives
            os.dup2(connection, 0)
            os.dup2(errors, 2)
            for file in (connection, errors, self._woken, self._waking):
                os.close(file)
            _leave(self._worker)
        for file in (connection, errors):
            os.close(file)
        self._workers.add(pid)
        self._tell(STARTED, pid, 0)

    def _worker(self) -> int:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        limit_process(self._limits.megabytes)
        if os.getppid() != self._pid:
            return 0
        return work(socket.socket(fileno=0), self._limits, self._services, self._held)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
