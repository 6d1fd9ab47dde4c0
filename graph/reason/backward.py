"""Rules applied backwards: what in a store leads to a triple by one rule, and how near a rule comes that does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.reason.rule_model import Different, Pattern, Slot, Unequal, Variable, fill, fill_guard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from graph.reason.rule_model import Guard
    from graph.reason.stored_rules import StoredRule

    Find = Callable[[Pattern], Iterable[Triple]]
    """Gives what holds and fits a pattern, whose variables fit anything."""
    Values = dict[Variable, Slot]


def premises_of(rule: StoredRule, triple: Triple, find: Find) -> Iterator[tuple[Triple, ...]]:
    """What holds and leads to a triple by a rule: each match of its body, in the order of the body."""
    values = _unified(rule.head, triple, {})
    if values is not None:
        for found, matched in _matches(rule.body, values, find):
            if all(_is_met(fill_guard(guard, found)) for guard in rule.guards):
                yield matched


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A rule that would give a triple if more held: its premises that hold, and those that are missing.

    In what is missing a variable stands for something that is not known.
    """

    rule: StoredRule
    held: tuple[Triple, ...]
    missing: tuple[Pattern, ...]


def nearest(rule: StoredRule, triple: Triple, find: Find) -> list[Near]:
    """The matches of a rule's body that leave the fewest premises missing, at least one; none when it cannot give the triple."""
    values = _unified(rule.head, triple, {})
    if values is None:
        return []
    for count in range(1, len(rule.body) + 1):
        near = list(_lacking(rule, values, count, find))
        if near:
            return near
    return []


def _lacking(rule: StoredRule, values: Values, count: int, find: Find) -> Iterator[Near]:
    """The matches of all premises but ``count``."""
    for places in _choices(len(rule.body), count):
        rest = [pattern for place, pattern in enumerate(rule.body) if place not in places]
        for found, held in _matches(rest, values, find):
            missing = tuple(fill(rule.body[place], found) for place in places)
            if all(_can_hold(pattern) for pattern in missing) and not _is_broken(rule.guards, found):
                yield Near(rule=rule, held=held, missing=missing)


def _choices(size: int, count: int) -> list[tuple[int, ...]]:
    from itertools import combinations  # noqa: PLC0415  only what does not hold pays for it

    return list(combinations(range(size), count))


def _can_hold(pattern: Pattern) -> bool:
    return not isinstance(pattern.subject, Literal)


def _is_broken(guards: Iterable[Guard], values: Values) -> bool:
    """Whether a guard of which every place is known is not met."""
    filled = [fill_guard(guard, values) for guard in guards]
    return any(not any(isinstance(slot, Variable) for slot in guard) and not _is_met(guard) for guard in filled)


def _matches(body: Iterable[Pattern], values: Values, find: Find) -> Iterator[tuple[Values, tuple[Triple, ...]]]:
    """Every way to match the patterns at once, with the triples in their order; what has fewest variables is matched first."""
    patterns = [*body]
    for found, triples in _joined(patterns, values, find, {}):
        yield found, tuple(triples[place] for place in range(len(patterns)))


def _joined(
    body: list[Pattern], values: Values, find: Find, done: dict[int, Triple]
) -> Iterator[tuple[Values, dict[int, Triple]]]:
    left = [place for place in range(len(body)) if place not in done]
    if not left:
        yield values, done
        return
    place = min(left, key=lambda place: _open(fill(body[place], values)))
    pattern = fill(body[place], values)
    if isinstance(pattern.subject, Literal) or not isinstance(pattern.predicate, NamedNode | Variable):
        return
    for triple in find(pattern):
        found = _unified(pattern, triple, values)
        if found is not None:
            yield from _joined(body, found, find, {**done, place: triple})


def _open(pattern: Pattern) -> int:
    return sum(isinstance(slot, Variable) for slot in pattern)


def _unified(pattern: Pattern, triple: Triple, values: Values) -> Values | None:
    """The values with those that make the pattern the triple; None when it cannot be."""
    found = dict(values)
    for slot, term in zip(pattern, triple, strict=True):
        if not isinstance(slot, Variable):
            if slot != term:
                return None
        elif found.setdefault(slot, term) != term:
            return None
    return found


def _is_met(guard: Guard) -> bool:
    from graph.reason.literal_values import certainly_outside, certainly_unequal  # noqa: PLC0415  few rules have guards

    match guard:
        case Different(left, right):
            return left != right
        case Unequal(left, right):
            return isinstance(left, Literal) and isinstance(right, Literal) and certainly_unequal(left, right)
        case (left, NamedNode() as datatype):
            return isinstance(left, Literal) and certainly_outside(left, datatype)
    return False


def as_triple(pattern: Pattern) -> Triple | None:
    """A pattern without variables as a triple; None when it has some."""
    subject, predicate, value = pattern
    if isinstance(subject, NamedNode | BlankNode) and isinstance(predicate, NamedNode):
        return None if isinstance(value, Variable) else Triple(subject, predicate, value)
    return None
