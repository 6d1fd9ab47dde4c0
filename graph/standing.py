"""In which graphs of an open store triples stand, and of which kinds things are: each looked up once in the life of an answer."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad

from graph.terms import GRAPH, RDF

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Store, Triple

    from graph.lookups import Lookups

    _Node = NamedNode | BlankNode

DEFAULT = DefaultGraph()


class Standing:
    """Looks up where the triples of one open store stand; ``lookups`` are what its build looked up, which spares most of the work."""

    def __init__(self, store: Store, lookups: Lookups | None = None) -> None:
        self._store = store
        self._lookups = lookups
        self._graphs: dict[Triple, frozenset[object]] = {}
        self._kinds: dict[_Node, frozenset[object]] = {}
        self._speaking: dict[_Node, tuple[NamedNode, ...] | None] = {}
        self._named: dict[str, NamedNode] = {}

    def graphs(self, triple: Triple) -> frozenset[object]:
        """The names of the graphs that hold a triple."""
        found = self._graphs.get(triple)
        if found is None:
            found = self._graphs[triple] = self._holding(triple)
        return found

    def _holding(self, triple: Triple) -> frozenset[object]:
        """Where few graphs speak of a thing, they are asked in turn: that costs a fifth of asking the engine which they are."""
        subject, predicate, value = triple
        speaking = self._speaking_of(subject)
        if speaking is None:
            quads = self._store.quads_for_pattern(subject, predicate, value, None)
            return frozenset([quad.graph_name for quad in quads])
        for graph in speaking:
            if Quad(subject, predicate, value, graph) in self._store:
                return _beside_default(graph)
        return frozenset()

    def _speaking_of(self, thing: _Node) -> tuple[NamedNode, ...] | None:
        """The graphs that speak of a thing where they are few and looked up, and then its kinds are known too."""
        if thing not in self._speaking:
            found = self._lookups.speaking(thing) if self._lookups and isinstance(thing, NamedNode) else None
            self._speaking[thing] = None if found is None else tuple(map(self._node, found[0]))
            if found is not None:
                self._kinds[thing] = frozenset(map(self._node, found[1]))
        return self._speaking[thing]

    def _node(self, iri: str) -> NamedNode:
        return self._named.setdefault(iri, NamedNode(iri))

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
        if found is None and self._speaking_of(node) is not None:
            return self._kinds[node]
        if found is None:
            quads = self._store.quads_for_pattern(node, RDF.type, None, DEFAULT)
            found = self._kinds[node] = frozenset([quad.object for quad in quads])
        return found


@cache
def _beside_default(graph: NamedNode) -> frozenset[object]:
    return frozenset((DEFAULT, graph))
