"""The service description (SPARQL 1.1 Service Description): what the endpoint can do, and which graphs it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Triple

from graph.export.vocabularies import VOID
from graph.terms import RDF, RDFS, Terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SD = Terms(
    "http://www.w3.org/ns/sparql-service-description#",
    """
    Dataset Graph NamedGraph Service BasicFederatedQuery SPARQL11Query SPARQL11Update defaultDataset defaultGraph endpoint feature
    graph inputFormat name namedGraph resultFormat supportedLanguage
    """,
)
DESCRIBING = {
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "formats": "http://www.w3.org/ns/formats/",
    "void": "http://rdfs.org/ns/void#",
}
WELL_KNOWN = "/.well-known/void"
"""Where VoID (section 6.4) has the description of the data set looked for."""
WRITABLE, FEDERATED = "writable", "federated"
"""Features of a server that not all have: it takes updates; a query may call some other servers."""
_FORMATS = Terms(
    DESCRIBING["formats"],
    """
    SPARQL_Results_JSON SPARQL_Results_XML SPARQL_Results_CSV SPARQL_Results_TSV Turtle N-Triples RDF_XML JSON-LD TriG N-Quads
    """,
)
_INPUTS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")


def describe(
    endpoint: str, features: Iterable[str], graphs: Iterable[NamedNode | BlankNode], built: NamedNode, *, changed: bool
) -> Iterator[Triple]:
    """The triples of the description; ``built`` is the data set, of which more is said where VoID has it looked for.

    When users wrote something (``changed``), what queries read is a data set without a name, of which that one is a part.

    It has no ``sd:UnionDefaultGraph``: the default graph holds each triple once, and the named graphs package the same triples
    and those of ``graph/stated`` besides, which it does not hold.
    """
    service, default = BlankNode("service"), BlankNode("default")
    dataset = BlankNode("dataset") if changed else built
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, NamedNode(endpoint))
    yield Triple(service, SD.supportedLanguage, SD.SPARQL11Query)
    for form in sorted(_FORMATS.nodes(), key=str):
        yield Triple(service, SD.resultFormat, form)
    if FEDERATED in features:
        yield Triple(service, SD.feature, SD.BasicFederatedQuery)
    if WRITABLE in features:
        yield Triple(service, SD.supportedLanguage, SD.SPARQL11Update)
        for name in _INPUTS:
            yield Triple(service, SD.inputFormat, getattr(_FORMATS, name))
    yield Triple(service, SD.defaultDataset, dataset)
    yield Triple(dataset, RDF.type, SD.Dataset)
    if changed:
        yield Triple(dataset, VOID.subset, built)
    yield Triple(built, RDF.type, VOID.Dataset)
    yield Triple(built, RDFS.seeAlso, NamedNode(endpoint.rstrip("/").removesuffix("/sparql") + WELL_KNOWN))
    yield Triple(dataset, SD.defaultGraph, default)
    yield Triple(default, RDF.type, SD.Graph)
    for place, graph in enumerate(sorted((graph for graph in graphs if isinstance(graph, NamedNode)), key=str)):
        yield from _named(dataset, graph, place)


def _named(dataset: NamedNode | BlankNode, name: NamedNode, place: int) -> Iterator[Triple]:
    named, graph = BlankNode(f"named{place}"), BlankNode(f"graph{place}")
    yield Triple(dataset, SD.namedGraph, named)
    yield Triple(named, RDF.type, SD.NamedGraph)
    yield Triple(named, SD.name, name)
    yield Triple(named, SD.graph, graph)
    yield Triple(graph, RDF.type, SD.Graph)
