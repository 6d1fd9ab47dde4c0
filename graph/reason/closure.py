"""The closure of a graph under rules: what follows, why it follows, and what contradicts itself.

Rules run semi-naively on integer ids: in each round a rule is joined from the rows that the round before added. Terms
are numbered in sorted order, rows are taken in that order, and what a round finds counts from the next round on; so one
derivation is kept for each inferred triple, it is one of the fewest rounds, its premises are older than the triple (a
walk down always ends in given triples), and nothing depends on the order of loading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast, overload

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.reason.equality import Equality
from graph.reason.fixpoint import load, run
from graph.reason.joins import Join, relation_of
from graph.reason.literal_values import is_ill_typed
from graph.reason.relations import Ids, Relations, Row, Terms, Why
from graph.reason.rule_model import (
    DIFFERENT_FROM,
    ILL_TYPED,
    NOTHING,
    SAME_AS,
    TYPE,
    Rule,
    RuleSet,
    Slot,
    Term,
    Variable,
    fill,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Clash", "Closure", "Derivation", "close"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """One reason for an inferred triple: a rule, and the triples that its body matched, in the order of the body."""

    rule: Rule
    premises: tuple[Triple, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A contradiction: the rule (a body that must never hold) and the triples, given or inferred, that match it."""

    rule: Rule
    witnesses: tuple[Triple, ...]


class Closure:
    """What follows from given triples.

    ``given``: the triples that were given. ``inferred``: those that were derived and not given. ``clashes``: each
    contradiction once. All are sorted.
    """

    def __init__(self, relations: Relations, given: list[Ids], clashes: tuple[Clash, ...]) -> None:
        self._relations = relations
        self._given = given
        self.given: Sequence[Triple] = _Triples(relations.terms, given)
        self.clashes = clashes
        self.inferred: Sequence[Triple] = _Triples(relations.terms, sorted(_derived(relations)))

    def derivation(self, triple: Triple) -> Derivation | None:
        """Say why the triple was inferred; None when it was given or does not follow."""
        why = self._why(triple)
        if why is None:
            return None
        rule, *hidden = why
        terms = self._relations.terms.terms
        values: dict[Variable, Slot] = dict(zip(rule.hidden, (terms[number] for number in hidden), strict=True))
        shown = zip(rule.head or (), triple, strict=True)
        values |= {slot: term for slot, term in shown if isinstance(slot, Variable)}
        return Derivation(rule=rule, premises=_filled(rule, values))

    def numbered(self) -> tuple[Iterable[Term], Iterable[Ids]]:
        """The terms in order of their numbers, and the given triples as three numbers each."""
        return self._relations.terms.terms, self._given

    def _why(self, triple: Triple) -> Why | None:
        ids = self._relations.terms.ids
        if any(term not in ids for term in triple):
            return None
        subject, predicate, value = (ids[term] for term in triple)
        relation = self._relations.find(predicate, value)
        return relation.facts.get(relation.key(subject, value)) if relation else None


def close(triples: Iterable[Triple], rules: RuleSet, *, beside: Closure | None = None) -> Closure:
    """Derive all that follows from the triples by the rules, and find the contradictions.

    Axioms among the triples are data like any other: only ``rules`` speak, and no axiom is derived. A literal never
    becomes a subject, and ``owl:sameAs`` never holds between a thing and itself or between literals (literals of
    different value under one functional property clash instead). Many equal things make many triples: n things that
    are all the same repeat each of their triples n times. Never raises on a clash; the caller decides.

    What was given to another closure, ``beside``, is given to this one too, without being looked up again term by term.
    """
    terms, rows = _encode(triples, rules, beside)
    relations = Relations(terms)
    equal = Equality(relations) if _has_equality(rules, terms, rows) else None
    load(relations, rules, rows, everything=equal is not None)
    run(relations, rules, equal)
    found = [*_ill_typed(terms, rows), *_contradictions(relations, rules)]
    return Closure(relations, rows, tuple(_clash(rule, ids, terms) for rule, ids in found))


class _Triples(Sequence[Triple]):
    """Triples of ids that become RDF triples when they are looked at: a million of those would take half a gigabyte."""

    def __init__(self, terms: Terms, rows: list[Ids]) -> None:
        self._terms = terms
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Triple: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Triple]: ...
    def __getitem__(self, place: int | slice) -> Triple | Sequence[Triple]:
        if isinstance(place, slice):
            return _Triples(self._terms, self._rows[place])
        return _triple([self._terms.terms[number] for number in self._rows[place]])

    def __iter__(self) -> Iterator[Triple]:
        terms = self._terms.terms
        return (_triple([terms[number] for number in row]) for row in self._rows)


