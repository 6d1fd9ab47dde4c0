"""Nanopublications: each claim as a publication of its own, with what it asserts, where that comes from, and its terms of use.

After the nanopublication guidelines (nanopub.net/guidelines/working_draft). A plain claim asserts its triples. Any other
asserts that somebody says so, and in what mode: its triples are propositions, and never stand by themselves. The name of each
is a hash of it, so a claim that is not edited keeps its name in every version of the data; the version is said in an index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, cast

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from graph.export.of_claims import Said, base_of, base_of_all, minted, nodes, refuse_graphs, terms_of_use, under
from graph.export.ordered import in_order
from graph.export.rdf import Spaced
from graph.export.trusty import UNNAMED, named
from graph.export.vocabularies import COMMENT, NAMESPACES, NP, NPX, PROV, VERSION
from graph.terms import DT, PREFIXES, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graph.export.content import Content
    from graph.export.of_claims import Term

MOST = 1000
"""How many nanopublications one index names; the next index goes on from there."""
_ASSERTED = frozenset(
    (
        RDF.type,
        DT.about,
        DT.says,
        DT.voice,
        DT.modality,
        DT.polarity,
        DT.hedge,
        DT.wording,
        DT.speaker,
        DT.saidIn,
        DT.states,
    )
)
"""What a claim that is not plain asserts of itself; all else that is known of it is provenance."""


def write(content: Content, out: BinaryIO) -> None:
    """Write TriG: one nanopublication for each claim, and an index of them. Raises UsageError when named graphs are chosen."""
    refuse_graphs(content, "a nanopublication")
    prefixes = PREFIXES | NAMESPACES
    serialize(_all(content), cast("BinaryIO", Spaced(out)), format=RdfFormat.TRIG, prefixes=prefixes)


def _all(content: Content) -> Iterator[Quad]:
    names = []
    for claim in content.claims:
        name, quads = nanopub_of(content, claim)
        names.append(name)
        yield from quads
    yield from _indexes(content, names)


def nanopub_of(content: Content, claim: NamedNode) -> tuple[NamedNode, list[Quad]]:
    """The nanopublication of one claim: its name and its quads, graph by graph, the head first."""
    said, base = Said(claim, content.opened.quads), base_of(claim)
    info = [(NPX.hasNanopubType, DT.Claim), *under(said.triples, RDFS.label), *terms_of_use(content, base)]
    return _published(base, _assertion(said), [*_known(content, said), *_sources(said, base)], info)


def _assertion(said: Said) -> Sequence[Triple]:
    if said.is_plain:
        return said.stated
    return [*(triple for triple in said.triples if triple.predicate in _ASSERTED), *said.propositions]


def _known(content: Content, said: Said) -> Iterator[Triple]:
    """The claim, its passage, source and chain, and which judgements hold it back; of the words only what may be published."""
    yield from (triple for triple in said.triples if said.is_plain or triple.predicate not in _ASSERTED)
    yield from (*said.beside, *said.demotions)
    if content.passage is not None:
        words = Literal(content.passage(content.reader.read(said.iri)))
        yield from (Triple(node, PROV.value, words) for node in said.objects(DT.passage))


def _sources(said: Said, base: str) -> list[Triple]:
    """Where the assertion comes from. It is the saying of the source's authors, who may tell what somebody else says."""
    found = [(PROV.wasDerivedFrom, node) for node in (said.iri, *said.objects(DT.passage))]
    found += [(PROV.hadPrimarySource, node) for node in said.objects(DT.inSource)]
    found += [(PROV.wasAttributedTo, node) for node in nodes(said.beside, DT.author)]
    return _of(_unnamed(base, "#assertion"), found)


def _indexes(content: Content, names: Sequence[NamedNode]) -> Iterator[Quad]:
    """An index of all these, in as many nanopublications as it takes; each goes on from the one before."""
    base = base_of_all(content)
    info = [(RDF.type, NPX.NanopubIndex), *_version(content), *terms_of_use(content, base)]
    kind = _of(_unnamed(base, "#assertion"), [(RDF.type, NPX.IndexAssertion)])
    before: tuple[tuple[NamedNode, Term], ...] = ()
    for start in range(0, len(names), MOST):
        elements = [(NPX.includesElement, name) for name in names[start : start + MOST]]
        index, quads = _published(base, _of(_unnamed(base), [*elements, *before]), kind, info)
        before = ((NPX.appendsIndex, index),)
        yield from quads


def _version(content: Content) -> list[tuple[NamedNode, Term]]:
    """The version of the data, and from where they were seen."""
    seen = content.opened.perspective.words
    told = [(COMMENT, Literal(f"Seen from a perspective: {seen}.", language="en"))] if seen else []
    return [(VERSION, Literal(content.opened.version)), *told]


def _published(
    base: str, assertion: Iterable[Triple], provenance: Iterable[Triple], info: Iterable[tuple[NamedNode, Term]]
) -> tuple[NamedNode, list[Quad]]:
    """A nanopublication under its name, and that name; ``info`` is what is said of it as a publication."""
    graphs = {part: _unnamed(base, f"#{part}") for part in ("Head", "assertion", "provenance", "pubinfo")}
    head = [
        (RDF.type, NP.Nanopublication),
        (NP.hasAssertion, graphs["assertion"]),
        (NP.hasProvenance, graphs["provenance"]),
        (NP.hasPublicationInfo, graphs["pubinfo"]),
    ]
    parts = (_of(_unnamed(base), head), assertion, provenance, _of(_unnamed(base), info))
    quads = {
        Quad(triple.subject, triple.predicate, triple.object, graph)
        for graph, triples in zip(graphs.values(), parts, strict=True)
        for triple in triples
    }
    code, found = named(quads)
    return minted(base, "nanopub", code), list(in_order(found))


def _unnamed(base: str, part: str = "") -> NamedNode:
    return minted(base, "nanopub", UNNAMED + part)


def _of(node: NamedNode, said: Iterable[tuple[NamedNode, Term]]) -> list[Triple]:
    return [Triple(node, predicate, value) for predicate, value in said]
