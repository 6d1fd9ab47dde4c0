"""Saved questions over HTTP: what is asked of a running server comes back as the command gives it, and faults are named."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest
from commands import BLOCKED, shipped, warm
from openapi_spec_validator import validate
from pyoxigraph import QueryResultsFormat, parse_query_results
from served import served

from graph.asking import ask
from graph.build import see_from
from graph.errors import StoreError
from graph.naming import Labels
from graph.params import bindings
from graph.perspective import perspective_of
from graph.present import Style
from graph.present_table import as_csv, as_json
from graph.questions import Param, bind
from graph.service.openapi import openapi
from graph.service.problems import ProblemError
from graph.service.saved import listing, own_parameters, perspective_words
from graph.service.saved_answers import check_values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from served import Answer, Served

GIVEN = {"framework": "partnership-for-peace", "at": "2019"}


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served(cache=warm()) as running:
        yield running


def asked(server: Served, path: str, accept: str = "*/*", **parameters: str) -> Answer:
    return server.ask("GET", f"/ask{path}?{urlencode(parameters)}", {"Accept": accept})


def style() -> Style:
    return Style(labels=Labels.stored(shipped().quads))


def test_the_list_has_every_question_with_its_parameters_and_an_address_that_answers(server: Served) -> None:
    found = asked(server, "").json()
    listed = {question["name"]: question for question in found["questions"]}
    assert {name: [param["name"] for param in question["parameters"]] for name, question in listed.items()} == {
        name: [param.name for param in question.params] for name, question in shipped().questions.items()
    }
    assert listed["posts"]["group"] == shipped().questions["posts"].group != ""
    assert server.ask("GET", f"/{listed['posts']['links']['csv']}").kind == "text/csv"


def test_the_json_is_what_the_command_gives(server: Served) -> None:
    answer = asked(server, f"/{BLOCKED}", **GIVEN)
    assert answer.kind == "application/json"
    assert answer.body.decode() == as_json(ask(shipped(), BLOCKED, GIVEN), style())
    assert answer.json()["time"]


def test_the_csv_has_the_columns_of_evidence_and_says_in_headers_what_it_leaves_to_the_json(server: Served) -> None:
    answer = asked(server, "/posts", format="csv")
    expected = ask(shipped(), "posts", {})
    assert answer.body.decode() == as_csv(expected, style())
    rows = list(csv.DictReader(answer.body.decode().splitlines()))
    assert all(row["claim"] and row["source"] for row in rows)
    assert answer.headers["detente-rows"] == str(len(rows))
    assert answer.headers["detente-contested"] == str(len(expected.contested)) != "0"


@pytest.mark.parametrize(
    ("form", "engine"),
    [
        ("sparql-json", QueryResultsFormat.JSON),
        ("xml", QueryResultsFormat.XML),
        ("tsv", QueryResultsFormat.TSV),
    ],
)
def test_sparql_results_hold_the_rows_of_the_query(server: Served, form: str, engine: QueryResultsFormat) -> None:
    question = shipped().questions[BLOCKED]
    expected = shipped().quads.query(bind(question.text, bindings(question, GIVEN, shipped().quads)))
    found = parse_query_results(asked(server, f"/{BLOCKED}", format=form, **GIVEN).body, format=engine)
    assert [list(row) for row in found] == [list(row) for row in expected]  # type: ignore[union-attr]  # both are rows


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("text/csv", "text/csv"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml;q=0.5, text/csv;q=0.4", "application/sparql-results+xml"),
        ("text/tab-separated-values", "text/tab-separated-values"),
    ],
)
def test_the_format_follows_accept(server: Served, accept: str, kind: str) -> None:
    answer = asked(server, f"/{BLOCKED}", accept)
    assert (answer.kind, answer.headers["vary"]) == (kind, "Accept, Accept-Encoding")


FAULTS = [
    (f"{BLOCKED}?framwork=x", 400, "framwork", "did you mean framework"),
    (f"{BLOCKED}?framework=partnership-for-peas", 400, "framework", "partnership-for-peace"),
    (f"{BLOCKED}?framework=nato", 400, "framework", "partnership-for-peace"),
    (f"{BLOCKED}?at=20x", 400, "at", "2018-03"),
    (f"{BLOCKED}?at=2018&at=2019", 400, "at", "2 times"),
    (f"{BLOCKED}?framework={'x' * 1001}", 400, "framework", "longer"),
    (f"{BLOCKED}?source=edm-2019", 400, "source", "perspective=only:"),
    (f"{BLOCKED}?timeout=0.09", 400, "timeout", "0.1 or more"),
    (f"{BLOCKED}?format=pdf", 406, "format", "text/csv"),
    (f"{BLOCKED}?perspective=only:nobody", 400, "perspective", "mfa-overview"),
    (f"{BLOCKED}?perspective=sometimes", 400, "perspective", "as-of"),
    (f"{BLOCKED}?perspective=pyproject.yaml", 400, "perspective", "no part of a perspective"),
]


@pytest.mark.parametrize(("path", "status", "parameter", "words"), FAULTS, ids=[fault[0][:60] for fault in FAULTS])
def test_a_fault_is_a_problem_that_names_the_parameter_and_what_it_takes(
    server: Served, path: str, status: int, parameter: str, words: str
) -> None:
    answer = server.ask("GET", f"/ask/{path}")
    assert (answer.status, answer.kind) == (status, "application/problem+json")
    assert answer.json()["parameter"] == parameter
    assert words in answer.body.decode()
    description = openapi(shipped().questions, "", {})["paths"][f"/ask/{path.partition('?')[0]}"]["get"]
    assert str(status) in description["responses"]


def test_an_enum_names_its_values() -> None:
    enums = [(q.name, p) for q in shipped().questions.values() for p in q.params if p.kind == "enum"]
    for name, param in enums:
        described = openapi(shipped().questions, "", {})["paths"][f"/ask/{name}"]["get"]["parameters"]
        schema = next(found["schema"] for found in described if found["name"] == param.name)
        assert set(schema["enum"]) == {*param.values, ""}
    assert enums


def test_an_unknown_question_is_not_found_and_near_ones_are_offered(server: Served) -> None:
    answer = asked(server, "/blocked-agreement")
    assert answer.status == 404
    assert BLOCKED in answer.json()["near"]


def test_a_perspective_is_built_once_and_named_in_the_answer(server: Served) -> None:
    words = "only:mfa-overview"
    whole = asked(server, f"/{BLOCKED}").json()
    answers = [asked(server, f"/{BLOCKED}", perspective=words) for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].body == answers[1].body
    found = answers[0].json()
    assert found["perspective"].startswith(f"perspective {words}")
    assert (found["rows"], len(found["left_out_by_perspective"])) == ([], len(whole["rows"]))


def test_what_is_seen_from_a_perspective_says_so_beside_every_answer_and_has_a_tag_of_its_own(server: Served) -> None:
    query = "/sparql?query=ASK%20%7B%20%3Fs%20a%20dt%3ABlockedStage%20%7D"
    there = {"Host": "graph.example.org"}  # both answer under one address, one after the other
    paths = (query, "/graphs/facts", f"/ask/{BLOCKED}?format=tsv", "/data/id/belarus.ttl")
    with served("--perspective", "only:mfa-overview", cache=warm()) as other:
        for path in paths:
            whole, seen = server.ask("GET", path, there), other.ask("GET", path, there)
            assert (whole.status, seen.status) == (200, 200), path
            assert "detente-perspective" not in whole.headers
            assert seen.headers["detente-perspective"] == "only:mfa-overview"
            assert seen.headers["detente-data"] == whole.headers["detente-data"]
            again = other.ask("GET", path, there | {"If-None-Match": whole.headers["etag"]})
            assert (again.status, again.body) == (200, seen.body), path
            assert other.ask("GET", path, there | {"If-None-Match": seen.headers["etag"]}).status == 304
        assert seen.body != whole.body
    asked_from = server.ask("GET", f"/ask/{BLOCKED}?format=tsv&perspective=only:mfa-overview")
    assert asked_from.headers["detente-perspective"] == "only:mfa-overview"


def test_a_perspective_on_other_files_than_those_of_the_build_is_refused(lamps: Path) -> None:
    with pytest.raises(StoreError, match="have changed since version"):
        see_from(shipped(), perspective_of(["-adopted", "agreed:3"]), [lamps])


@pytest.mark.parametrize(
    ("param", "given", "words", "accepted"),
    [
        (Param(name="who", kind="entity", optional=False, example="nato"), {}, "for example who=nato", "the name of"),
        (Param(name="since", kind="year"), {"since": "19"}, "four digits", "a year of four digits"),
        (Param(name="how", kind="enum", values=("a", "b")), {"how": "c"}, "one of a, b", ["a", "b"]),
    ],
)
def test_each_kind_of_parameter_says_what_it_takes(
    param: Param, given: dict[str, str], words: str, accepted: str | list[str]
) -> None:
    question = replace(shipped().questions[BLOCKED], params=(param,))
    with pytest.raises(ProblemError, match=words) as raised:
        check_values(question, given, shipped().quads)
    assert raised.value.members["parameter"] == param.name
    found = raised.value.members["accepted"]
    assert found == accepted or str(found).startswith(str(accepted))
    assert listing({BLOCKED: question}, "")["questions"][0]["parameters"][0]["optional"] is param.optional


def test_time_that_is_over_is_answered_so(server: Served) -> None:
    answer = asked(server, f"/{BLOCKED}", perspective="not:edm-2019", timeout="0.1")  # one that is still to be built
    assert (answer.status, answer.kind) == (503, "application/problem+json")
    assert answer.headers["retry-after"]
    assert asked(server, f"/{BLOCKED}").status == 200


def test_an_answer_that_the_client_has_is_not_sent_again(server: Served) -> None:
    first = asked(server, f"/{BLOCKED}")
    tag = {"If-None-Match": first.headers["etag"]}
    assert server.ask("GET", f"/ask/{BLOCKED}", tag).status == 304
    assert server.ask("GET", f"/ask/{BLOCKED}?at=2019", tag).status == 200
    assert server.ask("GET", "/openapi.json", {"If-None-Match": asked(server, "").headers["etag"]}).status == 200


def test_what_is_only_read_takes_no_other_method_and_scripts_of_any_page_may_read_it(server: Served) -> None:
    head = server.ask("HEAD", f"/ask/{BLOCKED}")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["content-length"]) > 1000
    for path in ("/ask", f"/ask/{BLOCKED}", "/openapi.json"):
        refused = server.ask("POST", path, body="x")
        assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
        assert refused.headers["access-control-allow-origin"] == "*"
        assert server.ask("OPTIONS", path).headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"


def test_the_description_is_valid_openapi_and_its_examples_answer(server: Served) -> None:
    found = server.ask("GET", "/openapi.json").json()
    assert {path for path in found["paths"] if path.startswith("/ask/")} == {
        f"/ask/{name}" for name in shipped().questions
    }
    few = ("counts", BLOCKED)
    kept = {
        path: what for path, what in found["paths"].items() if path.removeprefix("/ask/") in few or "/ask/" not in path
    }
    validate(found | {"paths": kept})  # all of them take seconds
    for name in few:
        params = found["paths"][f"/ask/{name}"]["get"]["parameters"]
        given = {param["name"]: param["example"] for param in params if "example" in param}
        assert given
        assert server.ask("GET", f"/ask/{name}?{urlencode(given, quote_via=quote)}").status == 200
    for path, what in found["paths"].items():
        if "{" in path:
            parts = {param["name"]: param["example"] for param in what["get"]["parameters"]}
            assert server.ask("GET", path.format_map(parts)).status == (200 if "suffix" in parts else 303), path


def test_a_question_keeps_its_own_parameter_of_a_name_that_all_have() -> None:
    question = shipped().questions[BLOCKED]
    assert own_parameters(question) == ("perspective", "format", "timeout")
    taken = replace(question, params=(Param(name="format", kind="text"),))
    assert own_parameters(taken) == ("perspective", "timeout")


def test_a_server_that_shows_one_perspective_takes_no_other() -> None:
    assert perspective_words("agreed:2,only:b only:a", "") == "only:a only:b agreed:2"
    with pytest.raises(ProblemError, match="one perspective, not:edm-2019"):
        perspective_words("only:mfa-overview", "not:edm-2019")
