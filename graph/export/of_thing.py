"""What one document says of one thing: of a claim all of it, of a thing with few claims all of these, of others a description.

A description holds what is said of the thing and what names it, the names of all of that, and a link to each of its claims.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from graph.export.content import Content
from graph.export.ordered import in_order
from graph.export.part import claims_on, names_of, part_of
from graph.seen_from import seen_from
from graph.terms import DT, GRAPH, OWL, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyoxigraph import Store

    from graph.layers import Layer
    from graph.store import Opened

MOST_WHOLE, MOST_LINKED = 50, 1000
"""How many claims stand whole in a document; and how many are linked, and how many statements that name the thing are given."""
_FOAF = "http://xmlns.com/foaf/0.1/"
_DOCUMENT, _TOPIC = NamedNode(_FOAF + "Document"), NamedNode(_FOAF + "primaryTopic")
_OF_CLAIMS = frozenset({DT.subject, DT.predicate, DT.object_, DT.states, DT.about, DT.supports})
"""What links claims and propositions to things: such statements are not counted among those that name a thing."""


class Description(Content):
    """What a document of that name says of a node, for the writers of exports; JSON-LD takes its keys from the ``layers``."""

    def __init__(self, opened: Opened, node: NamedNode, document: NamedNode, layers: Sequence[Layer] = ()) -> None:
        super().__init__(opened, layers=layers)
        self._node, self._document = node, document

    def triples(self) -> Iterator[Triple]:
        """The triples of the document, in order, each once."""
        about, partial = described(self.opened, self._node)
        note = ". ".join(filter(None, (partial.rstrip("."), seen_from(self.opened))))
        own = [
            Triple(self._document, RDF.type, _DOCUMENT),
            Triple(self._document, _TOPIC, self._node),
            Triple(self._document, OWL.versionInfo, Literal(self.opened.version)),
            *([Triple(self._document, RDFS.comment, Literal(note, language="en"))] if note else []),
        ]
        quads = (Quad(found.subject, found.predicate, found.object, DefaultGraph()) for found in {*about, *own})
        return (quad.triple for quad in in_order(quads))


def described(opened: Opened, node: NamedNode) -> tuple[set[Triple], str]:
    """The triples on a node; and where only some are given, which these are and where the rest is, for a person."""
    store = opened.quads
    if store.contains_named_graph(node):
        return {quad.triple for quad in store.quads_for_pattern(None, None, None, node)}, ""
    if _is_a(store, node, OWL.Ontology):
        return set(_terms(store)), ""
    claims = _claims(opened, node)
    if len(claims) <= MOST_WHOLE:
        whole = part_of(opened, claims, (node,)) if claims else frozenset()
        about, more = _about(store, node)
        return {*whole, *about, *_named(store, about)}, more
    return _linked(opened, node, claims)


def _claims(opened: Opened, node: NamedNode) -> set[NamedNode]:
    """The claims that a document on the node holds: itself, those at a passage, of a source, of a proposition, or on a thing."""
    store = opened.quads
    if _is_a(store, node, DT.Claim):
        return {node}
    if _is_concept(store, node):
        return set()
    found = (
        quad.subject
        for predicate in (DT.inSource, DT.passage, DT.states)
        for quad in store.quads_for_pattern(None, predicate, node, DefaultGraph())
    )
    pointing = {subject for subject in found if isinstance(subject, NamedNode) and _is_a(store, subject, DT.Claim)}
    return pointing | claims_on(opened, node)


def _linked(opened: Opened, node: NamedNode, claims: set[NamedNode]) -> tuple[set[Triple], str]:
    about, more = _about(opened.quads, node)
    links = {Triple(node, RDFS.seeAlso, claim) for claim in islice(sorted(claims, key=str), MOST_LINKED)}
    linked = f"{len(links)} of them are" if len(links) < len(claims) else "each is"
    option = "source" if _is_a(opened.quads, node, DT.Source) else "entity"
    name = node.value.rpartition("/")[2]
    note = (
        f"A description. {len(claims)} claims are on this, and {linked} linked by rdfs:seeAlso; their own documents hold them."
        f" All in one: detente export turtle --{option} {name}. {more}"
    )
    return {*about, *links, *_named(opened.quads, about)}, note.strip()


def _about(store: Store, node: NamedNode) -> tuple[set[Triple], str]:
    """What is said of a node, and what names it where claims do not, or as much as fits; and a line when not all does."""
    own = {quad.triple for quad in store.quads_for_pattern(node, None, None, DefaultGraph())}
    if _is_a(store, node, SKOS.Concept):
        return own, ""  # what names a concept is half of the graph
    naming = (
        quad.triple
        for quad in store.quads_for_pattern(None, None, node, DefaultGraph())
        if quad.predicate not in _OF_CLAIMS and isinstance(quad.subject, NamedNode)
    )
    kept = (triple for triple in naming if not _is_a(store, triple.subject, DT.Claim))
    found = set(islice(kept, MOST_LINKED))
    full = len(found) == MOST_LINKED
    return own | found, f"Of the statements that name it {MOST_LINKED} are given; SPARQL has all." if full else ""


def _named(store: Store, about: Iterable[Triple]) -> Iterator[Triple]:
    """The names of all that is named in these triples."""
    nodes = {node for triple in about for node in (triple.subject, triple.predicate, triple.object)}
    for node in nodes:
        if isinstance(node, NamedNode):
            yield from names_of(store, node)


def _terms(store: Store) -> Iterator[Triple]:
    """All terms, those of overlays too, with the blank nodes of their axioms; concepts have documents of their own."""
    for quad in store.quads_for_pattern(None, None, None, GRAPH.ontology):
        if not _is_concept(store, quad.subject):
            yield quad.triple


def _is_concept(store: Store, node: object) -> bool:
    return _is_a(store, node, SKOS.Concept) or _is_a(store, node, SKOS.ConceptScheme)


def _is_a(store: Store, node: object, class_: NamedNode) -> bool:
    return isinstance(node, NamedNode) and Quad(node, RDF.type, class_, DefaultGraph()) in store
