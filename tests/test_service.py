"""What a client of ``detente serve`` gets for what it asks: formats, negotiation, datasets, caching, errors."""

from __future__ import annotations

import gzip
import http.client
import json
from typing import TYPE_CHECKING

import pytest
from commands import run, warm
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results
from served import served

from graph.errors import UsageError
from graph.service.limits import Limits, limits_from
from graph.service.media import choose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from served import Answer, Served

BLOCK = "https://w3id.org/detente/id/by-nato-classified-information-blocked"
SELECT = "SELECT ?stage { ?stage a dt:BlockedStage }"
ASK = "ASK { ?stage a dt:BlockedStage }"
CONSTRUCT = "CONSTRUCT { ?stage a dt:BlockedStage } WHERE { ?stage a dt:BlockedStage }"
FACTS = "https://w3id.org/detente/graph/facts"


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served("--workers", "2", cache=warm()) as server:
        yield server


# Formats.


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/xml", "application/xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values"),
    ],
)
def test_rows_come_in_the_format_that_accept_names(accept: str, kind: str, server: Served) -> None:
    answer = server.query(SELECT, accept)
    assert (answer.status, answer.kind) == (200, kind)
    if kind == "text/csv":
        assert answer.body.decode().split() == ["stage", BLOCK]
    else:
        rows = parse_query_results(answer.body, format=QueryResultsFormat.from_media_type(kind))
        assert isinstance(rows, QuerySolutions)
        assert [str(row["stage"]) for row in rows] == [f"<{BLOCK}>"]


@pytest.mark.parametrize("name", ["turtle", "ntriples", "rdfxml", "jsonld", "trig", "nquads"])
def test_a_graph_comes_in_every_format(name: str, server: Served) -> None:
    answer = server.query(CONSTRUCT, format=name)
    assert answer.status == 200
    quads = parse(answer.body, format=RdfFormat.from_media_type(answer.kind))
    assert [str(quad.subject) for quad in quads] == [f"<{BLOCK}>"]
    again = server.query(CONSTRUCT, answer.kind)
    assert (again.kind, again.body) == (answer.kind, answer.body)


@pytest.mark.parametrize(("accept", "body"), [("text/boolean", b"true"), ("application/sparql-results+json", None)])
def test_a_truth_value_comes_in(accept: str, body: bytes | None, server: Served) -> None:
    answer = server.query(ASK, accept)
    assert answer.status == 200
    assert answer.body == body if body is not None else answer.json()["boolean"] is True


@pytest.mark.parametrize(
    ("query", "accept", "offered"),
    [(SELECT, "text/turtle", "text/csv"), (ASK, "text/csv", "text/boolean"), (CONSTRUCT, "text/csv", "text/turtle")],
)
def test_a_format_that_there_is_not_is_406_with_those_that_there_are(
    query: str, accept: str, offered: str, server: Served
) -> None:
    answer = server.query(query, accept)
    assert (answer.status, answer.kind) == (406, "application/problem+json")
    assert offered in answer.json()["available"]
    assert server.query(query, format="nix").status == 406


CHOICES = {
    "text/csv;q=0": None,
    "*/*;q=0.1, text/*;q=0.9, text/csv;q=0.2": "text/tab-separated-values",
    "application/*;q=0.5, text/csv;q=0.4": "application/sparql-results+json",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": "application/xml",
    "TEXT/CSV; charset=utf-8; Q=1.0": "text/csv",
    "no range at all": "application/sparql-results+json",
    "text/csv;q=0.1, " + "a/b, " * 20_000 + "application/xml": "text/csv",
    "text/csv;q=nonsense, application/json;q=0.1": "application/json",
}


@pytest.mark.parametrize("accept", CHOICES, ids=lambda accept: accept[:40])
def test_the_most_specific_range_decides_and_then_the_quality(accept: str) -> None:
    chosen = choose("select", accept)
    assert (chosen.media_type.partition(";")[0] if chosen else None) == CHOICES[accept]


# Ways to ask.


def test_a_query_may_be_sent_in_three_ways(server: Served) -> None:
    csv = {"Accept": "text/csv"}
    form = {**csv, "Content-Type": "application/x-www-form-urlencoded"}
    direct = {**csv, "Content-Type": "application/sparql-query; charset=UTF-8"}
    ways = [
        server.query(SELECT, "text/csv"),
        server.ask("POST", "/sparql", form, "query=SELECT%20%3Fstage%20%7B%3Fstage%20a%20dt%3ABlockedStage%7D"),
        server.ask("POST", "/sparql/", direct, SELECT),
        server.ask("POST", "/sparql", direct, f"\ufeff{SELECT}"),  # a file as editors on Windows write it
    ]
    assert {(way.status, way.body) for way in ways} == {(200, f"stage\r\n{BLOCK}\r\n".encode())}


