"""The description of the data set: its counts are those of the store, and its words those of the files that say them."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from typing import BinaryIO, cast

import pytest
import rdflib
from commands import ROOT, shipped
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple, parse
from rdflib.namespace import DCAT as RDFLIB_DCAT
from rdflib.namespace import DCTERMS as RDFLIB_DCTERMS
from rdflib.namespace import FOAF as RDFLIB_FOAF
from rdflib.namespace import PROV as RDFLIB_PROV
from rdflib.namespace import VOID as RDFLIB_VOID

from graph.export.content import Content, Selection
from graph.export.counts import counts, start_of
from graph.export.dataset_name import DATASET
from graph.export.description import DCAT, FOAF, describe
from graph.export.formats import FORMATS
from graph.export.own_entry import is_all_ours, licence, own_entry
from graph.export.vocabularies import PROV, VOID
from graph.perspective import perspective_of
from graph.terms import DCTERMS, DT, RDF, XSD, Terms

WEEKLY = Selection(sources=("weekly-2016-12",))
OURS = NamedNode("https://w3id.org/detente/source/ours")
THEIRS = NamedNode("https://example.org/tarn/source/harbour-herald")


@cache
def exported(name: str, selection: Selection | None = None) -> bytes:
    out = io.BytesIO()
    FORMATS[name].writer(Content(shipped(), selection), cast("BinaryIO", out))
    return out.getvalue()


@cache
def described(selection: Selection | None = None) -> Store:
    """The description, read into a store of its own."""
    store = Store()
    store.load(exported("description", selection), format=RdfFormat.TURTLE)
    return store


def rows(store: Store, text: str) -> list[tuple[str, ...]]:
    """The rows of a query, sorted, each value as text."""
    found = cast(
        "QuerySolutions",
        store.query(f"PREFIX void: <{VOID.subset.value[:-6]}> PREFIX dcterms: <{DCTERMS.title.value[:-5]}> {text}"),
    )
    return sorted(tuple("" if value is None else getattr(value, "value", "") for value in row) for row in found)


def said(store: Store, node: NamedNode, predicate: NamedNode) -> set[str]:
    return {getattr(quad.object, "value", "") for quad in store.quads_for_pattern(node, predicate, None)}


# The counts.


@pytest.mark.parametrize(
    ("told", "recount"),
    [
        (VOID.triples, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"),
        (VOID.entities, "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o FILTER isIRI(?s) }"),
        (VOID.classes, "SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?s a ?c }"),
        (VOID.properties, "SELECT (COUNT(DISTINCT ?p) AS ?n) WHERE { ?s ?p ?o }"),
    ],
    ids=["triples", "entities", "classes", "properties"],
)
def test_an_amount_is_that_of_the_store(told: NamedNode, recount: str) -> None:
    ((wanted,),) = rows(shipped().quads, recount)
    assert int(wanted) > 50
    assert said(described(), DATASET, told) == {wanted}


def test_each_class_has_as_many_things_and_each_property_as_many_triples_as_in_the_store() -> None:
    classes = "?x void:classPartition [ void:class ?c ; void:entities ?n ]"
    properties = "?x void:propertyPartition [ void:property ?p ; void:triples ?n ]"
    found = {row[0]: row[1] for row in rows(described(), f"SELECT ?c ?n WHERE {{ {classes} }}")}
    assert list(found.items()) == rows(
        shipped().quads, "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c"
    )
    assert {DT.Claim.value, DT.Source.value} <= set(found)
    assert rows(described(), f"SELECT ?p ?n WHERE {{ {properties} }}") == rows(
        shipped().quads, "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p"
    )


def test_each_named_graph_is_a_subset_with_its_own_amounts() -> None:
    wanted = rows(
        shipped().quads,
        "SELECT ?g (COUNT(*) AS ?t) (COUNT(DISTINCT ?p) AS ?ps) (COUNT(DISTINCT ?iri) AS ?things) "
        "WHERE { GRAPH ?g { ?s ?p ?o } BIND (IF(isIRI(?s), ?s, ?none) AS ?iri) } GROUP BY ?g",
    )
    assert len(wanted) > 5
    assert wanted == rows(
        described(),
        f"SELECT ?g ?t ?ps ?things WHERE {{ <{DATASET.value}> void:subset ?g . ?g dcterms:title ?name ; "
        "void:triples ?t ; void:properties ?ps ; void:entities ?things }",
    )


def test_the_links_to_wikidata_are_counted_by_what_links_them() -> None:
    found = rows(
        described(),
        "SELECT ?p ?n ?start WHERE { ?l a void:Linkset ; void:linkPredicate ?p ; void:triples ?n ; "
        "void:objectsTarget [ void:uriSpace ?start ] }",
    )
    wanted = rows(
        shipped().quads,
        "SELECT ?p (COUNT(*) AS ?n) ?start WHERE { ?s ?p ?o FILTER STRSTARTS(STR(?p), STR(skos:)) "
        'FILTER STRENDS(STR(?p), "Match") BIND ("http://www.wikidata.org/entity/" AS ?start) '
        "FILTER STRSTARTS(STR(?o), ?start) } GROUP BY ?p ?start".replace("skos:", f"<{SKOS}>"),
    )
    assert len(found) > 1
    assert found == wanted


SKOS = "http://www.w3.org/2004/02/skos/core#"


def test_the_vocabularies_are_those_of_the_terms_that_are_used() -> None:
    terms = rows(shipped().quads, "SELECT DISTINCT ?t WHERE { { ?s ?t ?o } UNION { ?s a ?t } }")
    assert said(described(), DATASET, VOID.vocabulary) == {start_of(term) for (term,) in terms}


def test_the_time_is_that_of_the_bounds_of_what_holds() -> None:
    ((first,),) = rows(shipped().quads, f"SELECT (MIN(?d) AS ?x) WHERE {{ ?s <{DT.beginsNotBefore.value}> ?d }}")
    ((last,),) = rows(shipped().quads, f"SELECT (MAX(?d) AS ?x) WHERE {{ ?s <{DT.endsNotAfter.value}> ?d }}")
    period = NamedNode(f"{DATASET.value}#period")
    assert said(described(), period, DCAT.startDate) == {first}
    assert said(described(), period, DCAT.endDate) == {last}


def test_the_description_of_a_part_counts_what_the_export_of_that_part_holds() -> None:
    part = NamedNode(f"{DATASET.value}?source=weekly-2016-12")
    triples = list(parse(exported("turtle", WEEKLY), format=RdfFormat.TURTLE))
    assert said(described(WEEKLY), part, VOID.triples) == {str(len(triples))}
    assert said(described(WEEKLY), part, DCTERMS.isPartOf) == {DATASET.value}
    assert said(described(WEEKLY), part, DCTERMS.source) == {"https://w3id.org/detente/source/weekly-2016-12"}
    subset = f"<{part.value}> void:subset ?g . ?g dcterms:title ?name ; void:triples ?n"
    graphs = {quad.graph_name for quad in parse(exported("trig", WEEKLY), format=RdfFormat.TRIG)}
    assert len(rows(described(WEEKLY), f"SELECT ?g ?n WHERE {{ {subset} }}")) == len(graphs)


def test_the_description_of_a_claim_is_not_one_of_the_whole() -> None:
    store = described(Selection(claims=("edm-2019/c10",)))
    part = NamedNode(f"{DATASET.value}?claim=edm-2019%2Fc10")
    assert said(store, part, DCTERMS.isPartOf) == {DATASET.value}
    assert said(store, part, VOID.triples)
    assert not said(store, DATASET, VOID.triples)


def test_what_is_counted_is_counted_however_the_triples_come() -> None:
    lamp, day = NamedNode("https://example.org/lamp"), NamedNode(XSD.date.value)
    found = counts([
        Triple(lamp, DT.beginsNotBefore, Literal("2001-01-01", datatype=day)),
        Triple(lamp, DT.endsNotAfter, Literal("2003-01-01", datatype=day)),
        Triple(lamp, DT.beginsNotBefore, Literal("2000-01-01", datatype=day)),
    ])  # fmt: skip
    assert (found.triples, found.things, found.first, found.last) == (3, 1, "2000-01-01", "2003-01-01")


# Who, what, which version.


def test_title_words_version_makers_and_licence_are_those_of_the_files() -> None:
    own, store = own_entry(), described()
    assert said(store, DATASET, DCTERMS.title) == {own.title}
    assert said(store, DATASET, DCTERMS.description) == {own.abstract}
    assert said(store, DATASET, DCTERMS.issued) == {own.released}
    assert said(store, DATASET, DCAT.version) == {shipped().version}
    assert said(store, DATASET, DCAT.keyword) == set(own.keywords)
    (free,) = said(store, DATASET, DCTERMS.license)
    assert free.rstrip("/") in (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    (maker,) = said(store, DATASET, DCTERMS.creator)
    assert said(store, NamedNode(maker), FOAF.name) == set(own.authors)


def test_every_source_is_one_from_which_it_is_derived_with_its_citation() -> None:
    sources = {quad.subject for quad in shipped().quads.quads_for_pattern(None, RDF.type, DT.Source, DefaultGraph())}
    store = described()
    for predicate in (DCTERMS.source, PROV.wasDerivedFrom):
        assert {quad.object for quad in store.quads_for_pattern(DATASET, predicate, None)} == sources
    citation = said(store, NamedNode("https://w3id.org/detente/source/edm-2019"), DCTERMS.bibliographicCitation)
    assert "March 2019 (inferred)" in "".join(citation)


def test_every_format_is_a_distribution_with_what_it_loses() -> None:
    wanted = f"?d a <{DCAT.Distribution.value}> ; dcterms:title ?name ; dcterms:description ?words"
    found = {row[0]: row[1] for row in rows(described(), f"SELECT ?name ?words WHERE {{ {wanted} }}")}
    assert set(found) == set(FORMATS)
    assert all(loss in found[name] for name, form in FORMATS.items() for loss in form.loses)


def test_what_others_laid_over_the_data_is_under_no_licence_of_ours() -> None:
    ours, both = Store(), Store()
    ours.add(Quad(OURS, RDF.type, DT.Source, DefaultGraph()))
    both.extend([*ours, Quad(THEIRS, RDF.type, DT.Source, DefaultGraph())])
    assert is_all_ours(ours)
    assert not is_all_ours(both)
    assert licence(both) is None


def test_the_description_of_a_store_names_its_endpoint_where_it_has_one() -> None:
    endpoint = "https://example.org/sparql"
    named = Triple(DATASET, VOID.sparqlEndpoint, NamedNode(endpoint))
    assert set(describe(shipped(), endpoint=endpoint)) == {named, *(quad.triple for quad in described())}


def test_there_is_no_blank_node_and_another_parser_reads_the_same() -> None:
    graph = rdflib.Graph().parse(data=exported("description", WEEKLY), format="turtle")
    assert len(graph) == len(described(WEEKLY))
    assert not any(isinstance(node, rdflib.BNode) for triple in graph for node in triple)


@pytest.mark.parametrize(
    ("terms", "known"),
    [(VOID, RDFLIB_VOID), (DCAT, RDFLIB_DCAT), (PROV, RDFLIB_PROV), (FOAF, RDFLIB_FOAF), (DCTERMS, RDFLIB_DCTERMS)],
    ids=["void", "dcat", "prov", "foaf", "dcterms"],
)
def test_each_term_is_one_of_its_vocabulary(terms: Terms, known: type[rdflib.namespace.DefinedNamespace]) -> None:
    listed = {*known.__annotations__, *known._extras, "version"}  # which is of DCAT 3, and rdflib has DCAT 2
    assert terms.names() <= listed


def test_what_an_export_says_of_its_perspective_is_not_counted() -> None:
    seen = replace(shipped(), perspective=perspective_of(["not:edm-2019"]))
    amounts = {VOID.triples, VOID.entities, VOID.properties, VOID.classes}
    told = [
        sorted(str(triple.object) for triple in describe(opened) if triple.predicate in amounts)
        for opened in (seen, shipped())
    ]
    assert len(told[0]) > 20
    assert told[0] == told[1]
