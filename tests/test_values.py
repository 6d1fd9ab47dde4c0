"""The values of a claim's keys become RDF terms as they are written; what does not fit its slot is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from graph.layers import shipped_layer
from graph.terms import BASE, EDTF, ONTOLOGY, VOCABULARY, XSD
from loaders.fields import Fields
from loaders.model import Model, Slot, read_model
from loaders.problems import Problems
from loaders.strict_yaml import Block, read_text
from loaders.values import Resolver

FILE = Path("claims.yaml")
VEY, LEAGUE, BRAND, LATER = (NamedNode(f"{BASE}id/{name}") for name in ("vey", "league", "brand", "later"))


def of(name: str) -> NamedNode:
    return NamedNode(ONTOLOGY + name)


@pytest.fixture(scope="module")
def model() -> Model:
    return read_model([shipped_layer()])


@pytest.fixture
def resolver(model: Model) -> Resolver:
    names = {"vey": VEY, "league": LEAGUE, "brand": BRAND, "later": LATER}
    types = {VEY: {of("State")}, LEAGUE: {of("Organisation")}, BRAND: {of("Person")}}
    return Resolver(model=model, names=names, types=types)


def slot(model: Model, type_: str, predicate: str) -> Slot:
    return model.slots_of(of(type_))[of(predicate)]


def read(resolver: Resolver, type_: str, key: str, written: str) -> tuple[list[NamedNode | Literal], list[str]]:
    block = read_text(f"# a claim\n{key}: {written}\n", str(FILE))
    assert isinstance(block, Block)
    problems = Problems()
    found = resolver.model.keys[key]
    values = resolver.values(Fields(block, FILE, problems), found, resolver.model.slots_of(of(type_))[found.predicate])
    return values, faults_in(problems)


def faults_in(problems: Problems) -> list[str]:
    from graph.errors import InputError  # noqa: PLC0415  only here

    try:
        problems.raise_any()
    except InputError as error:
        return list(error.problems)
    return []


@pytest.mark.parametrize(
    ("type_", "key", "written", "values"),
    [
        ("Membership", "member", "vey", [VEY]),
        ("AgreementGap", "party", "[vey, league]", [VEY, LEAGUE]),
        ("Membership", "began", "1921~", [Literal("1921~", datatype=EDTF)]),
        ("Membership", "holds", "[1921, 1923]", [Literal("1921", datatype=EDTF), Literal("1923", datatype=EDTF)]),
        ("Membership", "rank", "main", [NamedNode(f"{VOCABULARY}main")]),
        ("Constraint", "extent", ">-\n  some\n  harbours", [Literal("some harbours", language="en")]),
        ("Observation", "value", "9", [Literal("9", datatype=XSD.decimal)]),
        ("Observation", "value", "1250.50", [Literal("1250.5", datatype=XSD.decimal)]),
        ("Observation", "value", "007.0", [Literal("7", datatype=XSD.decimal)]),
        ("Observation", "value", "100", [Literal("100", datatype=XSD.decimal)]),
        ("Observation", "value", "+0.05", [Literal("0.05", datatype=XSD.decimal)]),
        ("Observation", "value", "-0", [Literal("0", datatype=XSD.decimal)]),
        ("Observation", "value", "-0.5", [Literal("-0.5", datatype=XSD.decimal)]),
        ("Constraint", "limits", "later", [LATER]),
    ],
)
def test_a_value_is_the_term_of_its_key(
    resolver: Resolver, type_: str, key: str, written: str, values: list[NamedNode | Literal]
) -> None:
    assert read(resolver, type_, key, written) == (values, [])


def test_a_thing_to_which_no_claim_gives_a_type_fits_any_slot(resolver: Resolver) -> None:
    assert read(resolver, "Membership", "organisation", "later") == ([LATER], [])


def test_a_thing_of_a_class_below_the_wanted_one_fits(resolver: Resolver) -> None:
    assert read(resolver, "Membership", "member", "brand") == ([BRAND], [])


@pytest.mark.parametrize(
    ("type_", "key", "written", "message"),
    [
        ("Membership", "member", "vay", "2: unknown entity 'vay' under member; did you mean vey?"),
        ("Membership", "member", "zzz", "2: unknown entity 'zzz' under member"),
        ("Membership", "member", "[vey, league]", "2: member takes 1 value and has 2"),
        ("Membership", "member", "\n- vay", "3: unknown entity 'vay' under member; did you mean vey?"),
        (
            "Membership",
            "organisation",
            "brand",
            "2: organisation takes a thing of type Organisation, and brand (Person) is none",
        ),
        ("Membership", "rank", "mian", "2: rank does not take 'mian'; it takes "),
        (
            "Observation",
            "measure",
            "main",
            "2: measure does not take 'main'; it takes activities-with-grants, consultation-rounds, ",
        ),
        ("Membership", "began", "1921-13", "2: began: '1921-13' cannot be read as a date: "),
        ("Membership", "began", "\n- 1921-04-31", "3: began: '1921-04-31' cannot be read as a date: "),
        ("Observation", "value", "nine", "2: value takes a number in digits, such as 125 or 0.5, and not 'nine'"),
        ("Observation", "value", "1,250", "2: value takes a number in digits, such as 125 or 0.5, and not '1,250'"),
        (
            "Observation",
            "value",
            "1e999999",
            "2: value takes a number in digits, such as 125 or 0.5, and not '1e999999'",
        ),
        ("Observation", "value", "1_000", "2: value takes a number in digits, such as 125 or 0.5, and not '1_000'"),
        ("Observation", "value", "٣", "2: value takes a number in digits, such as 125 or 0.5, and not '٣'"),
        ("Observation", "value", "NaN", "2: value takes a number in digits, such as 125 or 0.5, and not 'NaN'"),
        ("Observation", "value", "Infinity", "2: value takes a number in digits"),
        ("Observation", "value", "[]", "2: value must be one text or a list of texts, none of them empty"),
        ("Observation", "value", "", "2: value must be one text or a list of texts, none of them empty"),
        ("Membership", "member", "[[vey]]", "2: member must be one text or a list of texts, none of them empty"),
    ],
)
def test_a_value_that_does_not_fit_is_one_line(
    resolver: Resolver, type_: str, key: str, written: str, message: str
) -> None:
    faults = read(resolver, type_, key, written)[1]
    assert len(faults) == 1
    assert faults[0].startswith(f"claims.yaml:{message}")


def test_a_figure_keeps_its_digits_however_large(resolver: Resolver) -> None:
    digits = "123456789012345678901234567890.5"
    assert read(resolver, "Observation", "value", digits)[0] == [Literal(digits, datatype=XSD.decimal)]
