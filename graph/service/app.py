"""The web application: which address is answered by what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from graph.service.endpoint import Endpoint
from graph.service.graph_store import PATH, GraphStore
from graph.service.linked import LinkedData
from graph.service.openapi import openapi
from graph.service.problems import PROBLEM, problem
from graph.service.reading import Constant
from graph.service.replies import with_cors
from graph.service.saved import PATH as ASK
from graph.service.saved import SavedQuestion, listing
from graph.service.things import KINDS

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp

    from graph.service.server import Server


def application(server: Server) -> ASGIApp:
    """The application of a server, which is started and closed by who runs it."""

    async def health(_: Request) -> Response:
        content = {"status": "stopping" if server.pool.lanes.closed else "ok", "data": server.version}
        return Response(json.dumps(content), media_type="application/json", headers={"Cache-Control": "no-store"})

    endpoint = Endpoint(server)
    graphs = GraphStore(server)
    routes = [
        Route("/sparql", endpoint),
        Route("/sparql/", endpoint),
        Route("/health", health),
        Route(PATH, graphs),
        Route(PATH + "/{name:path}", graphs),
        *_read_only(server),
    ]
    handlers = {HTTPException: _as_problem, Exception: _as_problem}
    return with_cors(Starlette(routes=routes, exception_handlers=handlers))


def _read_only(server: Server) -> list[Route]:
    """The addresses of saved questions and of things."""
    questions, version = server.questions, server.settings.version
    things = LinkedData(server)
    return [
        Route(ASK, Constant(server, lambda: listing(questions, version))),
        Route(ASK + "/{question}", SavedQuestion(server)),
        Route("/openapi.json", Constant(server, lambda: openapi(questions, version))),
        Route("/ontology", things),
        *(Route(f"/{kind}/{{name:path}}", things) for kind in ("ontology", "data", *KINDS)),
    ]


async def _as_problem(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return Response(problem(500, "an error of the server, which is in its log"), 500, media_type=PROBLEM)
    detail = "there is nothing at this address" if error.status_code == 404 else error.detail
    return Response(problem(error.status_code, detail), error.status_code, error.headers, media_type=PROBLEM)
