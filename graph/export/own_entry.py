"""How Détente itself is cited: what CITATION.cff says of it, beside the packages in a checkout and inside ``graph/`` in a wheel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode

from graph.errors import StoreError
from graph.terms import BASE, DCTERMS, DT, ONTOLOGY, RDF

if TYPE_CHECKING:
    from pyoxigraph import Store

    from loaders.strict_yaml import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEntry:
    """Title, abstract, authors, keywords and day of release (EDTF) of the version that is installed."""

    title: str
    abstract: str
    authors: tuple[str, ...]
    keywords: tuple[str, ...]
    released: str


def own_entry() -> OwnEntry:
    """The entry as the file has it (Citation File Format 1.2). Raises StoreError when the installation lacks the file."""
    from loaders.strict_yaml import Block, read  # noqa: PLC0415  only exports that cite pay for a parser

    here = Path(__file__).resolve().parent.parent
    places = [place / "CITATION.cff" for place in (here, here.parent)]
    file = next((place for place in places if place.is_file()), None)
    if file is None:
        raise StoreError(f"{places[0]} is missing, in which stands how to cite; install detente anew")
    content = read(file)
    entry = content if isinstance(content, Block) else Block()
    return OwnEntry(
        title=_text(entry, "title"),
        abstract=_text(entry, "abstract").strip(),
        authors=tuple(_text(author, "name") for author in _list(entry, "authors")),
        keywords=tuple(map(str, _list(entry, "keywords"))),
        released=_text(entry, "date-released"),
    )


def _text(entry: Value, key: str) -> str:
    return str(entry.get(key, "")) if isinstance(entry, dict) else ""  # type: ignore[call-overload]  # a key is text


def _list(entry: Value, key: str) -> list[Value]:
    found = entry.get(key) if isinstance(entry, dict) else None  # type: ignore[call-overload]  # a key is text
    return found if isinstance(found, list) else []


def licence(store: Store) -> NamedNode | None:
    """The licence of ontology and data, as the ontology's header has it."""
    found = store.quads_for_pattern(NamedNode(ONTOLOGY.rstrip("#")), DCTERMS.license, None, DefaultGraph())
    return min((quad.object for quad in found if isinstance(quad.object, NamedNode)), key=str, default=None)


def is_all_ours(store: Store) -> bool:
    """Whether every source is one that Détente ships by its IRI; what others lay over it has a licence that they give."""
    found = store.quads_for_pattern(None, RDF.type, DT.Source, DefaultGraph())
    return all(isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(BASE) for quad in found)
