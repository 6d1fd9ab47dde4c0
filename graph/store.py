"""The store on disk: built beside its place and renamed, keyed by content, opened read-only, the last two kept."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import weakref
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import CanonicalizationAlgorithm, Dataset, DefaultGraph, Quad, RdfFormat, Store, parse, serialize

from graph.errors import StoreError
from graph.lookups import Lookups
from graph.perspective import PLAIN, Perspective
from graph.questions import Catalogue, Question, catalogue_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pyoxigraph import Triple

    from graph.graphs import Graphs

_KEPT, _KEPT_SEEN = 2, 12
_QUADS, _REASONS, _LOOKUPS, _CATALOGUE = "quads", "reasons.sqlite", "lookups.sqlite", "catalogue.txt"
_SIZES = "sizes.json"
_STORE = re.compile(r"([0-9a-f]{16})(-[0-9a-f]{8})?")
_BUILDING = re.compile(r"\.[0-9a-f]{16}(?:-[0-9a-f]{8})?\.(?:old\.)?([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Opened:
    """An open store: its quads, read-only; the saved questions; the reasons of what is inferred; what was looked up for
    answers; and the data's version.

    ``perspective`` is that from which the graph is seen, and ``whole`` the store without one, where it has been chosen. It
    stays usable when another build removes its folder from the cache.
    """

    quads: Store
    questions: Mapping[str, Question]
    reasons: sqlite3.Connection
    lookups: Lookups
    folder: Path
    version: str
    perspective: Perspective = PLAIN
    whole: Opened | None = None

    def rules(self, key: str) -> list[str]:
        """The rules of that key, as :mod:`graph.reason.stored_rules` wrote them, short ones first."""
        return [row[0] for row in self.reasons.execute("SELECT rule FROM rule WHERE key = ? ORDER BY place", (key,))]

    def reason(self, triple: Triple) -> tuple[str, tuple[Triple, ...]] | None:
        """The rule in words and the premises of an inferred triple; None for one that is not inferred."""
        found = self.reasons.execute("SELECT words, premises FROM reason WHERE triple = ?", (as_line(triple),))
        row = found.fetchone()
        if row is None:
            return None
        return row[0], tuple(quad.triple for quad in parse(row[1].encode(), format=RdfFormat.N_TRIPLES))


def as_line(triple: Triple) -> str:
    """A triple as one line of N-Triples, without its line break."""
    return f"{triple.subject} {triple.predicate} {triple.object} ."


def cache_folder() -> Path:
    """Where stores are kept: ``DETENTE_CACHE``, else the user's cache."""
    named = os.environ.get("DETENTE_CACHE")
    if named:
        return Path(named)
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "detente"


def parsed_folder() -> Path:
    """Where in the cache is kept what was parsed of queries (:mod:`loaders.kept_parts`); no store has such a name."""
    return cache_folder() / "queries"


def closed_folder() -> Path:
    """Where in the cache are kept hierarchies of ontologies (:mod:`graph.reason.schema`)."""
    return cache_folder() / "hierarchies"


def open_built(
    folder: Path, version: str, perspective: Perspective = PLAIN, whole: Opened | None = None
) -> Opened | None:
    """The store in ``folder``, or None when there is none; StoreError when what is there is not what was written."""
    if not folder.is_dir():
        return None
    try:
        _compare_sizes(folder)
        questions = read_questions(folder)
        quads = Store.read_only(str(folder / _QUADS))
        reasons = _open_reasons(folder / _REASONS)
        lookups = Lookups(folder / _LOOKUPS)
    except (OSError, ValueError, sqlite3.Error) as error:
        raise StoreError(
            f"{folder}: the store cannot be read ({error}); delete this folder, or set DETENTE_CACHE to another"
        ) from error
    with suppress(OSError):
        os.utime(folder)  # the last two that were used are kept
    opened = Opened(
        quads=quads, questions=questions, reasons=reasons, lookups=lookups, folder=folder, version=version,
        perspective=perspective, whole=whole,
    )  # fmt: skip
    weakref.finalize(opened, reasons.close)
    weakref.finalize(opened, lookups.close)
    return opened


def read_questions(folder: Path) -> Catalogue:
    """The saved questions of the store in ``folder``. Raises OSError and ValueError when they cannot be read."""
    return Catalogue((folder / _CATALOGUE).read_text(encoding="utf-8"))


