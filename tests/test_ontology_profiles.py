"""The ontology is in OWL 2 DL and RL and has a model, as OWLAPI 5 and HermiT see it; both find planted faults."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from owl_tools import (
    INSTALL,
    OwlToolError,
    Verdict,
    hermit_verdict,
    missing_tools,
    profile_violations,
    tools_required,
    without_unmapped_literals,
)
from pyoxigraph import RdfFormat, parse

ONTOLOGY = (Path(__file__).parents[1] / "ontology" / "detente.ttl").read_bytes()

SMALL = """\
@prefix :    <https://example.org/terms#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://example.org/terms> a owl:Ontology .
:Agreement a owl:Class ; owl:disjointWith :Gap .
:Gap       a owl:Class .
:Stage     a owl:Class .
:partOf    a owl:ObjectProperty ; rdfs:domain :Stage .
:signed    a owl:DatatypeProperty .
"""

TRANSITIVE_IN_CARDINALITY = """
:partOf a owl:TransitiveProperty .
:Stage rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :partOf ; owl:maxCardinality "1"^^xsd:nonNegativeInteger ] .
"""
OBJECT_AND_DATA_PROPERTY = ":partOf a owl:DatatypeProperty ."
UNDECLARED_CLASS = ":Gap rdfs:subClassOf :Situation ."
UNDECLARED_ANNOTATION = ":Gap <http://purl.org/dc/terms/description> 'a lack' ."
CYCLE_OF_CHAINS = """
:hasStage a owl:ObjectProperty ; owl:propertyChainAxiom ( :partOf :partOf ) .
:partOf owl:propertyChainAxiom ( :hasStage :hasStage ) .
"""
DATE_AS_RANGE = ":signed rdfs:range xsd:date ."
TRIPLE_WITHOUT_AXIOM = ":one a <http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement> ."

SUBCLASS_OF_UNION = ":Stage rdfs:subClassOf [ a owl:Class ; owl:unionOf ( :Agreement :Gap ) ] ."
SUBCLASS_OF_SOME = ":Stage rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :partOf ; owl:someValuesFrom :Gap ] ."
SUBCLASS_OF_THING = ":Stage rdfs:subClassOf owl:Thing ."
REFLEXIVE = ":partOf a owl:ReflexiveProperty ."

DATED = """\
<https://example.org/treaty> a <https://example.org/terms#Agreement> .
<https://example.org/treaty> <https://example.org/terms#signed> "2019-03-06"^^<http://www.w3.org/2001/XMLSchema#date> .
<https://example.org/treaty> <https://example.org/terms#signed> "2019-03~"^^<http://id.loc.gov/datatypes/edtf> .
<https://example.org/treaty> <https://example.org/terms#signed> "in March"@en .
"""


@pytest.fixture(autouse=True, scope="module")
def java_tools() -> None:
    """Skip these tests without the Java tools, or fail them where ``DETENTE_REQUIRE_OWL=1`` says that they must run."""
    if missing := missing_tools():
        refuse = pytest.fail if tools_required() else pytest.skip
        refuse(f"the OWL checks need {', '.join(missing)}: {INSTALL}")


@pytest.mark.parametrize("profile", ["DL", "RL"])
def test_the_ontology_is_in_the_profile(profile: Literal["DL", "RL"]) -> None:
    assert profile_violations(ONTOLOGY, profile) == []


def test_the_ontology_has_a_model_in_which_every_class_can_have_a_member() -> None:
    assert hermit_verdict(ONTOLOGY) == Verdict(consistent=True, unsatisfiable=())


def test_an_agreement_that_is_a_gap_contradicts_the_ontology() -> None:
    terms = "https://w3id.org/detente/ontology#"
    facts = f"<https://example.org/x> a <{terms}Agreement>, <{terms}AgreementGap> ."
    assert not hermit_verdict(ONTOLOGY, facts).consistent


@pytest.mark.parametrize("profile", ["DL", "RL"])
def test_a_sound_small_ontology_is_in_the_profile(profile: Literal["DL", "RL"]) -> None:
    assert profile_violations(SMALL, profile) == []


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        pytest.param(TRANSITIVE_IN_CARDINALITY, "non-simple property", id="transitive-in-cardinality"),
        pytest.param(OBJECT_AND_DATA_PROPERTY, "Cannot pun between properties", id="object-and-data-property"),
        pytest.param(UNDECLARED_CLASS, "undeclared class", id="undeclared-class"),
        pytest.param(UNDECLARED_ANNOTATION, "undeclared annotation property", id="undeclared-annotation"),
        pytest.param(CYCLE_OF_CHAINS, "causes cycle", id="cycle-of-chains"),
        pytest.param(DATE_AS_RANGE, "undeclared datatype", id="date-as-range"),
        pytest.param(TRIPLE_WITHOUT_AXIOM, "belongs to no axiom", id="triple-without-axiom"),
    ],
)
def test_a_planted_fault_leaves_owl_2_dl(fault: str, complaint: str) -> None:
    assert complaint in "\n".join(profile_violations(SMALL + fault, "DL"))


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        pytest.param(SUBCLASS_OF_UNION, "non-superclass expression", id="subclass-of-union"),
        pytest.param(SUBCLASS_OF_SOME, "non-superclass expression", id="subclass-of-some"),
        pytest.param(SUBCLASS_OF_THING, "non-superclass expression", id="subclass-of-thing"),
        pytest.param(REFLEXIVE, "Axiom type not allowed", id="reflexive-property"),
    ],
)
def test_a_planted_fault_leaves_owl_2_rl_though_it_is_owl_2_dl(fault: str, complaint: str) -> None:
    assert profile_violations(SMALL + fault, "DL") == []
    assert complaint in "\n".join(profile_violations(SMALL + fault, "RL"))


def test_a_member_of_two_disjoint_classes_leaves_no_model() -> None:
    assert not hermit_verdict(SMALL + ":x a :Agreement, :Gap .").consistent


def test_a_subclass_of_two_disjoint_classes_is_unsatisfiable() -> None:
    verdict = hermit_verdict(SMALL + ":Stage rdfs:subClassOf :Agreement, :Gap .")
    assert verdict == Verdict(consistent=True, unsatisfiable=("https://example.org/terms#Stage",))


def test_facts_with_dates_and_edtf_do_not_stop_hermit() -> None:
    assert hermit_verdict(SMALL, DATED).consistent


def test_facts_are_part_of_what_hermit_judges() -> None:
    gap = "<https://example.org/treaty> a <https://example.org/terms#Gap> ."
    assert not hermit_verdict(SMALL, DATED + gap).consistent


def test_a_range_outside_the_datatype_map_is_an_error_to_hermit() -> None:
    with pytest.raises(OwlToolError, match="UnsupportedDatatype"):
        hermit_verdict(SMALL + DATE_AS_RANGE)


def test_an_ontology_that_imports_what_cannot_be_had_is_an_error() -> None:
    with pytest.raises(OwlToolError, match="nowhere"):
        profile_violations(SMALL + "<https://example.org/terms> owl:imports <file:/nowhere/other.ttl> .", "DL")


def test_only_literals_outside_the_datatype_map_are_left_out() -> None:
    kept = without_unmapped_literals([quad.triple for quad in parse(input=DATED, format=RdfFormat.TURTLE)])
    assert [str(triple.object) for triple in kept] == ["<https://example.org/terms#Agreement>", '"in March"@en']
