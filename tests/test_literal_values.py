"""What is known of literals' values: ill-typed ones, unequal ones, ones outside a datatype; doubt is never reported."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from graph.reason.literal_values import XSD, certainly_outside, certainly_unequal, is_ill_typed


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        *(("abc", "integer"), ("1.5", "integer"), ("-1", "nonNegativeInteger"), ("128", "byte"), ("maybe", "boolean")),
        *(("2019-02-30", "date"), ("2019", "date"), ("2019-13", "gYearMonth"), ("19", "gYear"), ("one", "double")),
    ],
)
def test_a_form_that_the_datatype_does_not_allow_is_ill_typed(text: str, datatype: str) -> None:
    assert is_ill_typed(typed(text, datatype))


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        *(
            ("-007", "integer"),
            (" 1 ", "integer"),
            ("255", "unsignedByte"),
            ("1", "boolean"),
            ("", "string"),
            ("1.", "decimal"),
        ),
        *(
            ("2020-02-29", "date"),
            ("2019-03-01Z", "date"),
            ("2019", "gYear"),
            ("-0044-03-15", "date"),
            ("-INF", "float"),
        ),
        *(("2019-03-01T24:00:00", "dateTime"), ("anything", "unheardOf")),
    ],
)
def test_a_form_that_the_datatype_allows_is_well_typed(text: str, datatype: str) -> None:
    assert not is_ill_typed(typed(text, datatype))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (typed("1", "integer"), typed("2", "integer")),
        (typed("1", "integer"), Literal("1")),
        (Literal("Belarus", language="en"), Literal("Belarus", language="be")),
        (typed("2019-03-01", "date"), typed("2019-03-02", "date")),
        (typed("2019-03-01", "date"), Literal("2019-03-01")),
    ],
    ids=str,
)
def test_different_values_are_unequal(left: Literal, right: Literal) -> None:
    assert certainly_unequal(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (typed("1", "integer"), typed("01", "integer")),
        (typed("1", "integer"), typed("1.0", "decimal")),
        (typed("2019-03-01T12:00:00Z", "dateTime"), typed("2019-03-01T13:00:00+01:00", "dateTime")),
        (typed("x", "unheardOf"), typed("y", "unheardOf")),
    ],
    ids=str,
)
def test_values_that_may_be_equal_are_not_unequal(left: Literal, right: Literal) -> None:
    assert not certainly_unequal(left, right)


def test_a_text_is_outside_the_dates() -> None:
    assert certainly_outside(Literal("notadate"), NamedNode(XSD + "date"))


def test_a_whole_decimal_is_inside_the_integers() -> None:
    assert not certainly_outside(typed("1.0", "decimal"), NamedNode(XSD + "integer"))


def test_a_negative_integer_is_outside_the_counts() -> None:
    assert certainly_outside(typed("-1", "integer"), NamedNode(XSD + "nonNegativeInteger"))


def test_nothing_is_outside_an_unknown_datatype() -> None:
    assert not certainly_outside(Literal("x"), NamedNode("urn:edtf"))
