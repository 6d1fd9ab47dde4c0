"""What a worker does with the address of a thing: it finds the thing, and sends on to its document, or writes that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from graph.errors import StoreError, UnknownNameError
from graph.export.jsonld import write_default, write_small
from graph.export.of_thing import Description
from graph.export.rdf import write_ntriples, write_rdfxml, write_turtle
from graph.layers import all_layers
from graph.naming import near_names
from graph.resolve import replaced_by, resolve_thing, shown
from graph.service.problems import ProblemError
from graph.service.site import Site, site_from_json
from graph.terms import DT, OWL, RDF

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Store

    from graph.service.outgoing import Outgoing

KINDS = (
    "id", "source", "passage", "claim", "proposition", "conflict", "judgement", "origin", "identity", "vocab", "graph",
)  # fmt: skip
"""The first parts of the paths of IRIs, after their base; terms are parts of ``ontology``."""
_HASHED = ("passage", "proposition", "conflict")
"""Kinds whose names no person misspells: they are numbers."""
_NEAR = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A thing that is asked for by ``path``, what follows the base in its IRI.

    With ``document`` it is its document in the format of the ``suffix``; else the client is sent on to that. ``up`` leads from
    the address asked for to the root, or to ``/data/`` where that is ``from_data``.
    """

    site: Site
    path: str
    suffix: str
    media_type: str
    document: bool = False
    from_data: bool = False
    up: str = ""

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        plain = {name: getattr(self, name) for name in self.__slots__ if name != "site"}
        return plain | {"site": self.site.to_json()}

    def to(self, path: str) -> str:
        """The address of the document on another path, or of that on its own, relative to the address asked for."""
        home = "" if self.from_data else "data/"
        return f"{self.up}{home}{quote(path)}{self.suffix}"

    def beside(self, path: str) -> str:
        """The address of another thing of the same form: of its document, if a document was asked for."""
        suffix = self.suffix if self.document else ""
        document, hash_, part = path.partition("#")
        return f"{self.up}{quote(document)}{suffix}{hash_}{quote(part)}"


def answer_thing(content: Mapping[str, Any], out: Outgoing) -> None:
    """Answer what :meth:`Thing.to_json` wrote.

    Raises ProblemError: 404 with near names for a name that nothing bears, 410 with the reason for a claim that was taken back.
    """
    thing = Thing(**{**content, "site": site_from_json(content["site"])})
    try:
        opened = thing.site.opened()
    except StoreError as error:
        raise ProblemError(503, str(error), headers={"Retry-After": "60"}) from error
    store = opened.quads
    node = _found(store, thing)
    heir = replaced_by(store, node)
    if heir is not None:
        out.head("text/plain; charset=utf-8", {"Location": thing.beside(_path(heir, thing.site))}, status=301)
        out.write(f"this name was retired; the same thing is called {_path(heir, thing.site)}\n".encode())
        return
    _refuse_retracted(store, node)
    if not thing.document:
        out.head("text/plain; charset=utf-8", {"Location": thing.to(thing.path)}, status=303)
        out.write(f"what is known of it is at {thing.to(thing.path)}\n".encode())
        return
    layers = all_layers([Path(folder) for folder in thing.site.overlays])
    _document(Description(opened, node, _document_name(thing, node), layers), thing, out)


def _found(store: Store, thing: Thing) -> NamedNode:
    """The node at a path below one of the bases; the ontology too, by one of its versions."""
    for base in thing.site.bases:
        try:
            node = NamedNode(base + thing.path)
        except ValueError:
            break
        if _is_known(store, node):
            return node
        versions = store.quads_for_pattern(None, OWL.versionIRI, node, DefaultGraph())
        for quad in versions:
            if isinstance(quad.subject, NamedNode):
                return quad.subject
    raise _unknown(store, thing)


def _is_known(store: Store, node: NamedNode) -> bool:
    if store.contains_named_graph(node) or next(store.quads_for_pattern(node, None, None, None), None):
        return True
    return next(store.quads_for_pattern(None, DT.subject, node, None), None) is not None


def _unknown(store: Store, thing: Thing) -> ProblemError:
    """The problem of a path at which there is nothing, with the addresses of what may be meant."""
    kind, _, name = thing.path.partition("/")
    if not name:
        return ProblemError(
            404, "no thing is named; write an address such as /id/NAME or /claim/SOURCE/NUMBER", near=[]
        )
    near = [] if kind in _HASHED else list(dict.fromkeys([*_called(store, thing, name), *_alike(store, thing)]))[:_NEAR]
    words = f"; did you mean {' or '.join(re.split('[/#]', path, maxsplit=1)[-1] for path in near)}?" if near else ""
    return ProblemError(
        404, f"nothing at {kind}/ is called {shown(name)}{words}", near=[thing.beside(path) for path in near]
    )


def _called(store: Store, thing: Thing, name: str) -> Iterator[str]:
    """The path of what bears this name, in whatever language, though its address is another."""
    try:
        node = resolve_thing(store, name)
    except UnknownNameError:
        return
    if _is_known(store, node):
        yield _path(node, thing.site)


def _alike(store: Store, thing: Thing) -> Iterator[str]:
    """The paths of things of the same kind whose names are like the one asked for."""
    kind = thing.path.partition("/")[0]
    starts = tuple(f"{base}{kind}/" for base in thing.site.bases)
    subjects = {quad.subject for quad in store.quads_for_pattern(None, RDF.type, None, DefaultGraph())}
    nodes = {node for node in (*subjects, *store.named_graphs()) if isinstance(node, NamedNode)}
    paths = sorted({_path(node, thing.site) for node in nodes if node.value.startswith(starts)})
    yield from near_names(thing.path, paths, most=_NEAR, alike=0.75)


def _path(node: NamedNode, site: Site) -> str:
    """What follows the base in an IRI."""
    for base in sorted(site.bases, key=len, reverse=True):
        if node.value.startswith(base):
            return node.value.removeprefix(base)
    return node.value


def _refuse_retracted(store: Store, node: NamedNode) -> None:
    if Quad(node, RDF.type, DT.RetractedClaim, DefaultGraph()) not in store:
        return
    quads = store.quads_for_pattern(node, DT.retractionReason, None, DefaultGraph())
    reason = next((quad.object.value for quad in quads if isinstance(quad.object, Literal)), "")
    raise ProblemError(410, f"this claim was taken back: {reason}", reason=reason, claim=node.value)


def _document_name(thing: Thing, node: NamedNode) -> NamedNode:
    base = next((base for base in thing.site.bases if node.value.startswith(base)), thing.site.bases[0])
    return NamedNode(f"{base}data/{thing.path}")


def _document(description: Description, thing: Thing, out: Outgoing) -> None:
    write = WRITERS[thing.suffix]
    if write is write_small and thing.path.startswith("graph/"):
        write = write_default  # a whole graph may be large
    out.head(thing.media_type)
    write(description, out.file)  # type: ignore[arg-type]  # the writers call nothing but write and flush


WRITERS = {".ttl": write_turtle, ".nt": write_ntriples, ".rdf": write_rdfxml, ".jsonld": write_small}
"""What writes a document, by the suffix of its address."""
