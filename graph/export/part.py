"""A part of the graph that stands by itself: claims with all that describes them, the facts that they make, and names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Triple

from graph.terms import DT, GRAPH, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Store

    from graph.store import Opened

_NAMES = (RDF.type, RDFS.label, SKOS.prefLabel, SKOS.exactMatch, SKOS.closeMatch, SKOS.relatedMatch)
_DECIDED = (DT.hasConflictingClaim, DT.judges, DT.sharedBy, DT.judgesIdentityOf)
"""By which what editors decided, and what rules of conflict found, names what it is about."""


def claims_on(opened: Opened, thing: NamedNode) -> set[NamedNode]:
    """The claims that state anything of a thing, or of a situation in which they or others say that it has a part."""
    store = opened.quads
    propositions = {node for place in (DT.subject, DT.object_) for node in _subjects(store, place, thing)}
    situations = {thing, *(node for one in propositions for node in _objects(store, one, DT.subject))}
    about = {claim for situation in situations for claim in _subjects(store, DT.about, situation)}
    return about | {claim for one in propositions for claim in _subjects(store, DT.states, one)}


def part_of(opened: Opened, claims: Iterable[NamedNode], things: Iterable[NamedNode]) -> frozenset[Triple]:
    """The triples of these claims: their passages, sources and propositions, the facts that they make and what follows
    from these alone, what editors decided on them, and the names of all that is named. Of the ``things`` there is all that
    editors say.
    """
    store = opened.quads
    claims = tuple(claims)
    found = {triple for claim in claims for triple in _of_claim(store, claim)}
    facts = _facts(store, claims)
    found |= facts | _following(opened, facts)
    found |= {triple for thing in things for triple in _of(store, thing, GRAPH.entities)}
    found |= _decided(store, {*claims, *things})
    named = {node for triple in found for node in (triple.subject, triple.predicate, triple.object)}
    nodes = (node for node in named if isinstance(node, NamedNode))
    return frozenset(found | {triple for node in nodes for triple in names_of(store, node)})


def _of_claim(store: Store, claim: NamedNode) -> Iterator[Triple]:
    for triple in _of(store, claim):
        yield triple
        if triple.predicate in (DT.passage, DT.via, DT.inSource, DT.states):
            yield from _of(store, triple.object)


def _facts(store: Store, claims: Iterable[NamedNode]) -> set[Triple]:
    """What these claims make facts; what one of them only states is none of it, though another claim may make it one."""
    supported = {node for claim in claims for node in _objects(store, claim, DT.supports)}
    parts = ({triple.predicate: triple.object for triple in _of(store, node)} for node in supported)
    return {Triple(found[DT.subject], found[DT.predicate], found[DT.object_]) for found in parts}  # type: ignore[arg-type]  # a proposition's parts are terms at their places


def _following(opened: Opened, facts: Iterable[Triple]) -> set[Triple]:
    """What is inferred of the things in these facts, and of nothing else that any claim states."""
    store = opened.quads
    given = set(facts)
    things = {node for fact in given for node in (fact.subject, fact.object) if isinstance(node, NamedNode)}
    candidates = {
        quad.triple
        for thing in things
        for quad in (
            *store.quads_for_pattern(thing, None, None, GRAPH.inferred),
            *store.quads_for_pattern(None, None, thing, GRAPH.inferred),
        )
    }
    return {triple for triple in candidates if _rests_on(opened, triple, given, candidates)}


def _rests_on(opened: Opened, triple: Triple, given: set[Triple], candidates: set[Triple]) -> bool:
    """Whether all the premises of an inferred triple are among those given, follow from them, or are no claim's."""
    reason = opened.reason(triple)
    if reason is None:
        return False
    return all(
        premise in given
        or (premise in candidates and _rests_on(opened, premise, given, candidates))
        or not _is_claimed(opened.quads, premise)
        for premise in reason[1]
    )


def _is_claimed(store: Store, triple: Triple) -> bool:
    graphs = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
    return any(quad.graph_name in (GRAPH.facts, GRAPH.inferred) for quad in graphs)


def _decided(store: Store, about: Iterable[NamedNode]) -> set[Triple]:
    conflicts = {node for thing in about for predicate in _DECIDED for node in _subjects(store, predicate, thing)}
    conflicts |= {node for conflict in conflicts for node in _subjects(store, DT.judges, conflict)}
    return {triple for node in conflicts for triple in _of(store, node, GRAPH.conflicts)}


def names_of(store: Store, node: NamedNode) -> Iterator[Triple]:
    """What editors call a node: its names, its classes and its links to other registries; of a term or concept its names."""
    for predicate in _NAMES:
        for quad in store.quads_for_pattern(node, predicate, None, GRAPH.entities):
            yield quad.triple
    for predicate in (SKOS.prefLabel, RDFS.label):
        for quad in store.quads_for_pattern(node, predicate, None, GRAPH.ontology):
            yield quad.triple


def _of(store: Store, node: object, graph: NamedNode | DefaultGraph | None = None) -> Iterator[Triple]:
    for quad in store.quads_for_pattern(node, None, None, graph or DefaultGraph()):  # type: ignore[arg-type]  # no literal is asked for
        yield quad.triple


def _subjects(store: Store, predicate: NamedNode, node: NamedNode) -> Iterator[NamedNode]:
    for quad in store.quads_for_pattern(None, predicate, node, DefaultGraph()):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject


def _objects(store: Store, node: NamedNode, predicate: NamedNode) -> Iterator[NamedNode]:
    for quad in store.quads_for_pattern(node, predicate, None, DefaultGraph()):
        if isinstance(quad.object, NamedNode):
            yield quad.object
