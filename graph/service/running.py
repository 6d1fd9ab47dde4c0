"""Running a server until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

import uvicorn

from graph.errors import UsageError
from graph.service.app import application
from graph.service.logs import start_logging
from graph.service.server import Server
from graph.service.transport import protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from graph.service.limits import Settings


_FILES = 1 << 16
"""So many open files are enough: the memory of their connections is used up before."""


class _Uvicorn(uvicorn.Server):
    """A web server that lets running queries end when it is told to stop, and says so to those that wait."""

    def __init__(self, config: uvicorn.Config, server: Server, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._detente, self._ready = server, ready
        self._loop: asyncio.AbstractEventLoop | None = None

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Start our processes, serve, and end them."""
        self._loop = asyncio.get_running_loop()
        try:
            await self._detente.start()
            await super().serve(sockets)
        finally:
            await self._detente.close()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002  a handler of signals has both
        """Stop; at once when Ctrl-C comes a second time. The signal is not raised again afterwards: to be stopped is no failure."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._detente.pool.drain)


def serve(settings: Settings, tell: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; ``tell`` is called with the address when the server is ready.

    Raises UsageError when nothing can listen at host and port, and StoreError or InputError when what users write cannot be
    kept.
    """
    listening = _listen(settings.host, settings.port)
    host, port = listening.getsockname()[:2]
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    server = Server(settings)
    config = uvicorn.Config(
        application(server), http=protocol(settings.limits, behind_proxy=bool(settings.proxies)), ws="none", lifespan="off",
        log_config=None, access_log=False, server_header=False, proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies), timeout_graceful_shutdown=int(settings.limits.stop_seconds) + 2,
    )  # fmt: skip
    start_logging()
    _allow_connections()
    _Uvicorn(config, server, lambda: tell(address)).run(sockets=[listening])


def _allow_connections() -> None:
    """Let this process open as many files as it may: a connection is one, and many systems begin with a thousand."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415  not on every system

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = _FILES if hard == resource.RLIM_INFINITY else min(hard, _FILES)
        if soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family, backlog=2048)
        listening.setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
        )  # handed on to connections; else answers wait 40 ms
        return listening
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(
            f"nothing can listen at {host}:{port} ({reason}); choose another with --port or --host"
        ) from error
