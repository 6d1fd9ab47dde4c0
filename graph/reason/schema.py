"""The ontology closed in itself by owlrl: which class is below which, what every property's domain and range amount to."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import owlrl
import rdflib
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse, serialize
from rdflib.namespace import OWL, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HIERARCHY = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range)
_TYPE = NamedNode(str(RDF.type))
_TRIVIAL = (OWL.Thing, OWL.Nothing, RDFS.Resource, RDFS.Literal)


def closed_hierarchy(ontology: Iterable[Triple]) -> list[Triple]:
    """The hierarchy of named terms that the ontology entails and does not state (OWL 2 RL, table 9), sorted.

    What an axiom declares to be a class or a property is not given to owlrl: from a declaration follows in table 9 that a term
    is below itself and ``owl:Thing``, which is left out here, and nothing else; and owlrl takes three times as long with it.
    """
    ontology = tuple(ontology)
    own = {triple.subject for triple in ontology if triple.predicate == _TYPE or _says_axiom(triple)}
    closed = _closed(tuple(_renamed(triple for triple in ontology if _says_axiom(triple))))
    return [triple for triple in closed if triple.subject in own]


def _renamed(triples: Iterable[Triple]) -> Iterator[Triple]:
    """The triples with their blank nodes named by the order in which they come: one ontology read twice is known again."""
    names: dict[BlankNode, BlankNode] = {}
    for triple in triples:
        for node in (triple.subject, triple.object):
            if isinstance(node, BlankNode):
                names.setdefault(node, BlankNode(f"b{len(names)}"))
        subject, value = triple.subject, triple.object
        yield Triple(
            names[subject] if isinstance(subject, BlankNode) else subject,
            triple.predicate,
            names[value] if isinstance(value, BlankNode) else value,
        )


def _says_axiom(triple: Triple) -> bool:
    """Whether a triple is part of an axiom, and no declaration, label, definition or concept, from which no hierarchy follows."""
    return triple.predicate.value.startswith(_AXIOMATIC) and triple.predicate.value not in _SILENT


_AXIOMATIC = (str(OWL), str(RDFS), str(RDF))
_SILENT = tuple(
    str(term) for term in (RDF.type, RDFS.label, RDFS.comment, RDFS.isDefinedBy, OWL.versionInfo, OWL.versionIRI)
)


class _WithoutEquality(owlrl.OWLRL_Semantics):  # type: ignore[misc]  # owlrl has no types
    """OWL 2 RL without its table 4: where nothing is the same as another thing, that says of each term that it is itself."""

    def _equality(self, triple: object, cycle_num: int) -> None:
        """Nothing: it would be half of the work."""


@lru_cache(maxsize=8)
def _closed(axioms: tuple[Triple, ...]) -> list[Triple]:
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
