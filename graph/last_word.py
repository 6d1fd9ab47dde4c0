"""Whether the corpus says anything later than the last time at which the situation of an answer row is said to hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.dates import parse_date
from graph.standing import REGISTRY
from graph.terms import BASE, DT, EDTF, ONTOLOGY, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Store

    from graph.questions import Question

STATED = NamedNode(BASE + "graph/stated")
"""The graph of what would hold besides if all that is stated were fact."""
_OPENINGS = (DT.beginsNotBefore, DT.lastHolds)


class LastWord:
    """Says of the rows of one question whether anything in the corpus is later; what it reads of a thing, it reads once."""

    def __init__(self, store: Store, question: Question) -> None:
        self._store = store
        self._shown = tuple(dict.fromkeys(_shown(question)))
        self._near: dict[NamedNode, str] = {}

    def of(self, row: Mapping[str, NamedNode | Literal]) -> bool:
        """Whether nothing speaks of a later time, as fact or only stated: of the situation itself, of what else stands in the
        row, or of a situation that shares an agreement or the like with it. Things of the registry, such as states, do not
        count: something later is said of most of them.
        """
        situations = {row[slot] for slot in self._shown if slot in row}
        last = max((day for node in situations for day in _days(self._store, node, (DT.lastHolds,))), default="")
        if not last:
            return False
        ends = (day for node in situations for day in _days(self._store, node, (DT.endsNotAfter,)))
        nodes = (node for node in row.values() if isinstance(node, NamedNode))
        return all(day <= last for day in ends) and all(self._latest_near(node) <= last for node in nodes)

    def _latest_near(self, node: NamedNode) -> str:
        """The latest day that is spoken of a thing and of what points to it; empty for a thing of the registry."""
        if node not in self._near:
            around = () if _is_registered(self._store, node) else {node, *_pointing_to(self._store, node)}
            self._near[node] = max(
                (day for other in around for day in _days(self._store, other, _OPENINGS)), default=""
            )
        return self._near[node]


def _shown(question: Question) -> Iterator[str]:
    """The variables of the situations whose last time the question shows."""
    for pattern in question.patterns:
        if pattern.predicate == str(DT.lastHolds) and pattern.subject.startswith("?"):
            yield pattern.subject[1:]


def _is_registered(store: Store, node: NamedNode) -> bool:
    return next(store.quads_for_pattern(node, RDF.type, None, REGISTRY), None) is not None


def _pointing_to(store: Store, node: NamedNode) -> Iterator[NamedNode]:
    for graph in (DefaultGraph(), STATED):
        for quad in store.quads_for_pattern(None, None, node, graph):
            if isinstance(quad.subject, NamedNode) and quad.predicate.value.startswith(ONTOLOGY):
                yield quad.subject


def _days(store: Store, node: object, predicates: Iterable[NamedNode]) -> Iterator[str]:
    """The latest days of which the dates of a situation speak, fact or only stated, as texts that sort by time."""
    if not isinstance(node, NamedNode):
        return
    for graph in (DefaultGraph(), STATED):
        for predicate in predicates:
            for quad in store.quads_for_pattern(node, predicate, None, graph):
                if isinstance(quad.object, Literal):
                    date = quad.object
                    day = parse_date(date.value).latest if date.datatype == EDTF else date.value
                    yield str(day or "")
