"""The bounds of a situation are the first and the last days that fit its dates: compared with trying all days."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from any_days import Day, telling_days
from edtf_dates import dates
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from graph.dates import Date, parse_date
from graph.intervals import UncertainInterval
from graph.terms import BASE, DT, EDTF
from graph.times import bounds

if TYPE_CHECKING:
    from collections.abc import Mapping

# The same examples in every run, and no failure for being slow beside other tests.
steady = settings(derandomize=True, max_examples=200)

SITUATION = NamedNode(f"{BASE}id/a-block")
Dates = dict[NamedNode, list[str]]
Bounds = dict[NamedNode, Day]

slot_dates = st.lists(dates(2015, 2018), max_size=2, unique=True)
written_dates = st.fixed_dictionaries(dict.fromkeys((DT.began, DT.ended, DT.holds), slot_dates))
PLAIN = (DT.beginsNotBefore, DT.beginsNotAfter, DT.endsNotBefore, DT.endsNotAfter)
FIRM = {DT.firmlyBeginsNotAfter: DT.beginsNotAfter, DT.firmlyEndsNotBefore: DT.endsNotBefore}


def bounds_of(written: Mapping[NamedNode, list[str]]) -> Bounds:
    triples = [
        Triple(SITUATION, slot, Literal(date, datatype=EDTF)) for slot, dates in written.items() for date in dates
    ]
    found = [one.triple for one in bounds(triples) if one.triple.predicate != DT.lastHolds]
    return {
        triple.predicate: datetime.date.fromisoformat(triple.object.value)
        for triple in found
        if isinstance(triple.object, Literal)
    }


def fits(begin: Day, end: Day, written: Mapping[NamedNode, list[Date]]) -> bool:
    """Whether a stretch of days fits all dates: between the readings of its begin and of its end, and when it held."""
    between = within(begin, written[DT.began]) and within(end, written[DT.ended])
    return begin <= end and between and all(held(begin, end, date) for date in written[DT.holds])


def within(day: Day, readings: list[Date]) -> bool:
    """Whether a day lies between the first and the last day of which some reading of a slot leaves room."""
    earliest = min((date.earliest or Day.min for date in readings), default=Day.min)
    latest = max((date.latest or Day.max for date in readings), default=Day.max)
    return earliest <= day <= latest


def held(begin: Day, end: Day, date: Date) -> bool:
    """It held on some day of a date, and from some day of the begin of an interval to some day of its end."""
    first, last = date.begin or date.end or date, date.end or date.begin or date
    return begin <= (first.latest or Day.max) and end >= (last.earliest or Day.min)


def tried(written: Mapping[NamedNode, list[str]]) -> Bounds | None:
    """The bounds that trying finds; None when no stretch of days fits."""
    read = {slot: [parse_date(date) for date in found] for slot, found in written.items()}
    parts = [part for found in read.values() for date in found for part in (date, date.begin, date.end) if part]
    days = telling_days(day for part in parts for day in (part.earliest, part.latest) if day)
    # An end of the calendar is within reach only where no date keeps it out: then there is no bound.
    found = [(begin, end) for begin in days for end in days if fits(begin, end, read)]
    if not found:
        return None
    begins, ends = {begin for begin, _ in found}, {end for _, end in found}
    every = dict(zip(PLAIN, (min(begins), max(begins), min(ends), max(ends)), strict=True))
    return {bound: day for bound, day in every.items() if day not in (Day.min, Day.max)}


@steady
@given(written=written_dates)
def test_bounds_are_the_first_and_last_days_that_fit_all_dates(written: Dates) -> None:
    """Days between two readings of one slot count as fitting; where dates contradict each other, there are no bounds."""
    found = {predicate: day for predicate, day in bounds_of(written).items() if predicate in PLAIN}
    assert found == (tried(written) or {})


@steady
@given(
    written=st.fixed_dictionaries(
        dict.fromkeys((DT.began, DT.ended, DT.holds), st.lists(dates(2015, 2018), max_size=1))
    )
)
def test_firm_bounds_are_those_without_the_dates_that_are_about_or_uncertain(written: Dates) -> None:
    """Of an interval with one mark a half stays firm: :func:`test_an_interval_is_firm_at_the_end_that_bears_no_mark`."""
    half = [date for found in written.values() for date in map(parse_date, found) if date.interval and date.qualifier]
    everything = bounds_of(written)
    firm = {slot: [date for date in found if not parse_date(date).qualifier] for slot, found in written.items()}
    if not half and everything:
        alone = bounds_of(firm)
        assert {FIRM[p]: day for p, day in everything.items() if p in FIRM} == {
            p: day for p, day in alone.items() if p in FIRM.values()
        }


@pytest.mark.parametrize(
    ("written", "firm"),
    [
        ("2015~/2017", {DT.firmlyEndsNotBefore: "2017-01-01"}),
        ("2015/2017?", {DT.firmlyBeginsNotAfter: "2015-12-31"}),
        ("2015%/2017~", {}),
        ("../2017~", {}),
    ],
)
def test_an_interval_is_firm_at_the_end_that_bears_no_mark(written: str, firm: dict[NamedNode, str]) -> None:
    found = bounds_of({DT.holds: [written]})
    assert {predicate: str(day) for predicate, day in found.items() if predicate in FIRM} == firm


def test_a_reading_that_is_uncertain_leaves_a_slot_without_a_firm_bound() -> None:
    found = bounds_of({DT.began: ["2014", "2013?"]})
    assert (found[DT.beginsNotAfter], found.keys() & FIRM.keys()) == (datetime.date(2014, 12, 31), set())


@steady
@given(written=written_dates)
def test_an_interval_of_days_fits_the_bounds(written: Dates) -> None:
    found = bounds_of(written)
    known = [found.get(predicate) for predicate in PLAIN]
    assert UncertainInterval(
        begins_not_before=known[0], begins_not_after=known[1], ends_not_before=known[2], ends_not_after=known[3]
    )


def test_dates_that_contradict_each_other_give_no_bound() -> None:
    assert bounds_of({DT.holds: ["2015-06"], DT.ended: ["2014"]}) == {}
