"""Finds OPTIONAL parts of a query that hang on nothing certain: a variable that another OPTIONAL leaves unbound makes them match all."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from rdflib import Variable
from rdflib.plugins.sparql.parserutils import CompValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Names = frozenset[Any]
Triples = list[tuple[Any, ...]]
NONE: Names = frozenset()


def loose(node: CompValue, before: Names = NONE, maybe: Names = NONE) -> Iterator[list[str]]:
    """The variables on which a part of a query hangs, where none of them is sure to have a value by then.

    ``before`` are the variables that what stands before binds for certain, ``maybe`` all that it may bind.
    """
    if node.name in ("LeftJoin", "Join"):
        yield from loose(node.p1, before, maybe)
        certain, possible = before | _certain(node.p1), maybe | _possible(node.p1)
        for triples in _ways(node.p2):
            for names in _components(triples):
                shared = names & possible
                if shared and not shared & certain:
                    yield sorted(f"?{name}" for name in shared)
        yield from loose(node.p2, certain, possible)
    elif node.name == "Union":
        yield from loose(node.p1, before, maybe)
        yield from loose(node.p2, before, maybe)
    elif "p" in node:
        yield from loose(node.p, before, maybe)


def _certain(node: CompValue) -> Names:
    if node.name == "Join":
        return _certain(node.p1) | _certain(node.p2)
    if node.name == "Union":
        return _certain(node.p1) & _certain(node.p2)
    if node.name in ("LeftJoin", "Minus"):
        return _certain(node.p1)
    if node.name == "Extend":
        sure = _certain(node.p)
        return sure | {node.var} if _always(node.expr, sure) else sure
    return _certain(node.p) if "p" in node else _possible(node)


def _always(expression: object, sure: Names) -> bool:
    """Whether an expression has a value whenever these variables have one: what else it may work out is not looked into."""
    if isinstance(expression, CompValue):
        return expression.name == "Builtin_COALESCE" and any(_always(one, sure) for one in expression.arg)
    return not isinstance(expression, Variable) or expression in sure


def _possible(node: CompValue) -> Names:
    if node.name in ("Join", "Union", "LeftJoin"):
        return _possible(node.p1) | _possible(node.p2)
    if node.name == "Minus":
        return _possible(node.p1)
    if "p" in node:
        return _possible(node.p) | ({node.var} if node.name == "Extend" else NONE)
    if node.name == "BGP":
        return frozenset().union(*(_variables(triple) for triple in node.triples))
    return frozenset(name for row in node.get("res") or () for name in row)


def _ways(node: CompValue) -> list[Triples]:
    """The triple patterns that must hold together: one list for each way through the UNIONs; inner OPTIONALs are left out."""
    if node.name == "BGP":
        return [list(node.triples)]
    if node.name == "Join":
        return [one + other for one, other in product(_ways(node.p1), _ways(node.p2))]
    if node.name == "Union":
        return _ways(node.p1) + _ways(node.p2)
    if node.name in ("LeftJoin", "Minus"):
        return _ways(node.p1)
    return _ways(node.p) if "p" in node else [[]]


def _components(triples: Triples) -> list[Names]:
    """The variables of patterns that hang together."""
    found: list[Names] = []
    for names in map(_variables, triples):
        apart = [other for other in found if not other & names]
        found = [*apart, names.union(*(other for other in found if other & names))]
    return [names for names in found if names]


def _variables(triple: Iterable[Any]) -> Names:
    return frozenset(term for term in triple if isinstance(term, Variable))
