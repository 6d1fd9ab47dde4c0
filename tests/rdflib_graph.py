"""The shipped graph for rdflib, the second engine: parsed once in a process, which takes seconds."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import rdflib
from commands import shipped
from pyoxigraph import DefaultGraph, RdfFormat, serialize

if TYPE_CHECKING:
    from pyoxigraph import Store


@cache
def graph_for_rdflib() -> rdflib.Graph:
    """What questions read: the default graph of the shipped store."""
    return of_default_graph(shipped().quads)


def of_default_graph(store: Store) -> rdflib.Graph:
    """The default graph of a store."""
    quads = store.quads_for_pattern(None, None, None, DefaultGraph())
    triples = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=triples, format="nt")
