"""What is written over HTTP goes into the graph *user*: only with the token, kept over builds, and marked in answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from commands import warm
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse
from served import Answer, Served, bearer, served, served_empty

from graph.errors import InputError, RefusedQueryError, StoreError
from graph.service.problems import ProblemError
from graph.service.services import check_address, harmless
from graph.service.updates import prepared
from graph.service.user_graph import UserGraph

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TURTLE = {"Content-Type": "text/turtle", **bearer()}
OWN = "http%3A%2F%2Fexample.org%2Fnotes"
LABELS = "SELECT ?label { id:nato rdfs:label ?label } ORDER BY STR(?label)"
MARK = "detente-rests-on-user"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("user") / "notes" / "user.nq"


@pytest.fixture(scope="module")
def server(file: Path) -> Iterator[Served]:
    with served("--workers", "1", "--writable", "--user-graph", str(file), cache=warm()) as server:
        yield server


@pytest.fixture(autouse=True)
def nothing_written(server: Served) -> None:
    assert server.update("CLEAR ALL").status == 204


def triples(answer: Answer) -> list[Quad]:
    assert answer.status == 200, answer.body
    return list(parse(answer.body, format=RdfFormat.from_media_type(answer.kind)))


def test_what_is_written_is_read_at_once_and_stands_in_a_file(server: Served, file: Path) -> None:
    before = server.query(LABELS).headers
    assert server.update('INSERT DATA { id:nato rdfs:label "Bündnis"@de }').status == 204
    after = server.query(LABELS, "text/csv")
    assert "Bündnis" in after.body.decode()
    assert file.read_text(encoding="utf-8").count("Bündnis") == 1
    assert after.headers["etag"] != before["etag"]
    assert after.headers["detente-data"].startswith(f"{before['detente-data']}.user.")
    assert len(triples(server.ask("GET", "/graphs/user"))) == 1
    assert server.update('DELETE DATA { id:nato rdfs:label "Bündnis"@de }').status == 204
    assert server.query(LABELS).headers["etag"] == before["etag"]


@pytest.mark.parametrize("accept", ["text/csv", "text/tab-separated-values", "application/json", "application/xml"])
def test_the_rows_of_an_answer_that_rest_on_the_user_are_marked(accept: str, server: Served) -> None:
    assert MARK not in server.query(LABELS, accept).headers
    assert server.update('INSERT DATA { id:nato rdfs:label "A"@de , "B"@de , "ЯЯ"@ru }').status == 204
    rows = server.query(LABELS, "text/csv").body.decode().splitlines()[1:]
    last = len(rows)
    assert (rows[:2], rows[-1]) == (["A", "B"], "ЯЯ")
    assert server.query(LABELS, accept).headers[MARK] == f"rows 1-2, {last}"
    assert server.query("SELECT ?x { ?x a dt:BlockedStage }", accept).headers[MARK] == "none"


def test_truth_values_graphs_and_what_is_missing_are_marked_too(server: Served) -> None:
    assert server.update('INSERT DATA { id:nato rdfs:label "A"@de }').status == 204
    assert server.query('ASK { id:nato rdfs:label "A"@de }').headers[MARK] == "the answer"
    assert server.query("ASK { id:nato rdfs:label ?any }").headers[MARK] == "none"
    assert server.query("CONSTRUCT WHERE { id:nato rdfs:label ?any }").headers[MARK] == "triples 1"
    without = 'SELECT ?x { VALUES ?x { id:nato } FILTER NOT EXISTS { ?x rdfs:label "A"@de } }'
    assert server.query(without).headers[MARK] == "1 more rows without it"


def test_what_a_user_deletes_of_the_built_graph_stays(server: Served) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    before = server.query(count, "text/csv").body
    assert server.update("CLEAR ALL ; DELETE WHERE { ?s ?p ?o } ; DROP SILENT GRAPH graph:facts").status == 204
    assert server.query(count, "text/csv").body == before


@pytest.mark.parametrize("graph", ["graph/facts", "graph/claims/any", "graph/user"])
def test_a_graph_that_is_built_is_not_written_to_by_an_update(graph: str, server: Served, file: Path) -> None:
    before = file.read_text(encoding="utf-8")
    done = server.update(
        f"INSERT DATA {{ id:a id:b id:c . GRAPH <https://w3id.org/detente/{graph}> {{ id:a id:b id:c }} }}"
    )
    assert done.status == 403
    assert graph in done.json()["detail"]
    assert file.read_text(encoding="utf-8") == before
    assert server.query("ASK { id:a id:b id:c }", "text/boolean").body == b"false"


@pytest.mark.parametrize(
    ("update", "words"),
    [
        ("LOAD <http://127.0.0.1:9/>", "LOAD"),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("INSERT DATA { id:a id:b }", "cannot be run"),
        ("INSERT DATA { " + "[ id:a " * 250 + "1" + " ]" * 250 + " }", "deeper"),
    ],
)
def test_an_update_that_cannot_be_run_is_refused(update: str, words: str, server: Served) -> None:
    done = server.update(update)
    assert done.status == 400
    assert words in done.json()["detail"]


def test_nothing_is_written_without_the_token(server: Served) -> None:
    for token in ("", "a-token-for-the-test", "a-token-for-the-tests-too"):
        done = server.update("CLEAR ALL", token)
        assert (done.status, done.kind) == (401, "application/problem+json")
        assert done.headers["www-authenticate"].startswith("Bearer")
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        assert server.ask(method, "/graphs/mine", {"Content-Type": "text/turtle"}, b"").status == 401


def test_a_graph_of_the_build_is_read_by_path_and_by_name(server: Served) -> None:
    by_path = server.ask("GET", "/graphs/conflicts", {"Accept": "application/n-triples"})
    named = "/graphs?graph=https%3A%2F%2Fw3id.org%2Fdetente%2Fgraph%2Fconflicts"
    by_name = server.ask("GET", named, {"Accept": "application/n-triples"})
    by_address = server.ask(
        "GET", f"/graphs?graph={server.address}/graphs/conflicts", {"Accept": "application/n-triples"}
    )
    assert by_path.body == by_name.body == by_address.body
    assert len(triples(by_path)) > 100
    assert server.ask("PUT", "/graphs/conflicts", TURTLE, "").status == 403


def test_a_graph_is_put_added_to_changed_and_deleted(server: Served) -> None:
    address = f"/graphs?graph={OWN}"
    assert server.ask("GET", address).status == 404
    assert server.ask("PUT", address, TURTLE, "<a> <b> 1 .").status == 201
    assert server.ask("POST", address, TURTLE, "<a> <b> 2 .").status == 204
    patch = {"Content-Type": "application/sparql-update", **bearer()}
    change = "DELETE { ?a ?b 1 } INSERT { ?a ?b 3 } WHERE { ?a ?b 1 }"
    assert server.ask("PATCH", address, patch, change).status == 204
    assert server.ask("PATCH", address, patch, "INSERT DATA { GRAPH <http://e/g> { <a> <b> 4 } }").status == 400
    found = triples(server.ask("GET", address, {"Accept": "application/ld+json"}))
    assert sorted(str(quad.object)[1] for quad in found) == ["2", "3"]
    assert {str(quad.subject) for quad in found} == {"<http://example.org/a>"}
    assert server.ask("DELETE", address, bearer()).status == 204
    assert server.ask("DELETE", address, bearer()).status == 404
    assert server.ask("GET", address).status == 404


GRAPH_ERRORS = {
    "no graph": ("GET", "/graphs", {}, b"", 400),
    "a graph named twice": ("GET", "/graphs/user?default", {}, b"", 400),
    "a name that is no IRI": ("GET", "/graphs?graph=notes", {}, b"", 400),
    "another method": ("TRACE", "/graphs/user", {}, b"", 405),
    "a type that is not read": ("PUT", "/graphs/mine", {**bearer(), "Content-Type": "text/csv"}, b"a", 415),
    "a fault in the body": ("PUT", "/graphs/mine", TURTLE, b"<http://e/a> <http://e/b>", 400),
    "a form without parts": (
        "POST",
        "/graphs/mine",
        {**bearer(), "Content-Type": "multipart/form-data; boundary=x"},
        b"",
        400,
    ),
    "a format that there is not": ("GET", "/graphs/facts", {"Accept": "text/csv"}, b"", 406),
}


@pytest.mark.parametrize("what", GRAPH_ERRORS)
def test_a_graph_is_refused_with_a_problem(what: str, server: Served) -> None:
    method, path, headers, body, status = GRAPH_ERRORS[what]
    answer = server.ask(method, path, headers, body)
    assert (answer.status, answer.kind) == (status, "application/problem+json")


def test_what_is_written_is_there_when_the_server_starts_again(tmp_path: Path) -> None:
    with served_empty(tmp_path, workers=1) as server:
        assert server.update("INSERT DATA { <http://e/a> <http://e/b> _:c }").status == 204
        blank = server.ask("GET", "/graphs/user", {"Accept": "application/n-triples"}).body
        assert (
            server.update("INSERT DATA { GRAPH <https://w3id.org/detente/graph/claims/x> { id:a id:b id:c } }").status
            == 403
        )
        assert server.ask("GET", "/graphs/user", {"Accept": "application/n-triples"}).body == blank
    with served_empty(tmp_path, workers=1) as again:
        assert again.ask("GET", "/graphs?default", {"Accept": "application/n-triples"}).body == blank


@pytest.mark.usefixtures("server")
def test_a_file_to_which_another_server_writes_is_not_taken(file: Path) -> None:
    with (
        pytest.raises(AssertionError, match="another server writes to it"),
        served("--writable", "--user-graph", str(file), cache=warm()),
    ):
        pass


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("no quads", "not N-Quads"),
        ("<http://e/a> <http://e/b> 'c' <https://w3id.org/detente/graph/claims/x> .", "built"),
    ],
)
def test_a_file_that_is_none_of_a_users_graph_is_not_taken(content: str, words: str, tmp_path: Path) -> None:
    file, built = tmp_path / "user.nq", tmp_path / "built"
    file.write_text(f"{content}\n".replace("'", '"'), encoding="utf-8")
    Store(str(built)).flush()
    with pytest.raises(InputError, match=words):
        UserGraph(file, built, tmp_path / "snapshots")


ONE, TWO = (Quad(NamedNode("http://e/a"), NamedNode("http://e/b"), Literal(number)) for number in (1, 2))


def written(folder: Path, *quads: Quad) -> UserGraph:
    """The graph of a user who has written these, one after another, over an empty store."""
    if not (folder / "built").exists():
        Store(str(folder / "built")).flush()
    user = UserGraph(folder / "user.nq", folder / "built", folder / "snapshots")
    for quad in quads:
        user.quads.add(quad)
        user.commit()
    return user


def read(user: UserGraph) -> set[str]:
    return {str(quad.object) for quad in Store.read_only(user.snapshot)}


@pytest.mark.parametrize("what", ["the snapshot", "the file"])
def test_a_change_that_cannot_be_kept_leaves_no_trace_and_the_next_one_is_made(what: str, tmp_path: Path) -> None:
    user = written(tmp_path, ONE)
    before = (user.snapshot, user.digest, user_file := (tmp_path / "user.nq").read_text(encoding="utf-8"))
    if what == "the snapshot":
        (tmp_path / "snapshots").rename(tmp_path / "elsewhere")
        (tmp_path / "snapshots").touch()
    else:
        (tmp_path / "user.nq").unlink()
        (tmp_path / "user.nq").mkdir()  # a file is not renamed to a folder
    user.quads.add(TWO)
    with pytest.raises(StoreError):
        user.commit()
    if what == "the snapshot":
        (tmp_path / "snapshots").unlink()
        (tmp_path / "elsewhere").rename(tmp_path / "snapshots")
    else:
        (tmp_path / "user.nq").rmdir()
        (tmp_path / "user.nq").write_text(user_file, encoding="utf-8")
    user.reload()
    assert (user.snapshot, user.digest, (tmp_path / "user.nq").read_text(encoding="utf-8")) == before
    assert (len(user.quads), len(read(user))) == (1, 1)
    user.quads.clear()
    user.commit()
    assert (read(user), user.digest, (tmp_path / "user.nq").read_text(encoding="utf-8")) == (set(), "", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["built", "snapshots", "user.nq"]


def test_a_snapshot_stays_and_keeps_its_name_when_the_process_that_writes_is_another(tmp_path: Path) -> None:
    first = written(tmp_path, ONE)
    names = {first.snapshot}
    held = Store.read_only(first.snapshot)
    again = written(tmp_path)
    names.add(again.snapshot)
    again.quads.add(TWO)
    again.commit()
    names.add(again.snapshot)
    assert len(names) == 3
    assert (len(read(first)), len(held), len(read(again))) == (1, 2, 2)


# The text of an update, and of a query with SERVICE.


@pytest.mark.parametrize(
    ("update", "written"),
    [
        ("INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }", "INSERT { ?s ?p ?o } USING <http://e/g> WHERE { ?s ?p ?o }"),
        (
            "DELETE { ?s ?p ?o } where{ ?where ?p 'WHERE' }",
            "DELETE { ?s ?p ?o } USING <http://e/g> where{ ?where ?p 'WHERE' }",
        ),
        ("INSERT DATA { <http://e/where> <http://e/p> 'x' }", "INSERT DATA { <http://e/where> <http://e/p> 'x' }"),
    ],
)
def test_the_dataset_of_the_request_stands_before_each_where(update: str, written: str) -> None:
    assert prepared(update, ["http://e/g"], []) == written


@pytest.mark.parametrize(
    "update", ["DELETE WHERE { ?s ?p ?o }", "WITH <http://e/h> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"]
)
def test_a_dataset_that_has_no_place_is_refused(update: str) -> None:
    with pytest.raises(ProblemError):
        prepared(update, [], ["http://e/g"])
    assert prepared(update, [], []) == update


CALLED = "http://127.0.0.1:9/sparql"


def test_a_service_may_be_called_that_was_allowed_by_its_address() -> None:
    query = f"SELECT * {{ SERVICE SILENT <{CALLED}> {{ ?s ?p 'service' }} }}"
    assert harmless(query, (CALLED,)) == query.replace("'service'", "'\\u0073ervice'")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/other> { ?s ?p ?o } }",
        f"SELECT * {{ SERVICE <{CALLED}> {{ SERVICE ?any {{ ?s ?p ?o }} }} }}",
        f"PREFIX e: <{CALLED}> SELECT * {{ SERVICE e: {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE # <{CALLED}>\n ?any {{ ?s ?p ?o }} }}",
        f"SELECT * {{ BIND(<{CALLED}> AS ?x) SERVICE ?x {{ ?s ?p ?o }} }}",
        f"SELECT * {{ \\u0053ERVICE <{CALLED}> {{ ?s ?p ?o }} }}",
        "SELECT * { SERVICE <http://localhost.localdomain.invalid/> { ?s ?p ?o } }",
    ],
)
def test_no_other_service_may_be_called(query: str) -> None:
    with pytest.raises((RefusedQueryError, ProblemError)):
        harmless(query, (CALLED, "http://localhost.localdomain.invalid/"))


def test_a_name_that_leads_into_the_own_network_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    places = {"inside.example": "192.168.1.7", "outside.example": "93.184.216.34"}
    monkeypatch.setattr("socket.getaddrinfo", lambda host, _: [(2, 1, 6, "", (places[host], 0))])
    check_address("https://outside.example/sparql")
    check_address("http://192.168.1.7/sparql")
    with pytest.raises(ProblemError, match=r"inside this network"):
        check_address("https://inside.example/sparql")
