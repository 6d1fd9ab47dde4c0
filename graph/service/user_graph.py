"""The graph *user*: what is written over HTTP, in a file of its own that no build touches, laid over the built store.

The file is the truth: N-Quads, sorted, written anew and renamed with each change. Its quads without a graph are the graph
*user* itself; in what is read they stand in the default graph too. Readers get a snapshot of the whole for each change:
a folder of links to the files of the built store, and a few small files.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from graph.errors import InputError, StoreError
from graph.terms import GRAPH, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLAIMS = PREFIXES["graph"] + "claims/"


class UserGraph:
    """What a user has written, and the store in which readers find it beside all that was built.

    ``file`` is where it is kept, ``built`` the folder of the built store, ``folder`` where snapshots go. ``snapshot`` is the
    newest one, and ``digest`` names its content; both are empty as long as nothing is written. Raises InputError when the file
    is no N-Quads or fills graphs that are built, and StoreError when the folder cannot be written.
    """

    def __init__(self, file: Path, built: Path, folder: Path) -> None:
        self._file, self._folder = file, folder
        self._built = Store.read_only(str(built))
        self._own, self._count = folder, 0
        self._work: Store | None = None
        self.snapshot = self.digest = ""
        self.quads = Store()
        self.reload()
        strange = self.reserved()
        if strange:
            raise InputError(f"{file}: {strange} is a graph that is built from the files; rename it in this file")
        self._laid: set[Quad] | None = set()
        self._publish()

    def reload(self) -> None:
        """Forget what is not in the file."""
        self.quads = Store()
        try:
            if self._file.exists():
                self.quads.extend(parse(path=str(self._file), format=RdfFormat.N_QUADS))
        except (SyntaxError, ValueError) as error:
            raise InputError(f"{self._file}: not N-Quads: {error}") from error

    def reserved(self) -> str:
        """The name of a graph that is filled here though it is built; empty when there is none."""
        return next(filter(self.reserves, map(_iri, self.quads.named_graphs())), "")

    def reserves(self, name: str) -> bool:
        """Whether a graph is not the user's to fill: builds fill it, or it is the name of the graph *user* itself."""
        if not name:
            return False
        return name == GRAPH.user.value or name.startswith(_CLAIMS) or self._built.contains_named_graph(NamedNode(name))

    def commit(self) -> None:
        """Make a snapshot and write the file. Raises StoreError when one of them cannot be written; then neither has changed."""
        lines = sorted(f"{quad} .\n" for quad in self.quads)
        before = self.snapshot, self.digest
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with _replacing(self._file, "".join(lines).encode()):
                self._publish()
        except (OSError, StoreError) as error:
            self.snapshot, self.digest = before
            self._work = self._laid = None  # what is in it now is not known
            if isinstance(error, StoreError):
                raise
            raise StoreError(
                f"{self._file}: cannot be written ({error.strerror}); name another with --user-graph"
            ) from error

    def _publish(self) -> None:
        wanted = set(self._as_read())
        if wanted == self._laid:
            return
        try:
            work, laid = self._opened()
            for quad in laid - wanted:
                if quad not in self._built:
                    work.remove(quad)
            work.extend(wanted - laid)
            for name in {quad.graph_name for quad in laid - wanted} - {quad.graph_name for quad in wanted}:
                if isinstance(name, NamedNode):
                    work.remove_graph(name)
            self._count += 1
            snapshot = str(self._own / str(self._count))
            work.backup(snapshot)
        except OSError as error:
            raise StoreError(
                f"{self._folder}: the store cannot be written ({error}); set DETENTE_CACHE to another"
            ) from error
        self.snapshot, self.digest, self._laid = snapshot, _digest(wanted), wanted

    def _opened(self) -> tuple[Store, set[Quad]]:
        """The store that is written, and what is laid over the built one in it: the files of that are linked, and never changed.

        It has a folder of its own, so that no snapshot ever bears the name of another that a reader may still have open.
        """
        if self._work is None or self._laid is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            for left in self._folder.glob("*/work"):  # by a writer that was killed
                shutil.rmtree(left, ignore_errors=True)
            self._own = Path(mkdtemp(dir=self._folder))
            self._built.backup(str(self._own / "work"))
            self._work, self._laid = Store(str(self._own / "work")), set()
        return self._work, self._laid

    def _as_read(self) -> list[Quad]:
        found = []
        for quad in self.quads:
            found.append(quad)
            if isinstance(quad.graph_name, DefaultGraph):
                found.append(Quad(quad.subject, quad.predicate, quad.object, GRAPH.user))
        return found


def _iri(node: object) -> str:
    return node.value if isinstance(node, NamedNode) else ""


def _digest(quads: set[Quad]) -> str:
    return hashlib.sha256("\n".join(sorted(map(str, quads))).encode()).hexdigest()[:8] if quads else ""


@contextmanager
def _replacing(file: Path, content: bytes) -> Iterator[None]:
    """Write a file in full and, if all goes well until the block ends, rename it: whoever looks sees the old content or the new."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with beside.open("wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        yield
        beside.replace(file)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
