"""How many queries ``detente serve`` answers, beside ``oxigraph serve`` on the same quads: ``python benchmarks/serve.py``.

The peer is the program of the PyPI package ``oxigraph``: the same engine without our worker processes, limits and log. Of ours there
are two: one keeps no answers, so that a worker answers each request, and one is as it stands (*asked again*). All of them
run all the time. A round loads one after the other (``load.py``, a process of its own, which keeps its connections), for each
query and each number of connections. The median of the rounds counts: requests per second, the ratio to the peer, p50 and
p95 in milliseconds. Then 10,000 light queries, with the memory (RSS, MB) of all processes of the first before and after.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Store

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from graph.build import open_store  # noqa: E402
from graph.terms import PREFIXES  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

LIGHT, MIDDLING = "light", "middling"
QUERIES = {
    LIGHT: "SELECT ?label WHERE { id:lithuania rdfs:label ?label }",
    MIDDLING: "SELECT ?source ?voice (COUNT(?claim) AS ?n) WHERE { ?claim a dt:Claim ; dt:inSource ?source ; dt:voice ?voice } "
    "GROUP BY ?source ?voice ORDER BY ?source ?voice",
}
REQUESTS = {LIGHT: 1500, MIDDLING: 200}
OURS = {"detente": "kept_bytes=1", "again": "per_client=64"}
"""Our servers, and a limit that each has besides that for each client."""
CONCURRENCY = (1, 4, 16)
MANY = 10_000
Found = dict[tuple[str, str, int], list[dict[str, float]]]


def text(name: str) -> str:
    """A query with the prefixes that it uses, which the peer does not know."""
    query = QUERIES[name]
    used = [f"PREFIX {prefix}: <{iri}>" for prefix, iri in PREFIXES.items() if f"{prefix}:" in query]
    return "\n".join([*used, query])


@contextmanager
def detente(folder: Path, name: str) -> Iterator[subprocess.Popen[str]]:
    """One of our servers, with its usual limits but the one for each client, for all of the load comes from one; the log in a file."""
    command = [sys.executable, "-c", "from graph.command import main; main()", "serve", "--port", "0"]
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    limits = ("--limit", "per_client=64", "--limit", OURS[name])
    with (
        (folder / f"{name}.log").open("w", encoding="utf-8") as opened,
        subprocess.Popen([*command, *limits], env=variables, stderr=opened, text=True) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()


def address_of(folder: Path, name: str) -> str:
    """Where one of our servers listens, as soon as its log says so."""
    for _ in range(600):
        found = re.search(r"SPARQL at http://([^/]+)/", (folder / f"{name}.log").read_text(encoding="utf-8"))
        if found:
            return found[1]
        time.sleep(0.1)
    raise RuntimeError("detente serve does not start")


@contextmanager
def oxigraph(program: str, folder: Path, store: Path) -> Iterator[str]:
    """The peer, on a store of its own with the same quads; its address."""
    quads, copy = folder / "quads.nq", folder / "oxigraph"
    with quads.open("wb") as out:
        Store.read_only(str(store)).dump(out, format=RdfFormat.N_QUADS)
    subprocess.run([program, "load", "--location", copy, "--file", quads], check=True, capture_output=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [program, "serve-read-only", "--location", str(copy), "--bind", address]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        time.sleep(1)
        try:
            yield address
        finally:
            process.terminate()


def loaded(place: str, name: str, concurrency: int, requests: int, client: str = "") -> dict[str, float]:
    """What a load of one query gives, from a process of its own; ``place`` is the address and the path of an endpoint."""
    address, _, path = place.partition("/")
    command = [
        sys.executable,
        str(ROOT / "benchmarks" / "load.py"),
        address,
        f"/{path}",
        text(name),
        concurrency,
        requests,
        client,
    ]
    found = subprocess.run([str(word) for word in command if word != ""], check=True, capture_output=True, text=True)
    return {name: float(value) for name, value in json.loads(found.stdout).items()}


def measured(places: dict[str, str], rounds: int, client: str) -> Found:
    """All rounds: the servers one after the other, and the other way round in every second round; ``places`` are their endpoints."""
    found: Found = {}
    for count in range(rounds):
        for name in QUERIES:
            for concurrency in CONCURRENCY:
                for server in list(places)[:: 1 if count % 2 else -1]:
                    result = loaded(places[server], name, concurrency, REQUESTS[name], client)
                    found.setdefault((name, server, concurrency), []).append(result)
    return found


def tell(found: Found) -> None:
    """Print a table of the medians."""
    print(
        "| query | connections | detente a second | p50, p95 | oxigraph a second | p50, p95 | ratio | of the best rounds |"
    )
    print(f"|---|{'---|' * 7}")
    for ours, told in zip(OURS, ("", ", asked again"), strict=True):
        for name in QUERIES:
            for concurrency in CONCURRENCY:
                cells, speeds, best = [], [], []
                for server in (ours, "oxigraph"):
                    runs = found[name, server, concurrency]
                    each = [run["requests"] / run["seconds"] for run in runs]
                    speeds.append(median(each))
                    best.append(max(each))
                    p50, p95 = (median(run[part] for run in runs) for part in ("p50", "p95"))
                    cells.append(f"{speeds[-1]:.0f} | {p50:.2f}, {p95:.2f}")
                ratios = f"{speeds[0] / speeds[1]:.2f} | {best[0] / best[1]:.2f}"
                print(f"| {name}{told} | {concurrency} | {' | '.join(cells)} | {ratios} |")


def memory(process: int) -> list[float]:
    """The memory of a process, of the one that forks, and of its workers: resident, in MB; what they share counts for each."""
    listed = subprocess.run(
        ["/bin/ps", "-e", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True
    )  # fmt: skip
    sizes = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    ours = {process}
    for pid, parent, _ in sorted(sizes):
        if parent in ours:
            ours.add(pid)
    return [round(size / 1024, 1) for pid, _, size in sorted(sizes) if pid in ours]


def main() -> None:
    """Measure, and print tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--client", choices=("", "httpx"), default="", help="load by the library httpx")
    parser.add_argument("--many", type=int, default=MANY, help="how many queries between two looks at the memory")
    parser.add_argument("--oxigraph", default=str(Path(sys.executable).with_name("oxigraph")), help="the program")
    args = parser.parse_args()
    store = open_store().folder / "quads"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            detente(folder, "detente") as process,
            detente(folder, "again"),
            oxigraph(args.oxigraph, folder, store) as peer,
        ):
            places = {name: f"{address_of(folder, name)}/sparql" for name in OURS} | {"oxigraph": f"{peer}/query"}
            tell(measured(places, args.rounds, args.client))
            before = memory(process.pid)
            loaded(places["detente"], LIGHT, 4, args.many)
            print(
                f"\nMB of the server, the process that forks, and the workers: {before}; after {args.many} queries: {memory(process.pid)}"
            )


if __name__ == "__main__":
    main()
