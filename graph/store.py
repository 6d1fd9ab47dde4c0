"""The store on disk: keyed by content, opened read-only, the last two kept."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import weakref
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import CanonicalizationAlgorithm, Dataset, DefaultGraph, Quad, RdfFormat, Store, parse

from graph.errors import StoreError
from graph.lookups import Lookups
from graph.perspective import PLAIN, Perspective
from graph.questions import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import Triple

    from graph.graphs import Graphs
    from graph.questions import Question

_KEPT, _KEPT_SEEN = 2, 12
QUADS, REASONS, LOOKUPS, CATALOGUE = "quads", "reasons.sqlite", "lookups.sqlite", "catalogue.txt"
SIZES = "sizes.json"
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
        quads = Store.read_only(str(folder / QUADS))
        reasons = _open_reasons(folder / REASONS)
        lookups = Lookups(folder / LOOKUPS)
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
    return Catalogue((folder / CATALOGUE).read_text(encoding="utf-8"))


def _open_reasons(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    database.execute("SELECT words FROM reason LIMIT 1")
    return database


def _compare_sizes(folder: Path) -> None:
    """Raise ValueError when a file is missing or has another size: the engine itself notices this only when it reads there."""
    for name, size in json.loads((folder / SIZES).read_text(encoding="utf-8")).items():
        if (folder / name).stat().st_size != size:
            raise ValueError(f"{name} has not the size with which it was written")


def prepare_cache(cache: Path) -> None:
    """Make the cache's folder, before a build and not after it. Raises StoreError, which names DETENTE_CACHE."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _sweep(cache)
    except OSError as error:
        raise StoreError(unwritable(cache, error)) from error


def unwritable(cache: Path, error: Exception) -> str:
    """What is said of a cache that cannot be written."""
    reason = getattr(error, "strerror", None) or error
    return f"{cache}: the store cannot be written ({reason}); set DETENTE_CACHE to a folder that can"


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


def _sweep(cache: Path) -> None:
    """Remove what killed builds left: hidden folders of ours whose process is gone."""
    for left in cache.iterdir():
        process = _BUILDING.fullmatch(left.name)
        if process and left.is_dir() and not _alive(int(process.group(1))):
            remove(left)


def remove(folder: Path) -> None:
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


def keep_last(folder: Path) -> None:
    """Remove the stores beside ``folder`` that were not used lately: all but two, and of those seen from perspectives on these, all
    but twelve.
    """
    with suppress(OSError):  # another process removes old stores too
        found = {path: match for path in folder.parent.iterdir() if (match := _STORE.fullmatch(path.name))}
        stores = sorted(
            (path for path in found if (path / QUADS).is_dir()),
            key=lambda path: (path == folder, path.stat().st_mtime),
            reverse=True,
        )
        whole = [path for path in stores if not found[path][2]][:_KEPT]
        bases = {path.name for path in whole} | {found[folder][1]}
        seen = [path for path in stores if found[path][2] and found[path][1] in bases][:_KEPT_SEEN]
        for old in stores:
            if old not in (*whole, *seen):
                remove(old)
