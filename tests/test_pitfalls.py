"""The page of pitfalls has each number of the catalogue once, and names checks that there are."""

from __future__ import annotations

import re

import pytest
from commands import ROOT
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import URIRef
from rdflib.namespace import DCTERMS, SKOS, DefinedNamespace

from graph.checks import SUMMARIES
from graph.terms import BASE

PAGE = (ROOT / "docs" / "pitfalls.md").read_text(encoding="utf-8")
ROWS = re.findall(r"(?m)^\| (P[0-9]{2}) \| ([^|]+) \| ([^|]+) \|$", PAGE)
CHECKS = {file.stem for file in (ROOT / "queries" / "checks").glob("*.rq")} | set(SUMMARIES)
NAMESPACES: tuple[type[DefinedNamespace], ...] = (DCTERMS, SKOS)


def test_every_pitfall_of_the_catalogue_stands_in_the_page_once() -> None:
    assert [number for number, _, _ in ROWS] == [f"P{number:02}" for number in range(1, 42)]


@pytest.mark.parametrize(("number", "answer"), [(number, answer) for number, _, answer in ROWS])
def test_a_pitfall_has_checks_that_there_are_or_a_reason_for_none(number: str, answer: str) -> None:
    named = set(re.findall(r"`([a-z-]+)`", answer))
    assert named <= CHECKS, number
    assert named or answer.startswith(("none", "for review")), number


def test_most_pitfalls_have_a_check() -> None:
    assert sum("`" in answer and not answer.startswith(("none", "for review")) for _, _, answer in ROWS) >= 35


def test_every_check_of_the_ontology_s_own_graph_stands_in_the_page() -> None:
    files = (ROOT / "queries" / "checks").glob("*.rq")
    of_terms = {file.stem for file in files if re.search(r"extent:.*graph:ontology", file.read_text(encoding="utf-8"))}
    assert len(of_terms) > 20
    assert of_terms <= set(re.findall(r"`([a-z-]+)`", PAGE))


def test_every_foreign_term_is_one_that_its_namespace_has() -> None:
    """A misspelt foreign term would be a new term in somebody else's namespace."""
    declared = {quad.subject for quad in parse(path=ROOT / "ontology" / "detente.ttl", format=RdfFormat.TURTLE)}
    foreign = {URIRef(node.value) for node in declared if isinstance(node, NamedNode) and BASE not in node.value}
    assert len(foreign) > 10
    assert {term for term in foreign if not any(term in namespace for namespace in NAMESPACES)} == set()
