"""The queries of docs/asking.md run as they stand there, in both engines, and find something."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
import rdflib
from commands import in_memory
from pyoxigraph import DefaultGraph
from rdflib_graph import graph_for_rdflib

from graph.terms import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

PAGE = (Path(__file__).parents[1] / "docs" / "asking.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sparql\n(.*?)```", PAGE, re.DOTALL)
CLAIM_TERMS = re.findall(r"`dt:(\w+)`", PAGE.split("| of a claim | |")[1].split("\n\n")[0])


def test_there_are_five_queries() -> None:
    assert len(QUERIES) == 5


@pytest.mark.parametrize("query", QUERIES, ids=["visits", "judgements", "citations", "what leans on a site", "wishes"])
def test_a_query_of_the_page_finds_the_same_in_two_engines(query: str) -> None:
    found = cast("QuerySolutions", in_memory().quads.query(query, prefixes=dict(PREFIXES)))
    names = [variable.value for variable in found.variables]
    rows = [tuple(None if row[name] is None else row[name].value for name in names) for row in found]
    theirs = [
        tuple(None if value is None else str(value) for value in row)
        for row in graph_for_rdflib().query(query, initNs=PREFIXES)
        if isinstance(row, rdflib.query.ResultRow)
    ]
    assert len(rows) > 5
    assert sorted(rows, key=str) == sorted(theirs, key=str)


def test_the_page_names_every_property_of_a_claim() -> None:
    read = [*in_memory().quads.quads_for_pattern(None, None, None, DefaultGraph())]
    claims = {quad.subject for quad in read if quad.predicate.value.endswith("#says")}
    used = {quad.predicate.value.rpartition("#")[2] for quad in read if quad.subject in claims}
    assert set(CLAIM_TERMS) == used - {"type", "label"}
