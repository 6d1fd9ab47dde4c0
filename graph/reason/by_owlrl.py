"""What owlrl infers: of axioms the hierarchy that they entail, of a whole graph all that follows. It is slow to import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import owlrl
import rdflib
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse, serialize
from rdflib.namespace import OWL, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_HIERARCHY = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range)
_TRIVIAL = (OWL.Thing, OWL.Nothing, RDFS.Resource, RDFS.Literal)


class _WithoutEquality(owlrl.OWLRL_Semantics):  # type: ignore[misc]  # owlrl has no types
    """OWL 2 RL without its table 4: where nothing is the same as another thing, that says of each term that it is itself."""

    def _equality(self, triple: object, cycle_num: int) -> None:
        """Nothing: it would be half of the work."""


def entailed_hierarchy(axioms: Sequence[Triple]) -> list[Triple]:
    """The hierarchy of named terms that axioms entail and do not state (OWL 2 RL, table 9), sorted."""
    graph = rdflib.Graph()
    graph.parse(data=serialize(axioms, format=RdfFormat.N_TRIPLES), format="nt")
    stated = set(graph)
    has_equality = (None, OWL.sameAs, None) in graph
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics if has_equality else _WithoutEquality).expand(graph)
    found = [
        (subject, predicate, value)
        for subject, predicate, value in graph
        if predicate in _HIERARCHY and (subject, predicate, value) not in stated and subject != value
        if isinstance(subject, rdflib.URIRef) and isinstance(value, rdflib.URIRef) and value not in _TRIVIAL
    ]
    return [Triple(*(NamedNode(str(term)) for term in triple)) for triple in sorted(found)]


def closed_by_owlrl(triples: Iterable[Triple]) -> list[Triple]:
    """All that owlrl infers from a whole graph, sorted: slow, without reasons, there to compare with and for doubters."""
    graph = rdflib.Graph()
    graph.parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    stated = set(graph)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    inferred = rdflib.Graph()
    for triple in set(graph) - stated:
        if not isinstance(triple[0], rdflib.Literal):
            inferred.add(triple)
    lines = inferred.serialize(format="nt", encoding="utf-8")
    found = {quad.triple for quad in parse(lines, format=RdfFormat.N_TRIPLES)}
    named = (t for t in found if isinstance(t.subject, NamedNode) and not isinstance(t.object, BlankNode))
    return sorted(named, key=str)
