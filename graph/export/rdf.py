"""The RDF formats: Turtle, N-Triples, RDF/XML, TriG, N-Quads, and Turtle of RDF 1.2. pyoxigraph writes, in our order."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, cast

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from graph.export.vocabularies import NAMESPACES
from graph.terms import DT, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import BlankNode, Literal, Quad

    from graph.export.content import Content

_PREFIXES = dict(sorted(PREFIXES.items())) | {
    "dcterms": NAMESPACES["dcterms"],
    "sh": "http://www.w3.org/ns/shacl#",
}
_PARTS = (DT.subject, DT.predicate, DT.object_)
_REIFIES = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies")


def write_turtle(content: Content, out: BinaryIO) -> None:
    """Write Turtle: an empty line between subjects, prefixes sorted."""
    _written(content.triples(), cast("BinaryIO", Spaced(out)), RdfFormat.TURTLE)


def write_triples(triples: Iterable[Triple], out: BinaryIO, prefixes: Mapping[str, str]) -> None:
    """Write these triples as Turtle in the order in which they come, with some prefixes besides ours."""
    spaced = cast("BinaryIO", Spaced(out))
    serialize(triples, spaced, format=RdfFormat.TURTLE, prefixes={**_PREFIXES, **prefixes})


def write_ntriples(content: Content, out: BinaryIO) -> None:
    """Write N-Triples."""
    serialize(content.triples(), out, format=RdfFormat.N_TRIPLES)


def write_rdfxml(content: Content, out: BinaryIO) -> None:
    """Write RDF/XML."""
    _written(content.triples(), out, RdfFormat.RDF_XML)


def write_turtle12(content: Content, out: BinaryIO) -> None:
    """Write Turtle of RDF 1.2: for the three parts of a proposition stands one triple term, which it reifies."""
    _written(reified(content.triples()), cast("BinaryIO", Spaced(out)), RdfFormat.TURTLE)


def write_trig(content: Content, out: BinaryIO) -> None:
    """Write TriG: the named graphs, an empty line between subjects."""
    _written(content.quads(), cast("BinaryIO", Spaced(out)), RdfFormat.TRIG)


def write_nquads(content: Content, out: BinaryIO) -> None:
    """Write N-Quads: the named graphs."""
    serialize(content.quads(), out, format=RdfFormat.N_QUADS)


def reified(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Triples in which each proposition reifies its triple, in place of having a subject, a predicate and an object."""
    parts: dict[NamedNode, NamedNode | BlankNode | Literal | Triple] = {}
    for triple in triples:
        if triple.predicate not in _PARTS:
            yield triple
            continue
        parts[triple.predicate] = triple.object
        if len(parts) == len(_PARTS):
            subject, predicate, object_ = (parts[part] for part in _PARTS)
            yield Triple(
                triple.subject, _REIFIES, Triple(cast("NamedNode", subject), cast("NamedNode", predicate), object_)
            )
            parts.clear()


def _written(statements: Iterator[Triple] | Iterator[Quad], out: BinaryIO, form: RdfFormat) -> None:
    serialize(statements, out, format=form, prefixes=_PREFIXES)


class Spaced:
    """A stream for Turtle or TriG, whose writer puts each predicate on a line: the prefixes are sorted, and an empty line parts
    the subjects.
    """

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._rest = b""
        self._prefixes: list[bytes] = []
        self._is_between = False

    def write(self, content: bytes) -> int:
        """Take some bytes; they are passed on when their line is whole."""
        *lines, self._rest = (self._rest + content).split(b"\n")
        for line in lines:
            self._line(line)
        return len(content)

    def flush(self) -> None:
        """Pass on what is left; called by the writer at its end alone."""
        self._put_prefixes()

    def _line(self, line: bytes) -> None:
        if line.startswith(b"@prefix "):
            self._prefixes.append(line)
            return
        self._put_prefixes()
        if line and self._is_between and line != b"}":
            self._out.write(b"\n")
        self._is_between = line.endswith((b" .", b"}"))
        if line:
            self._out.write(line + b"\n")

    def _put_prefixes(self) -> None:
        self._is_between = self._is_between or bool(self._prefixes)
        self._out.write(b"".join(line + b"\n" for line in sorted(self._prefixes)))
        self._prefixes.clear()