def _triple(terms: Iterable[Slot]) -> Triple:
    subject, predicate, value = terms
    return Triple(cast(NamedNode | BlankNode, subject), cast(NamedNode, predicate), cast(Term, value))


def _filled(rule: Rule, values: dict[Variable, Slot]) -> tuple[Triple, ...]:
    return tuple(_triple(fill(pattern, values)) for pattern in rule.body)


def _derived(relations: Relations) -> Iterator[Ids]:
    for relation in relations.all():
        for row in relation.rows(key for key, why in relation.facts.items() if why is not None):
            yield relations.triple(relation, row)


def _rule_terms(rules: RuleSet) -> Iterator[Term]:
    yield from (TYPE, SAME_AS, DIFFERENT_FROM, NOTHING)
    for rule in rules.rules:
        for pattern in (*rule.body, *((rule.head,) if rule.head else ())):
            yield from (slot for slot in pattern if not isinstance(slot, Variable))


def _encode(triples: Iterable[Triple], rules: RuleSet, beside: Closure | None) -> tuple[Terms, list[Ids]]:
    """Give the numbered terms and the sorted triples: numbered first in order of appearance, then in sorted order."""
    known, given = beside.numbered() if beside else ((), ())
    seen: dict[Term, int] = {term: number for number, term in enumerate(known)}
    for term in _rule_terms(rules):
        seen.setdefault(term, len(seen))
    rows = [
        (seen.setdefault(subject, len(seen)), seen.setdefault(predicate, len(seen)), seen.setdefault(value, len(seen)))
        for subject, predicate, value in triples
    ]
    terms = Terms(seen)
    number = [terms.ids[term] for term in seen]
    renumbered = {(number[subject], number[predicate], number[value]) for subject, predicate, value in (*given, *rows)}
    return terms, sorted(renumbered)


def _has_equality(rules: RuleSet, terms: Terms, rows: list[Ids]) -> bool:
    """Whether anything can be the same as another thing: by a triple that says so or by a rule that infers it."""
    same = terms.ids[SAME_AS]
    by_axiom = any(rule.axiom and rule.head and rule.head.predicate == SAME_AS for rule in rules.rules)
    return by_axiom or any(predicate == same for _, predicate, _ in rows)


def _ill_typed(terms: Terms, rows: list[Ids]) -> Iterator[tuple[Rule, tuple[Ids, ...]]]:
    """Find the given triples whose literal is not written as its datatype wants."""
    literals = ((number, terms.terms[number]) for number in range(terms.resources, terms.size))
    wrong = {number for number, term in literals if isinstance(term, Literal) and is_ill_typed(term)}
    if wrong:
        yield from ((ILL_TYPED, (row,)) for row in rows if row[2] in wrong)


def _contradictions(relations: Relations, rules: RuleSet) -> Iterator[tuple[Rule, tuple[Ids, ...]]]:
    """Match the rules without head, each from its smallest relation; the same witnesses count once."""
    for rule in rules.constraints:
        sizes = [] if rule == ILL_TYPED else [len(relation_of(pattern, relations).facts) for pattern in rule.body]
        if rule == ILL_TYPED or 0 in sizes:
            continue
        join = Join(rule, sizes.index(min(sizes)) if sizes else 0, relations)
        rows = join.rows(join.source.rows() if join.source else [()])
        matches = {_witnesses(join, row, relations) for row in rows}
        once = {tuple(sorted(ids)): ids for ids in sorted(matches, reverse=True)}
        yield from ((rule, ids) for ids in sorted(once.values()))


def _witnesses(join: Join, row: Row, relations: Relations) -> tuple[Ids, ...]:
    ids, columns = relations.terms.ids, join.columns

    def number(slot: Slot) -> int:
        return row[columns[slot]] if isinstance(slot, Variable) else ids[slot]

    return tuple((number(s), number(p), number(o)) for s, p, o in join.rule.body)


def _clash(rule: Rule, witnesses: tuple[Ids, ...], terms: Terms) -> Clash:
    return Clash(rule=rule, witnesses=tuple(_triple([terms.terms[number] for number in ids]) for ids in witnesses))
