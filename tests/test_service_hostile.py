"""What hostile requests get from a server that really runs: the table in docs/serving.md; a light query is answered right after.

"Right after" has a generous bound, the server's own deadline: that it is quick is measured in benchmarks, not here.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import time
from collections import Counter
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from commands import ROOT, warm
from served import Answer, served, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from served import Served

LIGHT = "SELECT ?who { ?stage a dt:BlockedStage ; dt:blocker ?who }"
DEADLINE = 20.0
PER_CLIENT = 8
HEAD = "POST /sparql HTTP/1.1\r\nHost: test\r\nContent-Type: application/sparql-query\r\n"
CHUNKED = f"{HEAD}Transfer-Encoding: chunked\r\n\r\n"
MEGABYTE = b" " * 1_000_000

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="the kernel lists no children here")


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    limits = {"body_seconds": 1, "per_client": PER_CLIENT, "stalled_seconds": 1}
    set_limits = [word for name, value in limits.items() for word in ("--limit", f"{name}={value}")]
    with served("--workers", "2", "--timeout", f"{DEADLINE:g}", *set_limits, cache=warm()) as server:
        yield server


@pytest.fixture(autouse=True)
def light_query_after(server: Served) -> Iterator[None]:
    """After each case, a light query has its answer before the deadline of the server is over."""
    yield
    started = time.monotonic()
    answer = server.query(LIGHT, "text/csv")
    assert (answer.status, answer.body) == (200, b"who\r\nhttps://w3id.org/detente/id/lithuania\r\n")
    assert time.monotonic() - started < DEADLINE


def text(query: str | bytes) -> Callable[[Served], Answer]:
    """The query, as the body of a POST."""
    return lambda server: server.ask("POST", "/sparql", {"Content-Type": "application/sparql-query"}, query)


def body(head: str, parts: Callable[[], Iterable[bytes]]) -> Callable[[Served], Answer]:
    """A body that is sent until the server answers, and no longer."""

    def send(server: Served) -> Answer:
        with socket.create_connection((server.host, server.port), timeout=DEADLINE) as connection:
            try:
                connection.sendall(head.encode())
                for part in parts():
                    connection.sendall(part)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the server has answered and reads no further
            return read(connection)

    return send


def read(connection: socket.socket) -> Answer:
    """The answer that came over a connection."""
    response = http.client.HTTPResponse(connection)
    response.begin()
    found = {name.lower(): value for name, value in response.getheaders()}
    return Answer(status=response.status, headers=found, body=response.read())


def chunks(content: bytes, count: int, pause: float = 0.0) -> Iterator[bytes]:
    for _ in range(count):
        time.sleep(pause)
        yield b"%x\r\n%s\r\n" % (len(content), content)


def kill_workers(server: Served) -> Answer:
    workers = server.workers()
    assert workers
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    answers = [server.query(LIGHT, "text/csv") for _ in range(4)]
    assert len(server.workers()) >= 2
    assert not set(workers) & set(server.workers())
    return max(answers, key=lambda answer: answer.status)


JOIN = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
DOUBLED = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
CASES: dict[str, Callable[[Served], Answer]] = {
    "5,000 nested groups": text("SELECT * " + "{" * 5000 + "}" * 5000),
    "20,000 triple patterns": text("SELECT * { " + "?s ?p ?o . " * 20_000 + "}"),
    "a path of 20,000 steps": text("SELECT * { ?s " + "/".join(["dt:blocker"] * 20_000) + " ?o }"),
    "a cross join with `ORDER BY`": lambda server: server.query(JOIN, timeout="1.5"),
    "a text that is doubled forty times": text(f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('twice' AS ?x0) {DOUBLED} }}"),
    "a regex that makes others backtrack for ever": text(f'ASK {{ FILTER REGEX("{"a" * 5000}!", "^(a+)+$") }}'),
    "a regex that grows when it is compiled": text('ASK { FILTER REGEX("aaaa", "(((a{1,1000}){1,1000}){1,1000})") }'),
    "a call of `SERVICE` on loopback": text("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"),
    "bytes that are no UTF-8": text(b"ASK { ?s ?p '\xff' }"),
    "a body of 100 MB": body(f"{HEAD}Content-Length: 100000000\r\n\r\n", lambda: [MEGABYTE] * 100),
    "a body of 100 MB in chunks, its length not told": body(CHUNKED, lambda: chunks(MEGABYTE, 100)),
    "an endless head": body("GET /health HTTP/1.1\r\nHost: test\r\nX: ", lambda: [MEGABYTE] * 100),
    "a head that stops coming": body("GET /health HTTP/1.1\r\nHost: test\r\nX: ", lambda: [b"a"]),
    "endless trailers": body(CHUNKED, lambda: [b"6\r\nASK {}\r\n0\r\n", *[b"X: " + b"a" * 1000 + b"\r\n"] * 100_000]),
    "an endless slow body": body(CHUNKED, lambda: chunks(b" ", 200, pause=0.1)),
    "a body that stops coming": body(f"{HEAD}Content-Length: 100\r\n\r\n", lambda: [b"ASK {}"]),
    "`kill -9` of all workers": kill_workers,
}
"""The cases with one request, or one answer; the others have tests of their own."""
MANY = "200 connections at once"
CROWD = "more connections than one client may have"
STALLED = "a dozen clients that take nothing of large answers"


def documented() -> dict[str, tuple[str, str]]:
    """Status and words of each case, as docs/serving.md has them."""
    section = (ROOT / "docs/serving.md").read_text().partition("\n## What attacks get\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| ([0-9, ]+) \| (.+?) \|$", section, re.MULTILINE)
    return {case: (status, words) for case, status, words in rows}


def test_the_documented_table_has_the_cases_that_are_tested() -> None:
    assert list(documented()) == [*CASES, MANY, CROWD, STALLED]


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_request_gets_the_status_and_the_words_that_are_documented(case: str, server: Served) -> None:
    answer = CASES[case](server)
    status, words = documented()[case]
    assert str(answer.status) == status
    if answer.status == 200:
        assert "answer" in words
    else:
        assert answer.kind == "application/problem+json"
        detail = answer.json()["detail"]
        assert any(quoted in detail for quoted in re.findall("“(.+?)”", words)), detail


def test_connections_that_are_open_and_ask_nothing_take_no_place_and_asking_at_once_has_its_limit(
    server: Served,
) -> None:
    connections = [socket.create_connection((server.host, server.port), timeout=DEADLINE) for _ in range(200)]
    try:
        for connection in connections:
            connection.sendall(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: test\r\n")
        assert server.query(LIGHT).status == 200
        for connection in connections:
            connection.sendall(b"\r\n")
        answers = [read(connection) for connection in connections]
    finally:
        for connection in connections:
            connection.close()
    counts = Counter(answer.status for answer in answers)
    status, words = documented()[MANY]
    assert {str(found) for found in counts} == set(status.split(", "))
    assert counts[200] >= PER_CLIENT
    refused = [answer for answer in answers if answer.status == 429]
    assert all(words.strip("“”") in answer.json()["detail"] and answer.headers["retry-after"] for answer in refused)


def test_a_client_has_so_many_connections_and_no_more_until_it_closes_one() -> None:
    with served("--limit", "connections=20", cache=warm()) as server, ExitStack() as all_of_them:
        status, words = documented()[CROWD]

        def connect() -> socket.socket:
            connection = socket.create_connection((server.host, server.port), DEADLINE, ("127.0.0.9", 0))
            return all_of_them.enter_context(connection)

        kept = [connect() for _ in range(20)]
        refused = [read(connect()) for _ in range(5)]
        assert [str(answer.status) for answer in refused] == [status] * 5
        assert all(words.strip("“”") in answer.json()["detail"] for answer in refused)
        assert server.query(LIGHT).status == 200  # another client
        kept.pop().close()

        def is_let_in() -> bool:
            with suppress(ConnectionError):  # refused, and closed before it had asked
                return server.ask("GET", "/health", source="127.0.0.9").status == 200
            return False

        until(is_let_in)


def test_clients_that_take_nothing_of_their_answers_hold_nobody_up(server: Served) -> None:
    large = urlencode({"query": "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 60000", "timeout": "5"})
    head = f"GET /sparql?{large} HTTP/1.1\r\nHost: test\r\nAccept: application/sparql-results+xml\r\n\r\n"
    with ExitStack() as all_of_them:

        def stall(client: str) -> socket.socket:
            connection = all_of_them.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.settimeout(DEADLINE)
            connection.bind((client, 0))
            connection.connect((server.host, server.port))
            connection.sendall(head.encode())
            return connection

        stalled = [stall(f"127.0.0.{number}") for number in range(2, 14)]
        until(lambda: server.running("long") > 0)
        until(lambda: server.query(LIGHT).status == 200)
        until(lambda: server.running() == 0)
        until(lambda: any("took nothing of its answer" in line for line in list(server.log)))
        answers = [b"".join(until_closed(connection)) for connection in stalled]
    status, _ = documented()[STALLED]
    assert {answer[9:12].decode() for answer in answers} - {"503"} == {status}  # 503 where there was no place for it
    assert not any(answer.endswith(b"0\r\n\r\n") for answer in answers)  # none is whole


def until_closed(connection: socket.socket) -> Iterator[bytes]:
    """What comes over a connection until the other side closes it, in whatever way."""
    with suppress(ConnectionResetError):
        yield from iter(lambda: connection.recv(1 << 16), b"")
