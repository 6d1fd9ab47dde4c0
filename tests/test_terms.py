"""The vocabulary is closed and whole: code, context, shapes and ontology speak of the same terms, and each term explains itself."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest
from commands import ROOT
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from rdflib import Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.namespace import RDF as RDFLIB_RDF
from rdflib.namespace import XSD as RDFLIB_XSD

from graph.terms import BASE, DT, EDTF, ONTOLOGY, OWL, OWL_PROPERTIES, PREFIXES, RDF, RDFS, SH, SKOS, Terms

FOLDER = ROOT / "ontology"
FILES = sorted(file.name for file in FOLDER.glob("*.ttl"))
CONTEXT: dict[str, Any] = json.loads((FOLDER / "context.jsonld").read_text(encoding="utf-8"))["@context"]
KEYS = {key: value for key, value in CONTEXT.items() if isinstance(value, dict)}
DEFINED_BY = NamedNode(RDFS.label.value.replace("label", "isDefinedBy"))
EXAMPLE = NamedNode(SKOS.definition.value.replace("definition", "example"))
SCHEME = NamedNode(SKOS.Concept.value + "Scheme")
UNREVIEWED = NamedNode(ONTOLOGY + "labelsUnreviewed")


@cache
def triples(*files: str) -> frozenset[Triple]:
    """All triples of the ontology's files, or of some of them."""
    return frozenset(
        quad.triple for file in files or FILES for quad in parse(path=FOLDER / file, format=RdfFormat.TURTLE)
    )


@cache
def of_type(*types: NamedNode) -> set[NamedNode]:
    """The terms of these types that stand in the ontology and have its base."""
    subjects = {triple.subject for triple in triples() if triple.predicate == RDF.type and triple.object in types}
    return {term for term in subjects if isinstance(term, NamedNode) and term.value.startswith(BASE)}


@cache
def by_slot() -> dict[tuple[object, object], set[object]]:
    found: dict[tuple[object, object], set[object]] = {}
    for triple in triples():
        found.setdefault((triple.subject, triple.predicate), set()).add(triple.object)
    return found


def values(term: NamedNode, predicate: NamedNode) -> set[object]:
    return by_slot().get((term, predicate), set())


def languages(term: NamedNode, *predicates: NamedNode) -> list[str]:
    found = [value for predicate in predicates for value in values(term, predicate)]
    return sorted(value.language or "" for value in found if isinstance(value, Literal))


def text_of(term: object) -> str:
    return term.value if isinstance(term, Literal) else ""


def names(terms: set[NamedNode]) -> list[str]:
    return sorted(term.value.rsplit("#")[-1].rsplit("/")[-1] for term in terms)


CLASSES = names(of_type(OWL.Class))
PROPERTIES = names(of_type(*OWL_PROPERTIES))
CONCEPTS = names(of_type(SKOS.Concept))
SCHEMES = names(of_type(SCHEME))


# The code.


@pytest.mark.parametrize("name", sorted(DT.names()))
def test_a_term_of_the_code_is_declared_in_the_ontology(name: str) -> None:
    assert NamedNode(ONTOLOGY + name) in of_type(OWL.Class, *OWL_PROPERTIES)


@pytest.mark.parametrize("name", ["blocker", "Claims", "nothing", "rdf_type"])
def test_a_name_outside_the_closed_vocabulary_is_an_error(name: str) -> None:
    with pytest.raises(AttributeError, match=name):
        getattr(DT, name)


def test_a_vocabulary_gives_its_names_and_a_name_that_is_a_word_of_python_ends_in_an_underscore() -> None:
    terms = Terms("http://example.org/", "class lamp")
    assert terms.names() == {"class", "lamp"}
    assert terms.class_ == NamedNode("http://example.org/class")
    assert terms.nodes() == {terms.class_, terms.lamp}
    assert not hasattr(terms, "lamps")


