"""What an answer to a question about a time must say, from its rows of any time and the days that their situations can have."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from any_days import ONE, Limits, shares_a_day
from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolutions

from graph.params import bindings
from graph.questions import Question, bind
from graph.terms import DT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.dates import Date
    from graph.store import Opened

FIELDS = {
    DT.beginsNotBefore: "begins_not_before",
    DT.beginsNotAfter: "begins_not_after",
    DT.endsNotBefore: "ends_not_before",
    DT.endsNotAfter: "ends_not_after",
    DT.firmlyBeginsNotAfter: "begins_not_after",
    DT.firmlyEndsNotBefore: "ends_not_before",
}
FIRM = (DT.firmlyBeginsNotAfter, DT.firmlyEndsNotBefore)

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


def limits(opened: Opened, situation: object, predicates: Iterable[NamedNode]) -> Limits:
    """The bounds of a situation that stand in the graph, out of those that are looked for."""
    if not isinstance(situation, NamedNode):
        return Limits()
    found = {
        FIELDS[predicate]: datetime.date.fromisoformat(quad.object.value)
        for predicate in predicates
        for quad in opened.quads.quads_for_pattern(situation, predicate, None, DefaultGraph())
        if isinstance(quad.object, Literal)
    }
    return Limits(**found)


def read_bounds(question: Question) -> dict[str, list[NamedNode]]:
    """For each variable of a situation, which of its bounds the question reads."""
    found: dict[str, list[NamedNode]] = {}
    for pattern in (pattern for pattern in question.patterns if not pattern.predicate.startswith("?")):
        predicate = NamedNode(pattern.predicate[1:-1] if pattern.predicate.startswith("<") else pattern.predicate)
        if predicate in FIELDS and predicate not in FIRM:
            found.setdefault(pattern.subject[1:], []).append(predicate)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """A row of any time, with the limits of its situations: all that count, and those that have to be sure with firm ones."""

    said: Said
    limits: tuple[Limits, ...]
    weighed: tuple[Limits, ...]
    firm: tuple[Limits, ...]

    def certainty(self, at: Date) -> str:
        """What is to be said of the row at a time; empty when one of its situations cannot have been then."""
        if not all(shared(found, at)[0] for found in self.limits):
            return ""
        if all(shared(found, at)[1] for found in self.firm):
            return "certainly"
        return "probably" if all(shared(found, at)[1] for found in self.weighed) else "possibly"


shared = cache(shares_a_day)


def rows_of_any_time(opened: Opened, question: Question) -> list[Possible]:
    """The rows that a question has for any time. What reads the latest begin of a situation has to be sure of it."""
    read = read_bounds(question)
    weighed = {slot: plain for slot, plain in read.items() if DT.beginsNotAfter in plain}
    found = [
        Possible(
            said=shown(question, row),
            limits=tuple(limits(opened, row.get(slot), plain) for slot, plain in read.items()),
            weighed=tuple(limits(opened, row.get(slot), plain) for slot, plain in weighed.items()),
            firm=tuple(limits(opened, row.get(slot), FIRM) for slot in weighed),
        )
        for row in of_any_time(opened, question)
    ]
    return list(dict.fromkeys(found))


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


def expected(rows: list[Possible], at: Date) -> set[tuple[Said, str]]:
    return {(row.said, certainty) for row in rows if (certainty := row.certainty(at))}


def days_of_change(rows: list[Possible]) -> list[str]:
    """The times about which an answer can change: each limit of a situation, the days beside it, from it on and up to it."""
    known = {day for row in rows for one in row.limits for day in one.known()}
    asked = {str(day + step) for day in known for step in (-ONE, 0 * ONE, ONE)}
    return sorted(asked | {form.format(day) for day in known for form in ("{}/..", "../{}")})
