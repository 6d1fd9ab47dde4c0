"""What an answer to a question about a time says is so for every, or for some, begin and end that the bounds admit."""

from __future__ import annotations

import datetime
from functools import cache
from typing import TYPE_CHECKING

import pytest
import rdflib
from any_days import ONE, Limits, shares_a_day
from commands import shipped
from edtf_dates import dates
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolutions, RdfFormat, serialize

from graph.dates import Date, parse_date
from graph.params import bindings
from graph.questions import Question, bind
from graph.terms import DT

if TYPE_CHECKING:
    from graph.store import Opened

FIELDS = {
    DT.beginsNotBefore: "begins_not_before",
    DT.beginsNotAfter: "begins_not_after",
    DT.endsNotBefore: "ends_not_before",
    DT.endsNotAfter: "ends_not_after",
}
FIRM = {DT.firmlyBeginsNotAfter: "begins_not_after", DT.firmlyEndsNotBefore: "ends_not_before"}

TIMED = [
    *("agreements-by-stage", "assigned-forces", "blocked-agreements", "centres", "comparisons", "competences"),
    *("constraints", "consultation-rounds", "contributions", "counts", "exercise-make-up", "lacking-agreements"),
    *("memberships", "polls", "posts", "projects", "proposals", "representation", "statements", "statements-on"),
    *("visits-and-meetings", "yearly-counts"),
]
UNTIMED = {
    "about": "claims, of whatever time",
    "changes-between": "claims of two documents",
    "cited": "what a text refers to",
    "conflicts": "claims at odds",
    "envisaged-and-done": "what is planned: its times are stated and are no facts, so it has no bounds",
    "hedged-figures": "claims with a caution",
    "legal-acts": "documents: a source tells when one was issued and not when it was in force",
    "names": "names",
    "procedure-steps": "what a procedure lays down",
    "shared-origins": "claims of one origin",
}
"""Questions that take no time, each with what its rows are instead of situations."""

Row = dict[str, NamedNode | Literal]
Said = frozenset[tuple[str, str]]


def of_any_time(opened: Opened, question: Question) -> list[Row]:
    """Every row with all its variables, for any value of each parameter."""
    text = bind(question.trace_text, bindings(question, anything(question), opened.quads))
    solutions = opened.quads.query(text)
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    found = [{name: solution[name] for name in names if solution[name] is not None} for solution in solutions]
    return [{name: term for name, term in row.items() if isinstance(term, NamedNode | Literal)} for row in found]


def anything(question: Question) -> dict[str, str]:
    return dict.fromkeys((param.name for param in question.params), "")


def columns(question: Question) -> list[str]:
    head = question.text.split("SELECT", 1)[1].split("WHERE", 1)[0]
    return [word[1:] for word in head.split() if word.startswith("?") and word != "?certainty"]


def shown(question: Question, row: Row) -> Said:
    return frozenset((name, str(row[name])) for name in columns(question) if name in row)


def limits(opened: Opened, situation: object, fields: dict[NamedNode, str]) -> Limits:
    """The bounds of a situation that stand in the graph, out of those that are looked for."""
    if not isinstance(situation, NamedNode):
        return Limits()
    found = {
        field: datetime.date.fromisoformat(quad.object.value)
        for predicate, field in fields.items()
        for quad in opened.quads.quads_for_pattern(situation, predicate, None, DefaultGraph())
        if isinstance(quad.object, Literal)
    }
    return Limits(**found)


def read_bounds(question: Question) -> dict[str, list[NamedNode]]:
    """For each variable of a situation, which of its bounds the question reads."""
    found: dict[str, list[NamedNode]] = {}
    for pattern in question.patterns:
        predicate = NamedNode(pattern.predicate[1:-1] if pattern.predicate.startswith("<") else pattern.predicate)
        if predicate in FIELDS:
            found.setdefault(pattern.subject[1:], []).append(predicate)
    return found