def _open_reasons(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    database.execute("SELECT words FROM reason LIMIT 1")
    return database


def _compare_sizes(folder: Path) -> None:
    """Raise ValueError when a file is missing or has another size: the engine itself notices this only when it reads there."""
    for name, size in json.loads((folder / _SIZES).read_text(encoding="utf-8")).items():
        if (folder / name).stat().st_size != size:
            raise ValueError(f"{name} has not the size with which it was written")


def _write_sizes(folder: Path) -> None:
    sizes = {
        file.relative_to(folder).as_posix(): file.stat().st_size
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name not in ("LOCK", "LOG")
    }
    (folder / _SIZES).write_text(json.dumps(sizes), encoding="utf-8")


def prepare_cache(cache: Path) -> None:
    """Make the cache's folder, before a build and not after it. Raises StoreError, which names DETENTE_CACHE."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _sweep(cache)
    except OSError as error:
        raise StoreError(_unwritable(cache, error)) from error


def _unwritable(cache: Path, error: Exception) -> str:
    reason = getattr(error, "strerror", None) or error
    return f"{cache}: the store cannot be written ({reason}); set DETENTE_CACHE to a folder that can"


def write_store(
    folder: Path, graphs: Graphs, questions: Callable[[], Mapping[str, Question]], *, replace: bool = False
) -> None:
    """Write a build into a sibling of ``folder`` and rename it: whoever looks sees the whole of it, or nothing.

    A store that stands there already stays, being of the same content; with ``replace`` it gives way to the new one.
    ``questions`` is called while the engine writes the quads, for which it leaves the interpreter free.

    Raises StoreError, which names DETENTE_CACHE, when the cache cannot be written, and what ``questions`` raises.
    """
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  a warm answer writes nothing

    from graph.looking_up import look_up  # noqa: PLC0415

    building = folder.with_name(f".{folder.name}.{os.getpid()}")
    prepare_cache(folder.parent)
    try:
        _remove(building)
        building.mkdir()
        with ThreadPoolExecutor(1) as beside:
            writing = beside.submit(_write_quads, building / _QUADS, graphs)
            (building / _CATALOGUE).write_text(catalogue_lines(questions()), encoding="utf-8", newline="\n")
            _write_reasons(building / _REASONS, graphs)
            look_up(building / _LOOKUPS, graphs)
            writing.result()
        _write_sizes(building)
        _settle(building, folder, replace=replace)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(_unwritable(folder.parent, error)) from error
    finally:
        _remove(building)
    _keep_last(folder)


def quads_of(graphs: Graphs) -> Iterable[Quad]:
    """All quads of a build: the default graph, then each named graph."""
    for triple in graphs.default:
        yield Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())
    for name, triples in graphs.named.items():
        for triple in triples:
            yield Quad(triple.subject, triple.predicate, triple.object, name)


def canonical_nquads(graphs: Graphs) -> str:
    """The build as canonical N-Quads: blank nodes named by RDFC-1.0, lines sorted, the same bytes for the same input."""
    return canonical_lines(quads_of(graphs))


def canonical_lines(quads: Iterable[Quad]) -> str:
    """Quads, of a build or of the store that was written of it, as canonical N-Quads."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{_quad_line(quad)}\n" for quad in dataset))


def _quad_line(quad: Quad) -> str:
    graph = "" if isinstance(quad.graph_name, DefaultGraph) else f" {quad.graph_name}"
    return f"{quad.subject} {quad.predicate} {quad.object}{graph} ."


def _write_quads(folder: Path, graphs: Graphs) -> None:
    """Write all quads as N-Quads, which the engine reads in half the time that it takes to read them one by one as objects.

    It reads the default graph in one thread and the named graphs in another, and calls a blank node something else in each: there
    are none in the default graph.
    """
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  a warm answer writes nothing

    store = Store(str(folder))
    with ThreadPoolExecutor(2) as beside:
        loads = [
            # what the engine wrote need not be validated
            beside.submit(store.bulk_load, lines, format=RdfFormat.N_QUADS, lenient=True)
            for lines in (_ntriples(graphs.default), _named(graphs))
        ]
    for load in loads:
        load.result()
    store.flush()
    del store, loads  # the engine lets go of its lock when the last reference goes


def _named(graphs: Graphs) -> bytes:
    """Lines of N-Triples become N-Quads by the graph's name at their ends: within a line there is no line break."""
    named = (_ntriples(triples).replace(b" .\n", f" {name} .\n".encode()) for name, triples in graphs.named.items())
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


def _settle(building: Path, folder: Path, *, replace: bool) -> None:
    old = folder.with_name(f".{folder.name}.old.{os.getpid()}")
    if replace:
        _remove(old)
        with suppress(FileNotFoundError):
            folder.rename(old)
    try:
        building.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another process was faster, and its build is as good as ours
            raise
    finally:
        _remove(old)


def _sweep(cache: Path) -> None:
    """Remove what killed builds left: hidden folders of ours whose process is gone."""
    for left in cache.iterdir():
        process = _BUILDING.fullmatch(left.name)
        if process and left.is_dir() and not _alive(int(process.group(1))):
            _remove(left)


def _remove(folder: Path) -> None:
    """Remove a folder, if it is there and can be removed."""
    import shutil  # noqa: PLC0415  a warm answer removes nothing

    shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    if os.name != "posix":  # elsewhere a signal of 0 would end the process that is asked after
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _keep_last(folder: Path) -> None:
    """Remove the stores that were not used lately: all but two, and of what is seen from perspectives on these, all but twelve."""
    with suppress(OSError):  # another process removes old stores too
        found = {path: match for path in folder.parent.iterdir() if (match := _STORE.fullmatch(path.name))}
        stores = sorted(
            (path for path in found if (path / _QUADS).is_dir()),
            key=lambda path: (path == folder, path.stat().st_mtime),
            reverse=True,
        )
        whole = [path for path in stores if not found[path][2]][:_KEPT]
        bases = {path.name for path in whole} | {found[folder][1]}
        seen = [path for path in stores if found[path][2] and found[path][1] in bases][:_KEPT_SEEN]
        for old in stores:
            if old not in (*whole, *seen):
                _remove(old)
