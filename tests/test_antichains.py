"""Families of sets: the smallest alone are kept, products and unions are what they are called, a cap is owned up to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.antichains import FREE, NEVER, Family, bits, both, either, family

FAMILIES = st.lists(st.integers(0, 31), max_size=5).map(family)
MEMBERS = st.integers(0, 31)


@given(one=FAMILIES, other=FAMILIES, members=MEMBERS)
def test_either_is_met_by_what_meets_one_of_the_two(one: Family, other: Family, members: int) -> None:
    assert either([one, other]).met_by(members) == (one.met_by(members) or other.met_by(members))


@given(one=FAMILIES, other=FAMILIES, members=MEMBERS)
def test_both_is_met_by_what_meets_each_of_the_two(one: Family, other: Family, members: int) -> None:
    assert both([one, other]).met_by(members) == (one.met_by(members) and other.met_by(members))


@given(one=FAMILIES, other=FAMILIES)
def test_no_set_of_a_family_holds_another(one: Family, other: Family) -> None:
    for found in (either([one, other]), both([one, other])):
        assert not any(less & more == less for less in found.sets for more in found.sets if less != more)


@pytest.mark.parametrize(("made", "empty"), [(either, NEVER), (both, FREE)])
def test_of_no_families(made: object, empty: Family) -> None:
    assert callable(made)
    assert made([]) == empty


def test_beyond_the_cap_the_smallest_are_kept_and_the_family_is_not_complete() -> None:
    assert family([0b1, 0b10, 0b1100], cap=2) == Family((0b1, 0b10), complete=False)
    assert family([0b1, 0b10, 0b1100], cap=3) == Family((0b1, 0b10, 0b1100))


def test_what_rests_on_an_incomplete_family_is_not_complete() -> None:
    cut = Family((0b1,), complete=False)
    assert not both([cut, Family((0b10,))]).complete
    assert not either([cut, Family((0b10,))]).complete


def test_bits_are_the_numbers_of_the_members() -> None:
    assert list(bits(0b10110)) == [1, 2, 4]
