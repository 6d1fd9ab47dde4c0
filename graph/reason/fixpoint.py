"""The rounds of the closure: every rule is joined from what the round before added, until nothing is added."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from graph.reason.joins import Join, relation_of
from graph.reason.rule_model import Rule, RuleSet, Variable

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.reason.equality import Equality
    from graph.reason.relations import Ids, Relations, Row, Why


def load(relations: Relations, rules: RuleSet, rows: list[Ids], *, everything: bool) -> None:
    """Put the given triples into their relations: all, or those that rules speak of."""
    for rule in rules.rules:
        for pattern in (*rule.body, *((rule.head,) if rule.head else ())):
            if not _is_general(rule):
                relation_of(pattern, relations)
    find = relations.get if everything else relations.find
    for subject, predicate, value in rows:
        relation = find(predicate, value)
        if relation is not None:
            relation.fresh[relation.key(subject, value)] = None
    for relation in relations.all():
        relation.advance()


def _is_general(rule: Rule) -> bool:
    """Whether a predicate of the rule is a variable: those rules are built into Equality and _ill_typed."""
    return any(isinstance(pattern.predicate, Variable) for pattern in rule.body)


def run(relations: Relations, rules: RuleSet, equal: Equality | None) -> None:
    """Apply the rules, round by round, until a round finds nothing; ``equal`` None when nothing can be the same."""
    inferring = [rule for rule in rules.inferring if not _is_general(rule)]
    joins = [(Join(rule, place, relations), place) for rule in inferring for place in range(max(1, len(rule.body)))]
    tasks = [(join, place, _emitter(join, relations)) for join, place in joins]
    first = True
    growing = True
    while growing:
        for join, place, emit in tasks:
            if first and place:
                continue  # in the first round every row is new: joins from the first pattern find everything
            rows = _source_rows(join, first=first)
            if rows:
                emit(join.rows(rows))
        if equal is not None:
            equal.replace()
        first = False
        growing = sum(relation.advance() for relation in relations.all()) > 0  # any() would stop at the first


def _source_rows(join: Join, *, first: bool) -> list[Row]:
    if join.source is not None:
        return join.source.delta
    return [()] if first else []


def _emitter(join: Join, relations: Relations) -> Callable[[list[Row]], None]:
    """Make the function that turns result rows of a join into fresh facts of its head."""
    rule = join.rule
    head = rule.head
    assert head is not None  # noqa: S101  # only inferring rules come here
    relation, subject = relation_of(head, relations), join.columns[head.subject]
    value = subject if relation.is_class else join.columns[head.object]
    why = _reason(rule, [join.columns[slot] for slot in rule.hidden])
    size = relations.terms.size
    facts = relation.facts

    def emit_member(rows: list[Row]) -> None:
        fresh = relation.fresh
        for row in rows:
            key = row[subject]
            if key not in facts and key not in fresh:
                fresh[key] = why(row)

    def emit_pair(rows: list[Row]) -> None:
        fresh = relation.fresh
        for row in rows:
            key = row[subject] * size + row[value]
            if key not in facts and key not in fresh:
                fresh[key] = why(row)

    return emit_member if relation.is_class else emit_pair


def _reason(rule: Rule, hidden: list[int]) -> Callable[[Row], Why]:
    if not hidden:
        alone = (rule,)
        return lambda _: alone
    if len(hidden) == 1:
        column = hidden[0]
        return lambda row: (rule, row[column])
    columns = itemgetter(*hidden)
    return lambda row: (rule, *columns(row))
