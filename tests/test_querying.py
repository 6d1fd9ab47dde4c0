"""A person's own SPARQL is run as it stands, or refused with a reason; it never reaches out, and never kills the caller."""

from __future__ import annotations

import csv
import json
import os
import socket
import subprocess
import time
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from commands import DETENTE, ROOT, environment, is_clear, run, shipped, warm
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse

from graph import querying
from graph.errors import RefusedQueryError, StoreError, TimeOutError
from graph.querying import run_query
from graph.terms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.store import Opened

BLOCK = "https://w3id.org/detente/id/by-nato-classified-information-blocked"
SELECT = "SELECT ?stage { ?stage a dt:BlockedStage }"
ASK = "ASK { ?stage a dt:BlockedStage }"
NO = "ASK { id:nato a dt:BlockedStage }"
CONSTRUCT = "CONSTRUCT { ?stage a dt:BlockedStage } WHERE { ?stage a dt:BlockedStage }"


@pytest.fixture(scope="module")
def opened() -> Opened:
    return shipped()


# What comes out, and where.


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("csv", f"stage\n{BLOCK}\n"),
        ("tsv", f"?stage\n<{BLOCK}>\n"),
        ("auto", f"stage\n{BLOCK}\n"),
    ],
)
def test_rows_come_out_as(form: str, content: str) -> None:
    done = run("query", "--format", form, SELECT, cache=warm())
    assert done.returncode == 0
    assert done.stdout == content
    assert done.stderr.startswith("data ")
    assert done.stderr.count("\n") == 1


def test_rows_come_out_in_every_format(opened: Opened) -> None:
    found = json.loads(run_query(opened, SELECT, "json").content)
    assert found["results"]["bindings"] == [{"stage": {"type": "uri", "value": BLOCK}}]
    tree = ET.fromstring(run_query(opened, SELECT, "xml").content)  # noqa: S314  our own output
    assert [node.text for node in tree.iter("{http://www.w3.org/2005/sparql-results#}uri")] == [BLOCK]
    assert list(csv.reader(run_query(opened, SELECT, "csv").content.splitlines())) == [["stage"], [BLOCK]]
    assert run_query(opened, SELECT, "tsv").content.splitlines() == ["?stage", f"<{BLOCK}>"]
    assert run_query(opened, SELECT).kind == "select"


@pytest.mark.parametrize(("form", "syntax"), [("turtle", RdfFormat.TURTLE), ("ntriples", RdfFormat.N_TRIPLES)])
def test_a_graph_comes_out_in_every_format(form: str, syntax: RdfFormat, opened: Opened) -> None:
    result = run_query(opened, CONSTRUCT, form)
    assert result.kind == "graph"
    assert [str(quad.subject) for quad in parse(result.content.encode(), format=syntax)] == [f"<{BLOCK}>"]


@pytest.mark.parametrize(("query", "word", "code"), [(ASK, "yes\n", 0), (NO, "no\n", 1)])
def test_a_yes_or_no_question_is_answered_by_a_word_and_the_exit_code(query: str, word: str, code: int) -> None:
    done = run("query", query, cache=warm())
    assert (done.stdout, done.returncode) == (word, code)


