"""Random small graphs: the smallest sets of claims are those that one finds by trying every set of claims."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple
from small_graphs import built, claim_name, closed, opened, question, rows_on, smallest

from graph.asking import ask
from graph.evidence import instances
from graph.questions import shown_variables
from graph.row_evidence import RowEvidence
from graph.terms import RDF
from graph.witnesses import Witnesses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from graph.asking import Answer
    from graph.questions import Question

AXIOMS = [
    ":p rdfs:subPropertyOf :q . :q owl:inverseOf :r .",
    ":p a owl:TransitiveProperty . :q a owl:SymmetricProperty .",
    ":r owl:propertyChainAxiom ( :p :q ) . :q rdfs:domain :C .",
    ":C rdfs:subClassOf :D . :p rdfs:range :C . :D owl:equivalentClass [ a owl:Restriction ; owl:onProperty :q ; owl:hasValue :a ] .",
    ":p a owl:InverseFunctionalProperty . :q a owl:TransitiveProperty .",
]
QUESTIONS = {
    found.name: found
    for found in (
        question("hidden", "?x :p ?y . ?y :q ?z", "?x"),
        question("shown-if-there", "?x a :C . OPTIONAL { ?x :p ?y }", "?x ?y"),
        question("hidden-if-there", "?x a :C . OPTIONAL { ?x :p ?y } FILTER (!BOUND(?y) || ?y != :a)", "?x"),
        question("one-or-the-other", "{ ?x :p ?y } UNION { ?x :q ?y }", "?x ?y"),
        question("collected", "?x :p ?y . OPTIONAL { ?x :q ?z }", "?x ?y ?z", many=("y", "z")),
        question(
            "worked-out", '?x :p ?y . OPTIONAL { ?x :q ?z } BIND (IF(BOUND(?z), "yes", "no") AS ?known)', "?x ?known"
        ),
        question("followed", "?x :r ?y . OPTIONAL { ?y :r ?z }", "?x ?y"),
        question("by-way-of", "?x a :C . OPTIONAL { ?x :p ?way . ?way :q ?y }", "?x ?y"),
        question("worked-out-there", "?x a :C . OPTIONAL { ?x :p ?y . BIND (STR(?y) AS ?name) }", "?x ?name"),
        question("inside", "?x a :C . OPTIONAL { ?x :p ?way OPTIONAL { ?way :q ?y . ?y :p ?on } }", "?x ?y"),
        question(
            "through-a-branch",
            "{ ?x :p ?way . ?way :q ?y } UNION { ?x :q ?way { ?way :r ?y } UNION { ?y :p ?way } } ?x a :C",
            "?x",
        ),
        question(
            "branches",
            '{ ?x :p ?way . ?way :q ?y . BIND ("p" AS ?by) } UNION { ?x :q ?y . ?y :r ?on . BIND ("q" AS ?by) }',
            "?x ?y ?by",
        ),
        question("two-steps", "?x a :C . OPTIONAL { ?x :p ?y . ?y :q ?z } OPTIONAL { ?x :q ?z }", "?x ?z"),
        question("either-way", "?x a :C . OPTIONAL { { ?x :p ?y } UNION { ?x :q ?h . ?h :r ?y } }", "?x ?y"),
    )
}
IN_OTHER_WAYS = {
    found.name: found
    for found in (
        question("hidden-then-inside", "?x :p ?h . OPTIONAL { ?h :q ?y OPTIONAL { ?y :r ?z } }", "?x ?z"),
        question(
            "by-a-branch-inside",
            "?x a :C . OPTIONAL { { ?x :p ?h } UNION { ?x :q ?h } OPTIONAL { ?h :r ?y } }",
            "?x ?y",
        ),
        question("branch-then-optional", "{ ?x :p ?h } UNION { ?x :q ?h } OPTIONAL { ?h :r ?y }", "?x ?y"),
        question(
            "one-after-the-other", "?x a :C OPTIONAL { ?x :p ?y } OPTIONAL { ?y :q ?z } OPTIONAL { ?z :r ?u }", "?x ?u"
        ),
        question(
            "the-first-there-is",
            "?x a :C . OPTIONAL { ?x :p ?y } OPTIONAL { ?x :q ?z } BIND (COALESCE(?y, ?z, :none) AS ?value)",
            "?x ?value",
        ),
    )
}
"""Questions whose rows could come about, with fewer claims, by bindings that lead to other rows while all claims are there."""
THINGS = st.sampled_from([NamedNode(f"urn:x#{name}") for name in "abc"])
EDGES = st.builds(Triple, THINGS, st.sampled_from([NamedNode(f"urn:x#{name}") for name in "pqr"]), THINGS)
TYPES = st.builds(Triple, THINGS, st.just(RDF.type), st.sampled_from([NamedNode(f"urn:x#{name}") for name in "CD"]))
FACTS = st.one_of(EDGES, EDGES, TYPES)
CLAIMS = st.lists(st.lists(FACTS, min_size=1, max_size=3, unique=True), min_size=1, max_size=5)
REGISTRY = st.lists(FACTS, max_size=2, unique=True)
RANDOM = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def facts_of(claims: Sequence[Sequence[Triple]], registry: Sequence[Triple], chosen: frozenset[int]) -> list[Triple]:
    return [*registry, *(fact for number in chosen for fact in claims[number])]


def graph_of(
    claims: Sequence[Sequence[Triple]], registry: Sequence[Triple], axioms: str
) -> Callable[[frozenset[int]], set[Triple]]:
    """What gives the graph that is made of some of the claims, each once."""
    return cache(lambda chosen: closed(facts_of(claims, registry, chosen), axioms))


def numbers(sets: Sequence[Sequence[NamedNode]], size: int) -> set[frozenset[int]]:
    names = {claim_name(number): number for number in range(size)}
    return {frozenset(names[claim] for claim in found) for found in sets}


@RANDOM
@given(claims=CLAIMS, registry=REGISTRY, axioms=st.sampled_from(AXIOMS))
def test_every_triple_rests_on_the_sets_that_trying_all_finds(
    tmp_path: Path, claims: list[list[Triple]], registry: list[Triple], axioms: str
) -> None:
    store = opened(tmp_path / ("0" * 16), built(claims, registry, axioms), {})
    witnesses = Witnesses(store)
    graph = graph_of(claims, registry, axioms)

    def holds(triple: Triple, chosen: frozenset[int]) -> bool:
        return triple in graph(chosen)

    for triple in sorted(graph(frozenset(range(len(claims)))), key=str):
        found = witnesses.of(triple)
        sets = [witnesses.claims(members) for members in found.sets]
        assert numbers(sets, len(claims)) == smallest(len(claims), partial(holds, triple)), str(triple)
        assert found.complete


def shown(answer: Answer) -> Mapping[frozenset[tuple[str, frozenset[str]]], Sequence[Sequence[NamedNode]]]:
    found = {}
    for row in answer.rows:
        assert row.evidence is not None
        key = frozenset((name, frozenset(map(str, values))) for name, values in row.values.items())
        found[key] = row.evidence.sets
    return found


def rows_with_sets(
    tmp_path: Path, questions: Mapping[str, Question], claims: list[list[Triple]], registry: list[Triple], axioms: str
) -> Iterator[tuple[object, set[frozenset[int]], Callable[[frozenset[int]], bool]]]:
    """Each row of these questions, by name and values; the sets of claims that are given for it; and whether a set carries it."""
    store = opened(tmp_path / ("0" * 16), built(claims, registry, axioms), questions)
    graph = graph_of(claims, registry, axioms)

    def is_shown(asked: Question, row: frozenset[tuple[str, frozenset[str]]], chosen: frozenset[int]) -> bool:
        return row in rows_on(graph(chosen), asked)

    for name, asked in questions.items():
        for row, sets in shown(ask(store, name, {})).items():
            yield (name, row), numbers(sets, len(claims)), partial(is_shown, asked, row)


@RANDOM
@given(claims=CLAIMS, registry=REGISTRY, axioms=st.sampled_from(AXIOMS))
def test_every_row_rests_on_the_sets_that_trying_all_finds(
    tmp_path: Path, claims: list[list[Triple]], registry: list[Triple], axioms: str
) -> None:
    for row, sets, carries in rows_with_sets(tmp_path, QUESTIONS, claims, registry, axioms):
        assert sets == smallest(len(claims), carries), row


@RANDOM
@given(claims=CLAIMS, registry=REGISTRY, axioms=st.sampled_from(AXIOMS))
def test_every_set_carries_its_row_by_itself(
    tmp_path: Path, claims: list[list[Triple]], registry: list[Triple], axioms: str
) -> None:
    for row, sets, carries in rows_with_sets(tmp_path, IN_OTHER_WAYS, claims, registry, axioms):
        assert all(map(carries, sets)), (row, sets)


def test_a_row_without_a_value_rests_on_what_keeps_it_from_having_one(tmp_path: Path) -> None:
    a, b, p = NamedNode("urn:x#a"), NamedNode("urn:x#b"), NamedNode("urn:x#p")
    registry = [Triple(a, RDF.type, NamedNode("urn:x#C")), Triple(a, p, a)]
    store = opened(tmp_path / ("0" * 16), built([[Triple(a, p, b)]], registry, AXIOMS[0]), QUESTIONS)
    without = {row: sets for row, sets in shown(ask(store, "inside", {})).items() if ("y", frozenset()) in row}
    assert [numbers(sets, 1) for sets in without.values()] == [{frozenset({0})}]


def test_a_row_rests_on_no_less_where_a_thing_without_a_name_could_match(tmp_path: Path) -> None:
    """A graph *user* may hold blank nodes, which no query can name."""
    a, b, c = (NamedNode(f"urn:x#{letter}") for letter in "abc")
    p, q, r = (NamedNode(f"urn:x#{letter}") for letter in "pqr")
    nameless = BlankNode("x")
    registry = [Triple(a, p, nameless), Triple(nameless, q, b), Triple(b, r, b)]
    claims = [[Triple(a, p, b)], [Triple(b, q, c)]]
    store = opened(tmp_path / ("0" * 16), built(claims, registry, ""), IN_OTHER_WAYS)
    found = shown(ask(store, "hidden-then-inside", {}))
    assert {frozenset(dict(row)["z"]): numbers(sets, 2) for row, sets in found.items()} == {
        frozenset(): {frozenset({0})},
        frozenset({f"<{b.value}>"}): {frozenset()},
    }


def never(_: object) -> list[dict[str, NamedNode | Literal]]:
    pytest.fail("the query is run on some of the claims")


@pytest.mark.parametrize("name", ["by-way-of", "worked-out-there", "through-a-branch"])
def test_a_row_that_needs_all_of_a_part_needs_no_trial(tmp_path: Path, name: str) -> None:
    a, b, c = (NamedNode(f"urn:x#{letter}") for letter in "abc")
    facts = [
        Triple(a, NamedNode("urn:x#p"), b),
        Triple(b, NamedNode("urn:x#q"), c),
        Triple(a, RDF.type, NamedNode("urn:x#C")),
    ]
    store = opened(tmp_path / ("0" * 16), built([[fact] for fact in facts], [], ""), QUESTIONS)
    asked = QUESTIONS[name]
    solutions = cast("QuerySolutions", store.quads.query(asked.trace_text))
    row = {v.value: found for v, found in zip(solutions.variables, next(solutions), strict=True) if found is not None}
    names = shown_variables(asked.text)
    RowEvidence(Witnesses(store), asked, {}, never).of(names, [(row, [instances(asked.patterns)(row)])])


@settings(RANDOM, max_examples=10)
@given(claims=CLAIMS, registry=REGISTRY, axioms=st.sampled_from(AXIOMS), seed=st.integers(0, 999))
def test_the_order_of_loading_changes_no_evidence(
    tmp_path: Path, claims: list[list[Triple]], registry: list[Triple], axioms: str, seed: int
) -> None:
    graphs = built(claims, registry, axioms)
    mixed = [*graphs.default]
    random.Random(seed).shuffle(mixed)  # noqa: S311  to mix, not to hide
    one = opened(tmp_path / ("1" * 16), graphs, QUESTIONS)
    other = opened(tmp_path / ("2" * 16), replace(graphs, default=tuple(mixed)), QUESTIONS)
    for name in QUESTIONS:
        assert shown(ask(one, name, {})) == shown(ask(other, name, {}))
