"""Who asks the server the same again has the answer out of its memory, and only who asks the same of the same data."""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from commands import warm
from hypothesis import given
from hypothesis import strategies as st
from served import Answer, Served, served, served_empty

from graph.service.kept_replies import Kept, KeptReplies

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIGHT = "SELECT ?label WHERE { id:lithuania rdfs:label ?label } ORDER BY ?label"
ASKED = f"/sparql?query={quote(LIGHT)}"
ROOM = 16 << 20


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served("--workers", "2", cache=warm(), kept_bytes=ROOM) as running:
        yield running


def hits(server: Served) -> int:
    return int(server.number("detente_kept_answers_total"))


def tell(processes: list[int], what: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError):  # a worker of a long query goes when that is answered
            os.kill(process, what)


def but_the_date(answer: Answer) -> tuple[int, dict[str, str], bytes]:
    return answer.status, {name: value for name, value in answer.headers.items() if name != "date"}, answer.body


@pytest.mark.parametrize(
    "path",
    [
        ASKED,
        "/ask/posts",
        "/ask/posts?format=csv&perspective=only:edm-2019",
        "/data/claim/edm-2019/c10.ttl",
        "/data/dataset.ttl",
        "/graphs?graph=https://w3id.org/detente/graph/conflicts",
    ],
)
def test_asked_again_the_same_comes_without_a_worker(server: Served, path: str) -> None:
    first = server.ask("GET", path)
    assert (first.status, bool(first.body)) == (200, True)
    before, workers = hits(server), server.workers()
    tell(workers, signal.SIGSTOP)
    try:
        again, head = server.ask("GET", path), server.ask("HEAD", path)
    finally:
        tell(workers, signal.SIGCONT)
    assert but_the_date(again) == but_the_date(first)
    assert but_the_date(head) == (*but_the_date(first)[:2], b"")
    assert hits(server) == before + 2


def test_the_log_says_which_answer_was_kept(server: Served) -> None:
    for _ in range(2):
        assert server.ask("GET", "/ask/polls").status == 200
    end = time.monotonic() + 30
    while len(found := [line for line in map(json.loads, list(server.log)) if line.get("path") == "/ask/polls"]) < 2:
        assert time.monotonic() < end, server.log
        time.sleep(0.02)
    assert [line.get("kept") for line in found] == [None, True]


def test_who_has_the_answer_is_told_so_as_before(server: Served) -> None:
    tag = server.ask("GET", ASKED).headers["etag"]
    assert server.ask("GET", ASKED, {"If-None-Match": tag}).status == 304


OTHER_WAYS: dict[str, tuple[str, dict[str, str]]] = {
    "another text": (ASKED + "%20LIMIT%203", {}),
    "another format": (ASKED, {"Accept": "text/csv"}),
    "a format by its name": (ASKED + "&format=xml", {}),
    "a graph": (ASKED + "&default-graph-uri=" + quote("https://w3id.org/detente/graph/facts"), {}),
    "another name of the server": (ASKED, {"Host": "other.example"}),
}


@pytest.mark.parametrize("way", OTHER_WAYS)
def test_asked_otherwise_it_is_worked_out(server: Served, way: str) -> None:
    path, headers = OTHER_WAYS[way]
    server.ask("GET", ASKED)
    before = hits(server)
    assert server.ask("GET", path, headers).status == 200
    assert hits(server) == before
    assert server.ask("GET", path, headers).status == 200
    assert hits(server) == before + 1


@pytest.mark.parametrize(
    ("query", "status"),
    [("SELECT (RAND() AS ?x) {}", 200), ("SELECT (STRUUID() AS ?x) {}", 200), ("SELECT nonsense", 400)],
)
def test_what_may_be_another_answer_and_what_is_none_is_not_kept(server: Served, query: str, status: int) -> None:
    before = hits(server)
    answers = [server.query(query) for _ in range(2)]
    assert [answer.status for answer in answers] == [status, status]
    assert status == 400 or answers[0].body != answers[1].body
    assert hits(server) == before


def test_what_is_too_long_is_not_kept() -> None:
    with served("--workers", "1", cache=warm(), kept_bytes=100_000) as server:
        assert [server.ask("GET", "/ask/posts").status for _ in range(2)] == [200, 200]
        assert hits(server) == 0


def test_after_a_change_the_data_are_others(tmp_path: Path) -> None:
    with served_empty(tmp_path, kept_bytes=ROOM) as server:
        count = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
        found = []
        for name in "ab":
            found += [server.query(count, "text/csv").body.split()[1] for _ in range(2)]
            assert server.update(f"INSERT DATA {{ <urn:{name}> <urn:p> 1 }}").status in (200, 204)
        found += [server.query(count, "text/csv").body.split()[1] for _ in range(2)]
        assert found == [b"0", b"0", b"1", b"1", b"2", b"2"]
        assert hits(server) == 3


def test_a_server_can_be_told_to_keep_none() -> None:
    with served("--workers", "1", cache=warm(), kept_bytes=1) as server:
        assert [server.ask("GET", ASKED).status for _ in range(3)] == [200, 200, 200]
        assert (hits(server), server.number("detente_kept_bytes")) == (0, 0)


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 400)), max_size=40))
def test_those_used_last_are_kept_and_all_have_room(asked: list[tuple[str, int]]) -> None:
    """Beside a list in which nothing is clever."""
    most = 16 * 1300
    kept, used = KeptReplies(most), list[tuple[str, int]]()
    for tag, length in asked:
        found = next((entry for entry in used if entry[0] == tag), None)
        assert (kept.get(tag) is not None) == (found is not None)
        if found is not None:
            used.remove(found)
            used.append(found)
            continue
        kept.keep(tag, Kept([], b"x" * length))
        if length + 1024 <= most // 16:
            used.append((tag, length + 1024))
        while sum(size for _, size in used) > most:
            used.pop(0)
        assert kept.bytes == sum(size for _, size in used) <= most