def test_the_dataset_of_the_request_goes_before_that_of_the_query(server: Served) -> None:
    count = "SELECT (COUNT(*) AS ?n) FROM <http://example.org/none> { ?s ?p ?o }"
    assert number(server.query(count)) == 0
    assert number(server.query(count, **{"default-graph-uri": FACTS})) > 1000
    named = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    alone = number(server.query("SELECT (COUNT(*) AS ?n) { GRAPH graph:facts { ?s ?p ?o } }"))
    assert number(server.query(named, **{"named-graph-uri": FACTS})) == alone
    assert number(server.query(named, **{"default-graph-uri": "http://127.0.0.1:9/unknown"})) == 0


def number(answer: Answer) -> int:
    assert answer.status == 200, answer.body
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def test_head_gives_the_headers_of_get(server: Served) -> None:
    get = server.query(SELECT)
    head = server.ask("HEAD", "/sparql?query=SELECT%20%3Fstage%20%7B%20%3Fstage%20a%20dt%3ABlockedStage%20%7D")
    assert head.body == b""
    assert {**head.headers, "date": ""} == {**get.headers, "date": ""}


# Errors.

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
ERRORS = {
    "syntax": ("POST", {"Content-Type": QUERY}, b"SELECT *\n{ ?s ?p }", 400),
    "an update sent as a query": ("POST", {"Content-Type": QUERY}, b"INSERT DATA { id:a id:b id:c }", 400),
    "no query": ("POST", {"Content-Type": FORM}, b"quarry=x", 400),
    "a parameter that there is not, and no query": ("GET", {}, b"", 400),
    "a timeout that is none": ("POST", {"Content-Type": FORM}, b"query=ASK%7B%7D&timeout=soon", 400),
    "a graph that is no IRI": ("POST", {"Content-Type": FORM}, b"query=ASK%7B%7D&default-graph-uri=x", 400),
    "percents that are no UTF-8": ("POST", {"Content-Type": FORM}, b"query=%ff", 400),
    "a form that is no ASCII": ("POST", {"Content-Type": FORM}, "query=ä".encode(), 400),
    "another type": ("POST", {"Content-Type": "text/plain"}, b"ASK {}", 415),
    "a charset that is none": (
        "POST",
        {"Content-Type": f"{QUERY}; charset*=utf-8''x%ff; charset*1=a; charset=x"},
        b"ASK {}",
        415,
    ),
    "a type that is none": ("POST", {"Content-Type": '"'}, b"ASK {}", 415),
    "another method": ("DELETE", {}, b"", 405),
    "an update without a token": ("POST", {"Content-Type": "application/sparql-update"}, b"CLEAR ALL", 403),
    "a text that is too long": ("POST", {"Content-Type": QUERY}, b"ASK {}" + b" " * (1 << 20), 413),
}


@pytest.mark.parametrize("what", ERRORS)
def test_an_error_is_a_problem_that_scripts_of_any_page_may_read(what: str, server: Served) -> None:
    method, headers, body, status = ERRORS[what]
    path = "/sparql?qeury=ASK%7B%7D&timeout=2" if method == "GET" else "/sparql"
    answer = server.ask(method, path, {**headers, "Origin": "http://example.org"}, body)
    assert (answer.status, answer.kind) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert answer.json()["detail"]
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_fault_of_syntax_has_its_place_and_a_wrong_method_those_that_are_right(server: Served) -> None:
    fault = server.ask("POST", "/sparql", {"Content-Type": QUERY}, "SELECT *\n{ ?s ?p }").json()
    assert (fault["line"], fault["column"]) == (2, 10)
    assert server.ask("DELETE", "/sparql").headers["allow"] == "GET, HEAD, POST, OPTIONS"
    assert "'qeury' is no parameter" in server.ask("GET", "/sparql?qeury=ASK%7B%7D").json()["detail"]
    assert server.ask("GET", "/sparql?query=ASK%7B%7D&_=1").status == 200
    assert server.ask("GET", "/sparql?format=ntriples").kind == "application/n-triples"
    nowhere = server.ask("GET", "/nowhere")
    assert (nowhere.status, nowhere.kind) == (404, "application/problem+json")


