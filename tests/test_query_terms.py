"""The terms of a query are all the IRIs that it names, however it writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.terms import ONTOLOGY
from loaders.query_terms import terms_of

HERE = Path("here.rq")
HEAD = f"PREFIX dt: <{ONTOLOGY}>\nPREFIX : <http://example.org/>\nprefix e.x-y: <http://example.org/e>\n"


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        ("?x a dt:Claim", 2),
        ("?x :a :b.c ; :d-e <http://example.org/f#g>", 4),
        ("?x (dt:one/^dt:two|!(dt:three|:four))* ?y", 4),
        ("?x e.x-y:nd e.x-y:", 2),
        ("?x dt:\\u006Fne <http://example.org/\\u0061>", 2),
        ('?x :p "dt:no"@en , \'it\\\'s dt:no\' , """a "quoted" dt:no""" # dt:no\n', 1),
        ("?x :p 5 . _:dt :q ?a FILTER (?a < 2 && 3 > ?b)", 2),
        ("?x :p ?a VALUES ?a { dt:one :two UNDEF }", 3),
        ("{ SELECT ?x { ?x a :A OPTIONAL { ?x :p ?y FILTER NOT EXISTS { ?y :q ?z } } } }", 4),
        ("?x :p ?y FILTER (?y IN (dt:one) || dt:two(?y))", 3),
        ("BIND (IRI(CONCAT(STR(dt:one), 'a')) AS ?x)", 1),
    ],
)
def test_of_a_query_with(pattern: str, named: int) -> None:
    text = f"{HEAD}SELECT * WHERE {{ {pattern} }}"
    assert len(terms_of(text, HERE)) == named


@pytest.mark.parametrize("base", ["http://example.org/a/b", "http://example.org/a#b", "http://example.org/"])
def test_of_a_query_with_a_base(base: str) -> None:
    text = f"BASE <{base}>\nPREFIX c: <c#>\nSELECT * {{ ?x <#d> <e/f> ; c:g <> }}"
    assert len(terms_of(text, HERE)) == 4
