"""What whoever runs ``detente serve`` sees of it: its log, its metrics, clients behind a proxy, and what it says of its data."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from commands import ROOT, is_clear, python, run, warm
from prometheus_client.parser import text_string_to_metric_families
from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from served import served

from graph.cli_serve import serve
from graph.service.metrics import BOUNDS, Metrics

if TYPE_CHECKING:
    from collections.abc import Iterator

    from served import Served

PRIVATE = "ASK { ?s ?p 'what nobody is to know' }"
PATIENCE = 10.0


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served("--workers", "2", cache=warm()) as server:
        yield server


def logged(server: Served, path: str) -> dict[str, Any]:
    """The line on a request to this path, as soon as it is there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for line in list(server.log):
            found: dict[str, Any] = json.loads(line)
            if found.get("path") == path:
                return found
        time.sleep(0.02)
    raise AssertionError(f"no line on {path}: {server.log}")


def samples(server: Served, name: str) -> dict[tuple[str, ...], float]:
    """The values of one metric, by those of its labels."""
    answer = server.ask("GET", "/metrics")
    assert (answer.status, answer.kind) == (200, "text/plain")
    families = text_string_to_metric_families(answer.body.decode())
    found = [sample for family in families for sample in family.samples if sample.name == name]
    return {tuple(sample.labels.values()): sample.value for sample in found}


# The log.


def test_each_request_has_a_line_that_does_not_say_what_was_asked(server: Served) -> None:
    answer = server.ask("GET", "/ask/blocked-agreements?at=2018&format=csv")
    line = logged(server, "/ask/blocked-agreements")
    assert (line["client"], line["method"], line["status"]) == ("127.0.0.1", "GET", 200)
    assert line["bytes"] == len(answer.body)
    assert line["ms"] > 0
    server.query(PRIVATE)
    server.ask("POST", "/sparql", {"Content-Type": "application/sparql-query"}, PRIVATE)
    logged(server, "/sparql")
    server.ask("GET", "/after")
    logged(server, "/after")
    assert not any("nobody is to know" in entry or "2018" in entry.partition('"path"')[2] for entry in server.log)


def test_no_client_can_write_a_line_of_its_own(server: Served) -> None:
    server.ask("GET", '/forged%0A{"status":%20200}%1b[31m')
    assert logged(server, '/forged\n{"status": 200}\x1b[31m')["status"] == 404


def test_with_log_queries_the_log_says_what_was_asked() -> None:
    with served("--workers", "1", "--log-queries", cache=warm()) as server:
        server.ask("POST", "/sparql", {"Content-Type": "application/sparql-query"}, PRIVATE)
        assert logged(server, "/sparql")["query"] == PRIVATE
        server.ask("GET", "/ask/polls?at=2018")
        assert logged(server, "/ask/polls")["parameters"] == "at=2018"


# The metrics.


def test_metrics_count_requests_and_their_times(server: Served) -> None:
    before = samples(server, "detente_requests_total").get(("sparql", "GET", "400"), 0.0)
    server.query("nonsense")
    server.query("more nonsense")
    assert samples(server, "detente_requests_total")["sparql", "GET", "400"] == before + 2
    buckets = samples(server, "detente_request_seconds_bucket")
    count = samples(server, "detente_request_seconds_count")["sparql",]
    assert buckets["sparql", "+Inf"] == count > 0
    assert samples(server, "detente_request_seconds_sum")["sparql",] > 0
    assert samples(server, "detente_workers") == {(): 2.0}
    assert samples(server, "detente_queries_waiting") == {(): 0.0}
    version = server.query(PRIVATE).headers["detente-data"]
    assert samples(server, "detente_data_info") == {(version,): 1.0}


def test_health_and_metrics_say_what_they_take_as_other_addresses_do(server: Served) -> None:
    for path in ("/health", "/metrics"):
        preflight, refused = server.ask("OPTIONS", path), server.ask("POST", path, body="x")
        assert (preflight.status, preflight.headers["access-control-allow-methods"]) == (204, "GET, HEAD, OPTIONS")
        assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
        get, head = server.ask("GET", path), server.ask("HEAD", path)
        assert (head.body, head.kind, head.headers["cache-control"]) == (b"", get.kind, "no-store")


def test_addresses_that_there_are_not_share_one_name(server: Served) -> None:
    for number in range(3):
        server.ask("GET", f"/no-{number}")
    found = {labels for labels in samples(server, "detente_requests_total") if labels[2] == "404"}
    assert ("other", "GET", "404") in found
    assert not any(labels[0].startswith("no-") for labels in found)


def test_metrics_count_workers_that_were_replaced_and_their_memory() -> None:
    with served("--workers", "1", "--limit", "long_after=0.2", cache=warm()) as server:
        assert samples(server, "detente_worker_replacements_total") == {(): 0.0}
        cross = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        assert server.query(cross, timeout="0.4").status == 503
        assert samples(server, "detente_worker_replacements_total")[()] >= 1
        assert samples(server, "process_resident_memory_bytes")[()] > 10 << 20


def test_a_time_counts_in_the_first_bucket_whose_bound_it_does_not_pass() -> None:
    metrics = Metrics(["sparql"])
    for seconds in (0.001, 0.0011, 99.0):
        metrics.count("/sparql", "GET", 200, 5, seconds)
    buckets = metrics.buckets["sparql"]
    assert (buckets[0], buckets[1], buckets[len(BOUNDS)], sum(buckets)) == (1, 1, 1, 3)


