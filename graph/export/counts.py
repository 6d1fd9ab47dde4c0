"""What triples hold, counted in one pass over them: things, classes, properties, vocabularies, links and the time they span."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from graph.terms import DT, RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad, Triple

LINKS = (SKOS.exactMatch, SKOS.closeMatch, SKOS.relatedMatch)
"""By which things are linked to what others name."""


@dataclass(slots=True, kw_only=True)
class Counts:
    """How many triples and things (subjects that have an IRI) there are; things by class, triples by property, and links by
    property and the start of the IRIs that they lead to. ``first`` and ``last`` are days, as ISO 8601, or empty.
    """

    triples: int = 0
    things: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: str = ""
    last: str = ""

    @property
    def vocabularies(self) -> list[str]:
        """The starts of the IRIs of classes and properties, sorted."""
        return sorted({start_of(term) for term in (*self.classes, *self.properties)})


def counts(triples: Iterable[Triple]) -> Counts:
    """Count triples that come subject by subject, each once. No more is held than the names of classes and properties."""
    found = Counts()
    for subject, of_subject in groupby(triples, key=lambda triple: triple.subject):
        found.things += isinstance(subject, NamedNode)
        for triple in of_subject:
            _count(found, triple)
    return found


def counts_by_graph(quads: Iterable[Quad]) -> Iterator[tuple[str, Counts]]:
    """The same of each named graph, for quads that come graph by graph."""
    for graph, of_graph in groupby(quads, key=lambda quad: quad.graph_name):
        if isinstance(graph, NamedNode):
            yield graph.value, counts(quad.triple for quad in of_graph)


def start_of(iri: str) -> str:
    """An IRI up to its last # or /: the start that the names of one vocabulary share."""
    return re.sub(r"[^#/]*$", "", iri)


def _count(found: Counts, triple: Triple) -> None:
    found.triples += 1
    found.properties[triple.predicate.value] += 1
    value = triple.object
    if isinstance(value, NamedNode):
        if triple.predicate == RDF.type:
            found.classes[value.value] += 1
        elif triple.predicate in LINKS:
            found.links[triple.predicate.value, start_of(value.value)] += 1
    elif isinstance(value, Literal):
        if triple.predicate == DT.beginsNotBefore:
            found.first = min(found.first or value.value, value.value)
        elif triple.predicate == DT.endsNotAfter:
            found.last = max(found.last, value.value)
