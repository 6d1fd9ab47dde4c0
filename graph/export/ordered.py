"""Quads in an order that depends on nothing but what they are: sorted in memory, or out of files when there are many."""

from __future__ import annotations

import heapq
import itertools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse, serialize

from graph.terms import RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST = 500_000
"""How many quads are held in memory at once."""


def in_order(quads: Iterable[Quad], *, most: int = MOST) -> Iterator[Quad]:
    """Each of the quads, by graph, subject, predicate (the type first) and object; at most ``most`` of them in memory.

    Quads with blank nodes must be few: they are held all at once, and the nodes named by RDFC-1.0.
    """
    batches = _batches(_with_canonical_nodes(quads), most)
    first = next(batches, [])
    second = next(batches, None)
    if second is None:
        yield from first
        return
    with tempfile.TemporaryDirectory(prefix="detente-export-") as folder:
        files = []
        for number, batch in enumerate(itertools.chain([first, second], batches)):
            files.append(Path(folder, str(number)))
            serialize(batch, str(files[-1]), format=RdfFormat.N_QUADS)
            batch.clear()
        readers = (parse(path=str(file), format=RdfFormat.N_QUADS) for file in files)
        yield from heapq.merge(*readers, key=_place)


def _batches(quads: Iterator[Quad], most: int) -> Iterator[list[Quad]]:
    while batch := list(itertools.islice(quads, most)):
        batch.sort(key=_place)
        yield batch


def _place(quad: Quad) -> tuple[str, str, bool, str, str]:
    predicate = quad.predicate
    return str(quad.graph_name), str(quad.subject), predicate != RDF.type, str(predicate), str(quad.object)


def _with_canonical_nodes(quads: Iterable[Quad]) -> Iterator[Quad]:
    blank = Dataset()
    for quad in quads:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            blank.add(quad)
        else:
            yield quad
    blank.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    yield from blank
