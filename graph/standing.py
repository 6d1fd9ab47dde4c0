"""In which graphs of an open store triples stand, and of which kinds things are: each looked up once in the life of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode

from graph.terms import GRAPH, RDF

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Store, Triple

DEFAULT = DefaultGraph()


class Standing:
    """Looks up where the triples of one open store stand."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._graphs: dict[Triple, frozenset[object]] = {}
        self._kinds: dict[NamedNode | BlankNode, frozenset[object]] = {}

    def graphs(self, triple: Triple) -> frozenset[object]:
        """The names of the graphs that hold a triple."""
        found = self._graphs.get(triple)
        if found is None:
            quads = self._store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
            found = self._graphs[triple] = frozenset([quad.graph_name for quad in quads])
        return found

    def holds(self, triple: Triple) -> bool:
        """Whether a triple stands in what questions read."""
        return DEFAULT in self.graphs(triple)

    def may_have_reason(self, triple: Triple) -> bool:
        """Whether the build can have kept a derivation: of what it inferred, or what would hold if all that is stated were fact."""
        graphs = self.graphs(triple)
        return GRAPH.inferred in graphs or DEFAULT not in graphs

    def kinds(self, node: NamedNode | BlankNode) -> frozenset[object]:
        """The classes of a thing."""
        found = self._kinds.get(node)
        if found is None:
            quads = self._store.quads_for_pattern(node, RDF.type, None, DEFAULT)
            found = self._kinds[node] = frozenset([quad.object for quad in quads])
        return found
