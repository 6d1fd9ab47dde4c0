"""What a build looks up beforehand, so that an answer need not read the graph for it.

That is each claim and each source as a person sees them (:mod:`graph.claim_view`), and for the things of which few graphs speak,
which graphs these are and of which kinds the thing is (:mod:`graph.standing`). It is written of the store that stands beside it
and says nothing that is not there: what is not found here is read from that store.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pyoxigraph import NamedNode

    Told = dict[str, Any]
    """What is told of a claim or a source, by the names of the fields of its view."""
    Speaking = tuple[tuple[str, ...], tuple[str, ...]]
    """The named graphs that speak of a thing, and the kinds of which it is, as IRIs."""


class Lookups:
    """What a build looked up. Raises sqlite3.Error when the file is not what was written."""

    def __init__(self, file: Path) -> None:
        self._file = sqlite3.connect(
            f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        for table in ("claim", "source", "thing"):
            self._file.execute(f"SELECT * FROM {table} LIMIT 1")  # noqa: S608  the names stand above

    def claim(self, claim: NamedNode) -> Told | None:
        """What is told of a claim; None for what was no claim when the store was built."""
        found = self._file.execute("SELECT told FROM claim WHERE iri = ?", (claim.value,)).fetchone()
        return None if found is None else dict(json.loads(found[0]))

    def source(self, source: NamedNode) -> Told | None:
        """What is told of a source; None for what was no source when the store was built."""
        found = self._file.execute("SELECT told FROM source WHERE iri = ?", (source.value,)).fetchone()
        return None if found is None else dict(json.loads(found[0]))

    def speaking(self, thing: NamedNode) -> Speaking | None:
        """The named graphs that speak of a thing, each of whose triples stands in one of them and in the default graph.

        None for a thing of which this cannot be said, or of which more graphs speak than it is worth while to ask in turn.
        """
        found = self._file.execute("SELECT graphs, kinds FROM thing WHERE iri = ?", (thing.value,)).fetchone()
        return None if found is None else (tuple(found[0].split()), tuple(found[1].split()))

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def write_lookups(
    file: Path,
    claims: Iterable[tuple[str, Told]],
    sources: Iterable[tuple[str, Told]],
    things: Iterable[tuple[str, Speaking]],
) -> None:
    """Write what was looked up of claims, sources and things, each by its IRI."""
    with closing(sqlite3.connect(file)) as database, database:
        for table, told in (("claim", claims), ("source", sources)):
            database.execute(f"CREATE TABLE {table} (iri TEXT PRIMARY KEY, told TEXT NOT NULL) WITHOUT ROWID")
            rows = ((iri, json.dumps(of, ensure_ascii=False)) for iri, of in told)
            database.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)  # noqa: S608  the names stand above
        database.execute(
            "CREATE TABLE thing (iri TEXT PRIMARY KEY, graphs TEXT NOT NULL, kinds TEXT NOT NULL) WITHOUT ROWID"
        )
        spoken = ((iri, " ".join(graphs), " ".join(kinds)) for iri, (graphs, kinds) in things)
        database.executemany("INSERT INTO thing VALUES (?, ?, ?)", spoken)
