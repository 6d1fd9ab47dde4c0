"""Faults of an ontology, one or more for each check that looks at it, written as Turtle that is laid over the shipped terms.

Each comes with the words that the check's finding must hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryTriples, RdfFormat, parse

from graph.terms import BASE, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import Store

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
HEAD += "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
OURS = "rdfs:isDefinedBy <https://w3id.org/detente/ontology>"


def adds(turtle: str, named: str = "lanted") -> Callable[[Store], str]:
    """A fault that consists in these triples, among the terms."""

    def plant(store: Store) -> str:
        for quad in parse(f"{HEAD}{turtle}".encode(), format=RdfFormat.TURTLE):
            for graph in (DefaultGraph(), NamedNode(BASE + "graph/ontology")):
                store.add(Quad(quad.subject, quad.predicate, quad.object, graph))
        return named

    return plant


def lacks(pattern: str, named: str) -> Callable[[Store], str]:
    """A fault that consists in the lack of the triples that match this pattern of ``?old``."""

    def plant(store: Store) -> str:
        triples = store.query(
            f"CONSTRUCT {{ {pattern.partition(' FILTER')[0]} }} WHERE {{ GRAPH graph:ontology {{ {pattern} }} }}",
            prefixes=dict(PREFIXES) | {"dcterms": "http://purl.org/dc/terms/"},
        )
        assert isinstance(triples, QueryTriples)
        for triple in list(triples):
            store.remove(Quad(triple.subject, triple.predicate, triple.object, NamedNode(BASE + "graph/ontology")))
        return named

    return plant


LABELS = 'rdfs:label "planted"@en , "пасаджанае"@be , "посаженное"@ru'
ONTOLOGY_FAULTS: dict[str, tuple[Callable[[Store], str], ...]] = {
    "annotation-misused": (
        adds('dt:Claim skos:example " "@en .', "is blank"),
        adds('dt:planted rdfs:label "A thing."@en ; skos:definition "A thing"@en .', "is the definition too"),
        adds('dt:planted skos:example "a thing."@en ; skos:definition "A thing."@en .', "is the definition too"),
        adds('dt:planted rdfs:label "It is a thing that is planted."@en .', "a sentence"),
        adds('dt:planted skos:definition "A thing"@en .', "full stop"),
        adds('dt:Claim rdfs:label "saying"@en .', "the only one in its language"),
        adds('vocab:own skos:definition "Another definition."@en .', "the only one in its language"),
    ),
    "chain-of-one": (
        adds("dt:planted owl:propertyChainAxiom ( dt:member ) ."),
        adds("dt:planted owl:propertyChainAxiom () ."),
    ),
    "class-of-mixed-things": (
        adds(f'dt:Planted a owl:Class ; rdfs:label "ships and lamps"@en ; {OURS} .'),
        adds(f'dt:PlantedOrGrown a owl:Class ; rdfs:label "plant"@en ; {OURS} .'),
        adds(f'dt:Planted a owl:Class ; rdfs:label "ship/lamp"@en ; {OURS} .'),
        adds(f'dt:OtherPlanted a owl:Class ; rdfs:label "plant"@en ; {OURS} .'),
        adds(f'dt:Planted a owl:Class ; rdfs:label "miscellaneous plant"@en ; {OURS} .'),
    ),
    "class-without-disjointness": (
        adds("dt:Planted a owl:Class ."),
        adds("dt:Planted a owl:Class ; rdfs:subClassOf [ owl:onProperty dt:member ; owl:hasValue vocab:own ] ."),
        adds("dt:Planted a owl:Class . [] owl:members ( dt:Planted dt:Claim ) ."),
    ),
    "concept-without-annotation": (
        adds('vocab:planted a skos:Concept ; skos:inScheme vocab:voices ; skos:prefLabel "x"@en .', "definition"),
        lacks("vocab:own skos:prefLabel ?old FILTER (LANG(?old) = 'en')", "label in en"),
        lacks("vocab:own skos:prefLabel ?old FILTER (LANG(?old) = 'be')", "label in be"),
        lacks("vocab:voices skos:prefLabel ?old FILTER (LANG(?old) = 'ru')", "label in ru"),
        lacks("vocab:own skos:inScheme ?old", "scheme"),
        adds("vocab:planted a skos:Concept ; skos:inScheme vocab:nothing .", "missing: scheme"),
    ),
    "datatype-as-class": (
        adds("dt:Boolean a owl:Class .", "Boolean"),
        adds("dt:date a rdfs:Datatype .", "date"),
    ),
    "equivalent-terms": (
        adds("dt:Planted owl:equivalentClass dt:Claim ."),
        adds("dt:planted owl:equivalentProperty dt:member ."),
        adds("vocab:planted owl:sameAs vocab:own ."),
    ),
    "foreign-term-described": (
        adds("skos:Concept rdfs:subClassOf dt:Situation .", "Concept"),
        adds('dcterms:title rdfs:label "title"@en .', "title"),
        adds("<http://example.org/planted> a owl:ObjectProperty ; rdfs:domain dt:Claim ."),
        adds(f"skos:planted a owl:ObjectProperty ; {OURS} ."),
    ),
    "functional-property": (
        adds("dt:planted a owl:FunctionalProperty ."),
        adds("dt:planted a owl:InverseFunctionalProperty ."),
        adds("[] a owl:Restriction ; owl:onProperty dt:planted ; owl:maxCardinality 1 ."),
        adds("[] a owl:Restriction ; owl:onProperty dt:planted ; owl:maxQualifiedCardinality 1 ; owl:onClass dt:Claim ."),
    ),
    "hierarchy-cycle": (
        adds("dt:Agent rdfs:subClassOf dt:State .", "State"),
        adds("dt:Planted rdfs:subClassOf dt:Planted ."),
        adds("dt:planted rdfs:subPropertyOf dt:implanted . dt:implanted rdfs:subPropertyOf dt:planted ."),
        adds("vocab:planted skos:broader vocab:own . vocab:own skos:broader vocab:planted ."),
    ),
    "iri-with-file-extension": (
        adds("<https://w3id.org/detente/planted.owl> a owl:Ontology ."),
        adds("<https://w3id.org/detente/planted.ttl#Lamp> a owl:Class .", "Lamp"),
        adds("<https://w3id.org/detente/ontology> owl:versionIRI <https://w3id.org/detente/planted.rdf> ."),
    ),
    "label-in-wrong-language": (
        adds('dt:Planted a owl:Class ; rdfs:label "саджанец"@en .'),
        adds('dt:Planted a owl:Class ; rdfs:label "plant"@be .'),
        adds('vocab:planted a skos:Concept ; skos:prefLabel "plant"@ru .'),
        adds('dt:Planted a owl:Class ; rdfs:label "посадили"@be .'),
        adds('id:planted rdfs:label "пасаджаны ў дварэ"@ru .'),
    ),
    "label-shared": (
        adds('dt:Planted a owl:Class ; rdfs:label "Claim"@en .'),
        adds('dt:planted a owl:ObjectProperty ; rdfs:label "has member"@en .'),
        adds('dt:planted a owl:DatatypeProperty ; rdfs:label "has member"@en .'),
        adds('vocab:planted a skos:Concept ; skos:inScheme vocab:voices ; skos:prefLabel "own voice"@en .'),
    ),
    "misread-restriction": (
        adds("dt:Claim rdfs:subClassOf [ owl:onProperty dt:planted ; owl:allValuesFrom dt:Agent ] ."),
        adds("dt:Claim rdfs:subClassOf [ owl:onProperty dt:planted ; owl:someValuesFrom [ owl:complementOf dt:Agent ] ] ."),
    ),
    "name-against-convention": (
        adds("dt:planted a owl:Class ."),
        adds("dt:Lamp_Planted a owl:Class ."),
        adds("dt:PLANTED a owl:Class .", "PLANTED"),
        adds("dt:Planted a owl:ObjectProperty ."),
        adds("dt:is-planted a owl:DatatypeProperty ."),
        adds("vocab:isPlanted a skos:Concept ."),
        adds("vocab:has_planted a skos:ConceptScheme ."),
    ),
    "ontology-incomplete": (
        *(
            lacks(f"<https://w3id.org/detente/ontology> {slot} ?old", slot.split(":")[1])
            for slot in (
                "dcterms:title", "dcterms:description", "dcterms:creator", "dcterms:created", "dcterms:license",
                "owl:versionIRI", "owl:versionInfo",
            )
        ),
        adds("[] a owl:Ontology .", "missing: IRI"),
        lacks("?old a owl:Ontology", "missing: Ontology"),
    ),
    "property-without-domain-or-range": (
        adds(f"dt:planted a owl:ObjectProperty ; {OURS} ."),
        adds(f"dt:planted a owl:DatatypeProperty ; {OURS} ."),
    ),
    "recursive-definition": (
        adds('dt:Planted a owl:Class ; rdfs:label "lamp"@en ; skos:definition "A lamp that is lit."@en .'),
        adds('vocab:planted a skos:Concept ; skos:prefLabel "lamp"@en ; skos:definition "Lamp, or the like."@en .'),
        adds("dt:Planted owl:equivalentClass [ owl:onProperty dt:member ; owl:someValuesFrom dt:Planted ] ."),
        adds("dt:Planted owl:equivalentClass [ owl:intersectionOf ( dt:Agent dt:Planted ) ] ."),
    ),
    "relation-named-is": (
        adds('dt:isA a owl:ObjectProperty ; rdfs:label "belongs"@en .', "isA"),
        adds('dt:planted a owl:ObjectProperty ; rdfs:label "is a"@en .'),
        adds('dt:planted a owl:ObjectProperty ; rdfs:label "is the same as"@en .'),
        adds('dt:planted a owl:ObjectProperty ; rdfs:label "is a kind of"@en .'),
    ),
    "review-mark-without-label": (adds('dt:Claim dt:labelsUnreviewed "uk" .', "language: uk"),),
    "several-domains": (
        adds("dt:member rdfs:domain dt:Stance .", "Stance"),
        adds("dt:member rdfs:range dt:Place .", "Place"),
    ),
    "shortcut-without-mark": (
        adds('dt:planted owl:propertyChainAxiom ( dt:member dt:party ) ; rdfs:label "was planted"@en .', "overTime"),
        adds('dt:planted owl:propertyChainAxiom ( dt:member dt:party ) ; dt:overTime true ; rdfs:label "plants"@en .'),
        adds("dt:planted owl:propertyChainAxiom ( dt:member dt:party ) ; dt:overTime false ."),
    ),
    "term-without-annotation": (
        lacks("dt:Claim rdfs:label ?old FILTER (LANG(?old) = 'en')", "term: Claim, missing: label in en"),
        lacks("dt:Claim rdfs:label ?old FILTER (LANG(?old) = 'be')", "term: Claim, missing: label in be"),
        lacks("dt:Claim rdfs:label ?old FILTER (LANG(?old) = 'ru')", "term: Claim, missing: label in ru"),
        lacks("dt:member skos:definition ?old", "term: member, missing: definition"),
        lacks("dt:began skos:example ?old", "term: began, missing: example"),
        lacks("dt:overTime rdfs:isDefinedBy ?old", "term: overTime, missing: isDefinedBy"),
        adds(f"dt:Planted a owl:Class ; {LABELS} ; rdfs:isDefinedBy skos: ; skos:definition 'x.'@en .", "isDefinedBy"),
    ),
    "unconnected-class": (adds(f"dt:Planted a owl:Class ; owl:disjointWith dt:Claim ; {OURS} ."),),
    "undeclared-term": (
        adds("dt:Claim rdfs:subClassOf dt:Planted ."),
        adds("dt:member rdfs:range dt:Planted ."),
        adds("[] a owl:AllDisjointClasses ; owl:members ( dt:Claim dt:Planted ) ."),
        adds("vocab:lamp a dt:Planted ."),
        adds("dt:member rdfs:subPropertyOf dt:planted ."),
        adds("dt:wasBlockedBy owl:propertyChainAxiom ( dt:hasStage dt:planted ) ."),
        adds("[] a owl:Restriction ; owl:onProperty dt:planted ."),
        adds('dt:Claim skos:planted "x" .'),
    ),
    "unused-concept": (
        adds("vocab:planted a skos:Concept ; skos:inScheme vocab:steps ."),
        adds("vocab:planted a skos:ConceptScheme ."),
    ),
    "wrong-characteristic": (
        adds("dt:blocker a owl:SymmetricProperty .", "blocker"),
        adds("dt:blocker a owl:TransitiveProperty .", "blocker"),
        adds("dt:planted a owl:SymmetricProperty , owl:AsymmetricProperty ."),
    ),
    "wrong-inverse": (
        adds("dt:planted owl:inverseOf dt:planted .", "itself"),
        adds("dt:planted owl:inverseOf dt:member .", "one of two"),
        adds("dt:planted owl:inverseOf dt:blocker ; rdfs:domain dt:Place .", "do not meet"),
        adds("dt:planted a owl:SymmetricProperty ; owl:inverseOf dt:blocker .", "can have none"),
    ),
}  # fmt: skip
