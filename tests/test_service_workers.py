"""A heavy query costs its own client something, and nobody else: limits, deadlines, dead workers, the end.

What hostile requests get is in ``test_service_hostile.py``.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from commands import warm
from pyoxigraph import Store
from served import TOKEN, served, served_empty, until

from graph.service.answering import Desk, answer
from graph.service.jobs import Job
from graph.service.lanes import Lanes
from graph.service.limits import Limits
from graph.service.outgoing import Outgoing
from graph.service.pool import Pool
from graph.service.problems import ProblemError
from graph.service.runs import Asking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from served import Served

    from graph.service.process import Worker

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
DEADLINE = 60.0
LIGHT = "SELECT ?who { ?stage a dt:BlockedStage ; dt:blocker ?who }"
ROWS = "SELECT * { VALUES ?a { 1 2 3 4 5 6 7 8 9 } VALUES ?b { 1 2 3 4 5 6 7 8 9 } VALUES ?c { 1 2 3 4 5 6 7 8 9 } }"

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="the kernel lists no children here")


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served("--workers", "2", "--timeout", f"{DEADLINE:g}", cache=warm()) as server:
        yield server


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("small")


@pytest.fixture(scope="module")
def small(folder: Path) -> Iterator[Served]:
    """A server with small limits, over a store in which two hundred triples are."""
    limits = {
        "workers": 2, "per_client": 2, "long_queries": 2, "answer_bytes": 40_000, "held_bytes": 20_000, "depth": 20,
        "stop_seconds": 1.0, "megabytes": 600, "seconds": DEADLINE,
    }  # fmt: skip
    with served_empty(folder, **limits) as server:
        triples = " ".join(f"id:a id:b {number} ." for number in range(200))
        assert server.update(f"INSERT DATA {{ {triples} }}").status == 204
        yield server


@contextmanager
def running(server: Served, count: int, client: str = "") -> Iterator[list[socket.socket]]:
    """So many endless queries run, for as long as the block does; the server ends them when their connections are closed.

    ``client`` is the address from which they come, else that of all others.
    """
    request = f"GET /sparql?{urlencode({'query': ENDLESS})} HTTP/1.1\r\nHost: test\r\n\r\n".encode()
    place, own = (server.host, server.port), (client, 0) if client else None
    connections = [socket.create_connection(place, timeout=DEADLINE, source_address=own) for _ in range(count)]
    try:
        for connection in connections:
            connection.sendall(request)
        yield connections
    finally:
        for connection in connections:
            connection.close()
    if not client:
        until(lambda: server.process.poll() is not None or server.running() == 0)


def is_answered(connection: socket.socket) -> bool:
    return bool(select.select([connection], [], [], 0)[0])


def test_a_query_ends_when_its_time_is_over(server: Served) -> None:
    started = time.monotonic()
    answer = server.query(ENDLESS, timeout="0.7")
    assert 0.7 <= time.monotonic() - started < DEADLINE  # how long after it, hangs on how busy the machine is
    assert answer.status == 503
    assert answer.headers["retry-after"]
    assert "longer than 0.7 s" in answer.json()["detail"]


def test_four_heavy_queries_leave_room_for_a_light_one(server: Served) -> None:
    with running(server, 4) as heavy:
        until(lambda: server.running("long") == 4)  # two run in the lanes at first, and two wait for their turn
        light = server.query(LIGHT)
        assert (light.status, server.running("long")) == (200, 4)
        assert not any(map(is_answered, heavy))


def test_of_a_client_that_has_all_long_queries_one_gives_way_to_that_of_another(server: Served) -> None:
    with running(server, 4) as heavy:
        until(lambda: server.running("long") == 4)
        with running(server, 2, "127.0.0.2") as others:
            until(lambda: sum(map(is_answered, heavy)) == 2)
            until(lambda: server.running("long") == 4)
            assert not any(map(is_answered, others))
        until(lambda: server.running("long") == 2)


def test_a_query_whose_client_goes_away_is_not_run_again(server: Served) -> None:
    before = server.number("detente_worker_replacements_total")
    with running(server, 1):
        until(lambda: server.running("long") == 1)
    assert server.number("detente_worker_replacements_total") == before + 1


def test_a_query_whose_worker_is_killed_is_run_once_more(server: Served) -> None:
    with running(server, 1) as (connection,):
        until(lambda: server.running() == 1)
        before = set(server.workers())
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        until(lambda: not before & set(server.workers()))
        assert server.running() == 1
        assert not is_answered(connection)


def test_a_fork_server_that_is_killed_is_replaced(server: Served) -> None:
    gone = {*server.children(), *server.workers()}
    for pid in server.children():
        os.kill(pid, signal.SIGKILL)
    answers = [server.query(LIGHT, "text/csv") for _ in range(4)]
    assert {answer.status for answer in answers} == {200}
    until(lambda: not gone & {*server.children(), *server.workers()})
    assert len(server.children()) == 1


def test_workers_draw_different_random_numbers(server: Served) -> None:
    drawn = []
    for _ in range(3):
        drawn.append(server.query("SELECT (UUID() AS ?id) (RAND() AS ?number) {}", "text/csv").body)
        for pid in server.workers():
            os.kill(pid, signal.SIGKILL)
    assert len(set(drawn)) == 3


def on_disk(server: Served) -> bool:
    """Whether a worker that has answered reads the store from disk: that has threads."""
    assert server.query("ASK {}", "text/boolean").status == 200
    return any(len(list(Path(f"/proc/{pid}/task").iterdir())) > 1 for pid in server.workers())


def test_the_store_is_read_from_memory_unless_it_is_large_or_something_is_written(tmp_path: Path) -> None:
    with served_empty(tmp_path, workers=1) as server:
        assert not on_disk(server)
        assert server.update("INSERT DATA { id:a id:b 1 }").status == 204
        assert on_disk(server)
        assert server.query("ASK { id:a id:b 1 }", "text/boolean").body == b"true"
        assert server.update("CLEAR ALL").status == 204
    with served_empty(tmp_path, workers=1, memory_store_bytes=1) as server:
        assert on_disk(server)


def test_brackets_nest_so_deep_and_no_deeper(small: Served) -> None:
    allowed = small.query("ASK " + "{" * 20 + "}" * 20)
    assert allowed.status == 200, allowed.body
    assert "deeper than 20" in small.query("ASK " + "{" * 21 + "}" * 21).json()["detail"]


def test_an_answer_that_is_too_large_breaks_off_when_it_has_begun(small: Served) -> None:
    with pytest.raises(Exception, match="IncompleteRead"):
        small.query(ROWS, "application/sparql-results+xml")
    assert small.query(f"{ROWS} LIMIT 100", "text/csv").status == 200


def test_an_answer_that_is_too_large_is_413_when_none_of_it_is_sent() -> None:
    desk, job = (
        Desk(store=Store(), limits=Limits(answer_bytes=1000)),
        Job(text=ROWS, base="http://e/", seconds=1.0, store=""),
    )
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(ProblemError, match="larger than 1000 bytes") as raised:
        answer(desk, job, Outgoing(ours, held=2000, most=1000, gzip=False))
    assert raised.value.status == 413


def test_a_query_that_takes_too_much_memory_is_503(small: Served) -> None:
    answer = small.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i", "text/csv")
    assert answer.status == 503
    assert "memory" in answer.json()["detail"]
    assert small.query("ASK {}").status == 200


def test_a_client_with_too_many_queries_is_429_and_too_many_long_ones_are_503(small: Served) -> None:
    endless = f"/sparql?{urlencode({'query': ENDLESS})}"
    with running(small, 2):
        until(lambda: small.running("long") == 2)
        third = small.query("ASK {}")
    until(lambda: small.query("ASK {}").status == 200)  # its processes are gone too, and count no more
    with running(small, 1), running(small, 1, "127.0.0.2"):
        until(lambda: small.running("long") == 2)
        other = small.ask("GET", endless, source="127.0.0.3")
    assert (third.status, other.status) == (429, 503)
    assert third.headers["retry-after"]
    assert other.headers["retry-after"]
    assert "too many long" in other.json()["detail"]


def test_the_server_may_open_more_files_than_the_shell_that_starts_it() -> None:
    import resource  # noqa: PLC0415  not on every system

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    few = 200
    resource.setrlimit(resource.RLIMIT_NOFILE, (few, hard))
    try:
        with served("--workers", "2", cache=warm()) as server:
            allowed, _ = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert allowed > few or allowed == hard


def test_a_store_that_another_build_removes_is_read_on(small: Served, folder: Path) -> None:
    shutil.rmtree(folder / "built" / "quads")
    for pid in small.workers():
        os.kill(pid, signal.SIGKILL)
    assert small.query("ASK { id:a id:b 7 }", "text/boolean").body == b"true"


def test_a_server_that_is_stopped_answers_what_runs_and_leaves_no_process(tmp_path: Path) -> None:
    with served_empty(tmp_path, workers=1, stop_seconds=0.5, held_bytes=100, long_after=DEADLINE) as server:
        facts = " ".join(f"id:a id:b {number} ." for number in range(200))
        assert server.update(f"INSERT DATA {{ {facts} }}", TOKEN).status == 204
        with running(server, 1) as (connection,):
            until(lambda: server.running() == 1)
            processes = [*server.children(), *server.workers()]
            server.process.terminate()
            said = b"".join(iter(lambda: connection.recv(1 << 16), b""))
            server.process.wait(timeout=DEADLINE)
    assert said.startswith(b"HTTP/1.1 503")
    assert b"stopping" in said
    assert server.process.returncode == 0
    assert len(processes) == 3  # one forks, one writes, one works
    assert not any(Path(f"/proc/{pid}").exists() for pid in processes)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["built", "user.nq", "user.nq.lock"]


# The pool alone.


@pytest.mark.parametrize("result", ["ASK {}", f"{ROWS} LIMIT 300"], ids=["an answer in one piece", "one in several"])
def test_a_worker_that_is_ended_as_its_answer_comes_answers_nobody_else(result: str, tmp_path: Path) -> None:
    import asyncio  # noqa: PLC0415

    Store(str(tmp_path)).flush()

    async def stays() -> None:
        await asyncio.Event().wait()

    async def asked(pool: Pool, text: str, *, ends_late: bool) -> tuple[Worker, bytes]:
        job = Job(text=text, base="http://e/", accept="text/csv", seconds=DEADLINE, store=str(tmp_path))
        asking = Asking(pool, job.to_bytes(), seconds=DEADLINE, client="a", gone=stays)
        async with asking as (reply, worker):
            while not worker.complete:
                await asyncio.sleep(0.01)
            if ends_late:  # as a deadline does that comes between the end of an answer and who waits for it
                worker.kill(ProblemError(503, "the query ran longer than 0.1 s"))
                if reply.more:
                    await worker.gone.wait()
            chunks = [reply.body]
            while reply.more and (chunk := await worker.chunk()) is not None:
                chunks.append(chunk)
        return worker, b"".join(chunks)

    async def one_after_another() -> None:
        pool = Pool(Limits(workers=1, held_bytes=1000), str(tmp_path))
        await pool.start()
        try:
            first, whole = await asked(pool, result, ends_late=False)
            again, late = await asked(pool, result, ends_late=True)
            other, _ = await asked(pool, "ASK { ?a ?b ?c }", ends_late=False)
            await first.gone.wait()
        finally:
            await pool.close()
        assert first is again
        assert late == whole
        assert other is not first

    asyncio.run(one_after_another())


# The lanes alone.


def test_who_asks_much_waits_behind_who_asks_little() -> None:
    import asyncio  # noqa: PLC0415

    order: list[str] = []

    async def one(lanes: Lanes, name: str) -> None:
        await lanes.enter(name)
        order.append(name)
        await asyncio.sleep(0)
        lanes.leave(long=False)

    async def all_of_them() -> None:
        lanes = Lanes(Limits(workers=1))
        await lanes.enter("first")
        tasks = [asyncio.create_task(one(lanes, name)) for name in ("much", "much", "much", "little")]
        await asyncio.sleep(0)
        lanes.leave(long=False)
        await asyncio.gather(*tasks)
        assert lanes.light == 0

    asyncio.run(all_of_them())
    assert order == ["much", "little", "much", "much"]


def test_who_waits_too_long_or_behind_too_many_is_told() -> None:
    import asyncio  # noqa: PLC0415

    async def fill() -> list[str]:
        lanes = Lanes(Limits(workers=1, waiting=1, waiting_seconds=0.05))
        await lanes.enter("a")
        said = await asyncio.gather(lanes.enter("b"), lanes.enter("c"), return_exceptions=True)
        lanes.leave(long=False)
        await lanes.enter("d")
        return [str(error) for error in said if isinstance(error, ProblemError) and error.status == 503]

    assert [words.partition(";")[0] for words in asyncio.run(fill())] == [
        "all workers are busy",
        "too many queries are waiting",
    ]
