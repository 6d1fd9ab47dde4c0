"""On which claims a triple of a store rests: all the smallest sets of claims that carry it, through inference.

A fact rests on each claim that makes it one; what is told of a claim on that claim; what is told of a proposition or a
passage on each claim that points to it; what follows on what each of its derivations rests on; what editors alone say on
nothing. See docs/decisions/2026-11-22-smallest-sets-of-claims.md.
"""

from __future__ import annotations

from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, cast

from pyoxigraph import DefaultGraph, NamedNode

from graph.antichains import FREE, NEVER, Family, bits, both, either
from graph.claim_view import claim_order
from graph.derivations import Derivations
from graph.emit import proposition
from graph.naming import Labels
from graph.origins import Origins
from graph.standing import DEFAULT, Standing
from graph.terms import BASE, DT, GRAPH, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import QueryTriples, Triple

    from graph.derivations import Derivation
    from graph.store import Opened

_ONLY_INFERRED = frozenset((DEFAULT, GRAPH.inferred))
_OF_EDITORS = frozenset((GRAPH.entities, GRAPH.ontology))
_CLAIMS = f"{BASE}graph/claims/"
_OWNING = (DT.states, DT.passage, DT.via)
"""How a claim points to what is told by it and is no claim itself."""


class Witnesses:
    """The smallest sets of claims behind triples of one open store, as families of bits; what was found once is kept."""

    def __init__(self, opened: Opened, standing: Standing | None = None) -> None:
        self._standing = standing or Standing(opened.quads, opened.lookups)
        self.derivations = Derivations(opened, self._standing)
        self._store = opened.quads
        self._agreed = opened.perspective.agreed
        self._numbers: dict[NamedNode, int] = {}
        self._claims: list[NamedNode] = []
        self._families: dict[Triple, Family] = {}
        self._owned: dict[NamedNode, Family] = {}
        self._supporting: dict[Triple, tuple[NamedNode, ...]] = {}

    def of(self, triple: Triple) -> Family:
        """The smallest sets of claims that carry a triple; none when it does not hold."""
        found = self._families.get(triple)
        if found is None:
            leaf = self._leaf(triple)
            if self._ways(triple, leaf):
                self._settle(triple)
                return self._families[triple]
            found = self._families[triple] = leaf
        return found

    def constructed(self, query: str) -> list[Triple]:
        """The triples that a CONSTRUCT makes of what holds, each once."""
        return [*dict.fromkeys(cast("QueryTriples", self._store.query(query)))]

    def claims(self, members: int) -> tuple[NamedNode, ...]:
        """The claims of a set, in order of name."""
        return tuple(sorted((self._claims[number] for number in bits(members)), key=claim_order))

    def supporting(self, triple: Triple) -> tuple[NamedNode, ...]:
        """The claims that make a triple a fact, in order of name."""
        found = self._supporting.get(triple)
        if found is None:
            found = self._supporting[triple] = tuple(self._pointing(DT.supports, proposition(triple)))
        return found

    def depth(self, derivation: Derivation) -> int:
        """How many rules follow on one another in a derivation that the build kept, or in one from premises of such."""
        return 1 + max((self._depth(premise) for premise in derivation.premises), default=0)

    def _depth(self, triple: Triple) -> int:
        """The depth of the derivation that the build kept: its premises are older than what they lead to."""
        if self._leaf(triple) != NEVER:
            return 0
        return min((self.depth(one) for one in self.derivations.of(triple)[:1]), default=0)

    def _settle(self, triple: Triple) -> None:
        """Find the family of a triple and of all that it may follow from: the least fixpoint over their derivations."""
        leaves: dict[Triple, Family] = {}
        derived: dict[Triple, tuple[Derivation, ...]] = {}
        waiting = [triple]
        while waiting:
            node = waiting.pop()
            if node in leaves or node in self._families:
                continue
            leaves[node] = self._leaf(node)
            if ways := self._ways(node, leaves[node]):
                derived[node] = ways
                waiting.extend(premise for one in ways for premise in one.premises)
        found = dict(leaves)
        for _ in range(len(derived) + 1):  # a smallest set has a derivation in which no triple leads to itself
            growing = False
            for node, ways in derived.items():
                grown = either([leaves[node], *(self._together(way.premises, found) for way in ways)])
                growing |= grown != found[node]
                found[node] = grown
            if not growing:
                break
        self._families |= found

    def _together(self, premises: Iterable[Triple], found: dict[Triple, Family]) -> Family:
        return both(found[premise] if premise in found else self._families[premise] for premise in premises)

    def _ways(self, triple: Triple, leaf: Family) -> tuple[Derivation, ...]:
        """The derivations that can add to what is known of a triple: of what holds, unless it rests on nothing anyway."""
        return self.derivations.of(triple) if not leaf.is_free and self._standing.holds(triple) else ()

    def _leaf(self, triple: Triple) -> Family:
        """What a triple rests on without inference."""
        subject = triple.subject
        if not isinstance(subject, NamedNode):
            return FREE
        graphs = self._standing.graphs(triple)
        if DEFAULT not in graphs or graphs <= _ONLY_INFERRED:
            return NEVER
        if not graphs.isdisjoint(_OF_EDITORS):
            return FREE
        if GRAPH.conflicts in graphs:
            return self._of_conflict(triple)
        if DT.Claim in self._standing.kinds(subject):
            return self._single(subject)
        made = self._made(triple) if GRAPH.facts in graphs else NEVER
        told = self._owners(subject) if any(_is_of_claims(graph) for graph in graphs) else NEVER
        return either([made, told])

    def _made(self, triple: Triple) -> Family:
        """What makes a triple a fact: one claim, or under a perspective as many of different origin as must agree.

        The class of a thing holds there as soon as anything that is agreed is said of the thing.
        """
        claims = self.supporting(triple)
        said = either(map(self._single, claims))
        if self._agreed == 1:
            return said
        agreed = self._in_agreement(claims)
        if triple.predicate != RDF.type:
            return agreed
        others = self._store.quads_for_pattern(triple.subject, None, None, GRAPH.facts)
        beside = [quad.triple for quad in others if quad.predicate != RDF.type]
        return either([agreed, both([said, either(self._in_agreement(self.supporting(one)) for one in beside)])])

    def _in_agreement(self, claims: Iterable[NamedNode]) -> Family:
        strands = [either(map(self._single, strand.claims)) for strand in self._origins.independent(claims)]
        return either(map(both, combinations(strands, self._agreed)))

    @cached_property
    def _origins(self) -> Origins:
        return Origins(self._store, Labels.stored(self._store))

    def _of_conflict(self, triple: Triple) -> Family:
        """A conflict rests on all its claims; what an editor decided rests on nothing, but on the claims that it names."""
        ends = [node for node in (triple.subject, triple.object) if isinstance(node, NamedNode)]
        return both(self._end_of_conflict(node) for node in ends)

    def _end_of_conflict(self, node: NamedNode) -> Family:
        kinds = self._standing.kinds(node)
        if DT.Claim in kinds:
            return self._single(node)
        if DT.Conflict not in kinds:
            return FREE
        quads = self._store.quads_for_pattern(node, DT.hasConflictingClaim, None, DefaultGraph())
        return both(self._single(quad.object) for quad in quads if isinstance(quad.object, NamedNode))

    def _owners(self, node: NamedNode) -> Family:
        """Each claim that points to a proposition, a passage or a link of reporting; what is left of a retracted claim is free."""
        if node not in self._owned:
            claims = [self._single(claim) for way in _OWNING for claim in self._pointing(way, node)]
            self._owned[node] = either(claims) if claims else FREE
        return self._owned[node]

    def _pointing(self, predicate: NamedNode, node: NamedNode) -> list[NamedNode]:
        quads = self._store.quads_for_pattern(None, predicate, node, DefaultGraph())
        return sorted((quad.subject for quad in quads if isinstance(quad.subject, NamedNode)), key=claim_order)

    def _single(self, claim: NamedNode) -> Family:
        if claim not in self._numbers:
            self._numbers[claim] = len(self._claims)
            self._claims.append(claim)
        return Family((1 << self._numbers[claim],))


def _is_of_claims(graph: object) -> bool:
    return isinstance(graph, NamedNode) and graph.value.startswith(_CLAIMS)
