"""Each construct of OWL 2 RL becomes rules, each rule can be said in words, and everything else is refused by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from graph.errors import UnsupportedAxiomError
from graph.reason.rules import RuleSet, Term, compile_ontology

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIXES = """@prefix : <urn:x#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix swrl: <http://www.w3.org/2003/11/swrl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
ALLIANCE = """
:everMemberOf a owl:ObjectProperty ; owl:propertyChainAxiom ( :membership :organisation ) .
:blocks rdfs:domain :Agent ; rdfs:range :Agreement ; owl:inverseOf :blockedBy .
:BlockedStage rdfs:subClassOf :Stage ; owl:disjointWith :Agreement .
"""
LABELS = {
    "everMemberOf": "has ever been in",
    "membership": "has membership",
    "organisation": "is in organisation",
    "BlockedStage": "blocked stage",
    "Agreement": "agreement",
    "Agent": "agent",
    "Stage": "stage",
}


def turtle(text: str) -> list[Triple]:
    return [quad.triple for quad in parse((PREFIXES + text).encode(), format=RdfFormat.TURTLE)]


def compiled(text: str) -> RuleSet:
    return compile_ontology(turtle(text))


def label(term: Term) -> str:
    name = str(getattr(term, "value", term)).rpartition("#")[2]
    return LABELS.get(name, name)


def words(text: str) -> set[str]:
    return {rule.words(label) for rule in compiled(text).rules if rule.axiom}


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(UnsupportedAxiomError) as caught:
        compiled(text)
    return caught.value.problems


WORDS = {
    "chain": (
        ":everMemberOf owl:propertyChainAxiom ( :membership :organisation ) .",
        {"what has membership y, and y is in organisation z, has ever been in z (property chain of everMemberOf)"},
    ),
    "chain-through-inverse": (
        ":p owl:propertyChainAxiom ( [ owl:inverseOf :q ] :r ) .",
        {"if x q y, and x r z, then y p z (property chain of p)"},
    ),
    "subclass": (
        ":BlockedStage rdfs:subClassOf :Stage .",
        {"what is a blocked stage, is a stage (superclass of BlockedStage)"},
    ),
    "domain": (":p rdfs:domain :Agent .", {"what p y, is an agent (domain of p)"}),
    "range": (":p rdfs:range :Agreement .", {"if x p y, then y is an agreement (range of p)"}),
    "range-of-literals": (":p rdfs:range xsd:date .", {"it cannot be that x p y, and y is not a date (range of p)"}),
    "subproperty": (":p rdfs:subPropertyOf :q .", {"what p y, q y (superproperty of p)"}),
    "equivalent-property": (
        ":p owl:equivalentProperty :q .",
        {"what p y, q y (equivalent property of p)", "what q y, p y (equivalent property of p)"},
    ),
    "inverse": (
        ":p owl:inverseOf :q .",
        {"if x p y, then y q x (inverse of p)", "if x q y, then y p x (inverse of p)"},
    ),
    "symmetry": (":p a owl:SymmetricProperty .", {"if x p y, then y p x (symmetry of p)"}),
    "transitivity": (":p a owl:TransitiveProperty .", {"what p y, and y p z, p z (transitivity of p)"}),
    "functionality": (
        ":p a owl:FunctionalProperty, owl:ObjectProperty .",
        {"if x p y, and x p z, then y is the same as z (functionality of p)"},
    ),
    "functionality-of-literals": (
        ":p a owl:FunctionalProperty .",
        {
            "if x p y, and x p z, then y is the same as z (functionality of p)",
            "it cannot be that x p y, and x p z, and y and z are different values (functionality of p)",
        },
    ),
    "inverse-functionality": (
        ":p a owl:InverseFunctionalProperty .",
        {"what p y, and z p y, is the same as z (inverse functionality of p)"},
    ),
    "asymmetry": (":p a owl:AsymmetricProperty .", {"it cannot be that x p y, and y p x (asymmetry of p)"}),
    "irreflexivity": (":p a owl:IrreflexiveProperty .", {"it cannot be that x p x (irreflexivity of p)"}),
    "disjoint-classes": (
        "[] a owl:AllDisjointClasses ; owl:members ( :A :B ) .",
        {"it cannot be that x is an A, and x is a B (disjoint classes)"},
    ),
    "disjoint-properties": (
        ":p owl:propertyDisjointWith :q .",
        {"it cannot be that x p y, and x q y (disjointness of p)"},
    ),
    "all-different": (
        "[] a owl:AllDifferent ; owl:distinctMembers ( :a :b ) .",
        {"it cannot be that a is the same as b (different things)"},
    ),
    "denied-fact": (
        "[] owl:sourceIndividual :a ; owl:assertionProperty :p ; owl:targetIndividual :b .",
        {"it cannot be that a p b (denied fact)"},
    ),
    "key": (
        ":C owl:hasKey ( :p ) .",
        {"what is a C, and y is a C, and it p z, and y p z, is the same as y (key of C)"},
    ),
    "given-value": (
        ":C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :v ] .",
        {"what is a C, p v (superclass of C)"},
    ),
    "all-values": (
        ":C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :D ] .",
        {"if x is a C, and x p y, then y is a D (superclass of C)"},
    ),
    "no-value": (
        ":C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 0 ] .",
        {"it cannot be that x is a C, and x p y (superclass of C)"},
    ),
    "some-value": (
        "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :D ] rdfs:subClassOf :C .",
        {"what p y, and y is a D, is a C"},
    ),
    "enumeration": ("[ owl:oneOf ( :a ) ] rdfs:subClassOf :C .", {"a is a C"}),
    "empty-class": (":C rdfs:subClassOf owl:Nothing .", {"it cannot be that x is a C (superclass of C)"}),
    "everything": (":C rdfs:subClassOf owl:Thing .", set()),
}


