"""Running a server until it is told to stop."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING

import uvicorn

from graph.errors import UsageError
from graph.service.app import application
from graph.service.server import Server
from graph.service.transport import Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from graph.service.limits import Settings


class _Uvicorn(uvicorn.Server):
    """A web server that lets running queries end when it is told to stop, and says so to those that wait."""

    def __init__(self, config: uvicorn.Config, server: Server) -> None:
        super().__init__(config)
        self._detente = server

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._detente.pool.drain()


def serve(settings: Settings, tell: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; ``tell`` is called with the address when the server is ready.

    Raises UsageError when nothing can listen at host and port.
    """
    listening = _listen(settings.host, settings.port)
    server = Server(settings)
    config = uvicorn.Config(
        application(server), log_config=None, http=Protocol, ws="none", access_log=False, server_header=False, proxy_headers=False,
        timeout_graceful_shutdown=int(settings.limits.stop_seconds) + 2, lifespan="on",
    )  # fmt: skip
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    running = _Uvicorn(config, server)
    tell(f"http://{shown}:{port}")
    running.run(sockets=[listening])


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a line of the web server says what our own does not: that an answer was left without an end, it does."""
    return "without completing response" not in record.getMessage()


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
