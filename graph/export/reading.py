"""What formats of tables and networks read of the content: which claims make a triple hold, and whether it is contested."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from graph.claim_view import claim_order
from graph.contested import read_contested
from graph.emit import proposition
from graph.evidence import Tracer
from graph.export.ordered import in_order
from graph.export.short import short, shorts
from graph.perspective import PROMOTED
from graph.terms import DT, GRAPH, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.claim_view import ClaimView
    from graph.evidence import Term
    from graph.export.content import Content
    from graph.export.tables import Row

_OF_THE_ONTOLOGY = (RDFS.domain, RDFS.range, RDFS.subClassOf)


class Reading:
    """Reads the content of an export. Only claims that are chosen are told of."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.store = content.opened.quads
        self.labels = content.labels
        self.tracer = Tracer(content.opened)
        self.chosen = frozenset(content.claims)

    def facts(self) -> Iterator[tuple[Triple, bool]]:
        """What holds of the content, each with whether it is inferred; what it says of claims and terms is left out."""
        for triple in self._holding():
            if triple.predicate == DT.supports or triple.predicate in _OF_THE_ONTOLOGY:
                continue
            if self._is_in(triple, GRAPH.facts):
                yield triple, False
            elif self._is_in(triple, GRAPH.inferred):
                yield triple, True

    def _holding(self) -> Iterator[Triple]:
        """The triples chosen, in order; of the whole, those alone that are facts or inferred."""
        if not self.content.is_whole:
            return self.content.triples()
        found = (
            quad
            for graph in (GRAPH.facts, GRAPH.inferred)
            for quad in self.store.quads_for_pattern(None, None, None, graph)
        )
        told = (quad for quad in found if quad.predicate != DT.supports)
        merged = (Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in told)
        return (triple for triple, _ in itertools.groupby(quad.triple for quad in in_order(merged)))

    def makers(self, triple: Triple) -> tuple[NamedNode, ...]:
        """The claims chosen that make a triple a fact."""
        found = self.tracer.reader.claims(DT.supports, proposition(triple))
        return tuple(claim for claim in found if claim in self.chosen)

    def claims(self, triple: Triple) -> tuple[NamedNode, ...]:
        """The claims chosen on which a triple rests, by inference too."""
        return tuple(claim for claim in self.tracer.claims(triple) if claim in self.chosen)

    def rests_on_chosen(self, triple: Triple) -> bool:
        """Whether each of the facts on which a triple rests is made one by a claim that is chosen."""
        grounds = () if self.content.is_whole else self.tracer.ground(triple).values()
        return not any(self.chosen.isdisjoint(claims) for claims in grounds)

    def stated_by(self, claims: Iterable[NamedNode]) -> list[Triple]:
        """The triples that claims state, each once, in order."""
        return sorted({triple for claim in claims for triple in self.tracer.stated_by(claim)}, key=str)

    def stating(self, triple: Triple) -> tuple[NamedNode, ...]:
        """The claims chosen that state a triple."""
        return tuple(claim for claim in self.tracer.stating(triple) if claim in self.chosen)

    def about(self, thing: NamedNode) -> tuple[NamedNode, ...]:
        """The claims chosen that are about a thing."""
        return tuple(claim for claim in self.tracer.reader.claims(DT.about, thing) if claim in self.chosen)

    def views(self, claims: Iterable[NamedNode]) -> list[ClaimView]:
        """Claims as a person sees them."""
        return [self.tracer.reader.read(claim) for claim in sorted(claims, key=claim_order)]

    def sources(self, claims: Iterable[NamedNode]) -> set[NamedNode]:
        """The sources of claims."""
        return {view.source.iri for view in self.views(claims)}

    def is_contested(self, triple: Triple) -> bool:
        """Whether a triple is in a conflict that is open, or that editors judged to be real or a likely misprint."""
        return any(found.disputed for found in read_contested(self.tracer, self.tracer.conflicts(triple)))

    def is_unsure(self, triple: Triple, *, inferred: bool) -> tuple[bool, bool]:
        """Whether what holds is hedged and whether it is contested. What is inferred is no surer than any fact on which it rests."""
        facts = tuple(self.tracer.ground(triple)) if inferred else (triple,)
        hedged = any(is_hedged(self.views(self.makers(fact))) for fact in facts)
        return hedged, any(map(self.is_contested, {triple, *facts}))

    def objects(self, node: NamedNode, predicate: NamedNode) -> list[Term]:
        """What stands of a node under a predicate, in order."""
        return sorted(self.tracer.objects(node, predicate), key=str)

    def editors_classes(self, node: NamedNode) -> list[NamedNode]:
        """The classes that editors give a thing: those of an entity; none for what only claims give a class."""
        found = self.store.quads_for_pattern(node, RDF.type, None, GRAPH.entities)
        return sorted((quad.object for quad in found if isinstance(quad.object, NamedNode)), key=str)

    def is_over_time(self, predicate: NamedNode) -> bool:
        """Whether a property says *at some time*."""
        return next(self.store.quads_for_pattern(predicate, DT.overTime, None, DefaultGraph()), None) is not None

    def _is_in(self, triple: Triple, graph: NamedNode) -> bool:
        return Quad(triple.subject, triple.predicate, triple.object, graph) in self.store


def mode(view: ClaimView) -> str:
    """Voice, modality and polarity of a claim."""
    return f"{view.voice} {view.modality} {view.polarity}"


def plain(reading: Reading, triple: Triple) -> list[ClaimView]:
    """The claims chosen that make a triple a fact plainly: in own or adopted voice, as actual, affirmed, and without a hedge."""
    views = reading.views(reading.makers(triple))
    return [v for v in views if not v.hedge and PROMOTED.issuperset((v.voice, v.modality, v.polarity))]


_BOUNDS = (DT.beginsNotBefore, DT.beginsNotAfter, DT.endsNotBefore, DT.endsNotAfter, DT.lastHolds)
_BOUND_NAMES = ("begins_not_before", "begins_not_after", "ends_not_before", "ends_not_after")


def bounds(reading: Reading, node: NamedNode) -> Row:
    """The bounds of a situation, as far as they rest on claims that are chosen alone, and when it is last said to hold."""
    store = reading.store
    held = [
        [quad.object for quad in store.quads_for_pattern(node, bound, None, DefaultGraph()) if reading.rests_on_chosen(quad.triple)]
        for bound in _BOUNDS
    ]  # fmt: skip
    days = {name: min(map(short, found), default="") for name, found in zip(_BOUND_NAMES, held[:-1], strict=True)}
    return {**days, "last_holds": shorts(held[-1])}


def is_hedged(views: list[ClaimView]) -> bool:
    """Whether each of some claims is hedged, and there is one."""
    return bool(views) and all(view.hedge for view in views)
