"""Relations between intervals with uncertain ends are those that some choice of days has: compared with all choices."""

from __future__ import annotations

import datetime
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.dates import parse_date
from graph.errors import InputError
from graph.intervals import (
    NOT_BEGUN_BY,
    OVER_BY,
    SHARES_A_DAY,
    Relation,
    UncertainInterval,
    certainly,
    possible_relations,
    possibly,
    whole,
)

# The same examples in every run, and no failure for being slow beside other tests.
steady = settings(derandomize=True, max_examples=300)

START = datetime.date(2018, 3, 1).toordinal()
LAST_DAY = 6
MARGIN = 5
"""So many days are tried on each side of the bounds where none is known: more than there are ends to set apart."""

Days = tuple[int, int]
Bounds = tuple[int | None, int | None, int | None, int | None]


def interval(bounds: Bounds) -> UncertainInterval:
    days = [None if bound is None else datetime.date.fromordinal(START + bound) for bound in bounds]
    return UncertainInterval(
        begins_not_before=days[0], begins_not_after=days[1], ends_not_before=days[2], ends_not_after=days[3]
    )


def choices(bounds: Bounds) -> list[Days]:
    """Every first and last day that fit the bounds."""
    low, high = -MARGIN, LAST_DAY + MARGIN
    limits = [edge if bound is None else bound for bound, edge in zip(bounds, (low, high, low, high), strict=True)]
    begins, ends = range(limits[0], limits[1] + 1), range(limits[2], limits[3] + 1)
    return [(begin, end) for begin, end in product(begins, ends) if begin <= end]


def relation(first: Days, second: Days) -> Relation:
    """The relation of two sets of days, from the days themselves and those after them."""
    one, other = set(range(first[0], first[1] + 1)), set(range(second[0], second[1] + 1))
    if not one & other:
        touching = {first[1] + 1} & other or {second[1] + 1} & one
        names = ("meets", "met by") if touching else ("before", "after")
        return Relation(names[first[0] > second[0]])
    if one == other:
        return Relation.EQUALS
    same_begin, same_end = first[0] == second[0], first[1] == second[1]
    if one < other:
        return Relation("starts" if same_begin else "finishes" if same_end else "during")
    if one > other:
        return Relation("started by" if same_begin else "finished by" if same_end else "contains")
    return Relation("overlaps" if min(one) < min(other) else "overlapped by")


day = st.none() | st.integers(min_value=0, max_value=LAST_DAY)
some_bounds = st.tuples(day, day, day, day)
fitting = some_bounds.filter(choices)


@steady
@given(first=fitting, second=fitting)
def test_possible_are_the_relations_that_some_choice_of_days_has(first: Bounds, second: Bounds) -> None:
    found = {relation(one, other) for one in choices(first) for other in choices(second)}
    assert possible_relations(interval(first), interval(second)) == found


@steady
@given(first=fitting, second=fitting, relations=st.frozensets(st.sampled_from(Relation)))
def test_certain_is_what_every_choice_has_and_possible_what_one_has(
    first: Bounds, second: Bounds, relations: frozenset[Relation]
) -> None:
    held = [relation(one, other) in relations for one in choices(first) for other in choices(second)]
    one, other = interval(first), interval(second)
    assert (certainly(one, other, relations), possibly(one, other, relations)) == (all(held), any(held))


@steady
@given(bounds=some_bounds)
def test_bounds_that_no_days_fit_are_refused(bounds: Bounds) -> None:
    if choices(bounds):
        assert interval(bounds)
    else:
        with pytest.raises(InputError, match="no interval of days fits"):
            interval(bounds)


def days(first: int, last: int) -> UncertainInterval:
    return interval((first, first, last, last))


@pytest.mark.parametrize(
    ("first", "second", "name"),
    [
        ((0, 1), (3, 4), "before"),
        ((0, 2), (3, 4), "meets"),
        ((0, 3), (3, 4), "overlaps"),
        ((3, 3), (3, 4), "starts"),
        ((2, 3), (1, 4), "during"),
        ((4, 4), (3, 4), "finishes"),
        ((3, 4), (3, 4), "equals"),
        ((2, 4), (3, 4), "finished by"),
        ((2, 5), (3, 4), "contains"),
        ((3, 5), (3, 4), "started by"),
        ((4, 5), (3, 4), "overlapped by"),
        ((5, 6), (3, 4), "met by"),
        ((6, 6), (3, 4), "after"),
    ],
)
def test_intervals_whose_days_are_known_have_one_relation(first: Days, second: Days, name: str) -> None:
    assert possible_relations(days(*first), days(*second)) == {Relation(name)}


def test_three_relations_of_time_are_every_relation_once() -> None:
    assert sorted([*OVER_BY, *SHARES_A_DAY, *NOT_BEGUN_BY], key=str) == sorted(Relation, key=str)


def test_an_end_on_which_the_begin_depends_leaves_out_what_the_bounds_alone_would_admit() -> None:
    """It begins on day 2 at the earliest, so it cannot have ended on day 1, whatever the bound of its end says."""
    assert certainly(interval((2, None, 0, None)), days(0, 1), NOT_BEGUN_BY)


@pytest.mark.parametrize(
    ("written", "certain"),
    [("2018-02/..", True), ("../2018-02-28", False), ("../2018-03-01", True), ("2018-03-02/", False), ("XXXX", True)],
)
def test_an_open_end_of_the_time_asked_for_has_no_limit(written: str, *, certain: bool) -> None:
    assert certainly(interval((None, 0, 0, None)), whole(parse_date(written)), SHARES_A_DAY) is certain
