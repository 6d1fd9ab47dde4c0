"""What can be known of literals' values: whether a written form is allowed, and whether two values certainly differ."""

from __future__ import annotations

import re
from calendar import monthrange
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from pyoxigraph import Literal, NamedNode

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"


class Value(NamedTuple):
    """A value and the value space it belongs to; the spaces are disjoint. ``exact`` None: space known, value not."""

    space: str
    exact: Hashable


class _Datatype(NamedTuple):
    space: str
    pattern: re.Pattern[str]
    exact: Callable[[str], Hashable]
    low: int | None = None
    high: int | None = None


_ZONE = r"(?:Z|[+-]\d\d:\d\d)?"
_YEAR = r"-?(?:[1-9]\d{4,}|\d{4})"
_INTEGER = re.compile(r"[+-]?\d+")
_ANY = re.compile(r".*", re.DOTALL)
_FLOAT = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN")
_UNBOUNDED: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
}
_BITS = {"byte": 8, "short": 16, "int": 32, "long": 64}
_STRINGS = ("string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN")


def _moment(text: str) -> Hashable:
    """Give the text itself; None (unknown) with a time zone, whose moments have several names."""
    return None if re.search(r"(?:Z|[+-]\d\d:\d\d)$", text) or "T24" in text or "." in text else text


def _table() -> dict[str, _Datatype]:
    bounds = dict(_UNBOUNDED)
    for name, bits in _BITS.items():
        bounds[name] = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        bounds["unsigned" + name.capitalize()] = (0, 2**bits - 1)
    table = {name: _Datatype("decimal", _INTEGER, int, low, high) for name, (low, high) in bounds.items()}
    table["decimal"] = _Datatype("decimal", re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"), Decimal)
    table |= {name: _Datatype(name, _FLOAT, float) for name in ("float", "double")}
    table |= {name: _Datatype("string", _ANY, str) for name in _STRINGS}
    table["anyURI"] = _Datatype("anyURI", _ANY, str)
    table["boolean"] = _Datatype("boolean", re.compile("true|false|0|1"), lambda text: text in {"true", "1"})
    day = rf"{_YEAR}-\d\d-\d\d"
    clock = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
    moments = {"date": day, "dateTime": f"{day}T{clock}", "gYear": _YEAR, "gYearMonth": rf"{_YEAR}-(?:0[1-9]|1[0-2])"}
    table |= {name: _Datatype(name, re.compile(form + _ZONE), _moment) for name, form in moments.items()}
    return {XSD + name: datatype for name, datatype in table.items()}


_DATATYPES = _table()
_OTHERS = {RDF + name for name in ("langString", "dirLangString", "PlainLiteral", "XMLLiteral", "HTML", "JSON")}
_OTHERS |= {OWL + "real", OWL + "rational", RDFS + "Literal"}


def is_datatype(iri: str) -> bool:
    """Whether the IRI is one of the datatypes of XML Schema, RDF or OWL."""
    return iri.startswith(XSD) or iri in _OTHERS


def is_ill_typed(literal: Literal) -> bool:
    """Whether the literal's written form is outside its datatype (OWL 2 Profiles, rule dt-not-type).

    Unknown datatypes allow every form.
    """
    datatype = _DATATYPES.get(literal.datatype.value)
    return datatype is not None and not _allows(datatype, literal.value)


def certainly_unequal(left: Literal, right: Literal) -> bool:
    """Whether the two literals have different values beyond doubt (rule dt-diff)."""
    if left.datatype.value == right.datatype.value == RDF + "langString":
        return (left.value, left.language) != (right.value, right.language)
    one, other = _value(left), _value(right)
    if one is None or other is None:
        return False
    return one.space != other.space or (None not in {one.exact, other.exact} and one.exact != other.exact)


def certainly_outside(literal: Literal, datatype: NamedNode) -> bool:
    """Whether the literal's value is none of the datatype's beyond doubt; unknown datatypes hold everything."""
    wanted, value = _DATATYPES.get(datatype.value), _value(literal)
    if wanted is None or value is None:
        return False
    return wanted.space != value.space or not _within(wanted, value.exact)


def _value(literal: Literal) -> Value | None:
    if literal.datatype.value == RDF + "langString":
        return Value("langString", (literal.value, literal.language))
    datatype = _DATATYPES.get(literal.datatype.value)
    if datatype is None or not _allows(datatype, literal.value):
        return None
    return Value(datatype.space, datatype.exact(literal.value.strip() if datatype.space != "string" else literal.value))


def _allows(datatype: _Datatype, text: str) -> bool:
    text = text if datatype.space == "string" else text.strip(" \t\r\n")
    if not datatype.pattern.fullmatch(text):
        return False
    if datatype.space in {"date", "dateTime"}:
        return _is_day(text)
    return datatype.space != "decimal" or datatype.exact is not int or _within(datatype, int(text))


def _within(datatype: _Datatype, exact: Hashable) -> bool:
    if datatype.exact is not int or not isinstance(exact, int | Decimal):
        return True
    low, high = datatype.low, datatype.high
    return exact == int(exact) and (low is None or low <= exact) and (high is None or exact <= high)


def _is_day(text: str) -> bool:
    year, month, day = (int(part) for part in re.findall(r"\d+", text)[:3])
    return 1 <= month <= 12 and 1 <= day <= monthrange(year % 400 + 2000, month)[1]
