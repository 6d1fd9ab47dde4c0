"""Every saved question has a recorded answer, written from the texts; it is given from disk, and rests on the recorded claims."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from commands import in_memory, shipped
from pyoxigraph import QuerySolutions, Store

from graph.asking import ask
from graph.params import bindings
from graph.questions import Question, bind, shown_variables
from graph.terms import BASE

if TYPE_CHECKING:
    from graph.store import Opened

ANSWERS = Path(__file__).parent / "answers"
RECORDED = sorted(file.stem for file in ANSWERS.glob("*.csv"))
PREFIXES = {"id:": f"{BASE}id/", "vocab:": f"{BASE}vocab/"}
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def opened() -> Opened:
    return in_memory()


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
def test_pyoxigraph_gives_the_recorded_answer(name: str) -> None:
    opened = shipped()  # on disk, as a command has it
    solutions = opened.quads.query(bound_text(opened.questions[name], opened.quads))
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    found = [{name: compact(row[name].value) for name in names if row[name] is not None} for row in solutions]
    assert sorted(found, key=str) == without_claims(recorded(name))


@pytest.mark.parametrize("name", RECORDED)
def test_the_answer_rests_on_the_recorded_claims(opened: Opened, name: str) -> None:
    answer = ask(opened, name, {})
    named = {claim.iri: claim.name for claim in answer.claims.values()}
    used = {tuple(sorted(named[claim] for claim in row.claims)) for row in answer.rows}
    assert used == {tuple(row["claims"].split()) for row in recorded(name)}


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
    assert (
        opened.questions[name].shown == shown_variables(text) == tuple(variable.value for variable in found.variables)
    )
