"""The closure infers what follows and nothing else, says why, reports contradictions, and forgets the loading order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from graph.reason.closure import Closure, close
from graph.reason.rules import compile_ontology

if TYPE_CHECKING:
    from collections.abc import Iterable

PREFIXES = """@prefix : <urn:x#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ALLIANCE = """
:everMemberOf owl:propertyChainAxiom ( :membership :organisation ) ; rdfs:range :Organisation ; rdfs:domain :Agent .
:hasEverHadMember owl:inverseOf :everMemberOf .
:Organisation rdfs:subClassOf :Agent . :State rdfs:subClassOf :Agent ; owl:disjointWith :Organisation .
:partOf a owl:TransitiveProperty . :borders a owl:SymmetricProperty, owl:IrreflexiveProperty .
:isoCode a owl:InverseFunctionalProperty . :capital a owl:FunctionalProperty .
"""
FACTS = """
:lithuania a :State ; :membership :m1 ; :borders :belarus ; :isoCode "LT" .
:m1 :organisation :nato . :lietuva :isoCode "LT" .
:vilnius :partOf :lithuania . :lithuania :partOf :europe . :oldTown :partOf :vilnius .
"""


def turtle(text: str) -> list[Triple]:
    return [quad.triple for quad in parse((PREFIXES + text).encode(), format=RdfFormat.TURTLE)]


def closed(axioms: str, facts: str) -> Closure:
    return close(turtle(facts), compile_ontology(turtle(axioms)))


def inferred(axioms: str, facts: str) -> set[Triple]:
    return set(closed(axioms, facts).inferred)


def premises_of(closure: Closure, triple: Triple) -> tuple[Triple, ...]:
    derivation = closure.derivation(triple)
    assert derivation is not None
    return derivation.premises


CONSEQUENCES = {
    "chain-with-range": (
        ALLIANCE,
        ":lithuania :membership :m1 . :m1 :organisation :nato .",
        ":lithuania :everMemberOf :nato ; a :Agent . :nato a :Organisation, :Agent ; :hasEverHadMember :lithuania .",
    ),
    "chain-of-four": (
        ":p owl:propertyChainAxiom ( :a :b :a :c ) .",
        ":x1 :a :x2 . :x2 :b :x3 . :x3 :a :x4 . :x4 :c :x5, :x6 .",
        ":x1 :p :x5, :x6 .",
    ),
    "transitivity": (
        ALLIANCE,
        ":a :partOf :b . :b :partOf :c . :c :partOf :d .",
        ":a :partOf :c, :d . :b :partOf :d .",
    ),
    "transitive-circle": (ALLIANCE, ":a :partOf :b . :b :partOf :a .", ":a :partOf :a . :b :partOf :b ."),
    "range-of-literal": (":p rdfs:range xsd:string ; rdfs:domain :C .", ':a :p "text" .', ":a a :C ."),
    "range-class-with-literal": (":p rdfs:range :C .", ':a :p "text" .', ""),
    "inverse-with-literal": (":p owl:inverseOf :q .", ':a :p "text" .', ""),
    "enumeration": ("[ owl:oneOf ( :a :b ) ] rdfs:subClassOf :C .", "", ":a a :C . :b a :C ."),
    "union": ("[ owl:unionOf ( :A :B ) ] rdfs:subClassOf :C .", ":a a :A . :b a :B .", ":a a :C . :b a :C ."),
    "given-value": (
        ":Blocked owl:equivalentClass [ a owl:Restriction ; owl:onProperty :phase ; owl:hasValue :blocked ] .",
        ":s a :Blocked . :t :phase :blocked . :u :phase :signed .",
        ":s :phase :blocked . :t a :Blocked .",
    ),
    "value-in-enumeration": (
        "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom [ owl:oneOf ( :v ) ] ] rdfs:subClassOf :C .",
        ":a :p :v . :b :p :w .",
        ":a a :C .",
    ),
    "universal-values": (
        "owl:Thing rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :C ] .",
        ":a :p :b .",
        ":b a :C .",
    ),
    "key": (
        ":C owl:hasKey ( :p :q ) .",
        ":a a :C ; :p 1 ; :q 2 . :b a :C ; :p 1 ; :q 2 . :c a :C ; :p 1 ; :q 3 . :d :p 1 ; :q 2 .",
        ":a owl:sameAs :b ; :p 1 . :b owl:sameAs :a .",
    ),
    "same-things-share": (
        "",
        ":a owl:sameAs :b . :a :p :c . :d :q :a . :b a :C .",
        ":b owl:sameAs :a ; :p :c . :d :q :b . :a a :C .",
    ),
    "same-properties-share": ("", ":p owl:sameAs :q . :a :p :b .", ":q owl:sameAs :p . :a :q :b ."),
    "same-classes-share": ("", ":C owl:sameAs :D . :a a :C .", ":D owl:sameAs :C . :a a :D ."),
    "functional-literals": (ALLIANCE, ':a :capital "Vilnius", "Wilno" .', ""),
    "class-as-individual": (ALLIANCE, ":State a :Concept ; :partOf :scheme . :x a :State .", ":x a :Agent ."),
    "axioms-are-data": (ALLIANCE, ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :x a :A .", ""),
}


@pytest.mark.parametrize(("axioms", "facts", "consequences"), CONSEQUENCES.values(), ids=CONSEQUENCES.keys())
def test_what_follows_is_inferred_and_nothing_else(axioms: str, facts: str, consequences: str) -> None:
    assert inferred(axioms, facts) == set(turtle(consequences)) - set(turtle(facts))


CLASHES = {
    "disjoint-classes": (":A owl:disjointWith :B .", ":x a :A, :B .", "cax-dw", ":x a :A, :B ."),
    "all-disjoint": (
        "[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) .",
        ":x a :A, :C .",
        "cax-adc",
        ":x a :A, :C .",
    ),
    "inferred-class": (
        ":A owl:disjointWith :B . :p rdfs:domain :A .",
        ":x :p :y ; a :B .",
        "cax-dw",
        ":x a :A, :B .",
    ),
    "disjoint-properties": (":p owl:propertyDisjointWith :q .", ":x :p :y ; :q :y .", "prp-pdw", ":x :p :y ; :q :y ."),
    "asymmetry": (":p a owl:AsymmetricProperty .", ":x :p :y . :y :p :x .", "prp-asyp", ":x :p :y . :y :p :x ."),
    "irreflexivity": (":p a owl:IrreflexiveProperty .", ":x :p :x .", "prp-irp", ":x :p :x ."),
    "different-values": (":p a owl:FunctionalProperty .", ":x :p 1, 2, 01 .", "prp-fp", None),
    "different-things": ("", ":x owl:sameAs :y ; owl:differentFrom :y .", "eq-diff1", None),
    "one-of-all-different": (
        "[] a owl:AllDifferent ; owl:members ( :a :b ) . :p a owl:FunctionalProperty .",
        ":x :p :a, :b .",
        "eq-diff2",
        ":a owl:sameAs :b .",
    ),
    "denied-fact": (
        "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; owl:assertionProperty :p ; owl:targetValue 1 .",
        ":a :p 1, 2 .",
        "prp-npa2",
        ":a :p 1 .",
    ),
    "empty-class": (":A rdfs:subClassOf owl:Nothing .", ":x a :A .", "cax-sco", ":x a :A ."),
    "stated-nothing": ("", ":x a owl:Nothing .", "cls-nothing2", ":x a owl:Nothing ."),
    "no-value-of-a-class": (
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 0 ; owl:onClass :B ] .",
        ":x a :A ; :p :y, :z . :z a :B .",
        "cls-maxqc1",
        ":x a :A ; :p :z . :z a :B .",
    ),
    "ill-typed": ("", ':x :p "abc"^^xsd:integer .', "dt-not-type", ':x :p "abc"^^xsd:integer .'),
    "wrong-datatype": (":p rdfs:range xsd:date .", ':x :p "soon" .', "prp-rng", ':x :p "soon" .'),
}


@pytest.mark.parametrize(("axioms", "facts", "spec", "witnesses"), CLASHES.values(), ids=CLASHES.keys())
def test_a_contradiction_is_reported_with_its_witnesses(
    axioms: str, facts: str, spec: str, witnesses: str | None
) -> None:
    clashes = [clash for clash in closed(axioms, facts).clashes if clash.rule.spec == spec]
    assert clashes != []
    if witnesses is not None:
        assert [set(clash.witnesses) for clash in clashes] == [set(turtle(witnesses))]


@pytest.mark.parametrize(
    ("axioms", "facts"),
    [
        (":A owl:disjointWith :B .", ":x a :A . :y a :B ."),
        (":p a owl:FunctionalProperty .", ":x :p 1, 01, 1.0 ."),
        (":p a owl:AsymmetricProperty .", ":x :p :y . :y :p :z ."),
        (":p rdfs:range xsd:integer .", ":x :p 1 , :resource ."),
    ],
    ids=["classes-apart", "one-value-in-three-forms", "no-circle", "value-of-the-range"],
)
def test_what_is_no_contradiction_is_not_reported(axioms: str, facts: str) -> None:
    assert closed(axioms, facts).clashes == ()


def test_two_values_make_one_clash_not_two() -> None:
    assert len(closed(":p a owl:FunctionalProperty .", ":x :p 1, 2 .").clashes) == 1


def test_the_premises_of_a_chain_stand_in_its_order() -> None:
    (shortcut,) = turtle(":lithuania :everMemberOf :nato .")
    closure = closed(ALLIANCE, FACTS)
    derivation = closure.derivation(shortcut)
    assert derivation is not None
    assert derivation.rule.name == "property chain"
    assert list(derivation.premises) == turtle(":lithuania :membership :m1 . :m1 :organisation :nato .")


@pytest.mark.parametrize("triple", [":lithuania a :State .", ":nato :everMemberOf :lithuania .", ":new :new :new ."])
def test_what_was_given_or_does_not_follow_has_no_derivation(triple: str) -> None:
    assert closed(ALLIANCE, FACTS).derivation(turtle(triple)[0]) is None


def test_a_given_triple_that_also_follows_is_not_inferred() -> None:
    facts = ":a a :State, :Agent ."
    closure = closed(ALLIANCE, facts)
    assert [*closure.inferred] == []
    assert [closure.derivation(triple) for triple in turtle(facts)] == [None, None]


def test_an_enumeration_needs_no_premise() -> None:
    closure = closed("[ owl:oneOf ( :a ) ] rdfs:subClassOf :C .", "")
    assert premises_of(closure, closure.inferred[0]) == ()


def test_a_derivation_takes_the_shortest_way() -> None:
    axioms = ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r . :p2 rdfs:subPropertyOf :r ."
    closure = closed(axioms, ":a :p :b ; :p2 :b .")
    assert premises_of(closure, turtle(":a :r :b .")[0]) == tuple(turtle(":a :p2 :b ."))


def test_replaced_equals_are_explained() -> None:
    closure = closed("", ":a owl:sameAs :b . :a :p :c .")
    assert list(premises_of(closure, turtle(":b :p :c .")[0])) == turtle(":a owl:sameAs :b . :a :p :c .")


def test_inferred_triples_can_be_counted_sliced_and_read_twice() -> None:
    found = closed(ALLIANCE, FACTS).inferred
    assert len(found) == len(list(found)) == len(set(found))
    assert [*found[1:3]] == [found[1], found[2]]


def test_inferred_triples_are_sorted() -> None:
    found = [(str(s), str(p), isinstance(o, Literal), str(o)) for s, p, o in closed(ALLIANCE, FACTS).inferred]
    assert found == sorted(found)


NAMES = st.sampled_from("abcdef").map(lambda name: NamedNode(f"urn:x#{name}"))
PROPERTIES = st.sampled_from(["membership", "organisation", "partOf", "borders", "capital", "everMemberOf"])
CLASSES = st.sampled_from(["State", "Organisation"]).map(lambda name: NamedNode(f"urn:x#{name}"))
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
EDGES = st.builds(Triple, NAMES, PROPERTIES.map(lambda name: NamedNode(f"urn:x#{name}")), NAMES)
TYPES = st.builds(Triple, NAMES, st.just(TYPE), CLASSES)
GRAPHS = st.lists(EDGES | TYPES, min_size=3, max_size=14)
RULES = compile_ontology(turtle(ALLIANCE))


def reasons(closure: Closure) -> list[object]:
    return [closure.derivation(triple) for triple in closure.inferred]


def grounded(closure: Closure, given_triples: Iterable[Triple]) -> set[Triple]:
    """Collect what the recorded derivations alone lead to, starting from the given triples."""
    known = set(given_triples)
    steps = {triple: set(premises_of(closure, triple)) for triple in closure.inferred}
    while new := {triple for triple, premises in steps.items() if premises <= known} - known:
        known |= new
    return known


@settings(max_examples=60, derandomize=True)
@given(GRAPHS.flatmap(lambda graph: st.tuples(st.just(graph), st.permutations(graph))))
def test_the_order_of_loading_never_changes_anything(graphs: tuple[list[Triple], list[Triple]]) -> None:
    one, other = (close(graph, RULES) for graph in graphs)
    assert [*one.inferred] == [*other.inferred]
    assert one.clashes == other.clashes
    assert reasons(one) == reasons(other)


@settings(max_examples=60, derandomize=True)
@given(GRAPHS)
def test_every_derivation_ends_in_given_triples(graph: list[Triple]) -> None:
    closure = close(graph, RULES)
    assert grounded(closure, graph) == {*graph, *closure.inferred}


@settings(max_examples=60, derandomize=True)
@given(GRAPHS)
def test_closing_a_closure_adds_nothing(graph: list[Triple]) -> None:
    assert len(close([*graph, *close(graph, RULES).inferred], RULES).inferred) == 0
