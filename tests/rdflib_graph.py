"""The shipped graph for rdflib, the second engine: parsed once in a process, which takes seconds."""

from __future__ import annotations

from functools import cache

import rdflib
from commands import shipped
from pyoxigraph import DefaultGraph, RdfFormat, serialize


@cache
def graph_for_rdflib() -> rdflib.Graph:
    """What questions read: the default graph of the shipped store."""
    quads = shipped().quads.quads_for_pattern(None, None, None, DefaultGraph())
    triples = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=triples, format="nt")
