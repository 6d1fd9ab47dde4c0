"""Reading a query's algebra: rdflib parses, at build time alone, and nothing of rdflib's is given on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rdflib import BNode, URIRef, Variable
from rdflib.paths import NegatedPath
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parser import Query as Grammar
from rdflib.plugins.sparql.parserutils import CompValue

from graph.questions import INERT, Pattern
from loaders.query_parts import QueryParts

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_MONOTONE = {
    "Minus": "MINUS",
    "Builtin_NOTEXISTS": "NOT EXISTS",
    "Group": "GROUP BY",
    "AggregateJoin": "an aggregate",
    "Slice": "LIMIT",
    "Builtin_EXISTS": "EXISTS",
    "Project": "a SELECT inside WHERE",
    "ServiceGraphPattern": "SERVICE",
}


def read_parts(text: str) -> QueryParts:
    """The parts of a query. Raises what rdflib raises when it does not parse."""
    algebra = prepareQuery(_without_comments(text)).algebra
    terms = frozenset(str(node) for node in _leaves(algebra) if isinstance(node, URIRef))
    if algebra.name != "SelectQuery":
        return QueryParts(is_select=False, terms=terms)
    untraced = _not_monotone(algebra.p) or _path(algebra.p)
    return QueryParts(
        is_select=True,
        terms=terms,
        shown=tuple(str(variable) for variable in algebra.PV),
        is_ordered=_is_ordered(algebra.p),
        patterns=tuple(dict.fromkeys(_looked_at(algebra.p))),
        traced=() if untraced else _traced(algebra.p),
        untraced=untraced,
        worked_out=tuple(dict.fromkeys(_worked_out(algebra.p))),
    )


def expect_no_comments() -> None:
    """Make rdflib parse twice as fast, for the rest of the life of this process: it looks for a comment before each token.

    Comments are blanked out before :func:`read_parts` parses. Other queries with comments do not parse any more: for a process
    that parses for us alone.
    """
    for element in Grammar.visit_all():  # type: ignore[no-untyped-call]  # pyparsing leaves its result out
        element.ignoreExprs = []


def _without_comments(text: str) -> str:
    """The query with its comments blanked out, every other character at its place."""
    return INERT.sub(lambda found: " " * len(found.group()) if found.group().startswith("#") else found.group(), text)


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list | tuple | set):
        for inner in value:
            yield from _leaves(inner)
    elif isinstance(value, PropertyPath):
        yield from _leaves(list(vars(value).values()))
    else:
        yield value


def _is_ordered(node: CompValue) -> bool:
    while node.name in ("Slice", "Distinct", "Reduced", "Project"):
        node = node.p
    return bool(node.name == "OrderBy")


def _not_monotone(algebra: CompValue) -> str:
    """What makes the rows rest on more than single triples; empty when nothing does."""
    nodes = list(_nodes(algebra))
    outermost = next(node for node in nodes if node.name == "Project")
    found = (node.name for node in nodes if node.name in _NOT_MONOTONE and node is not outermost)
    name = next(found, None)
    if name is None:
        return ""
    return (
        f"the query uses {_NOT_MONOTONE[name]}, so its rows rest on more than single triples; "
        "write `#+ evidence: extent` in its header"
    )


def _path(algebra: CompValue) -> str:
    if any(isinstance(triple[1], PropertyPath) for triple, _ in _placed(algebra)):
        return (
            "the query follows a property path, which cannot be traced; write its steps out, "
            "or `#+ evidence: extent` in its header"
        )
    return ""


def _traced(algebra: CompValue) -> tuple[Pattern, ...]:
    found: dict[Pattern, bool] = {}
    for triple, required in _placed(algebra):
        pattern = _pattern(triple)
        found[pattern] = found.get(pattern, False) or required
    return tuple(replace(pattern, required=required) for pattern, required in found.items())


def _looked_at(algebra: CompValue) -> Iterator[Pattern]:
    for triple, _ in _placed(algebra):
        if isinstance(triple[1], URIRef | Variable):
            yield _pattern(triple)
        else:
            ends = Variable("from"), Variable("to")
            yield from (_pattern((ends[0], step, ends[1])) for step in _predicates(triple[1]))


def _worked_out(algebra: CompValue) -> Iterator[str]:
    for node in _nodes(algebra):
        if node.name == "Extend":
            yield str(node.var)
        elif node.name == "values":
            yield from (str(variable) for row in node.res for variable in row)


def _predicates(path: Any) -> Iterator[URIRef | Variable]:
    """The predicates that a property path follows; a variable where it follows all but some."""
    if isinstance(path, URIRef):
        yield path
    elif isinstance(path, NegatedPath):
        yield Variable("any")
    elif isinstance(path, PropertyPath | CompValue | list | tuple):
        parts = (
            path
            if isinstance(path, list | tuple)
            else path.values()
            if isinstance(path, CompValue)
            else vars(path).values()
        )
        for part in parts:
            yield from _predicates(part)


_APART = {"LeftJoin": ("p2", "expr"), "Union": ("p1", "p2")}
"""The parts of the algebra whose patterns a row may do without."""


def _placed(value: Any, *, required: bool = True) -> Iterator[tuple[tuple[Any, Any, Any], bool]]:
    """The triples of each basic graph pattern, each with whether every row needs it."""
    if isinstance(value, CompValue):
        if value.name == "BGP":
            yield from ((triple, required) for triple in value.triples)
        elif value.name == "TriplesBlock":  # inside EXISTS rdflib leaves the triples in rows of three and three
            flat = [term for row in value.triples for term in row]
            yield from ((tuple(flat[place : place + 3]), required) for place in range(0, len(flat), 3))
        for key in value:
            yield from _placed(value[key], required=required and key not in _APART.get(value.name, ()))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _placed(item, required=required)


def _nodes(value: Any) -> Iterator[CompValue]:
    if isinstance(value, CompValue):
        yield value
        for key in value:
            yield from _nodes(value[key])
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _nodes(item)


def _pattern(triple: tuple[Any, Any, Any]) -> Pattern:
    subject, predicate, object_ = (_slot(term) for term in triple)
    return Pattern(subject=subject, predicate=predicate, object=object_)


def _slot(term: Any) -> str:
    if isinstance(term, Variable):
        return f"?{term}"
    if isinstance(term, BNode):
        return f"?_{term}"
    return str(term.n3())
