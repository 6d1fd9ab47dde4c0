"""The ontology closed in itself by owlrl: which class is below which, what every property's domain and range amount to.

The closure can be kept in a folder (:mod:`graph.kept_files`), in a file whose name is a hash of the axioms, of the code that closes
them and of the versions of owlrl and rdflib, so that nothing in it is ever out of date.
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, RdfFormat, Triple, parse, serialize

from graph.kept_files import KeptFiles
from graph.terms import PREFIXES, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_KEPT = 100
"""How many hierarchies are kept at most: one for each ontology, with what overlays add to it."""


def closed_hierarchy(ontology: Iterable[Triple], folder: Path | None = None) -> list[Triple]:
    """The hierarchy of named terms that the ontology entails and does not state (OWL 2 RL, table 9), sorted.

    It is looked for in ``folder`` first, and kept there where that can be written.

    What an axiom declares to be a class or a property is not given to owlrl: from a declaration follows in table 9 that a term
    is below itself and ``owl:Thing``, which is left out here, and nothing else; and owlrl takes three times as long with it.
    """
    ontology = tuple(ontology)
    own = {triple.subject for triple in ontology if triple.predicate == RDF.type or _says_axiom(triple)}
    closed = _closed(tuple(_renamed(triple for triple in ontology if _says_axiom(triple))), folder)
    return [triple for triple in closed if triple.subject in own]


@lru_cache(maxsize=8)
def _closed(axioms: tuple[Triple, ...], folder: Path | None) -> list[Triple]:
    kept = None if folder is None else KeptFiles(folder, _KEPT)
    name = _name(axioms)
    written = None if kept is None else kept.read(name)
    if written is not None:
        return [quad.triple for quad in parse(written, format=RdfFormat.N_TRIPLES)]
    from graph.reason.by_owlrl import entailed_hierarchy  # noqa: PLC0415  slow to import

    found = entailed_hierarchy(axioms)
    if kept is not None:
        kept.write(name, _lines(found).decode())
        kept.trim()
    return found


def _name(axioms: Iterable[Triple]) -> str:
    digest = hashlib.sha256(_reasoner())
    digest.update(_lines(axioms))
    return f"{digest.hexdigest()[:32]}.nt"


@cache
def _reasoner() -> bytes:
    """A hash of what decides how axioms are closed."""
    code = Path(__file__).with_name("by_owlrl.py").read_bytes()
    return hashlib.sha256(" ".join(map(version, ("owlrl", "rdflib"))).encode() + code).digest()


def _lines(triples: Iterable[Triple]) -> bytes:
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""  # None only where it is written to a file


def _renamed(triples: Iterable[Triple]) -> Iterator[Triple]:
    """The triples with their blank nodes named by the order in which they come: one ontology read twice is known again."""
    names: dict[BlankNode, BlankNode] = {}
    for triple in triples:
        for node in (triple.subject, triple.object):
            if isinstance(node, BlankNode):
                names.setdefault(node, BlankNode(f"b{len(names)}"))
        subject, value = triple.subject, triple.object
        yield Triple(
            names[subject] if isinstance(subject, BlankNode) else subject,
            triple.predicate,
            names[value] if isinstance(value, BlankNode) else value,
        )


def _says_axiom(triple: Triple) -> bool:
    """Whether a triple is part of an axiom, and no declaration, label, definition or concept, from which no hierarchy follows."""
    return triple.predicate.value.startswith(_AXIOMATIC) and triple.predicate.value not in _SILENT


_AXIOMATIC = (PREFIXES["owl"], PREFIXES["rdfs"], PREFIXES["rdf"])
_SILENT = (
    RDF.type.value,
    *(PREFIXES["rdfs"] + name for name in ("label", "comment", "isDefinedBy")),
    *(PREFIXES["owl"] + name for name in ("versionInfo", "versionIRI")),
)