@pytest.mark.parametrize(("text", "expected"), WORDS.values(), ids=WORDS.keys())
def test_a_construct_reads_in_words(text: str, expected: set[str]) -> None:
    found = words(text)
    assert {sentence.removesuffix(" (superclass)") for sentence in found} == expected


REFUSED = {
    "import": ("<urn:o> owl:imports <urn:other> .", "<urn:o>: owl:imports"),
    "some-value-promised": (
        ":C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :D ] .",
        "<urn:x#C>: owl:someValuesFrom",
    ),
    "union-promised": (":C rdfs:subClassOf [ owl:unionOf ( :A :B ) ] .", "<urn:x#C>: owl:unionOf"),
    "union-as-domain": (":p rdfs:domain [ owl:unionOf ( :A :B ) ] .", "<urn:x#p>: owl:unionOf"),
    "enumeration-promised": (":C rdfs:subClassOf [ owl:oneOf ( :a :b ) ] .", "<urn:x#C>: owl:oneOf"),
    "all-values-as-condition": (
        "[ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :D ] rdfs:subClassOf :C .",
        "owl:allValuesFrom",
    ),
    "complement-as-condition": ("[ owl:complementOf :D ] rdfs:subClassOf :C .", "owl:complementOf"),
    "least-cardinality": (
        ":C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality 1 ] .",
        "<urn:x#C>: owl:minCardinality",
    ),
    "exact-cardinality": (
        ":C owl:equivalentClass [ a owl:Restriction ; owl:onProperty :p ; owl:cardinality 1 ] .",
        "<urn:x#C>: owl:cardinality",
    ),
    "cardinality-of-two": (
        ":C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 2 ] .",
        "<urn:x#C>: owl:maxCardinality",
    ),
    "self": (
        ":C owl:equivalentClass [ a owl:Restriction ; owl:onProperty :p ; owl:hasSelf true ] .",
        "<urn:x#C>: owl:hasSelf",
    ),
    "disjoint-union": (":C owl:disjointUnionOf ( :A :B ) .", "<urn:x#C>: owl:disjointUnionOf"),
    "reflexivity": (":p a owl:ReflexiveProperty .", "<urn:x#p>: owl:ReflexiveProperty"),
    "universal-class": ("owl:Thing rdfs:subClassOf :C .", "owl:Thing: rdfs:subClassOf"),
    "new-datatype": (":t a rdfs:Datatype ; owl:onDatatype xsd:integer .", "<urn:x#t>: owl:onDatatype"),
    "data-range": (":p rdfs:range [ a rdfs:Datatype ; owl:oneOf ( 1 2 ) ] .", "<urn:x#p>: rdfs:Datatype"),
    "enumeration-of-literals": (":C owl:equivalentClass [ owl:oneOf ( 1 2 ) ] .", "<urn:x#C>: owl:oneOf"),
    "swrl": ("[] a swrl:Imp .", "<http://www.w3.org/2003/11/swrl#Imp> is refused"),
    "nameless-individual": (
        ":C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue [] ] .",
        "<urn:x#C>: owl:NamedIndividual",
    ),
    "nameless-type": (":a a [ owl:unionOf ( :A :B ) ] .", "<urn:x#a>: rdf:type"),
    "axiom-about-type": (":p rdfs:subPropertyOf <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> .", "rdf:type"),
    "unused-expression": ("[ owl:unionOf ( :A :B ) ] skos:note :C .", "owl:unionOf"),
    "broken-list": (
        ":p owl:propertyChainAxiom [ <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> :q ] .",
        "<urn:x#p>: rdf:first",
    ),
    "no-members": ("[] a owl:AllDisjointClasses .", "owl:members"),
    "misspelled": (":p owl:propertyChain ( :q :r ) .", "<urn:x#p>: owl:propertyChain"),
}


