"""A server that really runs, in a process of its own at a free port, and requests to it."""

from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from commands import environment
from pyoxigraph import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

TOKEN = "a-token-for-the-tests"  # noqa: S105  it opens nothing but a server of these tests
_SERVE = "from graph.command import main; main()"
_EMPTY = """
import json, os, sys
from pathlib import Path
from graph.service.limits import Limits, Settings
from graph.service.running import serve
store, user, token, limits = sys.argv[1:]
serve(
    Settings(store=Path(store), version="0", port=0, user_file=Path(user), token=token, limits=Limits(**json.loads(limits))),
    lambda address: print(f"SPARQL at {address}/sparql", file=sys.stderr, flush=True),
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: the names of headers are in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body, as JSON."""
        return json.loads(self.body)

    @property
    def kind(self) -> str:
        """The media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server."""

    host: str
    port: int
    process: subprocess.Popen[str]
    started: list[str]
    log: list[str]
    """The lines that it wrote since it was ready; the last of them may still come."""

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://{self.host}:{self.port}"

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | str | None = None,
        *,
        source: str = "",
    ) -> Answer:
        """Send one request over a connection of its own, from the address ``source`` if there is one. Text goes in UTF-8."""
        own = (source, 0) if source else None
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30, source_address=own)
        try:
            content = body.encode() if isinstance(body, str) else body
            with suppress(BrokenPipeError, ConnectionResetError):  # it may answer before it has read all
                connection.request(method, path, body=content, headers=dict(headers or {}))
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(status=response.status, headers=found, body=response.read())
        finally:
            connection.close()

    def query(self, text: str, accept: str = "", **parameters: str) -> Answer:
        """Send a query by GET."""
        headers = {"Accept": accept} if accept else {}
        return self.ask("GET", f"/sparql?{urlencode({'query': text, **parameters})}", headers)

    def update(self, text: str, token: str = TOKEN) -> Answer:
        """Send an update."""
        return self.ask("POST", "/sparql", {"Content-Type": "application/sparql-update", **bearer(token)}, text)

    def number(self, name: str, **labels: str) -> float:
        """A number of /metrics, summed over all labels that are not named here; 0 when there is none."""
        lines = self.ask("GET", "/metrics").body.decode().splitlines()
        wanted = [f'{label}="{value}"' for label, value in labels.items()]
        found = [line for line in lines if re.match(rf"{name}[{{ ]", line) and all(label in line for label in wanted)]
        return sum(float(line.rpartition(" ")[2]) for line in found)

    def running(self, kind: str = "") -> int:
        """How many queries run now; those of one kind, ``light`` or ``long``, if it is named."""
        return int(self.number("detente_queries_running", **({"kind": kind} if kind else {})))

    def children(self) -> list[int]:
        """The processes that the server has started and that still run: the one that forks, and the one that writes."""
        return _children(self.process.pid)

    def workers(self) -> list[int]:
        """The workers that run: what the process that forks has started."""
        return [pid for child in self.children() for pid in _children(child)]


def _children(pid: int) -> list[int]:
    listed = subprocess.run(
        ["/bin/ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )  # fmt: skip
    return [int(child) for child in listed.stdout.split()]


def until(holds: Callable[[], bool], patience: float = 60.0) -> None:
    """Wait until something holds, however busy the machine is. Raises AssertionError when it never does."""
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end, f"it did not come to hold within {patience} s"
        time.sleep(0.02)


def bearer(token: str = TOKEN) -> dict[str, str]:
    """The header that allows to write."""
    return {"Authorization": f"Bearer {token}"}


@contextmanager
def served(*options: str, cache: Path, kept_bytes: int = 1, **variables: str) -> Iterator[Served]:
    """The real command ``detente serve`` over the shipped graph; it keeps no answers, so that each is one of a worker."""
    keeping = () if "DETENTE_LIMITS" in variables else ("--limit", f"kept_bytes={kept_bytes}")
    command = [sys.executable, "-P", "-c", _SERVE, "serve", "--port", "0", *keeping, *options]
    with _running(command, environment(cache, DETENTE_TOKEN=TOKEN, **variables)) as server:
        yield server


@contextmanager
def served_empty(folder: Path, **limits: float) -> Iterator[Served]:
    """A server over a store in which nothing is, to which may be written, with these limits; it keeps no answers unless they say so."""
    store = folder / "built" / "quads"
    store.parent.mkdir(parents=True, exist_ok=True)
    Store(str(store)).flush()
    command = [
        sys.executable,
        "-P",
        "-c",
        _EMPTY,
        str(store),
        str(folder / "user.nq"),
        TOKEN,
        json.dumps({"kept_bytes": 1} | limits),
    ]
    with _running(command, environment(folder / "cache")) as server:
        yield server


@contextmanager
def _running(command: Sequence[str], variables: Mapping[str, str]) -> Iterator[Served]:
    with subprocess.Popen(list(command), env=dict(variables), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        started = []
        for line in process.stderr:
            started.append(line)
            place = re.match(r"SPARQL at http://([^/]+):([0-9]+)/sparql", line)
            if place:
                break
        else:
            raise AssertionError("".join(started))
        log: list[str] = []
        reader = Thread(target=lambda: log.extend(process.stderr or ()), daemon=True)
        reader.start()  # a log that nobody reads would fill its pipe, and the server wait for ever
        try:
            yield Served(host=place[1], port=int(place[2]), process=process, started=started, log=log)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
            finally:
                reader.join()
