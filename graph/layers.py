"""Where the graph's files are: the shipped layer, in a checkout or in a wheel, and the overlays that a user lays over it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph

from graph.errors import InputError
from graph.terms import BASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

DECISIONS = ("conflicts.yaml", "identity.yaml", "origins.yaml")
"""The files of what editors decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One set of folders: what is said (``data``), what it means (``ontology``) and what is asked of it (``queries``).

    ``base`` is the start of every IRI that the layer mints; ``name`` is how messages call it.
    """

    name: str
    data: Path
    ontology: Path
    queries: Path
    base: str = BASE

    def files(self, kind: str, pattern: str) -> tuple[Path, ...]:
        """The files of ``data``, ``ontology`` or ``queries`` that match, hidden ones not, in an order that never changes."""
        found = (path for path in getattr(self, kind).glob(pattern) if not path.name.startswith("."))
        return tuple(sorted(found))


def shipped_layer() -> Layer:
    """The layer that came with the program: beside the packages in a checkout, inside ``graph/`` in a wheel."""
    here = Path(__file__).resolve().parent
    root = here if (here / "ontology").is_dir() else here.parent
    return Layer(name="shipped", data=root / "data", ontology=root / "ontology", queries=root / "queries")


def overlay(folder: Path) -> Layer:
    """The layer of a user's ``--data`` folder, whose ``base.txt``, where there is one, holds the base of its IRIs.

    Raises InputError when the folder is missing, holds nothing that is read, or its base is no absolute IRI ending in / or #.
    """
    if not folder.is_dir():
        raise InputError(
            f"{folder}: no such folder; --data and DETENTE_DATA name folders with sources/ or entities/ in them"
        )
    parts = ("sources", "entities", "languages", "queries", "ontology", *DECISIONS)
    if not any((folder / part).exists() for part in parts):
        raise InputError(
            f"{folder}: none of sources/, entities/, languages/, queries/, ontology/, {', '.join(DECISIONS[:-1])} or {DECISIONS[-1]} "
            "is in this folder"
        )
    return Layer(
        name=str(folder), data=folder, ontology=folder / "ontology", queries=folder / "queries", base=_base_of(folder)
    )


def _base_of(folder: Path) -> str:
    file = folder / "base.txt"
    if not file.exists():
        return BASE
    base = file.read_text(encoding="utf-8", errors="backslashreplace").strip()
    if "://" not in base or not base.endswith(("/", "#")) or not _starts_iris(base):
        raise InputError(f"{file}:1: {base!r} is no base; write one absolute IRI that ends in / or #")
    return base


def _starts_iris(base: str) -> bool:
    try:
        pyoxigraph.NamedNode(f"{base}id/x")
    except ValueError:
        return False
    return True


def all_layers(overlays: Sequence[Path] = ()) -> tuple[Layer, ...]:
    """The shipped layer first, then the overlays in the order given; the shipped data named once more is not laid twice."""
    shipped = shipped_layer()
    others = [folder for folder in overlays if not folder.is_dir() or folder.resolve() != shipped.data.resolve()]
    return (shipped, *(overlay(folder) for folder in others))


def _inputs(layers: Iterable[Layer]) -> Iterator[tuple[str, str]]:
    """Every input file with a name that does not depend on where it lies. Paths are texts: each command goes through all of them."""
    code = Path(__file__).resolve().parent
    for folder in (code, code.parent / "loaders"):
        for name, file in sorted(_below(str(folder), (), ".py")):
            yield f"code/{folder.name}/{name}", file
    for number, layer in enumerate(layers):
        for kind, patterns in _KINDS:
            folders = str(getattr(layer, kind))
            for name, file in sorted(found for pattern in patterns for found in _matching(folders, pattern)):
                yield f"{number}/{layer.base}/{kind}/{name}", file


def _below(folder: str, parents: tuple[str, ...], ending: str) -> Iterator[tuple[str, str]]:
    """The files with this ending in a folder and in those below it."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(ending):
                yield "/".join((*parents, entry.name)), entry.path
            elif entry.is_dir():
                yield from _below(entry.path, (*parents, entry.name), ending)


def _matching(folder: str, pattern: str) -> Iterator[tuple[str, str]]:
    """The files that :meth:`Layer.files` finds in a folder by a pattern of names, ``*`` and ``*.ending``; none where it is missing."""
    first, _, rest = pattern.partition("/")
    try:
        entries = os.scandir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return
    with entries:
        for entry in entries:
            if not (entry.name == first or (first[0] == "*" and entry.name.endswith(first[1:]))):
                continue
            if rest:
                yield from ((f"{entry.name}/{name}", file) for name, file in _matching(entry.path, rest))
            elif entry.name[0] != ".":
                yield entry.name, entry.path


_KINDS = (
    ("data", ("entities/*.yaml", "languages/*.yaml", "sources/*/*.yaml", *DECISIONS)),
    ("ontology", ("*.ttl", "*.jsonld", "export/*.jsonld")),
    ("queries", ("*.rq", "*/*.rq")),
)


def content_key(layers: Sequence[Layer]) -> str:
    """A name for all that a build depends on: the hash of every input file, and of the code that reads them."""
    digest = hashlib.sha256(pyoxigraph.__version__.encode())  # another engine may write another store
    for name, file in _inputs(layers):
        with open(file, "rb", buffering=0) as opened:  # noqa: PTH123  to make a Path takes as long as to read the file
            content = opened.read()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]
