"""The Graph Store Protocol (SPARQL 1.1 Graph Store HTTP Protocol): graphs are read by all, and written by who has the token."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from graph.service.address import Address
from graph.service.changes import check_token
from graph.service.endpoint import send_change, send_job
from graph.service.jobs import Job
from graph.service.problems import ProblemError
from graph.service.requests import Exchange, body, deadline, header, own_address, parameters, single, takes_gzip
from graph.service.writing import Change
from graph.terms import PREFIXES

if TYPE_CHECKING:
    from starlette.types import Scope


PATH = "/graphs"
_READS = ("GET", "HEAD")


class GraphStore(Address):
    """``/graphs``: a graph by ``?graph=IRI`` or ``?default``, or by a path below, ``/graphs/X`` for ``…/graph/X``."""

    methods = (*_READS, "PUT", "POST", "PATCH", "DELETE")

    async def answer(self, exchange: Exchange) -> None:
        """Send the graph, or write it."""
        await (self._read(exchange) if exchange.scope["method"] in _READS else self._write(exchange))

    async def _read(self, exchange: Exchange) -> None:
        scope = exchange.scope
        pairs = parameters(scope["query_string"])
        name = _name(scope, pairs)
        if name is None:
            raise ProblemError(400, "which graph? name it with ?graph=IRI, or take ?default or a path below")
        limits = self.server.settings.limits
        job = Job(
            kind="graph", graph=name, base=own_address(scope), accept=header(scope, b"accept"),
            wanted=single(pairs, "format") or "", gzip=takes_gzip(scope),
            seconds=deadline(single(pairs, "timeout"), limits), store=self.server.store,
        )  # fmt: skip
        await send_job(self.server, job, exchange, constant=True)

    async def _write(self, exchange: Exchange) -> None:
        scope = exchange.scope
        limits = self.server.settings.limits
        check_token(exchange.scope, self.server.settings.token)
        pairs, method = parameters(scope["query_string"]), scope["method"]
        name, location = _name(scope, pairs), ""
        if name is None:
            if method != "POST":
                raise ProblemError(400, "which graph? name it with ?graph=IRI, or take ?default or a path below")
            path = f"user/{uuid.uuid4()}"
            name, location = PREFIXES["graph"] + path, f"{_origin(scope)}{PATH}/{path}"
        content = b"" if method == "DELETE" else await body(exchange, limits, most=limits.graph_bytes)
        asked = Change(
            kind=method.lower(), graph=name, base=name or own_address(scope), content_type=header(scope, b"content-type"),
            depth=limits.depth, seconds=limits.seconds,
        )  # fmt: skip
        await send_change(self.server, exchange, asked, content, location)


def _name(scope: Scope, pairs: list[tuple[str, str]]) -> str | None:
    """The name of the graph that is meant, empty for the default graph; None when there is none."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    path = raw.decode("latin-1").partition("?")[0].removeprefix(PATH).lstrip("/")
    graph = single(pairs, "graph")
    named = [name for name, _ in pairs if name in ("graph", "default")]
    if len(named) + bool(path) > 1:
        raise ProblemError(400, "the graph is named twice; take one of ?graph=, ?default and a path")
    if path:
        return PREFIXES["graph"] + path
    if graph is None:
        return "" if named else None
    if not graph:
        raise ProblemError(400, "graph= is empty; name an absolute IRI, or take ?default")
    own = f"{_origin(scope)}{PATH}/"
    return PREFIXES["graph"] + graph.removeprefix(own) if graph.startswith(own) else graph


def _origin(scope: Scope) -> str:
    return own_address(scope).removesuffix(scope["path"])
