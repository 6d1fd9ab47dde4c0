"""Conflicts between claims: found by rules over all that is stated, settled by judgements alone, never by a rule."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from graph.emit import judgement_triples, proposition, stated
from graph.errors import InputError
from graph.terms import BASE, DT, RDF
from loaders.judgements import REAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from graph.layers import Layer
    from loaders.judgements import Judgement

_HAND = "judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two claims at odds over propositions; ``rule`` is the file that found it, or ``judged`` when only editors did."""

    rule: str
    claims: tuple[NamedNode, ...]
    propositions: tuple[NamedNode, ...]

    @property
    def iri(self) -> NamedNode:
        """A name that stays the same over builds: the rule and what it found, hashed without the base of the claims."""
        bases = {claim.value.rpartition("claim/")[0] for claim in self.claims}
        base = bases.pop() if len(bases) == 1 else BASE
        named = sorted(node.value.removeprefix(base).removeprefix(BASE) for node in (*self.claims, *self.propositions))
        text = "\n".join([self.rule, *named])
        return NamedNode(f"{base}conflict/{hashlib.sha256(text.encode()).hexdigest()[:20]}")


def find_conflicts(layers: Sequence[Layer], triples: Iterable[Triple]) -> list[Conflict]:
    """Run every rule of ``queries/conflicts`` over claims, registry, shapes and classes; one conflict for each rule and pair of claims."""
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in triples)
    return [
        conflict
        for layer in layers
        for file in layer.files("queries", "conflicts/*.rq")
        for conflict in _by_rule(store, file)
    ]


def _by_rule(store: Store, file: Path) -> Iterator[Conflict]:
    try:
        solutions = store.query(file.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise InputError(f"{file}:{error.lineno or 1}: not SPARQL: {error.msg}") from error
    names = {variable.value for variable in solutions.variables} if isinstance(solutions, QuerySolutions) else set()
    if not isinstance(solutions, QuerySolutions) or not names.issuperset(_COLUMNS):
        raise InputError(f"{file}:1: a rule of conflict selects {', '.join(f'?{name}' for name in _COLUMNS)}")
    found: dict[tuple[NamedNode, NamedNode], set[NamedNode]] = defaultdict(set)
    for solution in solutions:
        claim, other, one, another = (cast("NamedNode", solution[name]) for name in _COLUMNS)
        pair = (claim, other) if claim.value <= other.value else (other, claim)
        found[pair] |= {one, another}
    for pair, propositions in sorted(found.items(), key=str):
        yield Conflict(rule=file.stem, claims=pair, propositions=tuple(sorted(propositions, key=str)))


_COLUMNS = ("claim", "other", "proposition", "otherProposition")


def judged_propositions(judgement: Judgement) -> frozenset[NamedNode]:
    """What the judged claims state in the slots over which they are at odds."""
    return frozenset(
        proposition(triple)
        for claim in judgement.claims
        for triple in stated(claim)
        if triple.predicate in judgement.slots
    )


def demoted(judgements: Iterable[Judgement]) -> frozenset[NamedNode]:
    """The propositions that no claim can make a fact: both sides of every real conflict."""
    return frozenset(
        node for judgement in judgements if judgement.kind == REAL for node in judged_propositions(judgement)
    )


def with_judged(conflicts: Iterable[Conflict], judgements: Iterable[Judgement]) -> list[Conflict]:
    """The conflicts found by rule, and one more for each judgement on claims that no rule found to be at odds."""
    conflicts = list(conflicts)
    by_hand = [
        Conflict(
            rule=_HAND,
            claims=tuple(sorted((claim.iri for claim in judgement.claims), key=str)),
            propositions=tuple(sorted(judged_propositions(judgement), key=str)),
        )
        for judgement in judgements
        if not any(_settles(judgement, conflict) for conflict in conflicts)
    ]
    return conflicts + by_hand


def _settles(judgement: Judgement, conflict: Conflict) -> bool:
    claims = {claim.iri for claim in judgement.claims}
    return claims.issuperset(conflict.claims) and not judged_propositions(judgement).isdisjoint(conflict.propositions)


def conflict_triples(conflicts: Iterable[Conflict], judgements: Sequence[Judgement]) -> Iterator[Triple]:
    """All conflicts, and all judgements with the conflicts that they settle and the propositions that they demote."""
    for conflict in conflicts:
        yield Triple(conflict.iri, RDF.type, DT.Conflict)
        yield Triple(conflict.iri, DT.foundBy, Literal(conflict.rule))
        for claim in conflict.claims:
            yield Triple(conflict.iri, DT.hasConflictingClaim, claim)
        for node in conflict.propositions:
            yield Triple(conflict.iri, DT.over, node)
        for judgement in judgements:
            if _settles(judgement, conflict):
                yield Triple(judgement.iri, DT.judges, conflict.iri)
    for judgement in judgements:
        yield from judgement_triples(judgement)
        for node in sorted(demoted([judgement]), key=str):
            yield Triple(judgement.iri, DT.demotes, node)
