"""Every saved question has a recorded answer, written from the texts; both engines give it, resting on the recorded claims."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import rdflib
from commands import shipped
from pyoxigraph import DefaultGraph, QuerySolutions, RdfFormat, Store, serialize

from graph.asking import ask
from graph.errors import UsageError
from graph.params import bindings
from graph.questions import Question, bind, shown_variables
from graph.terms import BASE, DT

if TYPE_CHECKING:
    from graph.store import Opened

ANSWERS = Path(__file__).parent / "answers"
RECORDED = sorted(file.stem for file in ANSWERS.glob("*.csv"))
PREFIXES = {"id:": f"{BASE}id/", "vocab:": f"{BASE}vocab/"}
Rows = list[dict[str, str]]


@cache
def graph_for_rdflib() -> rdflib.Graph:
    quads = shipped().quads.quads_for_pattern(None, None, None, DefaultGraph())
    triples = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=triples, format="nt")


@pytest.fixture(scope="module")
def opened() -> Opened:
    return shipped()


def recorded(name: str) -> Rows:
    with (ANSWERS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def without_claims(rows: Rows) -> Rows:
    return sorted(({key: value for key, value in row.items() if key != "claims" and value} for row in rows), key=str)


def compact(term: str) -> str:
    return next((prefix + term.removeprefix(home) for prefix, home in PREFIXES.items() if term.startswith(home)), term)


def bound_text(question: Question, store: Store) -> str:
    return bind(question.text, bindings(question, {}, store))


def rows(question: Question, store: Store, given: dict[str, str]) -> set[frozenset[tuple[str, str]]]:
    """The rows of an answer, without the column that speaks of the time asked for."""
    solutions = store.query(bind(question.text, bindings(question, given, store)))
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables if variable.value != "certainty"]
    return {frozenset((name, str(row[name])) for name in names if row[name] is not None) for row in solutions}


def test_every_question_has_a_recorded_answer(opened: Opened) -> None:
    assert sorted(opened.questions) == RECORDED


@pytest.mark.parametrize("name", RECORDED)
def test_pyoxigraph_gives_the_recorded_answer(opened: Opened, name: str) -> None:
    solutions = opened.quads.query(bound_text(opened.questions[name], opened.quads))
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    found = [{name: compact(row[name].value) for name in names if row[name] is not None} for row in solutions]
    assert sorted(found, key=str) == without_claims(recorded(name))


LONG_IN_RDFLIB = (
    "about", "aims", "changes-between", "conflicts", "document-contents", "envisaged-and-done", "events", "exercises",
    "fields-of-cooperation", "invitations", "names", "relationships", "representation", "statements-on", "tenses",
)  # fmt: skip
"""They go through all claims or names, or join many slots of one thing: from two seconds to a minute and a half for rdflib."""
IN_RDFLIB = [pytest.param(name, marks=pytest.mark.slow) if name in LONG_IN_RDFLIB else name for name in RECORDED]


@pytest.mark.parametrize("name", IN_RDFLIB)
def test_rdflib_gives_the_recorded_answer(opened: Opened, name: str) -> None:
    result = graph_for_rdflib().query(bound_text(opened.questions[name], opened.quads))
    found = [
        {key: compact(str(value)) for key, value in row.asdict().items()}
        for row in result
        if isinstance(row, rdflib.query.ResultRow)
    ]
    assert sorted(found, key=str) == without_claims(recorded(name))


@pytest.mark.parametrize("name", RECORDED)
def test_the_answer_rests_on_the_recorded_claims(opened: Opened, name: str) -> None:
    answer = ask(opened, name, {})
    named = {claim.iri: claim.name for claim in answer.claims.values()}
    used = {tuple(sorted(named[claim] for claim in row.claims)) for row in answer.rows}
    assert used == {tuple(row["claims"].split()) for row in recorded(name)}


@pytest.mark.parametrize(
    ("name", "every"),
    [(name, 25) for name in RECORDED if name != "about"]  # which about everything is long
    + [pytest.param(name, 8, marks=pytest.mark.slow) for name in RECORDED],
)
def test_a_parameter_only_narrows_an_answer(opened: Opened, name: str, every: int) -> None:
    """A value that were bound inside OPTIONAL alone would put itself into rows to which it does not belong.

    Of the things of the corpus every twenty-fifth is tried, and those before the first that fits; in the slow tests every eighth.
    """
    question, store = opened.questions[name], opened.quads
    anything = dict.fromkeys((param.name for param in question.params), "")
    everything = rows(question, store, anything)
    for param in question.params:
        tried = 0
        for number, value in enumerate(values_of(param.kind, param.values, store)):
            if tried and param.kind == "entity" and number % every:
                continue
            try:
                found = rows(question, store, anything | {param.name: value})
            except UsageError:  # a thing of another type than the parameter takes
                continue
            tried += 1
            assert found <= everything, f"{param.name}={value}"
        assert tried > 0, param.name


def values_of(kind: str, values: tuple[str, ...], store: Store) -> list[str]:
    """Values for a parameter: sources and every thing of which a claim speaks or that one names, some dates, all values of an enum."""
    if kind == "entity":
        sources = {quad.object for quad in store.quads_for_pattern(None, DT.inSource, None, None)}
        subjects = {quad.object for quad in store.quads_for_pattern(None, DT.subject, None, None)}
        objects = {quad.object for quad in store.quads_for_pattern(None, DT.object_, None, None)}
        things = {str(node)[1:-1] for node in subjects | objects}
        named = sorted(thing for thing in things if thing.startswith(f"{BASE}id/"))
        return [*sorted(str(node)[1:-1] for node in sources), *named]
    return list(values) or ["1991", "1995", "2018", "2019-02", "2019-03-05", "2031"]


@pytest.mark.parametrize(
    ("name", "given", "column", "found"),
    [
        ("visits-and-meetings", {"party": "latvia"}, "event", "bergmanis-belarus-2017-12"),
        ("visits-and-meetings", {"party": "belarus"}, "event", "raukou-riga-2016-12"),
        ("visits-and-meetings", {"party": "nato"}, "event", "information-day-2019"),
        ("agreements-by-stage", {"party": "latvia"}, "document", "by-lv-defence-cooperation-agreement"),
        ("agreements-by-stage", {"party": "belarus"}, "document", "union-state-infrastructure-programme"),
        ("counts", {"party": "belarus"}, "measure", "events-attended"),
        ("yearly-counts", {"party": "belarus"}, "measure", "events-attended"),
        ("exercises", {"party": "belarus"}, "exercise", "eadrcc-exercise-2017"),
        ("envisaged-and-done", {"within": "partnership-for-peace"}, "thing", "pfp-cooperation-on-transparency"),
        ("contributions", {"to": "isaf"}, "situation", "by-isaf-airspace"),
        ("contributions", {"to": "partnership-for-peace"}, "situation", "by-parp-airlifter"),
    ],
)
def test_what_belongs_to_a_party_or_a_whole_counts_as_its(
    opened: Opened, name: str, given: dict[str, str], column: str, found: str
) -> None:
    home = "vocab" if column == "measure" else "id"
    assert any((column, f"<{BASE}{home}/{found}>") in row for row in rows(opened.questions[name], opened.quads, given))


TOLD_BY_SOURCE = ("counts", "exercises", "yearly-counts")


@pytest.mark.parametrize("name", TOLD_BY_SOURCE)
def test_beside_a_value_that_a_row_tells_stand_claims_of_one_source_alone(opened: Opened, name: str) -> None:
    answer = ask(opened, name, {})
    for row in answer.rows:
        behind = {claim for column in answer.columns for s in answer.of_column(row, column) for claim in s.claims}
        assert len({answer.claims[claim].source.slug for claim in behind}) == 1


def test_who_does_not_say_out_of_how_many_is_not_named_for_it(opened: Opened) -> None:
    found = [row for row in ask(opened, "counts", {}).rows if row.values["outOf"]]
    assert [sorted(claim.value.rpartition("claim/")[2] for claim in row.claims) for row in found] == [
        ["edm-2019/c24", "edm-2019/c25"]
    ]


def test_nobody_has_at_an_event_a_post_of_which_only_another_source_tells(opened: Opened) -> None:
    (row,) = ask(opened, "representation", {"who": "oleg-voinov"}).rows
    assert [post.value for post in row.values["post"]] == [
        f"{BASE}id/head-of-international-military-cooperation-department"
    ]


@pytest.mark.parametrize(
    ("at", "certainty"), [("2017-12", "certainly"), ("2017-12-08", "possibly"), ("1991", "possibly")]
)
def test_what_has_no_date_or_a_wide_one_is_only_possibly_held_at_a_day(opened: Opened, at: str, certainty: str) -> None:
    answer = ask(opened, "visits-and-meetings", {"at": at, "party": "nato"})
    assert certainty in {value.value for row in answer.rows for value in row.values["certainty"]}


@pytest.mark.parametrize("name", RECORDED)
def test_a_question_shows_the_variables_that_the_engine_finds(opened: Opened, name: str) -> None:
    text = opened.questions[name].text
    found = opened.quads.query(bound_text(opened.questions[name], opened.quads))  # about everything is long
    assert isinstance(found, QuerySolutions)
    assert shown_variables(text) == tuple(variable.value for variable in found.variables)
