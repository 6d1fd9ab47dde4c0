"""The W3C manifests of protocol, graph store protocol and service description, and how one of their tests is run.

The manifests say themselves how: https://github.com/w3c/rdf-tests, folder sparql/sparql11.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from commands import ROOT
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    parse,
    parse_query_results,
)
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from served import bearer

if TYPE_CHECKING:
    from pathlib import Path

    from rdflib.term import Node
    from served import Answer, Served

SUITES = ROOT.parent / "shared" / "suites" / "sparql" / "sparql11"
MANIFESTS = (
    "protocol/manifest.ttl",
    "graph-store-protocol/manifest-direct.ttl",
    "graph-store-protocol/manifest-indirect.ttl",
    "service-description/manifest.ttl",
)
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
_STATUS = {"OK": "200", "Created": "201", "NoContent": "204", "NotFound": "404"}
_BOOLEANS = ("application/sparql-results+json", "application/sparql-results+xml")
_TABLES = (*_BOOLEANS, "text/csv", "text/tab-separated-values")
_GRAPHS = ("text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One test of a manifest: its IRI, and the graph in which it is described."""

    iri: URIRef
    graph: Graph
    folder: Path

    @property
    def name(self) -> str:
        """The last part of its IRI."""
        return str(self.iri).rpartition("#")[2]

    @property
    def suite(self) -> str:
        """The folder of its manifest."""
        return self.folder.name

    def requests(self) -> list[Node]:
        """Its requests, in order."""
        action = self.graph.value(self.iri, MF.action)
        return _listed(self.graph, self.graph.value(action, HT.requests))


@cache
def cases() -> list[Case]:
    """All tests that the manifests list; none without the shared suites."""
    found = []
    for file in (SUITES / manifest for manifest in MANIFESTS):
        if file.is_file():
            graph = Graph().parse(file, publicID=file.as_uri())
            entries = graph.value(URIRef(file.as_uri()), MF.entries)
            listed = [URIRef(str(entry)) for entry in _listed(graph, entries)]
            found += [Case(iri=iri, graph=graph, folder=file.parent) for iri in listed]
    return found


def _listed(graph: Graph, head: Node | None) -> list[Node]:
    return [] if head is None else list(Collection(graph, head))


def run_case(case: Case, server: Served) -> None:
    """Run one test on a server to which may be written, after all is cleared. Raises AssertionError when it fails."""
    graphs = [
        f"GRAPH <{case.graph.value(data, RDFS.label)}> {{ {_read(case, data)} }}"
        for data in case.graph.objects(case.iri, UT.graphData)
    ]
    assert server.update(f"CLEAR ALL ; INSERT DATA {{ {' '.join(graphs)} }}").status == 204
    if case.suite == "service-description":
        _describe(case.name, server)
        return
    location = ""
    for request in case.requests():
        location = _exchange(case, request, server, location) or location


def _read(case: Case, data: Node) -> str:
    file = case.folder / str(case.graph.value(data, UT.graph)).rpartition("/")[2]
    return file.read_text(encoding="utf-8")


def _exchange(case: Case, request: Node, server: Served, location: str) -> str:
    """Send one request and compare its answer; the Location that it gives, if the test wants it."""
    graph = case.graph
    path = str(graph.value(request, HT.absolutePath)).replace("$LOCATION$", location)
    path = re.sub(r"^/gsp", "/graphs", re.sub(r"^/sparql/", "/sparql", path))
    headers = bearer() | _headers(graph, request)
    body = graph.value(request, HT.body)
    content = (
        None if body is None else _content(graph, body).replace("$LOCATION$", location).encode(_encoding(graph, body))
    )
    answer = server.ask(str(graph.value(request, HT.methodName)), path, headers, content)
    _compare(graph, graph.value(request, HT.resp), answer)
    return answer.headers.get("location", "")


def _headers(graph: Graph, node: Node | None) -> dict[str, str]:
    entries = _listed(graph, graph.value(node, HT.headers))
    return {str(graph.value(entry, HT.fieldName)): str(graph.value(entry, HT.fieldValue)) for entry in entries}


def _content(graph: Graph, body: Node) -> str:
    return str(graph.value(body, CNT.chars))


def _encoding(graph: Graph, body: Node) -> str:
    return str(graph.value(body, CNT.characterEncoding))


def _compare(graph: Graph, expected: Node | None, answer: Answer) -> None:
    shown = f"{answer.status} {answer.headers} {answer.body[:500]!r}"
    wanted = [str(status).rpartition("#")[2] for status in graph.objects(expected, MF.expectedStatus)]
    assert any(_is(answer.status, status) for status in wanted), f"expected {wanted}, got {shown}"
    form = graph.value(expected, MF.expectedFormat)
    if form is not None:
        assert answer.kind in {"boolean": _BOOLEANS, "tabular": _TABLES, "RDF": _GRAPHS}[str(form)], shown
    truth = graph.value(expected, MF.expectedBoolean)
    if isinstance(truth, Literal):
        assert _truth(answer) == truth.toPython(), shown
    for name, value in _headers(graph, expected).items():
        assert answer.headers.get(name) == value, shown
    body = graph.value(expected, HT.body)
    if body is not None:
        assert _canonical(answer.body) == _canonical(_content(graph, body).encode()), shown


def _is(status: int, name: str) -> bool:
    digit = re.fullmatch(r"StatusCode(\d)xx", name)
    return str(status)[0] == digit[1] if digit else str(status) == _STATUS[name]


def _truth(answer: Answer) -> bool:
    form = QueryResultsFormat.from_media_type(answer.kind)
    found = parse_query_results(answer.body, format=form)
    assert isinstance(found, QueryBoolean)
    return bool(found)


def _canonical(content: bytes) -> set[str]:
    dataset = Dataset(parse(content, format=RdfFormat.TURTLE))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(map(str, dataset))


SD = "http://www.w3.org/ns/sparql-service-description#"
_SCHEMA = {
    "endpoint": ("Service", None), "supportedLanguage": ("Service", None), "resultFormat": ("Service", None),
    "inputFormat": ("Service", None), "feature": ("Service", None), "defaultDataset": ("Service", "Dataset"),
    "defaultGraph": ("Dataset", "Graph"), "namedGraph": ("Dataset", "NamedGraph"), "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}  # fmt: skip
"""Domain and range of the properties of the vocabulary, as its specification gives them; None for resources of any class."""


def _describe(name: str, server: Served) -> None:
    """The three tests of service descriptions, of which the manifest says the names alone."""
    answer = server.ask("GET", "/sparql")
    assert (answer.status, answer.kind) == (200, "text/turtle")
    graph = Graph().parse(data=answer.body, format="turtle")
    assert len(graph) > 0
    if name == "has-endpoint-triple":
        assert (None, URIRef(SD + "endpoint"), URIRef(f"{server.address}/sparql")) in graph
    if name == "conforms-to-schema":
        for subject, predicate, value in graph:
            if predicate not in (RDF.type, RDFS.seeAlso):  # the vocabulary has none for where more is said
                assert str(predicate).startswith(SD), predicate
                domain, range_ = _SCHEMA[str(predicate).removeprefix(SD)]
                assert (subject, RDF.type, URIRef(SD + domain)) in graph
                assert range_ is None or (value, RDF.type, URIRef(SD + range_)) in graph
