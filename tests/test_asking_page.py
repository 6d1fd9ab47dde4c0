"""The queries of docs/asking.md run as they stand there, in both engines, and find something."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
import rdflib
from pyoxigraph import RdfFormat, Store, serialize

from graph.build import build_in_memory
from graph.layers import all_layers
from graph.store import quads_of
from graph.terms import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

    from graph.graphs import Graphs

PAGE = (Path(__file__).parents[1] / "docs" / "asking.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sparql\n(.*?)```", PAGE, re.DOTALL)
CLAIM_TERMS = re.findall(r"`dt:(\w+)`", PAGE.split("| of a claim | |")[1].split("\n\n")[0])


@pytest.fixture(scope="module")
def shipped() -> Graphs:
    return build_in_memory(all_layers())[0]


@pytest.fixture(scope="module")
def engines(shipped: Graphs) -> tuple[Store, rdflib.Graph]:
    store = Store()
    store.bulk_extend(quads_of(shipped))
    lines = serialize(shipped.default, format=RdfFormat.N_TRIPLES)
    return store, rdflib.Graph().parse(data=lines, format="nt")


def test_there_are_five_queries() -> None:
    assert len(QUERIES) == 5


@pytest.mark.parametrize("query", QUERIES, ids=["visits", "judgements", "citations", "what leans on a site", "wishes"])
def test_a_query_of_the_page_finds_the_same_in_two_engines(engines: tuple[Store, rdflib.Graph], query: str) -> None:
    store, graph = engines
    found = cast("QuerySolutions", store.query(query, prefixes=dict(PREFIXES)))
    names = [variable.value for variable in found.variables]
    rows = [tuple(None if row[name] is None else row[name].value for name in names) for row in found]
    theirs = [
        tuple(None if value is None else str(value) for value in row)
        for row in graph.query(query, initNs=PREFIXES)
        if isinstance(row, rdflib.query.ResultRow)
    ]
    assert len(rows) > 5
    assert sorted(rows, key=str) == sorted(theirs, key=str)


def test_the_page_names_every_property_of_a_claim(shipped: Graphs) -> None:
    claims = {t.subject for t in shipped.default if t.predicate.value.endswith("#says")}
    used = {t.predicate.value.rpartition("#")[2] for t in shipped.default if t.subject in claims}
    assert set(CLAIM_TERMS) == used - {"type", "label"}