# Behind a proxy.

FORWARDED = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}


def test_only_a_proxy_that_was_named_says_who_the_client_is(server: Served) -> None:
    server.ask("GET", "/by-a-stranger", FORWARDED)
    assert logged(server, "/by-a-stranger")["client"] == "127.0.0.1"
    with served("--workers", "1", "--proxy", "127.0.0.0/8", cache=warm()) as behind:
        # A client may write the header too: what counts is what the proxy put at its end.
        behind.ask("GET", "/by-a-proxy", {**FORWARDED, "X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
        assert logged(behind, "/by-a-proxy")["client"] == "198.51.100.7"
        described = behind.ask("GET", "/sparql", {**FORWARDED, "Host": "graph.example.org"}).body.decode()
        assert "<https://graph.example.org/sparql>" in described


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--proxy", "*", "'*' is no address of a proxy"),
        ("--service", "example.org/sparql", "'example.org/sparql' is no address of a service"),
    ],
)
def test_what_is_no_address_is_a_usage_error(option: str, value: str, words: str) -> None:
    done = run("serve", option, value, cache=warm())
    assert (done.returncode, is_clear(done.stderr)) == (2, True)
    assert words in done.stderr


# The start.


def test_the_unit_in_the_documentation_calls_a_command_that_there_is() -> None:
    unit = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8").partition("```ini")[2]
    (line,) = [line for line in unit.splitlines() if line.startswith("ExecStart=")]
    program, name, *arguments = line.removeprefix("ExecStart=").split()
    assert (program, name) == ("detente", "serve")
    context = serve.make_context(name, arguments)  # an option that there is not is a click.UsageError
    assert context.params["proxies"] == ("127.0.0.1",)


NO_PYTHON = "import sys; sys.executable = '/bin/false'; from graph.command import main; main()"


def test_workers_that_cannot_be_started_end_the_server_with_a_line_that_says_so() -> None:
    done = python(NO_PYTHON, "serve", "--port", "0", cache=warm())
    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr.splitlines()[-1].startswith("detente: no worker can be started")


def test_limits_from_the_environment_are_printed_at_the_start() -> None:
    with served(cache=warm(), DETENTE_LIMITS="seconds=3.5 workers=1") as server:
        limits = next(line for line in server.started if line.startswith("limits "))
        assert "seconds=3.5 " in limits
        assert samples(server, "detente_workers") == {(): 1.0}


def test_the_tag_of_an_answer_holds_over_a_start_of_the_server(server: Served) -> None:
    paths = (
        "/sparql?query=ASK%7B%7D",
        "/ask/posts",
        "/ask",
        "/data/claim/edm-2019/c10.ttl",
        "/data/dataset.ttl",
        "/graphs/conflicts",
    )
    tags = {path: server.ask("GET", path, {"Host": "graph.example.org"}).headers["etag"] for path in paths}
    with served("--workers", "1", cache=warm()) as again:
        for path, tag in tags.items():
            known = {"Host": "graph.example.org", "If-None-Match": tag.removeprefix("W/")}  # as a proxy may hand it on
            assert again.ask("GET", path, known).status == 304, path
            assert again.ask("GET", path, {**known, "Accept-Encoding": "gzip"}).status == 200


# The data set.


def test_the_data_set_is_described_where_void_has_it_looked_for(server: Served) -> None:
    described = NamedNode("https://w3id.org/detente/dataset")
    void = "http://rdfs.org/ns/void#"
    bodies = set()
    for path, accept, suffix in [
        ("/.well-known/void", "", ".ttl"), ("/.well-known/void", "application/rdf+xml", ".rdf"),
        ("/dataset", "application/n-triples", ".nt"),
        ("/data/dataset", "text/turtle", ".ttl"), ("/dataset", "application/ld+json", ".jsonld"),
    ]:  # fmt: skip
        moved = server.ask("GET", path, {"Accept": accept} if accept else {})
        assert moved.status == 303
        place = urljoin(path, moved.headers["location"])
        assert place == f"/data/dataset{suffix}"
        document = server.ask("GET", place)
        assert document.status == 200
        triples = {quad.triple for quad in parse(document.body, format=RdfFormat.from_media_type(document.kind))}
        about = {(str(triple.predicate.value), str(triple.object)) for triple in triples if triple.subject == described}
        assert (void + "sparqlEndpoint", f"<{server.address}/sparql>") in about
        bodies.add(frozenset(triple for triple in triples if place not in str(triple)))
        counted = next(t.object for t in triples if t.subject == described and t.predicate.value == void + "triples")
        assert isinstance(counted, Literal)
        assert int(counted.value) > 1000
    assert len(bodies) == 1


def test_the_service_description_leads_to_the_data_set(server: Served) -> None:
    described = list(parse(server.ask("GET", "/sparql").body, format=RdfFormat.TURTLE))
    (dataset,) = [quad.object for quad in described if quad.predicate.value.endswith("#defaultDataset")]
    assert dataset == NamedNode("https://w3id.org/detente/dataset")
    (place,) = [quad.object for quad in described if quad.predicate.value.endswith("#seeAlso")]
    assert place == NamedNode(f"{server.address}/.well-known/void")
