"""The process in which a person's own SPARQL runs: a read-only store, a memory limit, and nothing lost when it dies.

Called as ``python -P -m graph.worker STORE MEGABYTES FORMAT`` with the query on standard input. Standard output is one line
with the kind of result (select, ask, graph), then the result; on a query that cannot be run, standard error says why and
the exit code is 3, or 5 when the store cannot be read.
"""

from __future__ import annotations

import sys

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, Store, serialize

from graph.terms import PREFIXES

_RESULTS = {
    "json": QueryResultsFormat.JSON,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "xml": QueryResultsFormat.XML,
}


def main(store: str, megabytes: str, form: str) -> int:
    """Run the query on standard input; the exit code is 0, 3 when it cannot be run, or 5 when the store cannot be read."""
    _limit_memory(int(megabytes))
    try:
        result = Store.read_only(store).query(sys.stdin.buffer.read().decode(), prefixes=dict(PREFIXES))
        if isinstance(result, QueryBoolean):
            kind, content = "ask", result.serialize(format=_RESULTS.get(form, QueryResultsFormat.JSON))
        elif isinstance(result, QuerySolutions):
            kind, content = "select", result.serialize(format=_RESULTS.get(form, QueryResultsFormat.JSON))
        else:
            kind, content = "graph", _graph(result, form)
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        sys.stderr.write(" ".join(str(error).split()) + "\n")
        return 5 if isinstance(error, OSError) else 3
    sys.stdout.buffer.write(f"{kind}\n".encode())
    sys.stdout.buffer.write(content or b"")
    return 0


def _graph(triples: QueryTriples, form: str) -> bytes:
    """The triples in a stable order; in Turtle, with the prefixes that they use, sorted."""
    ordered = sorted(triples, key=str)
    if form == "ntriples":
        return serialize(ordered, format=RdfFormat.N_TRIPLES) or b""
    used = {name: home for name, home in PREFIXES.items() if any(f"<{home}" in str(triple) for triple in ordered)}
    lines = (serialize(ordered, format=RdfFormat.TURTLE, prefixes=used) or b"").splitlines(keepends=True)
    heads = [line for line in lines if line.startswith(b"@prefix")]
    return b"".join([*sorted(heads), *(line for line in lines if not line.startswith(b"@prefix"))])


def _limit_memory(megabytes: int) -> None:
    try:
        import resource  # noqa: PLC0415  not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
