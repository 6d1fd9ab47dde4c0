"""What an answer to a question about a time says is so for every, or for some, begin and end that the bounds admit."""

from __future__ import annotations

import random
from functools import cache

import pytest
from commands import in_memory, shipped
from edtf_dates import dates
from hypothesis import given, settings
from time_oracle import Possible, answered, days_of_change, expected, rows_of_any_time

from graph.asking import ask
from graph.dates import parse_date
from graph.terms import DT

TIMED = [
    "accessions", "activities", "agreements-by-stage", "aims", "assigned-forces", "blocked-agreements", "borders", "centres",
    "chronology", "comparisons", "competences", "constraints", "consultation-rounds", "contributions", "counts",
    "effects", "events", "exercise-make-up", "exercises", "fields-of-cooperation", "goals", "grounds", "infrastructure",
    "lacking-agreements", "leverage", "memberships", "participations", "policies", "polls", "posts", "projects",
    "proposals", "representation", "research", "roles", "stances", "statements", "statements-on", "training",
    "trends", "visits-and-meetings", "yearly-counts",
]  # fmt: skip
UNTIMED = {
    "about": "claims, of whatever time",
    "appraisals": "words of praise or weight",
    "assistance": "help in whatever mode: what is wished or planned has no bounds, and of what was given no source says when",
    "changes-between": "claims of two documents",
    "cited": "what a text refers to",
    "conflicts": "claims at odds",
    "denials": "claims that deny or doubt",
    "document-contents": "what documents hold: it goes with the document, and not with a time",
    "envisaged-and-done": "what is planned: its times are stated and are no facts, so it has no bounds",
    "forecasts": "claims of what is to come: their times are stated and are no facts",
    "hedged-figures": "claims with a caution",
    "invitations": "invitations and calls in whatever mode, most without a date: the date of the occasion stands beside them",
    "issues": "matters, which have no times, and claims that name them",
    "judgements": "claims that judge, of whatever time",
    "left-open": "claims at which something is not said",
    "legal-acts": "documents: a source tells when one was issued and not when it was in force",
    "legal-grounds": "mandates and charges: what an act rests on or breaks has no time of its own",
    "names": "names",
    "possible-duplicates": "decisions of editors",
    "procedure-steps": "what a procedure lays down",
    "relationships": "claims, each with the time that it gives",
    "shared-origins": "claims of one origin",
    "successions": "what came before what: each with its dates",
    "tenses": "claims, each as of its document",
    "voices": "claims, counted",
    "works": "works and sites, with the dates that are printed of them",
}
"""Questions that take no time, each with what its rows are instead of situations."""


FEW, MORE = 12, 90
"""How many days of change of a question are asked for, and how many in the slow tests: some have three hundred."""


def some(days: list[str], most: int, *, seed: str) -> list[str]:
    """At most so many of the days, taken at random, and in every run the same."""
    return random.Random(seed).sample(days, min(most, len(days)))  # noqa: S311  to mix, not to hide


@cache
def shipped_rows(name: str) -> list[Possible]:
    return rows_of_any_time(in_memory(), shipped().questions[name])


def test_every_question_about_situations_takes_a_time() -> None:
    takes = [name for name, question in shipped().questions.items() if any(p.name == "at" for p in question.params)]
    assert (takes, sorted({*shipped().questions} - {*takes})) == (TIMED, sorted(UNTIMED))


@pytest.mark.parametrize("name", TIMED)
@settings(derandomize=True, max_examples=10)
@given(at=dates(1988, 2023))
def test_an_answer_says_what_trying_all_days_says(name: str, at: str) -> None:
    assert answered(in_memory(), shipped().questions[name], at) == expected(shipped_rows(name), parse_date(at))


@pytest.mark.parametrize(
    ("name", "most"),
    [(name, FEW) for name in TIMED] + [pytest.param(name, MORE, marks=pytest.mark.slow) for name in TIMED],
)
def test_an_answer_changes_on_the_days_on_which_it_must(name: str, most: int) -> None:
    """Each limit of a situation is asked for, the days beside it, and the time from it on and up to it."""
    rows, question, opened = shipped_rows(name), shipped().questions[name], in_memory()
    days = some(days_of_change(rows), most, seed=name) or ["2016-12"]  # where no situation has a date
    wrong = [at for at in days if answered(opened, question, at) != expected(rows, parse_date(at))]
    assert not wrong


@pytest.mark.parametrize("name", TIMED)
def test_an_answer_of_any_time_says_nothing_of_how_sure_it_is(name: str) -> None:
    answer = ask(in_memory(), name, {})
    assert answer.rows
    assert "certainty" not in answer.columns


@pytest.mark.parametrize("name", TIMED)
def test_the_last_time_at_which_something_holds_stands_under_words_that_say_so(name: str) -> None:
    """There is no clock: what is read from a document's own time is so *as of* it, and never is."""
    question = shipped().questions[name]
    last = {pattern.object[1:] for pattern in question.patterns if pattern.predicate == str(DT.lastHolds)}
    assert [word for column in last & {*question.columns} if "as of" not in (word := question.columns[column])] == []
