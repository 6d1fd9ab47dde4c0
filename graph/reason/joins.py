"""One rule body as a pipeline of list comprehensions: rows in, rows with more columns out."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import Literal

from graph.reason.literal_values import certainly_outside, certainly_unequal
from graph.reason.rule_model import TYPE, Different, Outside, Pattern, Rule, Slot, Unequal, Variable

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.reason.relations import Relation, Relations, Row

Step: TypeAlias = "Callable[[list[Row]], list[Row]]"
_NONE: list[int] = []


class Join:
    """The join of a rule's body, begun at one of its patterns (``first``); a body without patterns has one row.

    ``columns`` says which column of a result row holds a variable or a constant of the rule.
    """

    def __init__(self, rule: Rule, first: int, relations: Relations) -> None:
        self.rule = rule
        self.columns: dict[Slot, int] = {}
        self._relations = relations
        self._steps: list[Step] = []
        self._width = 0
        self.source = relation_of(rule.body[first], relations) if rule.body else None
        if self.source:
            self._start(rule.body[first], self.source)
        self._constants()
        rest = [pattern for place, pattern in enumerate(rule.body) if place != first]
        while rest:
            pattern = max(rest, key=self._bound)
            rest.remove(pattern)
            self._extend(pattern)
        self._guards()

    def rows(self, rows: list[Row]) -> list[Row]:
        """Join rows of the source relation with the rest of the body."""
        for step in self._steps:
            if not rows:
                return rows
            rows = step(rows)
        return rows

    def _start(self, pattern: Pattern, source: Relation) -> None:
        places = (pattern.subject,) if source.is_class else (pattern.subject, pattern.object)
        for column, slot in enumerate(places):
            if isinstance(slot, Variable) and slot not in self.columns:
                self.columns[slot] = column
        if len(places) == 2 and places[0] == places[1]:
            self._steps.append(_equal(0, 1))
        for column, slot in enumerate(places):
            if not isinstance(slot, Variable):
                self._steps.append(_constant(column, self._relations.terms.ids[slot]))
        self._width = len(places)

    def _constants(self) -> None:
        """Give each constant of the rule a column, so that later steps need not tell it from a variable."""
        slots: list[Slot] = []
        for pattern in (*self.rule.body, *((self.rule.head,) if self.rule.head else ())):
            slots += (pattern.subject,) if pattern.predicate == TYPE else (pattern.subject, pattern.object)
        constants = [slot for slot in dict.fromkeys(slots) if not isinstance(slot, Variable)]
        self.columns.update({slot: self._width + place for place, slot in enumerate(constants)})
        self._width += len(constants)
        if constants:
            self._steps.append(_append(tuple(self._relations.terms.ids[slot] for slot in constants)))

    def _bound(self, pattern: Pattern) -> int:
        is_class = pattern.predicate == TYPE
        return (pattern.subject in self.columns) + (is_class or pattern.object in self.columns)

    def _extend(self, pattern: Pattern) -> None:
        relation = relation_of(pattern, self._relations)
        subject = self.columns.get(pattern.subject)
        value = subject if relation.is_class else self.columns.get(pattern.object)
        if subject is not None and value is not None:
            self._steps.append(_holds(relation, subject, value))
        elif subject is not None:
            self._steps.append(_follow(relation.by_subject(), subject))
            self._new(pattern.object)
        elif value is not None:
            self._steps.append(_follow(relation.by_object(), value))
            self._new(pattern.subject)
        else:
            self._scan(pattern, relation)

    def _scan(self, pattern: Pattern, relation: Relation) -> None:
        self._steps.append(lambda rows: [row + other for row in rows for other in relation.rows()])
        self._new(pattern.subject)
        if not relation.is_class and pattern.object == pattern.subject:
            self._steps.append(_equal(self._width - 1, self._width))
            self._width += 1
        elif not relation.is_class:
            self._new(pattern.object)

    def _new(self, slot: Slot) -> None:
        self.columns[slot] = self._width
        self._width += 1

    def _guards(self) -> None:
        for guard in self.rule.guards:
            left = self.columns[guard.left]
            if isinstance(guard, Different):
                self._steps.append(_different(left, self.columns[guard.right]))
            elif isinstance(guard, Unequal):
                self._steps.append(self._unequal(left, self.columns[guard.right]))
            elif isinstance(guard, Outside):
                self._steps.append(self._outside(left, guard))
        self._steps += self._subject_guard()

    def _subject_guard(self) -> list[Step]:
        """Let no literal become a subject: a check only where the body does not show the variable as a subject."""
        head, limit = self.rule.head, self._relations.terms.resources
        if head is None or any(pattern.subject == head.subject for pattern in self.rule.body):
            return _same_thing(self, limit)
        return [_below(self.columns[head.subject], limit), *_same_thing(self, limit)]

    def _unequal(self, left: int, right: int) -> Step:
        terms = self._relations.terms.terms

        def unequal(row: Row) -> bool:
            one, other = terms[row[left]], terms[row[right]]
            return isinstance(one, Literal) and isinstance(other, Literal) and certainly_unequal(one, other)

        return lambda rows: [row for row in rows if row[left] != row[right] and unequal(row)]

    def _outside(self, column: int, guard: Outside) -> Step:
        terms = self._relations.terms.terms

        def outside(number: int) -> bool:
            term = terms[number]
            return isinstance(term, Literal) and certainly_outside(term, guard.datatype)

        def step(rows: list[Row]) -> list[Row]:
            wrong = {number for number in {row[column] for row in rows} if outside(number)}
            return [row for row in rows if row[column] in wrong] if wrong else []

        return step


def relation_of(pattern: Pattern, relations: Relations) -> Relation:
    """Find the relation of a pattern whose predicate (and, for ``rdf:type``, whose object) is no variable."""
    ids = relations.terms.ids
    predicate, value = pattern.predicate, pattern.object
    assert not isinstance(predicate, Variable)  # noqa: S101  # only the replacement of equals has variable predicates
    if predicate != TYPE:
        return relations.get(ids[predicate], -1)
    assert not isinstance(value, Variable)  # noqa: S101  # no axiom speaks of rdf:type itself
    return relations.get(ids[predicate], ids[value])


def _same_thing(join: Join, limit: int) -> list[Step]:
    """Let no literal be the same as anything: literals have values, and ``Unequal`` compares those."""
    head = join.rule.head
    if head is None or getattr(head.predicate, "value", "") != "http://www.w3.org/2002/07/owl#sameAs":
        return []
    return [_below(join.columns[head.object], limit)]


def _equal(left: int, right: int) -> Step:
    return lambda rows: [row for row in rows if row[left] == row[right]]


def _different(left: int, right: int) -> Step:
    return lambda rows: [row for row in rows if row[left] != row[right]]


def _constant(column: int, number: int) -> Step:
    return lambda rows: [row for row in rows if row[column] == number]


def _below(column: int, limit: int) -> Step:
    return lambda rows: [row for row in rows if row[column] < limit]


def _append(constants: Row) -> Step:
    return lambda rows: [row + constants for row in rows]


def _follow(index: dict[int, list[int]], column: int) -> Step:
    return lambda rows: [(*row, value) for row in rows for value in index.get(row[column], _NONE)]


def _holds(relation: Relation, subject: int, value: int) -> Step:
    facts, key = relation.facts, relation.key
    if relation.is_class:
        return lambda rows: [row for row in rows if row[subject] in facts]
    return lambda rows: [row for row in rows if key(row[subject], row[value]) in facts]
