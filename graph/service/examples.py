"""An address of each kind of thing that there is, for whoever reads the description of the server and wants to try one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode

from graph.terms import DT, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Store

_LEAVE_OUT = (DT.RetractedClaim, DT.RetiredName)


def example_paths(store: Store, bases: Iterable[str], kinds: Iterable[str]) -> dict[str, str]:
    """For each of these first parts of paths what follows it in an IRI, if there is one: of the fewest parts, the first by the alphabet."""
    starts = {f"{base}{kind}/": kind for base in bases for kind in kinds}
    found: dict[str, str] = {}
    for iri in _named(store):
        start = next((start for start in starts if iri.startswith(start)), "")
        if start:
            kind, path = starts[start], iri.removeprefix(start)
            found[kind] = min(found.get(kind, path), path, key=lambda path: (path.count("/"), path))
    return found


def _named(store: Store) -> Iterator[str]:
    """The IRIs of all that has a type and a document of its own, and of the named graphs."""
    for quad in store.quads_for_pattern(None, RDF.type, None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and quad.object not in _LEAVE_OUT:
            yield quad.subject.value
    for graph in store.named_graphs():
        if isinstance(graph, NamedNode):
            yield graph.value
