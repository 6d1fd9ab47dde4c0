"""A value of a parameter only narrows an answer: each row for a value is one of the rows for any value."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import pytest
from commands import in_memory
from pyoxigraph import DefaultGraph, NamedNode
from subgraphs import Subgraphs
from test_answers import RECORDED, rows

from graph.layers import all_layers
from graph.terms import BASE, DT, RDF
from loaders.corpus import read_corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

    from graph.questions import Param

LONG_FOR_ANYTHING = "about"
"""It takes a minute and a half for anything in the whole graph: it is asked of the graph that the claims of one source make."""
FEW, MORE = 6, 20
"""How many things that a parameter takes are tried, and how many in the slow tests; never all of the two thousand that there are."""


@contextmanager
def graph_for(name: str) -> Iterator[Store]:
    """The graph of which a question is asked for anything."""
    if name != LONG_FOR_ANYTHING:
        yield in_memory().quads
        return
    layers = all_layers()
    corpus = read_corpus(layers)
    claims = frozenset(claim.iri for claim in corpus.claims if claim.source.slug == "weekly-2016-12")
    with Subgraphs(corpus, layers).holding(claims) as store:
        yield store


@cache
def spoken_of() -> frozenset[str]:
    """The IRIs of sources, and of all things of which a claim speaks or that one names."""
    found = {
        str(quad.object)[1:-1]
        for predicate in (DT.inSource, DT.subject, DT.object_)
        for quad in in_memory().quads.quads_for_pattern(None, predicate, None, DefaultGraph())
    }
    return frozenset(iri for iri in found if iri.startswith((f"{BASE}id/", f"{BASE}source/")))


def values_of(param: Param, place: int, most: int) -> list[str]:
    """Values for a parameter: all of an enum, some dates, and of the things that it takes ``most``, others for each ``place``."""
    if param.kind != "entity":
        return list(param.values) or ["1991", "1995", "2018", "2019-02", "2019-03-05", "2031"]
    of_class = None if param.of_class is None else NamedNode(param.of_class)
    typed = in_memory().quads.quads_for_pattern(None, RDF.type, of_class, DefaultGraph())
    fit = sorted({str(quad.subject)[1:-1] for quad in typed} & spoken_of())
    step = 1 + len(fit) // most
    return fit[place % step :: step]


@pytest.mark.parametrize(
    ("name", "most"),
    [(name, FEW) for name in RECORDED if name != LONG_FOR_ANYTHING]
    + [pytest.param(name, MORE, marks=pytest.mark.slow) for name in RECORDED],
)
def test_a_parameter_only_narrows_an_answer(name: str, most: int) -> None:
    """A value that were bound inside OPTIONAL alone would put itself into rows to which it does not belong."""
    question = in_memory().questions[name]
    anything = dict.fromkeys((param.name for param in question.params), "")
    with graph_for(name) as store:
        everything = rows(question, store, anything)
        assert everything
        for param in question.params:
            values = values_of(param, RECORDED.index(name), most)
            assert values, param.name
            for value in values:
                assert rows(question, store, anything | {param.name: value}) <= everything, f"{param.name}={value}"
