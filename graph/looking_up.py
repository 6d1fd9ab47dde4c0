"""Looking up at the end of a build what answers will want (:mod:`graph.lookups`)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Store

from graph.claim_view import ClaimReader, as_told
from graph.lookups import write_lookups
from graph.naming import Labels
from graph.terms import DT, RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from graph.claim_view import Said
    from graph.graphs import Graphs
    from graph.lookups import Speaking

_MOST = 2
"""How many graphs are asked in turn for less than it costs to ask the engine for all that hold a triple."""

_AS_WRITTEN = (XSD.string, RDF.langString)
"""The datatypes of which the engine keeps every value as it is written."""


def look_up(file: Path, graphs: Graphs) -> None:
    """Write to a file what answers will want of a store that holds these graphs."""
    said: dict[object, Said] = {}
    for subject, predicate, value in graphs.default:
        said.setdefault(subject, {}).setdefault(predicate, []).append(value)
    reader = ClaimReader(Store(), Labels.among(graphs.default), said=said)
    claims = ((claim.value, as_told(reader.read(claim))) for claim in _of_class(said, DT.Claim))
    sources = ((source.value, as_told(reader.source(source))) for source in _of_class(said, DT.Source))
    write_lookups(file, claims, sources, spoken_of(graphs))


def _of_class(said: Mapping[object, Said], of_class: NamedNode) -> list[NamedNode]:
    named = (thing for thing, of in said.items() if isinstance(thing, NamedNode) and of_class in of.get(RDF.type, ()))
    return sorted(named, key=str)


def spoken_of(graphs: Graphs) -> Iterator[tuple[str, Speaking]]:
    """The things of which few named graphs speak, each triple in one of them and in the default graph: these graphs, and its kinds.

    The graph that says most of a thing comes first.
    """
    excepted = _in_several(graphs)
    kinds: dict[object, set[str]] = {}
    speaking: dict[object, list[tuple[int, str]]] = {}
    for name, triples in graphs.named.items():
        for node, count in Counter(triple.subject for triple in triples).items():
            speaking.setdefault(node, []).append((-count, name.value))
        for triple in triples:
            if triple.predicate == RDF.type and isinstance(triple.object, NamedNode):
                kinds.setdefault(triple.subject, set()).add(triple.object.value)
    for thing, counted in speaking.items():
        if isinstance(thing, NamedNode) and thing not in excepted and len(counted) <= _MOST:
            yield thing.value, (tuple(name for _, name in sorted(counted)), tuple(sorted(kinds.get(thing, ()))))


def _in_several(graphs: Graphs) -> set[object]:
    """The things with a triple that stands in several named graphs, or in the default graph alone, or not in that.

    The engine takes 3 and 3.0 for one, so two graphs with a number or a date for one thing and predicate count as of one mind.
    """
    standing: dict[object, NamedNode] = {}
    found: set[object] = set()
    for name, triples in graphs.named.items():
        for triple in triples:
            value = triple.object
            typed = isinstance(value, Literal) and value.datatype not in _AS_WRITTEN
            if standing.setdefault((triple.subject, triple.predicate) if typed else triple, name) != name:
                found.add(triple.subject)
    named = {triple for triples in graphs.named.values() for triple in triples}
    return found | {triple.subject for triple in named ^ set(graphs.default)}
