"""Saved questions have the same answers in both engines: rdflib gives what is recorded, and at a time what pyoxigraph gives."""

from __future__ import annotations

import pytest
import rdflib
from commands import in_memory
from pyoxigraph import QuerySolutions
from rdflib_graph import graph_for_rdflib
from test_answers import RECORDED, compact, recorded, without_claims
from test_time_of_answers import TIMED

from graph.params import bindings
from graph.questions import bind

LONG = (
    "about", "aims", "changes-between", "conflicts", "counts", "document-contents", "envisaged-and-done", "events",
    "exercises", "fields-of-cooperation", "invitations", "names", "relationships", "representation", "statements-on",
    "tenses", "visits-and-meetings",
)  # fmt: skip
"""They go through all claims or names, or join many slots of one thing: from one and a half to forty seconds for rdflib."""
TIMES = ("2016-12", "../2004", "2019-03")
"""A month, all up to a year, and another month. Each question is asked of one of them, its neighbours in the list of the others."""


def test_what_takes_long_in_rdflib_are_questions() -> None:
    assert {*LONG} < {*RECORDED}


# Each question is answered by rdflib twice in CI, once of any time and once of one; all but the longest once before that.


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in (*LONG, *TIMED) else name for name in RECORDED]
)
def test_rdflib_gives_the_recorded_answer(name: str) -> None:
    opened = in_memory()
    question = opened.questions[name]
    result = graph_for_rdflib().query(bind(question.text, bindings(question, {}, opened.quads)))
    found = [
        {key: compact(str(value)) for key, value in row.asdict().items()}
        for row in result
        if isinstance(row, rdflib.query.ResultRow)
    ]
    assert sorted(found, key=str) == without_claims(recorded(name))


@pytest.mark.parametrize(
    ("name", "at"),
    [
        pytest.param(name, TIMES[place % len(TIMES)], marks=[pytest.mark.slow] if name in LONG else [])
        for place, name in enumerate(TIMED)
    ],
)
def test_both_engines_answer_alike_of_a_time(name: str, at: str) -> None:
    opened = in_memory()
    question = opened.questions[name]
    text = bind(question.text, bindings(question, {"at": at}, opened.quads))
    solutions = opened.quads.query(text)
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    one = sorted(sorted((name, row[name].value) for name in names if row[name] is not None) for row in solutions)
    other = [row.asdict().items() for row in graph_for_rdflib().query(text) if isinstance(row, rdflib.query.ResultRow)]
    assert sorted(sorted((key, str(value)) for key, value in items) for items in other) == one
