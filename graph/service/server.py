"""What the parts of one server share: its settings, its pool of workers, and the store that they read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.service.pool import Pool
from graph.service.problems import ProblemError

if TYPE_CHECKING:
    from starlette.types import Scope, Send

    from graph.service.limits import Settings
    from graph.service.requests import Asked


class Server:
    """One server. ``store`` is the folder that queries read now, ``version`` that of the data in it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.pool = Pool(settings.limits)
        self.store = str(settings.store)
        self.version = settings.version

    async def start(self) -> None:
        """Start the workers."""
        await self.pool.start()

    async def close(self) -> None:
        """End all processes."""
        await self.pool.close()

    async def update(self, scope: Scope, send: Send, asked: Asked) -> None:
        raise ProblemError(403, "this server takes no updates")

    async def describe(self, scope: Scope, send: Send, asked: Asked) -> None:
        raise ProblemError(400, "there is no query; send it as query=")