def test_every_term_of_the_ontology_in_the_code_is_written_through_the_closed_vocabulary() -> None:
    """A name that is pasted to the base escapes the vocabulary; only what reads foreign names builds such terms."""
    pasted = re.compile(r'ONTOLOGY \+ "\w|ontology#[A-Za-z]{2}|f"\{ONTOLOGY\}\w')
    found = [
        f"{file.name}: {line.strip()}"
        for folder in ("graph", "loaders")
        for file in sorted((ROOT / folder).glob("*.py"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if pasted.search(line)
    ]
    assert found == []


# The ontology.


@pytest.mark.parametrize("name", CLASSES + PROPERTIES)
def test_a_term_has_one_label_one_definition_an_example_and_its_ontology(name: str) -> None:
    term = NamedNode(ONTOLOGY + name)
    assert languages(term, RDFS.label).count("en") == 1
    assert languages(term, SKOS.definition) == ["en"]
    assert "en" in languages(term, EXAMPLE)
    assert values(term, DEFINED_BY) == {NamedNode(ONTOLOGY.rstrip("#"))}
    assert [text for text in map(text_of, values(term, SKOS.definition)) if not text.endswith(".")] == []


@pytest.mark.parametrize(
    "term", [ONTOLOGY + name for name in CLASSES] + [f"{BASE}vocab/{name}" for name in CONCEPTS + SCHEMES]
)
def test_a_class_concept_or_scheme_has_labels_in_three_languages_and_says_which_nobody_has_reviewed(term: str) -> None:
    node = NamedNode(term)
    assert languages(node, RDFS.label, SKOS.prefLabel) == ["be", "en", "ru"]
    marks = {value.value for value in values(node, UNREVIEWED) if isinstance(value, Literal)}
    assert marks == {"be", "ru"}


@pytest.mark.parametrize("name", CONCEPTS)
def test_a_concept_has_a_definition_and_one_scheme_that_exists(name: str) -> None:
    concept = NamedNode(f"{BASE}vocab/{name}")
    assert languages(concept, SKOS.definition) == ["en"]
    schemes = values(concept, SKOS.inScheme)
    assert len(schemes) == 1
    assert schemes <= of_type(SCHEME)


def test_classes_are_written_upper_camel_properties_lower_camel_and_concepts_as_slugs() -> None:
    assert [name for name in CLASSES if not re.fullmatch(r"([A-Z][a-z]+)+", name)] == []
    assert [name for name in PROPERTIES if not re.fullmatch(r"[a-z]+([A-Z][a-z]*)*", name)] == []
    assert [name for name in CONCEPTS + SCHEMES if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", name)] == []


def test_no_two_terms_of_one_kind_share_a_label() -> None:
    for kind in (of_type(OWL.Class), of_type(*OWL_PROPERTIES)):
        labels = [value for term in sorted(kind, key=str) for value in values(term, RDFS.label)]
        assert [label for label in set(labels) if labels.count(label) > 1] == []


def sections(file: str) -> dict[str, list[str]]:
    """The terms of a Turtle file in their order, by the heading under which they stand."""
    found: dict[str, list[str]] = {"": []}
    heading = ""
    lines = (FOLDER / file).read_text(encoding="utf-8").splitlines()
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        if before == after == "#" and line.startswith("# "):
            heading = line[2:]
            found[heading] = []
        term = re.match(r"(?:dt|shape):([\w-]+)$", line)
        if term:
            found[heading].append(term.group(1))
    return {heading: terms for heading, terms in found.items() if terms}


@pytest.mark.parametrize("file", ["detente.ttl", "shapes.ttl", "apparatus.ttl"])
def test_terms_stand_in_the_order_of_the_alphabet_within_their_section(file: str) -> None:
    found = sections(file)
    assert sum(map(len, found.values())) > 5
    assert {heading: terms for heading, terms in found.items() if terms != sorted(terms)} == {}


def test_every_term_of_the_ontology_stands_in_one_of_its_sections() -> None:
    listed = [term for terms in sections("detente.ttl").values() for term in terms]
    assert sorted(listed) == sorted(CLASSES + PROPERTIES)


@pytest.mark.parametrize("file", FILES)
def test_prefixes_stand_in_the_order_of_the_alphabet(file: str) -> None:
    declared = re.findall(r"(?m)^@prefix (\w+):", (FOLDER / file).read_text(encoding="utf-8"))
    assert declared == sorted(declared)


# The shapes.


def test_every_path_of_a_shape_is_a_declared_property() -> None:
    paths = {triple.object for triple in triples() if triple.predicate == SH.path}
    foreign = {path for path in paths if not str(path).startswith(f"<{ONTOLOGY}")}
    assert foreign <= {RDFS.label, SKOS.inScheme}
    assert paths - foreign <= of_type(*OWL_PROPERTIES)
    assert len(paths) > 20


def test_every_class_of_a_shape_is_declared_and_no_shape_refers_to_a_shape_that_is_missing() -> None:
    targets = {triple.object for triple in triples() if triple.predicate in (SH.targetClass, SH.class_)}
    assert targets <= of_type(OWL.Class) | {SKOS.Concept}
    shapes = {t.subject for t in triples() if t.predicate == RDF.type and t.object == SH.NodeShape}
    assert {triple.object for triple in triples() if triple.predicate == SH.node} <= shapes


def test_every_concept_that_the_ontology_or_a_shape_names_exists() -> None:
    known = of_type(SKOS.Concept, SCHEME)
    named = {term for triple in triples() for term in (triple.object, triple.predicate) if isinstance(term, NamedNode)}
    assert {term for term in named if term.value.startswith(f"{BASE}vocab/")} <= known


def test_only_lists_restrictions_and_slots_of_shapes_are_blank_nodes() -> None:
    plain = {t.subject for t in triples("vocab.ttl") if isinstance(t.subject, BlankNode)}
    assert plain == set()


# The context.


@pytest.mark.parametrize("key", KEYS)
def test_a_key_of_the_context_points_to_a_property_of_its_kind(key: str) -> None:
    entry = KEYS[key]
    term = NamedNode(entry["@id"].replace("dt:", ONTOLOGY))
    of_things = entry.get("@type") in ("@id", "@vocab")
    assert term in of_type(OWL.ObjectProperty if of_things else OWL.DatatypeProperty)
    assert set(entry) <= {"@id", "@type", "@context", "@language"}
    assert of_things or ("@type" in entry) != ("@language" in entry)


@pytest.mark.parametrize("key", KEYS)
def test_a_key_of_the_context_is_its_property_s_name_with_hyphens(key: str) -> None:
    assert re.sub(r"-([a-z])", lambda found: found.group(1).upper(), key) == KEYS[key]["@id"].removeprefix("dt:")


@pytest.mark.parametrize("key", [key for key, entry in KEYS.items() if entry.get("@type") == "@vocab"])
def test_a_key_that_takes_a_concept_reads_it_from_the_vocabulary(key: str) -> None:
    assert KEYS[key]["@context"] == {"@vocab": f"{BASE}vocab/"}


def test_the_context_is_of_version_1_1_and_its_keys_and_prefixes_are_those_of_the_code() -> None:
    assert CONTEXT["@version"] == 1.1
    assert list(KEYS) == sorted(KEYS)
    prefixes = {key: iri for key, iri in CONTEXT.items() if isinstance(iri, str) and key[0] != "@" and iri[0] != "@"}
    assert prefixes.items() <= PREFIXES.items()


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # by rdflib's own parser
def test_a_json_ld_parser_expands_a_claim_s_content_to_its_triples() -> None:
    document = {
        "@context": CONTEXT,
        "@id": "pilot-data-blocked",
        "type": "BlockedStage",
        "blocker": ["sudmark", "norland"],
        "blocked-step": "ratification",
        "holds": "2016-03~",
    }
    figure = {"@context": CONTEXT, "@id": "pilots", "value": "12.5", "measure": "menu-size"}
    limit = {"@context": CONTEXT, "@id": "limit", "extent": "some of it"}
    found = Graph().parse(data=json.dumps([document, figure, limit]), format="json-ld")
    expected = {
        ("pilot-data-blocked", RDFLIB_RDF.type, URIRef(ONTOLOGY + "BlockedStage")),
        ("pilot-data-blocked", "blocker", URIRef(f"{BASE}id/sudmark")),
        ("pilot-data-blocked", "blocker", URIRef(f"{BASE}id/norland")),
        ("pilot-data-blocked", "blockedStep", URIRef(f"{BASE}vocab/ratification")),
        ("pilot-data-blocked", "holds", RdflibLiteral("2016-03~", datatype=URIRef(EDTF.value))),
        ("pilots", "value", RdflibLiteral("12.5", datatype=RDFLIB_XSD.decimal)),
        ("pilots", "measure", URIRef(f"{BASE}vocab/menu-size")),
        ("limit", "extent", RdflibLiteral("some of it", lang="en")),
    }
    iris = {(URIRef(f"{BASE}id/{s}"), p if isinstance(p, URIRef) else URIRef(ONTOLOGY + p), o) for s, p, o in expected}
    assert set(found) == iris
