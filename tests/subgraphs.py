"""The graph that some of a corpus's claims make, in memory: what a build would hold if the corpus had no others.

What editors decided stays: which propositions are held back does not depend on the claims that are left, and a judgement or
an origin names those of its claims that are. That is written down in docs/decisions/2026-11-22-smallest-sets-of-claims.md.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, cast

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from graph.conflicts import conflict_triples, demoted, find_conflicts, with_judged
from graph.emit import (
    claim_triples,
    identity_triples,
    origin_triples,
    proposition,
    registry_triples,
    vocabulary_triples,
)
from graph.perspective import PLAIN
from graph.promote import promote
from graph.questions import bind
from graph.reason.closure import close
from graph.reason.rule_model import RuleSet, Variable
from graph.reason.rules import compile_ontology
from graph.reason.schema import closed_hierarchy
from graph.terms import DT, RDF
from graph.times import bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

    from graph.asking import AnswerRow
    from graph.layers import Layer
    from graph.perspective import Perspective
    from graph.questions import Question
    from loaders.claims import Claim
    from loaders.corpus import Corpus

Term = NamedNode | Literal
Row: TypeAlias = "Mapping[str, tuple[Term, ...]]"


class Subgraphs:
    """Answers questions on the graphs that some of the claims of one corpus make."""

    def __init__(self, corpus: Corpus, layers: Sequence[Layer], perspective: Perspective = PLAIN) -> None:
        self._perspective = perspective
        self._corpus = corpus
        self._layers = layers
        rules = compile_ontology(corpus.ontology)
        self._rules = [(rule, {*map(_kind, rule.body)}, _kind(rule.head)) for rule in rules.inferring if rule.head]
        self._demoted = demoted(corpus.judgements)
        self._triples: dict[NamedNode, list[Triple]] = {}
        registry = registry_triples(corpus)
        typed = [triple for triple in registry if triple.predicate == RDF.type]
        self._typed = {triple.subject: triple for triple in typed}
        self.claims = {claim.iri: claim for claim in corpus.claims}
        free = [*registry, *vocabulary_triples(corpus), *closed_hierarchy(corpus.ontology)]
        self._free = {*free, *close(typed, rules).inferred, *self._decided(frozenset())}
        self._store = Store()
        self._store.extend(Quad(*triple) for triple in self._free)

    def graph(self, claims: Set[NamedNode]) -> set[Triple]:
        """All that these claims make hold, and that would not without any."""
        chosen = [claim for iri, claim in self.claims.items() if iri in claims]
        facts = promote(chosen, self._demoted, self._perspective, self._corpus.origins)
        told = {triple for claim in chosen for triple in self._told(claim)}
        told |= {
            Triple(claim.iri, DT.supports, proposition(fact)) for fact, makers in facts.items() for claim in makers
        }
        told |= set(self._decided(claims))
        # Of the registry a rule can join with a fact what types the fact's own ends, and nothing else.
        ends = {node for triple in (*told, *facts) for node in (triple.subject, triple.object)}
        typed = [self._typed[node] for node in ends if isinstance(node, NamedNode) and node in self._typed]
        given = [*typed, *told, *facts]
        closure = close(given, self._that_may_fire(given))
        found = {*told, *facts, *closure.inferred}
        return {*found, *(dated.triple for dated in bounds([*facts, *closure.inferred]))} - self._free

    def _that_may_fire(self, triples: Iterable[Triple]) -> RuleSet:
        """The rules whose whole body can be there: a small graph needs few of five hundred, and to prepare one takes its time."""
        known, size = {_ANY, *map(_kind, triples)}, 0
        while size < len(known):
            size = len(known)
            known |= {head for _, body, head in self._rules if body <= known}
        return RuleSet(rules=tuple(rule for rule, body, _ in self._rules if body <= known))

    def rows(self, question: Question, bound: Mapping[str, str], claims: Set[NamedNode]) -> list[Row]:
        """The answer on their graph, rows merged as an answer merges them."""
        with self.holding(claims) as store:
            return _merged(cast("QuerySolutions", store.query(bind(question.text, bound))), question)

    @contextmanager
    def holding(self, claims: Set[NamedNode]) -> Iterator[Store]:
        """The store, while it holds their graph."""
        quads = [Quad(*triple) for triple in self.graph(claims)]
        self._store.extend(quads)
        try:
            yield self._store
        finally:
            for quad in quads:
                self._store.remove(quad)

    def shows(self, question: Question, bound: Mapping[str, str], claims: Iterable[NamedNode], row: AnswerRow) -> bool:
        """Whether the row is among those of the answer on their graph."""
        wanted = {name: set(values) for name, values in row.values.items()}
        return any(
            {name: set(values) for name, values in found.items()} == wanted
            for found in self.rows(question, bound, frozenset(claims))
        )

    def _told(self, claim: Claim) -> list[Triple]:
        if claim.iri not in self._triples:
            self._triples[claim.iri] = [*claim_triples(claim)]
        return self._triples[claim.iri]

    @cached_property
    def _judged(self) -> list[tuple[Triple, frozenset[object]]]:
        """What was found and decided on claims, each triple with the claims without which it does not stand."""
        sides: dict[object, set[object]] = {}
        for triple in self._conflicts:
            if triple.predicate == DT.hasConflictingClaim:
                sides.setdefault(triple.subject, set()).add(triple.object)
        origins = [triple for origin in self._corpus.origins for triple in origin_triples(origin)]
        judged = [triple for judgement in self._corpus.identities for triple in identity_triples(judgement)]
        needs: dict[object, set[object]] = sides | {claim: {claim} for claim in self.claims}
        return [
            (triple, frozenset(needs.get(triple.subject, set()) | needs.get(triple.object, set())))
            for triple in (*self._conflicts, *origins, *judged)
        ]

    @cached_property
    def _conflicts(self) -> list[Triple]:
        every = [triple for claim in self._corpus.claims for triple in self._told(claim)]
        read = [*every, *registry_triples(self._corpus), *self._corpus.shapes, *vocabulary_triples(self._corpus)]
        conflicts = with_judged(find_conflicts(self._layers, self._corpus.claims, read), self._corpus.judgements)
        return [*conflict_triples(conflicts, self._corpus.judgements, self._corpus.identities)]

    def _decided(self, claims: Set[NamedNode]) -> Iterator[Triple]:
        """Conflicts all of whose claims are there, the editors' decisions, and origins with those of their claims that are."""
        return (triple for triple, needed in self._judged if needed <= claims)


_ANY = (None, None)


def _kind(triple: Iterable[object]) -> tuple[object, object]:
    """What sets patterns and triples apart for rules: the predicate, and the class in which something is."""
    _, predicate, value = triple
    if isinstance(predicate, Variable) or (predicate == RDF.type and isinstance(value, Variable)):
        return _ANY
    return predicate, value if predicate == RDF.type else None


def _merged(solutions: QuerySolutions, question: Question) -> list[Row]:
    names = [variable.value for variable in solutions.variables]
    groups: dict[tuple[str, ...], dict[str, tuple[Term, ...]]] = {}
    for solution in solutions:
        key = tuple(str(solution[name]) for name in names if name not in question.many)
        row = groups.setdefault(key, dict.fromkeys(names, ()))
        for name in names:
            value = solution[name]
            if isinstance(value, NamedNode | Literal) and value not in row[name]:
                row[name] = (*row[name], value)
    return list(groups.values())


def without(claims: Iterable[NamedNode], gone: Iterable[NamedNode]) -> frozenset[NamedNode]:
    """The claims that are left."""
    return frozenset(claims) - frozenset(gone)
