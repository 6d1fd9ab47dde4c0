"""Small graphs of claims made in memory and written as a store: each claim makes some facts, some facts are the registry's."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias, cast

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple, parse

from graph.emit import proposition
from graph.graphs import Graphs, Reason, graph_name
from graph.questions import Question, shown_variables
from graph.reason.closure import close
from graph.reason.rules import compile_ontology
from graph.reason.stored_rules import stored_rules
from graph.store import open_built
from graph.store_writer import write_store
from graph.terms import BASE, DT, RDF, RDFS, VOCABULARY, XSD
from loaders.tracing import parsed, select_all, traced_patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from graph.store import Opened

Facts: TypeAlias = "Sequence[Triple]"
Rows: TypeAlias = "set[frozenset[tuple[str, frozenset[str]]]]"

PREFIXES = """@prefix : <urn:x#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
SOURCE = NamedNode(f"{BASE}source/t")


def turtle(text: str) -> list[Triple]:
    return [quad.triple for quad in parse((PREFIXES + text).encode(), format=RdfFormat.TURTLE)]


def claim_name(number: int) -> NamedNode:
    return NamedNode(f"{BASE}claim/t/c{number}")


def question(name: str, where: str, shown: str, many: Sequence[str] = (), file: str = "here.rq") -> Question:
    """A question on the terms of ``urn:x#``, read as one of a file is."""
    from pathlib import Path  # noqa: PLC0415

    text = f"PREFIX : <urn:x#>\nSELECT DISTINCT {shown} WHERE {{ {where} }} ORDER BY {shown}"
    return Question(
        name=name, summary={"en": "What is so?"}, description="", text=text, shown=shown_variables(text), params=(), columns={},
        many=tuple(many), plot="none", evidence="rows", ever=True, trace_text=select_all(text), place=file,
        patterns=traced_patterns(text, Path(file)), worked_out=parsed(text, Path(file)).worked_out,
        ways=parsed(text, Path(file)).ways, parts=parsed(text, Path(file)).parts,
    )  # fmt: skip


def closed(facts: Iterable[Triple], axioms: str) -> set[Triple]:
    """Facts and all that follows from them."""
    facts = [*facts]
    return {*facts, *close(facts, compile_ontology(turtle(axioms))).inferred}


def _told(number: int) -> list[Triple]:
    claim, place = claim_name(number), NamedNode(f"{BASE}passage/t/{number}")
    axes = {DT.voice: "own", DT.modality: "actual", DT.polarity: "affirmed"}
    return [
        Triple(claim, RDF.type, DT.Claim),
        Triple(claim, RDFS.label, Literal(f"t/c{number}")),
        Triple(claim, DT.inSource, SOURCE),
        Triple(claim, DT.passage, place),
        Triple(place, DT.paragraph, Literal("1", datatype=XSD.integer)),
        *(Triple(claim, axis, NamedNode(VOCABULARY + value)) for axis, value in axes.items()),
    ]


def built(claims: Sequence[Facts], registry: Facts, axioms: str) -> Graphs:
    """What a build makes of claims that make these facts."""
    rules = compile_ontology(turtle(axioms))
    facts = [fact for of_claim in claims for fact in of_claim]
    supports = [
        Triple(claim_name(number), DT.supports, proposition(fact))
        for number, of_claim in enumerate(claims)
        for fact in of_claim
    ]
    told = [triple for number in range(len(claims)) for triple in _told(number)]
    registered = [*registry, Triple(SOURCE, RDFS.label, Literal("T"))]
    closure = close([*facts, *registry], rules)
    reasons = []
    for triple in closure.inferred:
        derivation = closure.derivation(triple)
        assert derivation is not None
        reasons.append(Reason(triple=triple, words="a rule", premises=derivation.premises))
    named = {"facts": [*facts, *supports], "entities": registered, "inferred": closure.inferred, "claims/t": told}
    return Graphs(
        default=tuple(dict.fromkeys([*registered, *facts, *supports, *told, *closure.inferred])),
        named={graph_name(name): tuple(triples) for name, triples in named.items()},
        reasons=tuple(reasons),
        rules=tuple(stored_rules(rules, str)),
    )


def opened(folder: Path, graphs: Graphs, questions: Mapping[str, Question]) -> Opened:
    """The build as a store that was written and opened."""
    write_store(folder, graphs, lambda: questions, replace=True)
    store = open_built(folder, "test")
    assert store is not None
    return store


def smallest(size: int, carries: Callable[[frozenset[int]], bool]) -> set[frozenset[int]]:
    """Every set of the numbers below ``size`` that carries something, when nothing within it does: by trying all."""
    found: list[frozenset[int]] = []
    for count in range(size + 1):
        every = map(frozenset, combinations(range(size), count))
        found += [one for one in every if not any(less <= one for less in found) and carries(one)]
    return set(found)


def rows_on(triples: Iterable[Triple], asked: Question) -> Rows:
    """The rows of the answer on these triples alone, merged as the question merges them."""
    store = Store()
    store.extend(Quad(*triple) for triple in triples)
    solutions = cast("QuerySolutions", store.query(asked.text))
    names = [variable.value for variable in solutions.variables]
    groups: dict[tuple[str, ...], dict[str, set[str]]] = {}
    for solution in solutions:
        single = tuple(str(solution[name]) for name in names if name not in asked.many)
        group = groups.setdefault(single, {name: set() for name in names})
        for name in names:
            group[name] |= {str(solution[name])} - {"None"}
    return {frozenset((name, frozenset(values)) for name, values in group.items()) for group in groups.values()}
