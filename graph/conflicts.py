"""Conflicts between claims: found by rules over all that is stated, settled by judgements alone, never by a rule."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store, Triple, serialize

from graph.emit import judgement_triples, proposition, stated
from graph.errors import InputError, not_sparql
from graph.rule_aids import aids
from graph.terms import BASE, DT, RDF, SKOS, VOCABULARY
from loaders.files import read_utf8
from loaders.judgements import REAL
from loaders.questions import needed_header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
    from pathlib import Path

    from graph.layers import Layer
    from loaders.claims import Claim
    from loaders.identity import IdentityJudgement
    from loaders.judgements import Judgement

_HAND = "judged"
_IDENTITY = "identity.yaml"
_KINDS = NamedNode(VOCABULARY + "conflict-kinds")
"""The scheme of what a conflict can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Claims at odds over propositions; ``rule`` is the file that found it, or ``judged`` when only editors did.

    ``kind`` is what the rule takes it for until an editor judges. ``names`` are the two situations that may be one, for a
    conflict that is judged as one of identity, and empty for all others.
    """

    rule: str
    claims: tuple[NamedNode, ...]
    propositions: tuple[NamedNode, ...]
    kind: str | None = None
    names: frozenset[NamedNode] = frozenset()

    @property
    def iri(self) -> NamedNode:
        """A name that stays the same over builds: the rule and what it found, hashed without the base of the claims."""
        bases = {claim.value.rpartition("claim/")[0] for claim in self.claims}
        base = bases.pop() if len(bases) == 1 else BASE
        named = sorted(node.value.removeprefix(base).removeprefix(BASE) for node in (*self.claims, *self.propositions))
        text = "\n".join([self.rule, *named])
        return NamedNode(f"{base}conflict/{hashlib.sha256(text.encode()).hexdigest()[:20]}")


def find_conflicts(
    layers: Sequence[Layer],
    claims: Iterable[Claim],
    triples: Iterable[Triple],
    beside: Callable[[], object] = lambda: None,
) -> list[Conflict]:
    """Run every rule of ``queries/conflicts`` over claims, registry, shapes and classes (``triples``) and the aids of rules.

    One conflict for each rule and pair of claims, or, where a rule has the column ``?together``, for each of its values.
    ``beside`` is called in another thread while the engine reads and searches them, for which it leaves the interpreter free.
    Raises InputError for a rule that cannot be read, and what ``beside`` raises.
    """
    said = [triple for claim in claims for triple in stated(claim)]
    subjects = {proposition(triple): cast("NamedNode", triple.subject) for triple in said}
    written = (
        serialize((*triples, *aids(said)), format=RdfFormat.N_TRIPLES) or b""
    )  # None only where it is written to a file
    with ThreadPoolExecutor(1) as apart:
        besides = apart.submit(beside)
        found = _found(layers, written, subjects)  # here, for what the engine finds belongs to the thread that asked
    besides.result()
    return found


def _found(layers: Sequence[Layer], written: bytes, subjects: Mapping[NamedNode, NamedNode]) -> list[Conflict]:
    """What all rules find in these N-Triples."""
    store = Store()
    store.bulk_load(written, format=RdfFormat.N_TRIPLES, lenient=True)
    kinds = {_local(quad.subject) for quad in store.quads_for_pattern(None, SKOS.inScheme, _KINDS, None)}
    rules = [_read_rule(file, kinds) for layer in layers for file in layer.files("queries", "conflicts/*.rq")]
    return [conflict for rule in rules for conflict in _by_rule(store, rule, subjects)]


def _local(concept: object) -> str:
    return concept.value.removeprefix(VOCABULARY) if isinstance(concept, NamedNode) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    file: Path
    kind: str | None
    of_identity: bool


def _read_rule(file: Path, kinds: Set[str]) -> _Rule:
    fields = needed_header(file, ("summary", "kind", "judged-in"), "the header of a rule of conflict")
    fields.text("summary", needed=True, what="in this header")
    kind, judged_in = fields.text("kind"), fields.text("judged-in")
    if kind is not None and kind not in kinds:
        fields.wrong("kind", f"kind is {str(kind)!r}; it is one of {', '.join(sorted(kinds))}")
    if judged_in not in (None, _IDENTITY):
        fields.wrong("judged-in", f"conflicts are judged in conflicts.yaml, or else in {_IDENTITY}")
    fields.problems.raise_any()
    return _Rule(file=file, kind=None if kind is None else str(kind), of_identity=judged_in is not None)


def _by_rule(store: Store, rule: _Rule, subjects: Mapping[NamedNode, NamedNode]) -> Iterator[Conflict]:
    file = rule.file
    try:
        solutions = store.query(read_utf8(file))
    except SyntaxError as error:
        raise not_sparql(file, error) from error
    names = {variable.value for variable in solutions.variables} if isinstance(solutions, QuerySolutions) else set()
    if not isinstance(solutions, QuerySolutions) or not names.issuperset(_COLUMNS):
        raise InputError(f"{file}:1: a rule of conflict selects {', '.join(f'?{name}' for name in _COLUMNS)}")
    claims: dict[object, set[NamedNode]] = defaultdict(set)
    propositions: dict[object, set[NamedNode]] = defaultdict(set)
    for solution in solutions:
        claim, other, one, another = (cast("NamedNode", solution[name]) for name in _COLUMNS)
        found = solution["together"] if "together" in names else frozenset((claim, other))
        claims[found] |= {claim, other}
        propositions[found] |= {one, another}
    conflicts = [
        Conflict(
            rule=file.stem,
            claims=tuple(sorted(at_odds, key=str)),
            propositions=tuple(sorted(propositions[found], key=str)),
            kind=rule.kind,
            names=frozenset(subjects[node] for node in propositions[found]) if rule.of_identity else frozenset(),
        )
        for found, at_odds in claims.items()
    ]
    return iter(sorted(conflicts, key=lambda conflict: (str(conflict.claims), str(conflict.propositions))))


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
    """The conflicts found by rule, and one more for each judgement that is on more than what rules found."""
    conflicts = list(conflicts)
    by_hand = [
        Conflict(
            rule=_HAND,
            claims=tuple(sorted((claim.iri for claim in judgement.claims), key=str)),
            propositions=tuple(sorted(judged_propositions(judgement), key=str)),
        )
        for judgement in judgements
        if not _found_whole(judgement, [conflict for conflict in conflicts if _settles(judgement, conflict)])
    ]
    return conflicts + by_hand


def _found_whole(judgement: Judgement, found: Sequence[Conflict]) -> bool:
    """Whether the conflicts that rules found have all claims of the judgement, and all that these state in its slots."""
    claims = {claim for conflict in found for claim in conflict.claims}
    propositions = {node for conflict in found for node in conflict.propositions}
    return {claim.iri for claim in judgement.claims} <= claims and judged_propositions(judgement) <= propositions


def _settles(judgement: Judgement, conflict: Conflict) -> bool:
    claims = {claim.iri for claim in judgement.claims}
    return claims.issuperset(conflict.claims) and not judged_propositions(judgement).isdisjoint(conflict.propositions)


def _decides(judgement: IdentityJudgement, conflict: Conflict) -> bool:
    return bool(conflict.names) and conflict.names <= set(judgement.things)


def conflict_triples(
    conflicts: Iterable[Conflict], judgements: Sequence[Judgement], identities: Sequence[IdentityJudgement] = ()
) -> Iterator[Triple]:
    """All conflicts, and all judgements with the conflicts that they settle and the propositions that they demote."""
    for conflict in conflicts:
        yield from _conflict_triples(conflict)
        settling = [judgement.iri for judgement in judgements if _settles(judgement, conflict)]
        settling += [judgement.iri for judgement in identities if _decides(judgement, conflict)]
        for judgement_iri in settling:
            yield Triple(judgement_iri, DT.judges, conflict.iri)
    for judgement in judgements:
        yield from judgement_triples(judgement)
        for node in sorted(demoted([judgement]), key=str):
            yield Triple(judgement.iri, DT.demotes, node)


def _conflict_triples(conflict: Conflict) -> Iterator[Triple]:
    yield Triple(conflict.iri, RDF.type, DT.PossibleDuplicate if conflict.names else DT.Conflict)
    yield Triple(conflict.iri, DT.foundBy, Literal(conflict.rule))
    if conflict.kind is not None:
        yield Triple(conflict.iri, DT.apparentKind, NamedNode(VOCABULARY + conflict.kind))
    for claim in conflict.claims:
        yield Triple(conflict.iri, DT.hasConflictingClaim, claim)
    for node in conflict.propositions:
        yield Triple(conflict.iri, DT.over, node)
