"""The shared suite of OWL 2 RL rule cases: what must follow follows, what must not does not, clashes are reported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from graph.reason.closure import close
from graph.reason.rules import compile_ontology

SUITE = Path(__file__).parents[2] / "shared" / "suites" / "owl-rl-cases.json"
if not SUITE.is_file():
    pytest.skip(f"the shared suites are not here ({SUITE})", allow_module_level=True)

SCHEMA = "derives an axiom from axioms: the closure speaks of instances only, axioms are compiled into rules"
EXCEPTIONS = dict.fromkeys(("scm-sco", "scm-spo", "scm-dom1", "scm-eqc1", "scm-eqc2", "scm-int"), SCHEMA)
EXCEPTIONS |= dict.fromkeys(("scm-uni", "scm-svf1"), SCHEMA)

DOCUMENT = json.loads(SUITE.read_text(encoding="utf-8"))
CASES = [
    pytest.param(
        case,
        id=case["name"].replace(" ", "-"),
        marks=[pytest.mark.xfail(reason=EXCEPTIONS[case["name"]])] if case["name"] in EXCEPTIONS else [],
    )
    for case in DOCUMENT["cases"]
]


def turtle(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(text.encode(), format=RdfFormat.TURTLE)]


@pytest.mark.parametrize("case", CASES)
def test_a_case_of_the_suite_holds(case: dict[str, Any]) -> None:
    triples = turtle(case["data"])
    closure = close(triples, compile_ontology(triples))
    known = {*triples, *closure.inferred}
    wanted, unwanted = (
        set(turtle(f"{DOCUMENT['prefixes']} {' . '.join(case[key])} .")) if case[key] else set()
        for key in ("yes", "no")
    )
    assert wanted - known == set()
    assert unwanted & known == set()
    assert case["clash"] in {None, bool(closure.clashes)}


def test_each_listed_exception_is_a_case_of_the_suite() -> None:
    assert set(EXCEPTIONS) <= {case["name"] for case in DOCUMENT["cases"]}
