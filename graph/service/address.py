"""An address of the server: which methods it takes, and that what goes wrong is answered as a problem."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from graph.service.problems import ProblemError
from graph.service.replies import send_options, send_problem
from graph.service.requests import Exchange

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from graph.service.server import Server


class Address(ABC):
    """An ASGI application for one address; a subclass says which ``methods`` it takes besides OPTIONS, and answers them."""

    methods: ClassVar[tuple[str, ...]] = ("GET", "HEAD")

    def __init__(self, server: Server) -> None:
        self.server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; what goes wrong is answered as a problem."""
        exchange = Exchange(scope, receive, send)
        try:
            await self._dispatch(exchange)
        except ProblemError as error:
            await send_problem(exchange, error)

    async def _dispatch(self, exchange: Exchange) -> None:
        method = exchange.scope["method"]
        if method in self.methods:
            await self.answer(exchange)
            return
        allowed = ", ".join((*self.methods, "OPTIONS"))
        if method == "OPTIONS":
            await send_options(exchange, allowed)
        else:
            raise ProblemError(405, f"{method} is not for this address", headers={"Allow": allowed})

    @abstractmethod
    async def answer(self, exchange: Exchange) -> None:
        """Answer a request by one of the methods. Raises ProblemError."""
