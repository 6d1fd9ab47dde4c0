"""Marks on what in an answer rests on the graph *user*: whatever the same query does not find without it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, QueryBoolean, QueryResultsFormat, RdfFormat, parse, parse_query_results

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from graph.service.media import Format

HEADER = "Detente-Rests-On-User"
UNKNOWN = "unknown; the answers cannot be compared"
_MOST = 2000


def marks(form: Format, answer: bytes, without: bytes) -> str:
    """What of an answer rests on what a user wrote, in words: ``rows 2, 5-7``, ``triples 3``, ``the answer``, or ``none``.

    Rows are counted from 1 in the order of the answer. ``without`` is the answer of the same query, in the same format, to the
    data without the graph *user*. What is missing because of it is counted too.
    """
    items, others = _items(form, answer), _items(form, without)
    if items is None or others is None:
        return "none" if answer == without else "the answer"
    left, found = Counter(others), []
    for place, item in enumerate(items, 1):
        if left[item] > 0:
            left[item] -= 1
        else:
            found.append(place)
    return _words(form, found, left.total())


def _words(form: Format, found: list[int], missing: int) -> str:
    graph = isinstance(form.engine, RdfFormat)
    kind = "triples" if graph else "rows"
    shown = str(len(found)) if graph else _ranges(found)
    parts = [f"{kind} {shown if len(shown) < _MOST else f'{len(found)} of them'}"] if found else []
    if missing:
        parts.append(f"{missing} more {kind} without it")
    return "; ".join(parts) or "none"


def _ranges(numbers: Iterable[int]) -> str:
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def _items(form: Format, answer: bytes) -> Sequence[Hashable] | None:
    """The rows or triples of an answer, such that equal ones are equal; None for a truth value."""
    if form.name == "csv":
        return [tuple(row) for row in csv.reader(io.StringIO(answer.decode(), newline=""))][1:]
    if isinstance(form.engine, RdfFormat):
        quads = parse(answer, format=form.engine)
        return [(_plain(quad.subject), quad.predicate, _plain(quad.object)) for quad in quads]
    if not isinstance(form.engine, QueryResultsFormat):
        return None
    results = parse_query_results(answer, format=form.engine)
    return None if isinstance(results, QueryBoolean) else [tuple(map(str, row)) for row in results]


def _plain(term: Hashable) -> Hashable:
    """The term; one and the same for all blank nodes, whose names differ in each answer."""
    return "_" if isinstance(term, BlankNode) else term