class Oracle:
    """What one question must answer, from the rows that it has for any time and the days that each situation can have."""

    def __init__(self, opened: Opened, question: Question) -> None:
        self.opened, self.question = opened, question
        self.read = read_bounds(question)
        self.rows = of_any_time(opened, question)

    def answer(self, at: Date) -> set[tuple[Said, str]]:
        """The rows of a time, each with how sure they are."""
        found = ((shown(self.question, row), self.certainty(row, at)) for row in self.rows)
        return {(said, certainty) for said, certainty in found if certainty}

    def certainty(self, row: Row, at: Date) -> str:
        """Empty when one of the situations cannot have been then."""
        plain = [self.shares(row, slot, {p: FIELDS[p] for p in read}, at) for slot, read in self.read.items()]
        weighed = [slot for slot, read in self.read.items() if DT.beginsNotAfter in read]
        if not all(some for some, _ in plain):
            return ""
        if all(self.shares(row, slot, FIRM, at)[1] for slot in weighed):
            return "certainly"
        sure = (self.shares(row, slot, {p: FIELDS[p] for p in self.read[slot]}, at)[1] for slot in weighed)
        return "probably" if all(sure) else "possibly"

    def shares(self, row: Row, slot: str, fields: dict[NamedNode, str], at: Date) -> tuple[bool, bool]:
        """Whether a situation of a row was possibly, and whether it was certainly, at some time in the one asked for."""
        return _shares(limits(self.opened, row.get(slot), fields), at)


_shares = cache(shares_a_day)


def answered(opened: Opened, question: Question, at: str) -> set[tuple[Said, str]]:
    solutions = opened.quads.query(
        bind(question.text, bindings(question, anything(question) | {"at": at}, opened.quads))
    )
    assert isinstance(solutions, QuerySolutions)
    found = set()
    for solution in solutions:
        row = {name: solution[name] for name in columns(question) if solution[name] is not None}
        certainty = solution["certainty"]
        assert isinstance(certainty, Literal)
        found.add((frozenset((name, str(term)) for name, term in row.items()), certainty.value))
    return found


@cache
def oracle(name: str) -> Oracle:
    return Oracle(shipped(), shipped().questions[name])


def test_every_question_about_situations_takes_a_time() -> None:
    takes = [name for name, question in shipped().questions.items() if any(p.name == "at" for p in question.params)]
    assert (takes, sorted({*shipped().questions} - {*takes})) == (TIMED, sorted(UNTIMED))


def days_of_change(expected: Oracle) -> list[str]:
    """The days at which the answer to a question can change: each bound that it reads, the day before it and the day after."""
    found = {
        day + step
        for row in expected.rows
        for slot in expected.read
        for day in limits(expected.opened, row.get(slot), FIELDS).known()
        for step in (-ONE, 0 * ONE, ONE)
    }
    return sorted(map(str, found))


@pytest.mark.parametrize("name", TIMED)
@settings(derandomize=True, deadline=None, max_examples=60)
@given(data=st.data())
def test_an_answer_says_what_trying_all_days_says(name: str, data: st.DataObject) -> None:
    expected = oracle(name)
    day = st.sampled_from(days_of_change(expected) or ["2019-03-05"])
    form = st.sampled_from(["{}", "{}/..", "../{}"])
    at = data.draw(dates(1988, 2023) | st.builds(str.format, form, day))
    assert answered(expected.opened, expected.question, at) == expected.answer(parse_date(at))


@cache
def graph_for_rdflib() -> rdflib.Graph:
    quads = shipped().quads.quads_for_pattern(None, None, None, DefaultGraph())
    triples = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=triples, format="nt")


@pytest.mark.parametrize(
    "at", ["2016-12", pytest.param("../2004", marks=pytest.mark.slow), pytest.param("2019-03", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("name", TIMED)
def test_both_engines_answer_alike_of_a_time(name: str, at: str) -> None:
    opened = shipped()
    question = opened.questions[name]
    text = bind(question.text, bindings(question, {"at": at}, opened.quads))
    solutions = opened.quads.query(text)
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    one = sorted(sorted((name, row[name].value) for name in names if row[name] is not None) for row in solutions)
    other = [row.asdict().items() for row in graph_for_rdflib().query(text) if isinstance(row, rdflib.query.ResultRow)]
    assert sorted(sorted((key, str(value)) for key, value in items) for items in other) == one
