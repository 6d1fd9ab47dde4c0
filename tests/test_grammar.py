"""The quick grammar of queries: it reads every query as rdflib's own does, and refuses what that refuses, in the same words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyparsing import ParseException
from rdflib.plugins.sparql.parser import Query

from graph.layers import shipped_layer
from loaders import grammar
from loaders.grammar import parse
from loaders.questions import query_texts

ZOO = [
    "base<http://example.org/>prefix a.b:<#>select*{a.b:c.d a 'x'@en-GB,\"y\"^^a.b:z,'''l'i\nn''e''' ; ?p -1,+.5,-1.5e3,7.e0,true}",
    (
        "PREFIX : <a> SELECT DISTINCT ?x (COUNT(DISTINCT *) AS ?n) FROM <b> FROM NAMED <c> WHERE { ?x ^:p/(:q|!(a|^:r))*/:s? [ :t () ] } "
        "GROUP BY ?x (STR(?y) AS ?z) HAVING (sum(?n)>=2+3*-?m) ORDER BY DESC(?x) asc(?y) (!?z) LIMIT 5 OFFSET 2"
    ),
    (
        "SELECT ?a WHERE { { ?a ?b 1 } UNION { SELECT $c { ?c ?d _:e } } OPTIONAL { ?a ?b ?c FILTER NOT EXISTS { ?a ?b 'n' } } "
        "MINUS { ?a <x:y> ?b . } GRAPH ?g { ?a ?b ?c } VALUES (?a ?b) { (UNDEF 1.0) (<u> 'é') } BIND (IF(?a IN (1, 2), ?b, -?c) AS ?d) "
        "FILTER regex(str(?a), '^x', \"i\") FILTER(?a<?b&&?c!=?d||!bound(?e)) } VALUES ?q {\t}"
    ),
    "ASK { ?s ?p (1 [] ?o)\r\n. FILTER(<f>(DISTINCT ?x, 2) = ex:f() || COALESCE(1, 2) NOT IN ()) }",
    'PREFIX é: <x:> CONSTRUCT { ?s é:ö "" } { ?s é:ö ?o ; . SERVICE SILENT <s:s> { } }',
    "describe <a> ?b",
]
"""Queries that have between them what SPARQL has."""


def outcome(query: str, *, quick: bool) -> str:
    """What a query is read as, or why it cannot be read; by rdflib's own grammar, or by the quick one."""
    try:
        found = repr(parse(query) if quick else Query.parse_string(query, parse_all=True))
    except ParseException as error:
        return f"{error.lineno}: {error}"
    except TypeError as error:  # rdflib's own, for a sign before what is no number: -1.5e
        return str(error)
    nodes = list(dict.fromkeys(_OWN_NAME.findall(found)))
    return _OWN_NAME.sub(lambda node: f"node {nodes.index(node.group())}", found)


_OWN_NAME = re.compile(r"\bN[0-9a-f]{32}\b")
"""What rdflib calls a node without a name: something else each time."""


@pytest.mark.parametrize("query", ZOO)
def test_the_quick_grammar_reads_what_rdflib_reads(query: str) -> None:
    assert outcome(query, quick=True) == outcome(query, quick=False)
    assert outcome(query, quick=True).startswith("ParseResults")


def test_the_quick_grammar_reads_saved_questions_as_rdflib_does() -> None:
    saved = [re.sub(r"#.*", "", query.replace("#>", "%>")) for query in query_texts([shipped_layer()])[::9]]
    assert len(saved) > 5
    assert [outcome(query, quick=True) for query in saved] == [outcome(query, quick=False) for query in saved]


@settings(max_examples=40)
@given(
    query=st.sampled_from(ZOO),
    place=st.floats(0, 1),
    gone=st.integers(0, 3),
    come=st.text(" \n?<>(){}|:'.-+1aAé\xa0\x0b", max_size=2),
)
def test_a_query_with_a_slip_is_read_or_refused_as_rdflib_does(query: str, place: float, gone: int, come: str) -> None:
    at = int(place * len(query))
    slipped = query[:at] + come + query[at + gone :]
    assert outcome(slipped, quick=True) == outcome(slipped, quick=False)


def test_most_alternatives_are_ruled_out_by_the_next_character() -> None:
    choices = [one for one in grammar._quick().visit_all() if isinstance(one, grammar._Choice)]  # type: ignore[no-untyped-call]
    unknown = [(characters is None or empty) for one in choices for characters, empty in one.beginnings]
    assert 0 < sum(unknown) < len(unknown) / 10