@pytest.mark.parametrize(("text", "name"), REFUSED.values(), ids=REFUSED.keys())
def test_an_axiom_without_rules_is_refused_by_name(text: str, name: str) -> None:
    found = problems(text)
    assert len(found) == 1
    assert name in found[0]


def test_a_description_that_contains_itself_is_refused() -> None:
    assert "contains itself" in problems(":C owl:equivalentClass _:u . _:u owl:unionOf ( :A _:u ) .")[0]


def test_all_refusals_come_at_once() -> None:
    assert len(problems(":p a owl:ReflexiveProperty . :C owl:disjointUnionOf ( :A :B ) .")) == 2


def test_half_a_definition_without_rules_is_listed() -> None:
    rules = compiled(":C owl:equivalentClass [ owl:unionOf ( :A :B ) ] .")
    assert len(rules.one_way) == 1
    assert "<urn:x#C>: owl:unionOf is left out" in rules.one_way[0]


@pytest.mark.parametrize(
    "text",
    [
        '<urn:o> a owl:Ontology ; owl:versionIRI <urn:o/1> ; owl:versionInfo "1" .',
        ':C a owl:Class ; rdfs:label "class"@en ; rdfs:comment "" ; skos:definition "" ; rdfs:isDefinedBy <urn:o> .',
        ":p a owl:AnnotationProperty . :q a owl:DatatypeProperty . :r a owl:ObjectProperty .",
        ":d a owl:DatatypeProperty ; rdfs:range rdfs:Literal .",
        ":a a owl:NamedIndividual, :C ; :p :b ; owl:sameAs :c ; owl:differentFrom :d .",
        "[] a owl:Axiom ; owl:annotatedSource :A ; owl:annotatedProperty rdfs:subClassOf ; owl:annotatedTarget :B .",
    ],
    ids=["header", "annotations", "declarations", "literals", "individuals", "annotated-axiom"],
)
def test_what_is_no_axiom_gives_no_inferring_rule(text: str) -> None:
    assert [rule for rule in compiled(text).inferring if rule.axiom] == []


def test_a_rule_knows_its_axiom_without_blank_nodes() -> None:
    chain = next(rule for rule in compiled(ALLIANCE).rules if rule.spec == "prp-spo2")
    names = (
        "urn:x#everMemberOf",
        "http://www.w3.org/2002/07/owl#propertyChainAxiom",
        "urn:x#membership",
        "urn:x#organisation",
    )
    assert chain.axiom == tuple(map(NamedNode, names))


def test_the_same_statement_twice_is_one_rule() -> None:
    both_ways = compiled(":p owl:inverseOf :q . :q owl:inverseOf :p .")
    assert len([rule for rule in both_ways.rules if rule.axiom]) == 2


def every_axiom() -> Iterator[str]:
    yield from (text for text, _ in WORDS.values())


@settings(max_examples=20, derandomize=True)
@given(st.permutations(turtle("\n".join(every_axiom()))))
def test_the_order_of_axioms_never_changes_the_rules(triples: list[Triple]) -> None:
    assert compile_ontology(triples) == compile_ontology(turtle("\n".join(every_axiom())))