def test_a_browser_may_ask_from_any_page(server: Served) -> None:
    headers = {"Origin": "http://example.org", "Access-Control-Request-Method": "POST"}
    preflight = server.ask("OPTIONS", "/sparql", headers)
    assert preflight.status == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]


@pytest.mark.parametrize(
    "path", ["/sparql", "/sparql?query=ASK%7B%7D", "/graphs/facts", "/data/dataset.ttl", "/id/belarus"]
)
def test_a_host_that_is_none_is_the_fault_of_the_client_and_costs_no_worker(path: str, server: Served) -> None:
    for host in ("a b<>", "a/b", "x@y"):
        answer = server.ask("GET", path, {"Host": host})
        assert (answer.status, answer.kind) == (400, "application/problem+json")
        assert "header Host" in answer.json()["detail"]
    assert not any("died" in line for line in server.log)


# Caches and compression.


def test_an_answer_that_the_client_has_is_not_sent_again(server: Served) -> None:
    answer = server.query(SELECT)
    tag = answer.headers["etag"]
    path = "/sparql?query=SELECT%20%3Fstage%20%7B%20%3Fstage%20a%20dt%3ABlockedStage%20%7D"
    again = server.ask("GET", path, {"If-None-Match": f'"other", {tag}'})
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert server.query(SELECT, "text/csv").headers["etag"] != tag
    assert set(answer.headers["vary"].split(", ")) == {"Accept", "Accept-Encoding"}
    assert "etag" not in server.query("SELECT (NOW() AS ?now) {}").headers


def test_an_answer_says_on_which_data_it_rests(server: Served) -> None:
    version = server.query(SELECT).headers["detente-data"]
    assert f"data {version}\n" in server.started
    assert json.loads(server.ask("GET", "/health").body) == {"status": "ok", "data": version}


def test_a_large_answer_is_compressed_when_the_client_takes_it(server: Served) -> None:
    path = "/sparql?query=SELECT%20*%20%7B%20%3Fs%20a%20dt%3AClaim%20%7D"
    plain, packed = server.ask("GET", path), server.ask("GET", path, {"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 3
    assert "content-encoding" not in server.ask("GET", "/sparql?query=ASK%7B%7D", {"Accept-Encoding": "gzip"}).headers
    for large in (path, "/ask", "/ask/posts", "/data/claim/edm-2019/c10.ttl", "/data/dataset.ttl"):
        assert server.ask("GET", large, {"Accept-Encoding": "br, gzip"}).headers["content-encoding"] == "gzip"
        assert "content-encoding" not in server.ask("GET", large, {"Accept-Encoding": "br, gzip;q=0.0"}).headers


def test_an_answer_larger_than_what_is_held_back_streams_whole(server: Served) -> None:
    query = "SELECT * { GRAPH graph:facts { ?s ?p ?o } { VALUES ?n { 1 2 3 } } }"
    answer = server.query(query, "text/csv")
    assert answer.headers["transfer-encoding"] == "chunked"
    assert len(answer.body) > 1 << 20
    count = number(server.query("SELECT (COUNT(*) AS ?n) { GRAPH graph:facts { ?s ?p ?o } }"))
    assert answer.body.count(b"\r\n") == 3 * count + 1


def test_many_queries_go_over_one_connection(server: Served) -> None:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=30)
    for _ in range(3):
        connection.request("GET", "/sparql?query=ASK%7B%7D")
        assert json.loads(connection.getresponse().read())["boolean"] is True
    connection.close()


# The command.


def test_a_port_that_is_taken_is_a_usage_error(server: Served) -> None:
    done = run("serve", "--port", str(server.port), cache=warm())
    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing can listen at 127.0.0.1" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_token_nothing_is_writable() -> None:
    done = run("serve", "--writable", cache=warm())
    assert done.returncode == 2
    assert "--token-file" in done.stderr


@pytest.mark.parametrize("limit", ["nix=1", "workers=0", "seconds=soon", "workers", "seconds=nan", "seconds=inf"])
def test_a_limit_that_is_none_is_a_usage_error(limit: str) -> None:
    with pytest.raises(UsageError):
        limits_from([limit])


def test_limits_are_set_by_name() -> None:
    assert limits_from(["seconds=2.5", "per_client=100"]) == Limits(seconds=2.5, per_client=100)
