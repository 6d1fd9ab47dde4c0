"""The short ways on which a request and its answer go give what the long ones would."""

from __future__ import annotations

import asyncio
import json
import socket
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

import pytest
from pyoxigraph import Store

from graph.service.answering import prefixes_in
from graph.service.endpoint import changes
from graph.service.frames import DATA, JOB, Frames, Reader, frame
from graph.service.front import Front
from graph.service.jobs import Job, job_from_bytes
from graph.service.limits import Settings
from graph.service.logs import line
from graph.service.outgoing import Outgoing
from graph.service.process import Reply
from graph.service.server import Server
from graph.service.transport import head_of
from graph.terms import PREFIXES

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import QuerySolutions

TEXT = "SELECT * { id:a rdfs:label ?label }"


@pytest.mark.parametrize("cut", [1, 4, 5, 9, 11])
def test_frames_are_the_same_however_they_are_cut(cut: int) -> None:
    sent = frame(JOB, b"one") + frame(DATA) + frame(JOB, b"three" * 100)
    frames = Frames()
    got = [each for start in range(0, len(sent), cut) for each in frames.feed(sent[start : start + cut])]
    assert got == [(JOB, b"one"), (DATA, b""), (JOB, b"three" * 100)]


def test_a_frame_that_is_larger_than_what_is_read_at_once_comes_whole() -> None:
    ours, theirs = socket.socketpair()
    large = bytes(range(256)) * 4096
    with ours, theirs:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
        ours.sendall(frame(JOB, b"small") + frame(JOB, large))
        reader = Reader(theirs)
        assert [reader.read(), reader.read()] == [(JOB, b"small"), (JOB, large)]


@pytest.mark.parametrize(
    "asked",
    [{}, {"text": TEXT, "gzip": True}, {"default_graphs": []}, {"features": ("a",), "content": {"x": {"y": ("z",)}}}],
    ids=["nothing", "a query", "an empty dataset", "what holds others"],
)
def test_a_job_is_the_same_for_the_worker(asked: dict[str, Any]) -> None:
    job = Job(base="http://e/", seconds=1.0, store="/s", **asked)
    assert job_from_bytes(job.to_bytes()) == job


@pytest.mark.parametrize(
    "other", [{"text": "ASK {}"}, {"accept": "text/csv"}, {"gzip": True}, {"named_graphs": []}, {"base": "http://f/"}]
)
def test_what_decides_the_answer_decides_the_tag(other: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"text": TEXT, "base": "http://e/", "seconds": 1.0, "store": "/s"}
    assert Job(**usual | other).wish() != Job(**usual).wish()
    assert Job(**usual | {"store": "/t", "seconds": 2.0, "unmarked": "/u"}).wish() == Job(**usual).wish()


@pytest.mark.parametrize("text", ["SELECT (now() AS ?n) {}", "SELECT (StrUuid() AS ?n) {}", "ASK { service <x:y> {} }"])
def test_a_query_that_may_change_is_known(text: str) -> None:
    assert changes(text)


@pytest.mark.parametrize("text", [TEXT, "ASK { ?known ?brand ?services }"])
def test_a_query_that_only_looks_so_does_not_change(text: str) -> None:
    assert not changes(text)


def said(text: str, prefixes: dict[str, str]) -> str:
    """What the engine says of a query that finds nothing."""
    try:
        return repr(list(cast("QuerySolutions", Store().query(text, prefixes=prefixes))))
    except SyntaxError as error:
        return str(error)


@pytest.mark.parametrize("name", ["id:", "\\u0069d:", "\\U00000069d:", "not-ours:"])
def test_the_engine_says_the_same_as_if_it_were_told_all_prefixes(name: str) -> None:
    text = TEXT.replace("id:", name)
    assert said(text, prefixes_in(text)) == said(text, dict(PREFIXES))
    assert said(text, {}) != "[]"


def test_prefixes_that_a_text_does_not_hold_are_not_told() -> None:
    assert prefixes_in(TEXT) == {name: PREFIXES[name] for name in PREFIXES if name in {"id", "rdfs"}}


def replied(*, gzip: bool, headers: dict[str, str]) -> Reply:
    """What the server makes of an answer that a worker sends."""
    from graph.service.process import _head  # noqa: PLC0415  the reading of it alone

    ours, theirs = socket.socketpair()
    with ours, theirs:
        out = Outgoing(ours, held=1 << 20, most=1 << 20, gzip=gzip)
        out.head("text/csv", headers)
        out.write(b"x" * 2000)
        out.finish()
        got = Reader(theirs).read()
    assert got is not None
    line, _, body = got[1].partition(b"\n")
    return Reply(head=_head(line), body=body, more=False)


def test_heads_of_answers_do_not_take_each_others_place() -> None:
    plain, packed = (replied(gzip=gzip, headers={}) for gzip in (False, True))
    marked = replied(gzip=False, headers={"Detente-Rests-On-User": "none"})
    assert [each.head.get("gzip", False) for each in (plain, packed, marked)] == [False, True, False]
    assert [each.head["headers"] for each in (plain, marked)] == [{}, {"Detente-Rests-On-User": "none"}]
    assert {each.head["type"] for each in (plain, packed, marked)} == {"text/csv"}


@pytest.mark.parametrize("header", [(b"etag", b"a\r\nset-cookie: b"), (b"e\ntag", b"a"), (b"etag", b"a\x00")])
def test_no_value_of_a_header_makes_another(header: tuple[bytes, bytes]) -> None:
    with pytest.raises(RuntimeError, match="character"):
        head_of(200, [(b"content-length", b"0"), header])


def test_an_error_of_ours_is_answered_as_a_problem_and_goes_on_to_the_log(tmp_path: Path) -> None:
    sent: list[Any] = []

    async def breaks(*_: object) -> None:
        raise LookupError("planted")

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    server = Server(Settings(store=tmp_path / "quads", version="0"))
    scope = {"type": "http", "path": "/sparql", "method": "GET", "headers": [], "client": ("127.0.0.1", 1)}
    with pytest.raises(LookupError, match="planted"):
        asyncio.run(Front(server, {"/sparql": breaks}, breaks)(scope, receive, send))
    assert [message["status"] for message in sent] == [500]
    headers = dict(sent[0]["headers"])
    assert headers[b"content-type"] == b"application/problem+json"
    assert headers[b"access-control-allow-origin"] == b"*"
    assert server.metrics.requests == {("sparql", "GET", 500): 1}


def test_a_line_of_the_log_is_one_line_of_json_in_ascii() -> None:
    members = {
        "text": 'é "\\" \r\n\x1b[31m\u2028 \ud800', "number": 3, "real": 0.25, "status": HTTPStatus.NOT_FOUND, "yes": True,
        "nothing": None, "more": {"list": ["é", 1]},
    }  # fmt: skip
    before = datetime.now(UTC)
    written = line(members)
    found = json.loads(written)
    assert before - timedelta(milliseconds=1) <= datetime.fromisoformat(found.pop("time")) <= datetime.now(UTC)
    assert found == members
    assert written.isascii()
    assert written.splitlines(keepends=True) == [written]
    assert json.loads(line({"text": "x" * 20}, longest=10))["text"] == "x" * 10 + " …"
