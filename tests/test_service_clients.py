"""Clients that are not ours, unmodified, ask a server that really runs: each its rows, truth values and graphs, where it can."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import httpx
import pytest
from commands import BLOCKED, warm
from foreign_readers import JS, javascript, javascript_required
from rdflib import RDF, Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from served import bearer, served, served_empty
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from served import Served

BLOCK = "https://w3id.org/detente/id/by-nato-classified-information-blocked"
STAGE = "https://w3id.org/detente/ontology#BlockedStage"
SELECT = f"SELECT ?stage WHERE {{ ?stage a <{STAGE}> }}"
ASK = f"ASK {{ ?stage a <{STAGE}> }}"
ASK_NOT = f"ASK {{ <{STAGE}> a ?stage, <{STAGE}> }}"
CONSTRUCT = f"CONSTRUCT {{ ?stage a <{STAGE}> }} WHERE {{ ?stage a <{STAGE}> }}"
TRIPLE = (URIRef(BLOCK), RDF.type, URIRef(STAGE))
REQUIRED = "DETENTE_REQUIRE_CLIENTS"
"""The variable with which a run says that every client must be there; .ci/run sets it."""


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served("--workers", "2", cache=warm()) as server:
        yield server


def missing(why: str) -> None:
    """Skip a test whose client is not here, or fail where all must be."""
    if os.environ.get(REQUIRED):
        pytest.fail(why)
    pytest.skip(why)


# SPARQLWrapper.


def wrapped(server: Served, query: str, form: str, method: str = "GET") -> Any:
    client = SPARQLWrapper(f"{server.address}/sparql")
    client.setQuery(query)
    client.setReturnFormat(form)
    client.setMethod(method)
    return client.query().convert()


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_gets_rows_and_a_truth_value(method: str, server: Served) -> None:
    rows = wrapped(server, SELECT, JSON, method)["results"]["bindings"]
    assert [row["stage"]["value"] for row in rows] == [BLOCK]
    assert wrapped(server, SELECT, CSV, method).decode().split() == ["stage", BLOCK]
    assert wrapped(server, SELECT, TSV, method).decode().split() == ["?stage", f"<{BLOCK}>"]
    assert BLOCK in wrapped(server, SELECT, XML, method).toxml()
    assert [wrapped(server, query, JSON, method)["boolean"] for query in (ASK, ASK_NOT)] == [True, False]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # SPARQLWrapper makes one
@pytest.mark.parametrize("form", [TURTLE, N3, XML, RDFXML, JSONLD])
def test_sparqlwrapper_gets_a_graph(form: str, server: Served) -> None:
    found = wrapped(server, CONSTRUCT, form)
    graph = found if isinstance(found, Graph) else Graph().parse(data=found, format="turtle")
    assert list(graph) == [TRIPLE]


def test_sparqlwrapper_knows_a_fault_of_syntax(server: Served) -> None:
    from SPARQLWrapper.SPARQLExceptions import QueryBadFormed  # noqa: PLC0415  only here

    with pytest.raises(QueryBadFormed, match="error at 1:"):
        wrapped(server, "SELECT nothing", JSON)


# rdflib.


def test_rdflib_reads_the_server_as_a_graph(server: Served) -> None:
    graph = Graph(SPARQLStore(f"{server.address}/sparql"))
    assert [str(row[0]) for row in graph.query(SELECT)] == [BLOCK]  # type: ignore[index]  # a row of a SELECT
    assert [graph.query(query).askAnswer for query in (ASK, ASK_NOT)] == [True, False]
    assert list(graph.query(CONSTRUCT)) == [TRIPLE]
    assert list(graph.subjects(RDF.type, URIRef(STAGE))) == [URIRef(BLOCK)]
    assert TRIPLE in graph


def test_rdflib_writes_where_it_may(tmp_path: Path) -> None:
    with served_empty(tmp_path, workers=1) as server:
        address = f"{server.address}/sparql"
        graph = Graph(
            SPARQLUpdateStore(address, address, headers=bearer()), identifier=URIRef("http://example.org/own")
        )
        graph.add(TRIPLE)
        assert list(graph) == [TRIPLE]
        graph.update(f"DELETE WHERE {{ ?stage a <{STAGE}> }}")
        assert len(graph) == 0


# pandas.


def test_pandas_reads_rows_and_answers_of_saved_questions(server: Served) -> None:
    try:
        import pandas as pd  # noqa: PLC0415  it need not be there
    except ImportError:
        missing("no pandas: pip install -e '.[clients]'")
    rows = pd.read_csv(f"{server.address}/sparql?{urlencode({'query': SELECT, 'format': 'csv'})}")
    assert rows["stage"].tolist() == [BLOCK]
    answer = pd.read_csv(f"{server.address}/ask/{BLOCKED}?format=csv")
    assert set(answer["blocker"]) == {"Lithuania"}
    assert answer["claim"].notna().all()
    alone = pd.read_csv(f"{server.address}/ask/{BLOCKED}?format=sparql-csv")
    assert set(alone["blocker"]) == {"https://w3id.org/detente/id/lithuania"}


# httpx.


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_httpx_gets_rows_truth_values_and_graphs(method: str, server: Served) -> None:
    with httpx.Client(base_url=server.address) as client:

        def ask(query: str, accept: str) -> httpx.Response:
            where = {"params": {"query": query}} if method == "GET" else {"data": {"query": query}}
            answer = client.request(method, "/sparql", headers={"Accept": accept}, **where)  # type: ignore[arg-type]
            return answer.raise_for_status()

        rows = ask(SELECT, "application/sparql-results+json").json()["results"]["bindings"]
        assert [row["stage"]["value"] for row in rows] == [BLOCK]
        truths = [ask(query, "application/sparql-results+json").json()["boolean"] for query in (ASK, ASK_NOT)]
        assert truths == [True, False]
        assert list(Graph().parse(data=ask(CONSTRUCT, "text/turtle").text, format="turtle")) == [TRIPLE]
        large = ask("SELECT * WHERE { ?s a ?type }", "text/csv")
        assert large.headers["content-encoding"] == "gzip"
        assert large.text.startswith("s,type\r\n")


# curl.


def curl(*arguments: str) -> str:
    if shutil.which("curl") is None:
        missing("no curl: install it")
    command = ["curl", "--silent", "--show-error", "--fail-with-body", "--compressed", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def test_curl_gets_rows_truth_values_and_graphs(server: Served) -> None:
    address = f"{server.address}/sparql"
    assert curl("-G", address, "-H", "Accept: text/csv", "--data-urlencode", f"query={SELECT}").split() == [
        "stage",
        BLOCK,
    ]
    truths = [curl(address, "--data-urlencode", f"query={query}", "-d", "format=boolean") for query in (ASK, ASK_NOT)]
    assert truths == ["true", "false"]
    direct = curl(address, "-H", "Content-Type: application/sparql-query", "--data-binary", CONSTRUCT)
    assert list(Graph().parse(data=direct, format="turtle")) == [TRIPLE]


def test_curl_follows_the_iri_of_a_thing_to_its_document(server: Served) -> None:
    found = curl("--location", "-H", "Accept: text/turtle", BLOCK.replace("https://w3id.org/detente", server.address))
    assert TRIPLE in Graph().parse(data=found, format="turtle")


# Comunica.


def comunica(server: Served, query: str, form: str) -> str:
    node, why = javascript()
    program = JS / "node_modules/@comunica/query-sparql/bin/query.js"
    if node is None or not program.is_file():
        if javascript_required():
            pytest.fail(why or f"{program} is missing")
        pytest.skip(why or "no Comunica: run `npm ci` in tests/js")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.removeprefix("v").partition(".")[0]) < 22:
        pytest.skip(f"Comunica needs Node 22, and here is {version.strip()}: pip install -e '.[js]'")
    command = [node, str(program), f"sparql@{server.address}/sparql", query, "--httpTimeout", "60000", "-t", form]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_comunica_gets_rows(server: Served) -> None:
    found = json.loads(comunica(server, SELECT, "application/sparql-results+json"))
    assert [row["stage"]["value"] for row in found["results"]["bindings"]] == [BLOCK]


def test_comunica_gets_a_truth_value(server: Served) -> None:
    assert json.loads(comunica(server, ASK, "application/sparql-results+json"))["boolean"] is True


def test_comunica_gets_a_graph(server: Served) -> None:
    assert list(Graph().parse(data=comunica(server, CONSTRUCT, "text/turtle"), format="turtle")) == [TRIPLE]
