"""The built graph against the ontology: nothing clashes, in our rules and in HermiT, and every axiom has its rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import shipped
from owl_tools import hermit_verdict, missing_tools, tools_required
from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from graph.build import build_in_memory
from graph.graphs import graph_name
from graph.layers import all_layers
from graph.reason.rules import compile_ontology
from graph.terms import BASE
from loaders.model import read_turtle

OWL_HOME = "http://www.w3.org/2002/07/owl#"
"""What owlrl adds besides: that each thing is a Thing and the same as itself."""
ONTOLOGY = Path(__file__).resolve().parent.parent / "ontology"


def stored(name: str) -> list[Triple]:
    """The triples of a named graph of the shipped store."""
    return [quad.triple for quad in shipped().quads.quads_for_pattern(None, None, None, graph_name(name))]


@pytest.mark.slow
def test_owlrl_by_itself_infers_the_same_of_the_shipped_facts() -> None:
    by_rules, by_owlrl = (
        {
            triple
            for triple in inferred
            if isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(f"{BASE}id/")
        }
        for inferred in (
            stored("inferred"),
            build_in_memory(all_layers(), owlrl=True)[0].named[graph_name("inferred")],
        )
    )
    assert by_rules
    assert by_rules == {triple for triple in by_owlrl if f"<{OWL_HOME}" not in f"{triple.predicate}{triple.object}"}


def test_every_axiom_of_the_ontology_has_its_rules() -> None:
    triples = [triple for name in ("detente.ttl", "vocab.ttl") for triple in read_turtle(ONTOLOGY / name)]
    assert compile_ontology(triples).one_way == ()


@pytest.mark.skipif(bool(missing_tools()) and not tools_required(), reason="HermiT is not installed: see CONTRIBUTING")
def test_hermit_finds_the_facts_consistent_with_the_ontology() -> None:
    told = stored("facts")
    assert told
    facts = serialize(told, format=RdfFormat.N_TRIPLES)
    assert facts is not None
    verdict = hermit_verdict((ONTOLOGY / "detente.ttl").read_bytes(), facts=facts)
    assert verdict.consistent
