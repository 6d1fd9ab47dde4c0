"""Who may write, and the way of a change to the process that writes."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from graph.errors import StoreError
from graph.querying import MEGABYTES
from graph.service.problems import ProblemError
from graph.service.process import RETRY, DiedError, Worker
from graph.service.requests import header

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from starlette.types import Scope

    from graph.service.limits import Settings
    from graph.service.process import Reply
    from graph.service.writing import Change

log = logging.getLogger("detente.service")


def check_token(scope: Scope, token: str) -> None:
    """Raise ProblemError 403 when nothing may be written here, 401 when the request does not bear the token."""
    if not token:
        raise ProblemError(403, "this server is read-only; one that is started with --writable takes changes")
    scheme, _, given = header(scope, b"authorization").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
        raise ProblemError(
            401,
            "send the token of this server as Authorization: Bearer …",
            headers={"WWW-Authenticate": 'Bearer realm="detente"'},
        )


class Writer:
    """The process that writes, one change after another. ``store`` is the newest snapshot, ``digest`` names what is in it."""

    def __init__(self, settings: Settings, file: Path) -> None:
        self._arguments = [str(MEGABYTES), str(file), str(settings.store), str(settings.folder / "written")]
        self._worker: Worker | None = None
        self._turn = asyncio.Lock()
        self.store = self.digest = ""

    async def start(self) -> None:
        """Start the process. Raises StoreError when it cannot write."""
        self._worker = await Worker.started("graph.service.writer", self._arguments, lambda _: None)
        try:
            self._take(json.loads(await self._worker.ready))
        except (DiedError, ProblemError) as error:
            raise StoreError(f"nothing can be written: {error}") from error

    def _take(self, state: Mapping[str, Any]) -> None:
        self.store, self.digest = state["store"], state["digest"]

    async def change(self, asked: Change, content: bytes) -> Reply:
        """Let the process make a change, and give its answer; from then on :attr:`store` is what readers read."""
        async with self._turn:
            worker = await self._alive()
            timer = asyncio.get_running_loop().call_later(asked.seconds, worker.kill, _too_long(asked.seconds))
            try:
                reply = await worker.ask(json.dumps(asdict(asked)).encode() + b"\n" + content)
            except DiedError as error:
                log.warning("the process that writes died: %s", error)
                raise ProblemError(
                    503, "the change was not made: its process was ended; try again", headers=RETRY
                ) from error
            finally:
                timer.cancel()
            self._take(reply.head)
            return reply

    async def _alive(self) -> Worker:
        """The process, started again when it has died. Raises ProblemError 503 when it cannot be."""
        if self._worker is None or self._worker.gone.is_set():
            try:
                await self.start()
            except StoreError as error:
                log.error("%s", error)
                raise ProblemError(
                    503, "nothing can be written now; the log of the server says why", headers=RETRY
                ) from error
        if self._worker is None:
            raise ProblemError(503, "nothing can be written now; try again", headers=RETRY)
        return self._worker

    async def close(self) -> None:
        """End the process when the change at hand is made."""
        async with self._turn:
            if self._worker is not None:
                self._worker.close()
                await self._worker.gone.wait()


def _too_long(seconds: float) -> ProblemError:
    return ProblemError(
        503, f"the change took longer than {seconds:g} s and was not made; make it smaller", headers=RETRY
    )