def test_a_yes_or_no_question_comes_out_in_json_and_xml(opened: Opened) -> None:
    assert json.loads(run_query(opened, NO, "json").content)["boolean"] is False
    assert "<boolean>true</boolean>" in run_query(opened, ASK, "xml").content


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "with the byte order mark of Windows"])
def test_a_query_is_read_from_a_file_and_from_standard_input(mark: str, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text(mark + SELECT, encoding="utf-8")
    from_file = run("query", "-f", str(file), cache=warm())
    from_input = run("query", "-", cache=warm(), text=mark + SELECT)
    assert from_file.stdout == from_input.stdout == f"stage\n{BLOCK}\n"


def test_a_query_that_is_not_utf8_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_bytes(b'ASK {\n?s ?p "\xff" }')
    from_file = run("query", "-f", str(file), cache=warm())
    from_input = run("query", "-", cache=warm(), text='ASK { ?s ?p "\udcff" }')
    assert (from_file.returncode, from_input.returncode) == (6, 6)
    assert f"{file}:2: not UTF-8 (byte 13)" in from_file.stderr
    assert "standard input:1: not UTF-8 at byte 13" in from_input.stderr
    assert is_clear(from_file.stderr)
    assert is_clear(from_input.stderr)


@pytest.mark.parametrize("arguments", [[], [SELECT, "-f", "pyproject.toml"], ["-f", "no-such-file.rq"]])
def test_a_query_that_is_given_not_at_all_or_twice_is_a_usage_error(arguments: list[str]) -> None:
    done = run("query", *arguments, cache=warm(), cwd=ROOT)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_leaves_no_traceback() -> None:
    with subprocess.Popen(
        [str(DETENTE), "query", "SELECT * { ?s ?p ?o }"],
        env=environment(warm()), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        os.read(process.stdout.fileno(), 5)
        process.stdout.close()
        assert "Traceback" not in process.stderr.read().decode()


# What is refused.


@pytest.mark.parametrize(
    ("query", "position"), [("SELECT * { ?s ?p }", "1:"), ("SELECT *\n{ ?s ?p ?o .\n?x }", "3:"), ("SELEKT", "1:")]
)
def test_a_query_with_a_fault_is_refused_with_its_position(query: str, position: str) -> None:
    done = run("query", query, cache=warm())
    assert (done.returncode, done.stdout) == (3, "")
    assert is_clear(done.stderr)
    assert f"at {position}" in done.stderr


@pytest.mark.parametrize(
    "query", ["", "\udcff", "SELECT * { ?s ?p '\udcff' }", "SELECT * { ?s ?p \x00 }", "#", "}" * 99]
)
def test_what_is_no_query_is_refused(query: str, opened: Opened) -> None:
    with pytest.raises(RefusedQueryError):
        run_query(opened, query)


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { id:nato a id:nato }",
        "PREFIX e: <http://e/> insert data { e:a e:b e:c }",
        "# why not\nPREFIX e: <http://e/>\nBASE <http://e/>\nDELETE WHERE { ?s ?p ?o }",
        "LOAD <file:///etc/passwd>",
        "load <http://127.0.0.1:9/>",
        "CLEAR ALL",
        "DROP DEFAULT",
        "WITH <http://e/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_is_refused_because_it_changes_data(update: str, opened: Opened) -> None:
    with pytest.raises(RefusedQueryError, match="changes data"):
        run_query(opened, update)


@pytest.mark.parametrize("name", ["?insert", "?load", "?clear"])
def test_a_query_may_have_variables_that_are_called_like_updates(name: str, opened: Opened) -> None:
    assert run_query(opened, f"SELECT {name} {{ {name} a dt:BlockedStage }}", "tsv").content.count("\n") == 2


@pytest.fixture(scope="module")
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def was_called(listening: socket.socket) -> bool:
    listening.settimeout(0)
    try:
        listening.accept()[0].close()
    except BlockingIOError:
        return False
    return True


CALLS = {
    "plainly": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "silently": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "in any case": "SELECT * { sErViCe <URL> { ?s ?p ?o } }",
    "on the next line": "SELECT * {\nSERVICE\n<URL>\n{ ?s ?p ?o } }",
    "after a comment": "# a service\nSELECT * { # here\nSERVICE <URL> { ?s ?p ?o } }",
    "after a comment that a carriage return ends": "SELECT * { # here\rSERVICE <URL> { ?s ?p ?o } }",
    "before a comment": "SELECT * { SERVICE# there\n<URL> { ?s ?p ?o } }",
    "glued to its IRI": "SELECT * { SERVICE<URL>{ ?s ?p ?o } }",
    "glued to silence": "SELECT * { SERVICESILENT<URL> { ?s ?p ?o } }",
    "glued to a prefixed name": "PREFIX e: <URL> SELECT * { SERVICEe:x { ?s ?p ?o } }",
    "glued to an empty prefix": "PREFIX : <URL> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "through a prefix of that name": "PREFIX service: <URL> PREFIX : <URL> SELECT * { service:x { ?s ?p ?o } }",
    "glued to a variable": "SELECT * { VALUES ?u { <URL> } SERVICE?u { ?s ?p ?o } }",
    "after a name, like a part of it": "SELECT * { ?stage a dt:BlockedStage.SERVICE <URL> { ?s ?p ?o } }",
    "glued to a variable's full stop": "SELECT * { ?stage a ?type.SERVICE <URL> { ?s ?p ?o } }",
    "glued to a number": "SELECT * { OPTIONAL { ?stage a 5SERVICE <URL> { ?s ?p ?o } } }",
    "glued to a truth value": "SELECT * { OPTIONAL { ?stage a trueSERVICE <URL> { ?s ?p ?o } } }",
    "glued to a brace": "SELECT * { {}SERVICE <URL> { ?s ?p ?o } }",
    "after a filter that looks like an IRI": "SELECT * { BIND(1 AS ?a) FILTER(?a<2)SERVICE <URL> { ?s ?p ?o } }",
    "in a subquery": "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "in EXISTS": "SELECT * { ?stage a dt:BlockedStage FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "with an escaped letter": "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "with a long escape": "SELECT * { S\\U00000045RVICE <URL> { ?s ?p ?o } }",
    "behind an escaped quotation mark": "SELECT * { OPTIONAL { ?a ?b 'x\\u0027' } SERVICE <URL> { ?s ?p ?o } OPTIONAL { ?a ?b 'y' } }",
    "between names with escaped apostrophes": (
        "SELECT * { OPTIONAL { ?a ?b id:x\\' . } SERVICE <URL> { ?s ?p ?o } OPTIONAL { ?a ?b id:y\\' } }"
    ),
    "behind a name with an escaped hash": "SELECT * { OPTIONAL { ?a ?b id:x\\# } SERVICE <URL> { ?s ?p ?o } }",
    "behind an IRI with a hash and an escape": "SELECT * { OPTIONAL { ?a ?b <URL#\\u0041> } SERVICE <URL> { ?s ?p ?o } }",
    "behind an IRI with a hash and a hard blank": "SELECT * { OPTIONAL { ?a ?b <URL#\xa0> } SERVICE <URL> { ?s ?p ?o } }",
    "between what could be one long string": (
        'SELECT * { VALUES ?x { """a" id:x\\- } SERVICE <URL> { ?s ?p ?o } VALUES ?y { """b""" } }'
    ),
    "between quotation marks of two kinds": """SELECT * { VALUES ?x { "'" } SERVICE <URL> { ?s ?p ?o } VALUES ?y { "'" } }""",
}


@pytest.mark.parametrize("how", CALLS)
def test_no_other_server_is_asked_when_service_is_written(how: str, server: socket.socket, opened: Opened) -> None:
    query = CALLS[how].replace("URL", f"http://127.0.0.1:{server.getsockname()[1]}/")
    with pytest.raises(RefusedQueryError, match=r"SERVICE|cannot be run"):
        run_query(opened, query)
    assert not was_called(server)


NO_CALLS = {
    "a string": 'SELECT ("a service <http://e/> { }" AS ?x) {}',
    "a string in apostrophes": "SELECT ('SERVICE' AS ?x) {}",
    "a long string": 'SELECT ("""the\n"service"\n""" AS ?x) {}',
    "an IRI": "SELECT (<http://example.org/SERVICE/> AS ?x) {}",
    "the IRI of a prefix": "PREFIX e: <http://example.org/Service#> SELECT (e:x AS ?x) {}",
    "a comment": "SELECT (1 AS ?x) {} # SERVICE <http://e/> { ?s ?p ?o }",
    "a comment with an apostrophe": "# a state's service\nSELECT (1 AS ?x) {} # it's its service",
    "a variable": "SELECT ?service { VALUES ?service { 1 } }",
    "a variable with a dollar": "SELECT $service { VALUES $service { 1 } }",
    "part of a variable": "SELECT ?military_service_law { VALUES ?military_service_law { 1 } }",
    "a prefixed name": "SELECT (id:service AS ?x) {}",
    "part of a prefixed name": "SELECT (id:border.service-agency AS ?x) {}",
    "a name with an escape": "SELECT (id:service\\-agency AS ?x) {}",
    "a name of the empty prefix": "PREFIX : <http://example.org/> SELECT (:service AS ?x) {}",
    "a blank node": "SELECT (1 AS ?x) { OPTIONAL { _:service a dt:BlockedStage } } LIMIT 1",
}


@pytest.mark.parametrize("where", NO_CALLS)
def test_a_query_runs_unchanged_in_which_service_stands_only_in(where: str, opened: Opened) -> None:
    plain = opened.quads.query(NO_CALLS[where], prefixes=dict(PREFIXES))
    assert isinstance(plain, QuerySolutions)
    rows = plain.serialize(format=QueryResultsFormat.TSV)
    assert rows is not None
    assert run_query(opened, NO_CALLS[where], "tsv").content == rows.decode()


def test_a_call_that_is_taken_for_a_string_is_a_syntax_error_and_no_call(server: socket.socket, opened: Opened) -> None:
    """Should the look at the text ever err, the escape that it sets is none of the engine's code."""
    url = f"http://127.0.0.1:{server.getsockname()[1]}/"
    with pytest.raises(SyntaxError):
        opened.quads.query(f"SELECT * {{ \\u0053ERVICE <{url}> {{ ?s ?p ?o }} }}")
    assert not was_called(server)


# What would kill or block.


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * " + "{" * 5000 + "}" * 5000,
        "SELECT * { " + "?s ?p ?o . " * 20_000 + "}",
        "SELECT * { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }",
        "SELECT * { ?s " + "^" * 20_000 + "a ?o }",
    ],
    ids=["nested 5,000 deep", "20,000 patterns", "5,000 brackets", "a path of 20,000 steps"],
)
def test_the_caller_survives_a_query_that_is(query: str) -> None:
    done = run("query", "-", cache=warm(), text=query)
    assert done.returncode == 3
    assert done.stdout == ""
    assert is_clear(done.stderr)


ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_an_endless_query_ends_when_its_time_is_over_with_exit_code_4() -> None:
    started = time.monotonic()
    done = run("query", "--timeout", "0.7", ENDLESS, cache=warm())
    assert 0.7 < time.monotonic() - started < 2.5
    assert (done.returncode, done.stdout) == (4, "")
    assert is_clear(done.stderr)
    assert "--timeout" in done.stderr


def workers() -> set[str]:
    """The children of this process, in the words of the kernel."""
    return set(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text(encoding="utf-8").split())


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="the kernel lists no children here")
def test_an_endless_query_leaves_no_process_behind(opened: Opened) -> None:
    before = workers()
    with pytest.raises(TimeOutError):
        run_query(opened, ENDLESS, seconds=0.5)
    assert workers() == before


def test_a_query_that_eats_memory_is_refused(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(querying, "MEGABYTES", 1024)
    with pytest.raises(RefusedQueryError, match="memory"):
        run_query(opened, "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?d", "csv")
    assert run_query(opened, SELECT, "csv").content.split() == ["stage", BLOCK]


def test_a_store_that_is_gone_is_no_fault_of_the_query(opened: Opened, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        run_query(replace(opened, folder=tmp_path), SELECT)


def test_a_misspelt_name_is_remarked_on_and_a_right_one_is_not() -> None:
    done = run("query", "SELECT ?s WHERE { ?s a dt:Membrship ; dt:member ?x }", cache=warm())
    assert (done.returncode, done.stdout) == (0, "s\n")
    assert "dt:Membrship stands nowhere in the graph" in done.stderr
    assert "dt:member " not in done.stderr
