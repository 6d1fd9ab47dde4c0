"""What the writer does with a request: an update, or a graph that is put, added to, changed or deleted."""

from __future__ import annotations

from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from graph.service.answering import check_depth, graph_named, unparsed
from graph.service.problems import ProblemError
from graph.service.requests import media_type
from graph.service.updates import prepared
from graph.terms import GRAPH, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Triple

    from graph.service.user_graph import UserGraph

INPUTS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
_UPDATE = "application/sparql-update"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A request to write: ``kind`` is update, put, post, patch or delete.

    ``graph`` is the graph's name, empty for the default graph; ``base`` resolves relative IRIs; ``content_type`` is the
    header of the body. ``using`` and ``using_named`` are the dataset of an update, ``depth`` how deep its brackets may nest.
    """

    kind: str
    graph: str = ""
    base: str
    content_type: str = ""
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    depth: int
    seconds: float


def change(user: UserGraph, asked: Change, content: bytes) -> int:
    """Change what the user has written, in memory; the HTTP status of the success. Raises ProblemError for what cannot be done."""
    if asked.kind == "update":
        _update(user.quads, asked, _text(content))
        _refuse(user.reserved())
        return 204
    own = "" if asked.graph == GRAPH.user.value else asked.graph
    name = graph_named(own)
    _refuse(own if user.reserves(own) else "")
    return _graph(user.quads, name, asked, content)


def _refuse(name: str) -> None:
    """Raise ProblemError 403 for a graph that is not the user's to fill; an empty name is none."""
    if name == GRAPH.user.value:
        raise ProblemError(403, f"{name} is what is written without a graph; write to the default graph")
    if name:
        raise ProblemError(403, f"{name} is built from the files, and is not written to; take a graph of another name")


def _update(store: Store, asked: Change, text: str) -> None:
    check_depth(text, asked.depth)
    update = prepared(text, asked.using, asked.using_named)
    try:
        store.update(update, base_iri=asked.base, prefixes=dict(PREFIXES))
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        raise unparsed(error) from error


def _graph(store: Store, name: NamedNode | DefaultGraph, asked: Change, content: bytes) -> int:
    there = next(store.quads_for_pattern(None, None, None, name), None) is not None
    if asked.kind == "delete":
        if not there:
            raise ProblemError(404, "nothing was written to this graph, so there is nothing to delete")
        _clear(store, name)
        return 204
    if asked.kind == "patch":
        _patch(store, name, asked, content)
    else:
        triples = [quad.triple for part in _parts(asked.content_type, content) for quad in _parsed(*part, asked.base)]
        if asked.kind == "put":
            _clear(store, name)
        store.extend(_quads(triples, name))
    return 204 if there else 201


def _clear(store: Store, name: NamedNode | DefaultGraph) -> None:
    store.clear_graph(name)
    if isinstance(name, NamedNode):
        store.remove_graph(name)


def _quads(triples: list[Triple], name: NamedNode | DefaultGraph) -> Iterator[Quad]:
    return (Quad(triple.subject, triple.predicate, triple.object, name) for triple in triples)


def _patch(store: Store, name: NamedNode | DefaultGraph, asked: Change, content: bytes) -> None:
    """Run an update over this one graph, which it sees as its default graph."""
    if media_type(asked.content_type)[0] != _UPDATE:
        raise ProblemError(415, f"a graph is changed by an update; send it as {_UPDATE}")
    alone = Store()
    alone.extend(_quads([quad.triple for quad in store.quads_for_pattern(None, None, None, name)], DefaultGraph()))
    _update(alone, asked, _text(content))
    if next(alone.named_graphs(), None) is not None:
        raise ProblemError(400, "the update names a graph; sent to a graph, it changes that one alone")
    _clear(store, name)
    store.extend(_quads([quad.triple for quad in alone], name))


def _parts(content_type: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Media type and bytes of the body, or of each file in a form."""
    if media_type(content_type)[0] != "multipart/form-data":
        yield content_type, content
        return
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + content_type.encode("latin-1") + b"\r\n\r\n" + content
    )
    if not message.is_multipart():
        raise ProblemError(400, "the form has no parts; does the boundary in its Content-Type stand in the body?")
    for part in message.iter_parts():
        payload = part.get_payload(decode=True)
        yield part["content-type"] or "", payload if isinstance(payload, bytes) else b""


def _parsed(content_type: str, content: bytes, base: str) -> list[Quad]:
    form = INPUTS.get(media_type(content_type)[0])
    if form is None:
        raise ProblemError(
            415, f"a graph is read from {', '.join(INPUTS)}; send one of them, and name it in Content-Type"
        )
    try:
        quads = list(parse(content, format=form, base_iri=base, rename_blank_nodes=True))
    except (SyntaxError, ValueError) as error:
        raise unparsed(error) from error
    if any(isinstance(quad.graph_name, NamedNode | BlankNode) for quad in quads):
        raise ProblemError(400, "the body holds several graphs; send one to each address")
    return quads


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise ProblemError(400, f"the body is not UTF-8 at byte {error.start}") from error
