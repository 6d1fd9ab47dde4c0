"""What stands before the application: every answer gets the headers that all have, is counted, and has a line in the log."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from graph.service.logs import write_line
from graph.service.problems import ProblemError
from graph.service.replies import CORS, WHOLE, send_problem
from graph.service.requests import WAS_KEPT, Exchange

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from graph.service.server import Server

FAULT = "an error of the server, which is in its log"
ASKED = "detente.asked"
"""Where in the scope the text of a query or an update stands once it is read."""


class Front:
    """An application in front of two others: ``direct`` has the paths for which there must be no detour, ``others`` the rest."""

    def __init__(self, server: Server, direct: dict[str, ASGIApp], others: ASGIApp) -> None:
        self._server = server
        self._direct = direct
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request be answered, and note how."""
        if scope["type"] != "http":
            await self._others(scope, receive, send)
            return
        sent = _Sent(send)
        try:
            await self._direct.get(scope["path"], self._others)(scope, receive, sent)
        except Exception:
            if not sent.status:
                await send_problem(Exchange(scope, receive, sent), ProblemError(500, FAULT))
            raise  # to the log
        finally:
            self._note(scope, sent)

    def _note(self, scope: Scope, sent: _Sent) -> None:
        """Count the request and write its line; of what is asked nothing stands there unless it is wished."""
        seconds = perf_counter() - sent.started
        status = sent.status or 500
        path, method = scope["path"], scope["method"]
        self._server.metrics.count(path, method, status, sent.size, seconds)
        peer = scope.get("client")
        members: dict[str, object] = {
            "client": peer[0] if peer else "", "method": method, "path": path, "status": status,
            "bytes": sent.size, "ms": round(1000 * seconds, 2),
        }  # fmt: skip
        if not sent.complete:
            members["complete"] = False
        if WAS_KEPT in scope:
            members["kept"] = True
        if self._server.settings.log_queries:
            members |= _asked(scope)
        write_line(members)


class _Sent:
    """Sends an answer on, and knows afterwards what it was. ``complete``: its end was sent."""

    __slots__ = ("_send", "complete", "size", "started", "status")

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = self.size = 0
        self.complete = False
        self.started = perf_counter()

    async def __call__(self, message: Message) -> None:
        """Send a part on."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message["headers"], *CORS]  # that scripts of any page may read it, errors too
            if WHOLE in message:
                self.size, self.complete = len(message[WHOLE]), True
        else:
            self.size += len(message.get("body", b""))
            self.complete = not message.get("more_body", False)
        await self._send(message)


def _asked(scope: Scope) -> dict[str, object]:
    if ASKED in scope:
        return {"query": scope[ASKED]}
    parameters = scope["query_string"].decode("latin-1")
    return {"parameters": parameters} if parameters else {}
