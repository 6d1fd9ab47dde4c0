"""Writing a store: beside its place, while the rest of the build is still worked out, and renamed when all of it is there."""

from __future__ import annotations

import json
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Store, serialize

from graph.errors import StoreError
from graph.looking_up import look_up
from graph.questions import catalogue_lines
from graph.store import CATALOGUE, LOOKUPS, QUADS, REASONS, SIZES, as_line, keep_last, prepare_cache, remove, unwritable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from pyoxigraph import NamedNode, Triple

    from graph.graphs import Graphs
    from graph.questions import Question


def write_store(
    folder: Path, graphs: Graphs, questions: Callable[[], Mapping[str, Question]], *, replace: bool = False
) -> None:
    """Write a build into a sibling of ``folder`` and rename it: whoever looks sees the whole of it, or nothing.

    As :meth:`StoreWriter.finish`, and raises what that raises.
    """
    with writing(folder) as writer:
        writer.finish(graphs, questions, replace=replace)


@contextmanager
def writing(folder: Path) -> Iterator[StoreWriter]:
    """Begin a store that will stand in ``folder``; of one that is not finished in the block nothing is left.

    Raises StoreError, which names DETENTE_CACHE, when the cache cannot be written.
    """
    prepare_cache(folder.parent)
    building = folder.with_name(f".{folder.name}.{os.getpid()}")
    try:
        with ThreadPoolExecutor(2) as beside:
            with _noticed(folder):
                remove(building)
                building.mkdir()
                writer = StoreWriter(folder, building, beside)
            yield writer
    finally:
        remove(building)


@contextmanager
def _noticed(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise StoreError(unwritable(folder.parent, error)) from error


class StoreWriter:
    """A store in the making, of which the engine reads the quads in two threads while the interpreter has other things to do."""

    def __init__(self, folder: Path, building: Path, beside: ThreadPoolExecutor) -> None:
        self._folder, self._building, self._beside = folder, building, beside
        self._store: Store | None = Store(str(building / QUADS))
        self._begun: frozenset[NamedNode] = frozenset()
        self._loads: list[Future[None]] = []

    def begin(self, named: Mapping[NamedNode, Iterable[Triple]]) -> None:
        """Let the engine read some of the named graphs, whole, before all is known. Blank nodes are in no other graph."""
        self._begun = frozenset(named)
        self._load(lambda: _named(named))

    def finish(self, graphs: Graphs, questions: Callable[[], Mapping[str, Question]], *, replace: bool = False) -> None:
        """Write what is not yet written, and put the store into its place.

        A store that stands there already stays, being of the same content; with ``replace`` it gives way to the new one.
        Raises StoreError, which names DETENTE_CACHE, when the cache cannot be written, and what ``questions`` raises.
        """
        with _noticed(self._folder):
            # a blank node is called something else in each: there are none in the default graph
            self._load(lambda: _ntriples(graphs.default))
            self._load(lambda: _named({name: of for name, of in graphs.named.items() if name not in self._begun}))
            _write_reasons(self._building / REASONS, graphs)
            look_up(self._building / LOOKUPS, graphs)
            lines = catalogue_lines(questions())
            (self._building / CATALOGUE).write_text(lines, encoding="utf-8", newline="\n")
            self._close()
            _write_sizes(self._building)
            self._settle(replace=replace)
        keep_last(self._folder)

    def _load(self, written: Callable[[], bytes]) -> None:
        """Let the engine read quads as N-Quads, which takes half the time that it takes to read them one by one as objects."""
        store = self._store
        assert store is not None  # noqa: S101  nothing is written after the end

        def load() -> None:
            # what the engine wrote need not be validated
            store.bulk_load(written(), format=RdfFormat.N_QUADS, lenient=True)

        self._loads.append(self._beside.submit(load))

    def _close(self) -> None:
        """Wait until all is read, and let go of the engine, which lets go of its lock when the last reference goes."""
        while self._loads:
            self._loads.pop().result()
        if self._store is not None:
            self._store.flush()
        self._store = None

    def _settle(self, *, replace: bool) -> None:
        folder = self._folder
        old = folder.with_name(f".{folder.name}.old.{os.getpid()}")
        if replace:
            remove(old)
            with suppress(FileNotFoundError):
                folder.rename(old)
        try:
            self._building.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another process was faster, and its build is as good as ours
                raise
        finally:
            remove(old)


def _named(graphs: Mapping[NamedNode, Iterable[Triple]]) -> bytes:
    """Lines of N-Triples become N-Quads by the graph's name at their ends: within a line there is no line break."""
    named = (_ntriples(triples).replace(b" .\n", f" {name} .\n".encode()) for name, triples in graphs.items())
    return b"".join(named)


def _ntriples(triples: Iterable[Triple]) -> bytes:
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""  # None only where it is written to a file


def _write_reasons(file: Path, graphs: Graphs) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(
            "CREATE TABLE reason (triple TEXT PRIMARY KEY, words TEXT NOT NULL, premises TEXT NOT NULL) WITHOUT ROWID"
        )
        database.executemany(
            "INSERT OR IGNORE INTO reason VALUES (?, ?, ?)",
            ((as_line(r.triple), r.words, "\n".join(map(as_line, r.premises))) for r in graphs.reasons),
        )
        database.execute(
            "CREATE TABLE rule (key TEXT, place INTEGER, rule TEXT, PRIMARY KEY (key, place)) WITHOUT ROWID"
        )
        rules = ((key, place, rule) for place, (key, rule) in enumerate(graphs.rules))
        database.executemany("INSERT INTO rule VALUES (?, ?, ?)", rules)


def _write_sizes(folder: Path) -> None:
    sizes = {
        file.relative_to(folder).as_posix(): file.stat().st_size
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name not in ("LOCK", "LOG")
    }
    (folder / SIZES).write_text(json.dumps(sizes), encoding="utf-8")
