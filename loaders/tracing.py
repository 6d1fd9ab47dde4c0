"""Which triple patterns carry an answer row, found in the query's algebra: rdflib parses, at build time alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rdflib import BNode, Variable
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql.parserutils import CompValue

from graph.errors import InputError
from graph.questions import Pattern, blanked
from loaders.parsing import parse_query

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
_HEAD = re.compile(r"(?<![?$:\w])SELECT\b([^{}]*?)(?<![?$:\w])WHERE\b", re.IGNORECASE)
_FIRST = re.compile(r"(?<![?$:\w])SELECT\b(?!:)", re.IGNORECASE)


def select_all(text: str) -> str:
    """The query with its outermost SELECT … WHERE turned into SELECT * WHERE: each row with all its variables."""
    head = _head(text)
    return text if head is None else f"{text[: head.start()]}SELECT * WHERE{text[head.end() :]}"


def _head(text: str) -> re.Match[str] | None:
    first = _FIRST.search(blanked(text))
    return None if first is None else _HEAD.match(blanked(text), first.start())


def algebra_of(text: str, file: Path) -> CompValue:
    """The algebra of any query. Raises InputError when it does not parse."""
    try:
        return parse_query(text)
    except Exception as error:
        line = getattr(error, "lineno", 1)
        raise InputError(f"{file}:{line}: not SPARQL: {' '.join(str(error).split())[:200]}") from error


def parsed(text: str, file: Path) -> CompValue:
    """The algebra of a saved question.

    Raises InputError when it does not parse, is no SELECT, or has no WHERE before the braces to which parameters are bound.
    """
    algebra = algebra_of(text, file)
    if algebra.name != "SelectQuery" or _head(text) is None:
        raise InputError(f"{file}:1: a saved question is one SELECT … WHERE {{ … }}, with the word WHERE written out")
    return algebra


def is_ordered(algebra: CompValue) -> bool:
    """Whether the outermost SELECT has an ORDER BY."""
    node = algebra.p
    while node.name in ("Slice", "Distinct", "Reduced", "Project"):
        node = node.p
    return bool(node.name == "OrderBy")


def traced_patterns(text: str, file: Path) -> tuple[Pattern, ...]:
    """The triple patterns of a monotone query, in the order in which they stand.

    Raises InputError when the query does not parse, or when no list of triples can carry its rows (negation, aggregates,
    property paths): such a question says ``evidence: extent`` in its header.
    """
    head = _head(text)
    if head is not None and "(" in head.group(1):
        raise InputError(
            f"{file}:{text.count(chr(10), 0, head.start()) + 1}: the SELECT works out a value, which tracing does not see; "
            "write BIND (… AS ?name) inside WHERE, or `#+ evidence: extent` in its header"
        )
    patterns: list[Pattern] = []
    nodes = list(_nodes(parsed(text, file).p))
    outermost = next(node for node in nodes if node.name == "Project")
    for node in nodes:
        if node.name in _NOT_MONOTONE and node is not outermost:
            raise InputError(
                f"{file}:1: the query uses {_NOT_MONOTONE[node.name]}, so its rows rest on more than single triples; "
                "write `#+ evidence: extent` in its header"
            )
        if node.name == "BGP":
            patterns.extend(_pattern(triple, file) for triple in node.triples)
    return tuple(dict.fromkeys(patterns))


def _nodes(value: Any) -> Iterator[CompValue]:
    if isinstance(value, CompValue):
        yield value
        for key in value:
            yield from _nodes(value[key])
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _nodes(item)


def _pattern(triple: tuple[Any, Any, Any], file: Path) -> Pattern:
    if isinstance(triple[1], PropertyPath):
        raise InputError(
            f"{file}:1: the query follows a property path, which cannot be traced; write its steps out, "
            "or `#+ evidence: extent` in its header"
        )
    subject, predicate, object_ = (_slot(term) for term in triple)
    return Pattern(subject=subject, predicate=predicate, object=object_)


def _slot(term: Any) -> str:
    if isinstance(term, Variable):
        return f"?{term}"
    if isinstance(term, BNode):
        return f"?_{term}"
    return str(term.n3())
