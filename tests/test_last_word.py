"""Whether anything is later: the same of a row whatever rows were looked at before it, and by whatever is read of a thing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

import pytest
from commands import shipped
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from graph.dates import parse_date
from graph.last_word import LastWord
from graph.terms import DT, EDTF, GRAPH, ONTOLOGY, RDF, XSD

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

    Row = dict[str, NamedNode | Literal]

QUESTIONS = ["posts", "roles", "trends"]
MANY = 24
"""How many rows of each are looked at."""


def rows(name: str) -> list[Row]:
    """The rows of a question with all their variables."""
    found = cast("QuerySolutions", shipped().quads.query(shipped().questions[name].trace_text))
    names = [variable.value for variable in found.variables]
    return [{name: value for name in names if (value := row[name]) is not None} for row in found]


def days(node: object, predicate: NamedNode) -> list[str]:
    """The latest days of all dates that are spoken of a thing under a predicate."""
    if not isinstance(node, NamedNode):
        return []
    quads = [*shipped().quads.quads_for_pattern(node, predicate, None, None)]
    dates = [quad.object for quad in quads if quad.graph_name in (DefaultGraph(), GRAPH.stated)]
    return [
        str(parse_date(date.value).latest or "") if date.datatype == EDTF else date.value
        for date in dates
        if isinstance(date, Literal)
    ]


@cache
def expected(name: str) -> list[bool]:
    """Of the first rows of a question, whether each is the last word."""
    return [is_last(name, row) for row in rows(name)[:MANY]]


def is_last(name: str, row: Row) -> bool:
    """What the docstring of :meth:`LastWord.of` says, of the whole graph, with nothing kept and nothing skipped."""
    store = shipped().quads
    slots = [p.subject[1:] for p in shipped().questions[name].patterns if p.predicate == str(DT.lastHolds)]
    own = {row[slot] for slot in slots if slot in row}
    last = max((day for node in own for day in days(node, DT.lastHolds)), default="")
    near = {node for node in row.values() if isinstance(node, NamedNode)}
    near = {node for node in near if not [*store.quads_for_pattern(node, RDF.type, None, GRAPH.entities)]}
    pointing = {
        quad.subject
        for node in near
        for quad in store.quads_for_pattern(None, None, node, None)
        if quad.graph_name in (DefaultGraph(), GRAPH.stated) and quad.predicate.value.startswith(ONTOLOGY)
    }
    later = [day for node in own for day in days(node, DT.endsNotAfter)]
    later += [day for node in near | pointing for way in (DT.beginsNotBefore, DT.lastHolds) for day in days(node, way)]
    return bool(last) and max(later) <= last


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_row_is_the_last_word_when_nothing_near_it_is_later_whatever_was_asked_before(name: str) -> None:
    found = rows(name)[:MANY]
    forward, backward = (LastWord(shipped().quads, shipped().questions[name]) for _ in range(2))
    assert [forward.of(row) for row in found] == expected(name)
    assert [backward.of(row) for row in reversed(found)] == expected(name)[::-1]


def test_some_rows_are_the_last_word_and_some_are_not() -> None:
    assert {last for name in QUESTIONS for last in expected(name)} == {True, False}


def test_what_was_read_of_a_thing_for_one_row_holds_for_the_next() -> None:
    pattern = next(p for p in shipped().questions["posts"].patterns if p.predicate == str(DT.lastHolds))
    thing, *others = (NamedNode(f"http://example.org/{number}") for number in range(12))
    last = {other: Literal(f"20{10 + number}-01-01", datatype=XSD.date) for number, other in enumerate(others)}
    store = Store()
    for other in others:
        store.extend([Quad(other, DT.about, thing), Quad(other, DT.lastHolds, last[other])])
    looked = LastWord(store, shipped().questions["posts"])
    said = {other: looked.of({pattern.subject[1:]: other, "thing": thing}) for other in reversed(others)}
    assert [other for other, is_last in said.items() if is_last] == others[-1:]
