"""The hierarchy that is closed without declarations is the one that owlrl closes with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import owlrl
import pytest
import rdflib
from commands import ROOT
from hypothesis import given, settings
from pyoxigraph import RdfFormat, Triple, parse, serialize
from rdflib.namespace import OWL, RDF, RDFS
from test_closure_against_owlrl import AXIOMS, BASE, PREFIXES, lines

from graph.reason.schema import _closed, closed_hierarchy
from loaders.model import read_turtle

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HIERARCHY = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range)
TRIVIAL = (OWL.Thing, OWL.Nothing, RDFS.Resource, RDFS.Literal)
SPEAKS = tuple(map(str, (OWL, RDFS, RDF)))
DECLARED = "".join(f":{name} a owl:Class . " for name in "ABCD") + "".join(
    f":{name} a owl:ObjectProperty . " for name in "pqrs"
)


def closed_with_declarations(triples: Iterable[Triple]) -> set[tuple[str, str, str]]:
    """What owlrl says of the hierarchy of named terms, from all that speaks of OWL, RDFS or RDF."""
    axioms = [triple for triple in triples if triple.predicate.value.startswith(SPEAKS)]
    graph = rdflib.Graph().parse(data=serialize(axioms, format=RdfFormat.N_TRIPLES), format="nt")
    stated = set(graph)
    own = {subject for subject, _, _ in stated}
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return {
        (str(subject), str(predicate), str(value))
        for subject, predicate, value in set(graph) - stated
        if predicate in HIERARCHY and subject != value and subject in own and value not in TRIVIAL
        if isinstance(subject, rdflib.URIRef) and isinstance(value, rdflib.URIRef)
    }


def closed_by_us(triples: Iterable[Triple]) -> set[tuple[str, str, str]]:
    found = [[str(term)[1:-1] for term in triple] for triple in closed_hierarchy(triples)]
    return {(subject, predicate, value) for subject, predicate, value in found}


@pytest.mark.slow
def test_of_the_shipped_ontology() -> None:
    triples = [triple for file in ("detente.ttl", "vocab.ttl") for triple in read_turtle(ROOT / "ontology" / file)]
    terms = [triple for triple in triples if "/2004/02/skos/" not in triple.predicate.value]
    assert closed_by_us(terms) == closed_with_declarations(terms)


@pytest.mark.parametrize(
    ("axioms", "entailed"),
    [
        (":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .", ("A", "subClassOf", "C")),
        (":A owl:equivalentClass :B .", ("B", "subClassOf", "A")),
        (":p rdfs:subPropertyOf :q . :q rdfs:domain :A .", ("p", "domain", "A")),
        (":p rdfs:range :A . :A rdfs:subClassOf :B .", ("p", "range", "B")),
        (":A owl:equivalentClass [ owl:intersectionOf ( :B :C ) ] .", ("A", "subClassOf", "C")),
    ],
)
def test_of_a_small_ontology(axioms: str, entailed: tuple[str, str, str]) -> None:
    triples = [quad.triple for quad in parse(f"{PREFIXES}{DECLARED}{axioms}".encode(), format=RdfFormat.TURTLE)]
    subject, predicate, value = entailed
    assert (BASE + subject, str(RDFS[predicate]), BASE + value) in closed_by_us(triples)
    assert closed_by_us(triples) == closed_with_declarations(triples)


@settings(max_examples=60, derandomize=True)
@given(axioms=lines(AXIOMS, 8))
@pytest.mark.slow
def test_of_any_ontology(axioms: str) -> None:
    triples = [quad.triple for quad in parse(f"{PREFIXES}{DECLARED}{axioms}".encode(), format=RdfFormat.TURTLE)]
    assert closed_by_us(triples) == closed_with_declarations(triples)


def test_what_is_closed_is_kept_and_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    triples = list(
        parse(f"{PREFIXES}{DECLARED}:A rdfs:subClassOf :B . :B rdfs:subClassOf :C .", format=RdfFormat.TURTLE)
    )
    first = closed_hierarchy((quad.triple for quad in triples), tmp_path / "kept")
    assert [str(triple.object) for triple in first] == [f"<{BASE}C>"]
    (file,) = (tmp_path / "kept").iterdir()
    monkeypatch.setattr("graph.reason.by_owlrl.entailed_hierarchy", lambda _: pytest.fail("it was closed again"))
    _closed.cache_clear()
    assert closed_hierarchy((quad.triple for quad in triples), tmp_path / "kept") == first
    file.write_text(file.read_text().replace("C>", "D>"))
    _closed.cache_clear()
    with pytest.raises(pytest.fail.Exception):
        closed_hierarchy((quad.triple for quad in triples), tmp_path / "kept")


def test_other_axioms_are_closed_anew(tmp_path: Path) -> None:
    for last in "CD":
        text = f"{PREFIXES}{DECLARED}:A rdfs:subClassOf :B . :B rdfs:subClassOf :{last} ."
        found = closed_hierarchy((quad.triple for quad in parse(text, format=RdfFormat.TURTLE)), tmp_path / "kept")
        assert [str(triple.object) for triple in found] == [f"<{BASE}{last}>"]
    assert len(list((tmp_path / "kept").iterdir())) == 2
