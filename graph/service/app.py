"""The web application: which address is answered by what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from graph.service.address import Address
from graph.service.dataset import DATASET, DOCUMENT, DatasetAddress, DatasetDocument
from graph.service.description import WELL_KNOWN
from graph.service.endpoint import Endpoint
from graph.service.front import FAULT, Front
from graph.service.graph_store import PATH, GraphStore
from graph.service.linked import TYPES, LinkedData
from graph.service.metrics import MEDIA_TYPE, exposition
from graph.service.openapi import openapi
from graph.service.problems import PROBLEM, problem
from graph.service.reading import Constant
from graph.service.replies import send_whole
from graph.service.saved import PATH as ASK
from graph.service.saved import SavedQuestion, listing
from graph.service.things import KINDS

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp

    from graph.service.requests import Exchange
    from graph.service.server import Server

_NOWHERE = "there is nothing at this address; /openapi.json describes those that there are, and /sparql itself"
_UNSTORED = (b"cache-control", b"no-store")


class Health(Address):
    """``/health``: whether the server runs, or stops, and the version of its data."""

    async def answer(self, exchange: Exchange) -> None:
        """Say so."""
        stopping = self.server.pool.lanes.closed
        content = json.dumps({"status": "stopping" if stopping else "ok", "data": self.server.version}).encode()
        headers = [(b"content-type", b"application/json"), _UNSTORED]
        await send_whole(exchange, 503 if stopping else 200, headers, content)


class Numbers(Address):
    """``/metrics``: numbers of the server, for Prometheus."""

    async def answer(self, exchange: Exchange) -> None:
        """Send them."""
        headers = [(b"content-type", MEDIA_TYPE.encode()), _UNSTORED]
        await send_whole(exchange, 200, headers, exposition(self.server).encode())


def application(server: Server) -> ASGIApp:
    """The application of a server, which is started and closed by who runs it."""
    graphs = GraphStore(server)
    routes = [
        Route("/health", Health(server)),
        Route("/metrics", Numbers(server)),
        Route(PATH, graphs),
        Route(PATH + "/{name:path}", graphs),
        *_read_only(server),
    ]
    handlers = {HTTPException: _as_problem, Exception: _as_problem}
    endpoint = Endpoint(server)
    return Front(
        server, {"/sparql": endpoint, "/sparql/": endpoint}, Starlette(routes=routes, exception_handlers=handlers)
    )


def _read_only(server: Server) -> list[Route]:
    """The addresses of saved questions and of things."""
    questions, version = server.questions, server.settings.version
    things = LinkedData(server)
    return [
        Route(ASK, Constant(server, lambda: listing(questions, version))),
        Route(ASK + "/{question}", SavedQuestion(server)),
        Route(DATASET, DatasetAddress(server)),
        Route(WELL_KNOWN, DatasetAddress(server)),
        Route(DOCUMENT, DatasetAddress(server)),
        *(Route(DOCUMENT + suffix, DatasetDocument(server)) for suffix in TYPES),
        Route("/openapi.json", Constant(server, lambda: openapi(questions, version, server.examples))),
        Route("/ontology", things),
        *(Route(f"/{kind}/{{name:path}}", things) for kind in ("ontology", "data", *KINDS)),
    ]


async def _as_problem(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return Response(problem(500, FAULT), 500, media_type=PROBLEM)
    detail = _NOWHERE if error.status_code == 404 else error.detail
    return Response(problem(error.status_code, detail), error.status_code, error.headers, media_type=PROBLEM)
