"""Reading a query's algebra: rdflib parses, at build time alone, and nothing of rdflib's is given on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from rdflib import BNode, URIRef, Variable
from rdflib.paths import NegatedPath
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import expandUnicodeEscapes
from rdflib.plugins.sparql.parserutils import CompValue

from graph.inert import INERT
from graph.questions import Pattern
from loaders.grammar import parse
from loaders.query_parts import QueryParts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graph.questions import Ways

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
    written = expandUnicodeEscapes(_without_comments(text))
    algebra = translateQuery(parse(written)).algebra
    seen = _Seen()
    seen.look_at(algebra)
    if algebra.name != "SelectQuery":
        return QueryParts(is_select=False, terms=frozenset(seen.terms))
    untraced = _not_monotone(seen.nodes) or _path(seen.placed)
    return QueryParts(
        is_select=True,
        terms=frozenset(seen.terms),
        shown=tuple(str(variable) for variable in algebra.PV),
        is_ordered=_is_ordered(algebra.p),
        patterns=tuple(dict.fromkeys(_looked_at(seen.placed))),
        traced=() if untraced else _traced(seen.placed),
        untraced=untraced,
        worked_out=tuple(dict.fromkeys(_worked_out(seen.nodes))),
        ways={} if untraced else _ways(seen, map(str, algebra.PV)),
        parts=() if untraced else _parts(seen),
    )


def _without_comments(text: str) -> str:
    """The query with its comments blanked out, every other character at its place."""
    return INERT.sub(lambda found: " " * len(found.group()) if found.group().startswith("#") else found.group(), text)


_Triple: TypeAlias = "tuple[Any, Any, Any]"
_APART = {"LeftJoin": ("p2", "expr"), "Union": ("p1", "p2")}
"""The parts of the algebra whose patterns a row may do without."""
_Place: TypeAlias = "tuple[int, ...]"
"""Inside which of these parts something stands, from the outermost on; empty for what every row needs."""


class _Seen:
    """What stands in an algebra, found in one walk over it: the IRIs, the nodes in their order, and the triples of each
    basic graph pattern and the variables that BIND and VALUES give a value to, each with its place.
    """

    def __init__(self) -> None:
        self.terms: set[str] = set()
        self.nodes: list[CompValue] = []
        self.placed: list[tuple[_Triple, _Place]] = []
        self.given: list[tuple[str, _Place]] = []
        self.branches: dict[_Place, list[_Place]] = {}
        """The branches of the first UNION in each place."""
        self._parts = 0

    def look_at(self, value: Any, place: _Place = ()) -> None:
        """Take in a part of the algebra and all that it holds."""
        if isinstance(value, URIRef):
            self.terms.add(str(value))
        elif isinstance(value, CompValue):
            self._look_into(value, place)
        elif isinstance(value, list | tuple | set):
            for inner in value:
                self.look_at(inner, place)
        elif isinstance(value, dict | PropertyPath):
            for inner in (value if isinstance(value, dict) else vars(value)).values():
                self.look_at(inner, place)

    def _look_into(self, node: CompValue, place: _Place) -> None:
        self.nodes.append(node)
        self.placed += ((triple, place) for triple in _triples(node))
        self.given += ((name, place) for name in _worked_out([node]))
        apart = _APART.get(node.name, ())
        inside = {key: self._inside(place) for key in apart}
        if node.name == "Union":
            self.branches.setdefault(place, [*inside.values()])
        for key, inner in node.items():
            if key != "_vars":  # variables that rdflib notes for itself
                self.look_at(inner, inside.get(key, place))

    def _inside(self, place: _Place) -> _Place:
        self._parts += 1
        return (*place, self._parts)


def _triples(node: CompValue) -> Iterable[_Triple]:
    """The triples of a basic graph pattern; none of another node."""
    if node.name == "BGP":
        return list(node.triples)
    if node.name != "TriplesBlock":
        return []
    flat = [term for row in node.triples for term in row]  # inside EXISTS rdflib leaves them in rows of three and three
    return [(flat[place], flat[place + 1], flat[place + 2]) for place in range(0, len(flat), 3)]


def _is_ordered(node: CompValue) -> bool:
    while node.name in ("Slice", "Distinct", "Reduced", "Project"):
        node = node.p
    return bool(node.name == "OrderBy")


def _not_monotone(nodes: Iterable[CompValue]) -> str:
    """What makes the rows rest on more than single triples; empty when nothing does."""
    names = [node.name for node in nodes if node.name in _NOT_MONOTONE]
    names.remove("Project")  # the outermost SELECT
    if not names:
        return ""
    return (
        f"the query uses {_NOT_MONOTONE[names[0]]}, so its rows rest on more than single triples; "
        "write `#+ evidence: extent` in its header"
    )


def _path(placed: Iterable[tuple[_Triple, _Place]]) -> str:
    if any(isinstance(triple[1], PropertyPath) for triple, _ in placed):
        return (
            "the query follows a property path, which cannot be traced; write its steps out, "
            "or `#+ evidence: extent` in its header"
        )
    return ""


def _traced(placed: Iterable[tuple[_Triple, _Place]]) -> tuple[Pattern, ...]:
    found: dict[Pattern, bool] = {}
    for triple, place in placed:
        pattern = _pattern(triple)
        found[pattern] = found.get(pattern, False) or not place
    return tuple(replace(pattern, required=required) for pattern, required in found.items())


def _ways(seen: _Seen, shown: Iterable[str]) -> dict[str, Ways]:
    """For each variable shown that has its value from an OPTIONAL or a UNION alone: the ways in which it can get one.

    A way are the numbers of the patterns, among the traced, of the part that gives it and of all the parts around that one.
    Under no name stand the ways in which any row comes about, by the branches of a UNION that every row goes through.
    """
    numbers = _numbered(seen)
    giving: dict[str, dict[_Place, None]] = {}
    by_triples = ((slot[1:], place) for triple, place in seen.placed for slot in _pattern(triple).slots)
    for name, place in (*seen.given, *by_triples):
        giving.setdefault(name, {})[place] = None
    giving[""] = dict.fromkeys(_branches(seen.branches, ()))
    return {
        name: tuple(_with_all_around(place, numbers) for place in giving[name])
        for name in ("", *shown)
        if name in giving and () not in giving[name]
    }


def _parts(seen: _Seen) -> Ways:
    """Of each part with patterns of its own, be it the whole, an OPTIONAL or a branch of a UNION, all that hold where it holds.

    In an OPTIONAL with a UNION a part has these for each branch.
    """
    numbers = _numbered(seen)
    found: dict[tuple[int, ...], None] = {}
    for place in dict.fromkeys(at for _, at in numbers):
        ways = [_with_all_around(place, numbers)]
        for length in range(1, len(place)):
            branches = seen.branches.get(place[:length], ())
            if branches and place[: length + 1] not in branches:
                through = [_with_all_around(way, numbers) for way in _branches(seen.branches, place[:length])]
                ways = [(*branch, *way) for branch in through for way in ways]
        found |= dict.fromkeys(tuple(dict.fromkeys(way)) for way in ways)
    return tuple(found)


def _numbered(seen: _Seen) -> list[tuple[int, _Place]]:
    """The numbers of the patterns, among the traced, and where each of them stands; one that stands twice has one number."""
    numbers: dict[Pattern, int] = {}
    return [(numbers.setdefault(_pattern(triple), len(numbers)), place) for triple, place in seen.placed]


def _with_all_around(place: _Place, numbers: Iterable[tuple[int, _Place]]) -> tuple[int, ...]:
    """The numbers of the patterns of a part, and of all the parts around it."""
    return tuple(dict.fromkeys(number for number, at in numbers if at == place[: len(at)]))


def _branches(branches: Mapping[_Place, Sequence[_Place]], place: _Place) -> Iterator[_Place]:
    """Of what all goes through a place the innermost places, of which it goes through one: the place itself, or branches in it."""
    if place not in branches:
        yield place
    for branch in branches.get(place, ()):
        yield from _branches(branches, branch)


def _looked_at(placed: Iterable[tuple[_Triple, _Place]]) -> Iterator[Pattern]:
    for triple, _ in placed:
        if isinstance(triple[1], URIRef | Variable):
            yield _pattern(triple)
        else:
            ends = Variable("from"), Variable("to")
            yield from (_pattern((ends[0], step, ends[1])) for step in _predicates(triple[1]))


def _worked_out(nodes: Iterable[CompValue]) -> Iterator[str]:
    for node in nodes:
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


def _pattern(triple: _Triple) -> Pattern:
    subject, predicate, object_ = (_slot(term) for term in triple)
    return Pattern(subject=subject, predicate=predicate, object=object_)


def _slot(term: Any) -> str:
    if isinstance(term, Variable):
        return f"?{term}"
    if isinstance(term, BNode):
        return f"?_{term}"
    return str(term.n3())
