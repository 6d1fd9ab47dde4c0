"""Whether the corpus says anything later than the last time at which the situation of an answer row is said to hold."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.dates import parse_date
from graph.terms import DT, EDTF, GRAPH, ONTOLOGY, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Store

    from graph.questions import Question

_OPENINGS = (DT.beginsNotBefore, DT.lastHolds)
_OF_CLAIMS = {DT.hedge, DT.modality, DT.polarity, DT.speaker, DT.states, DT.supports, DT.voice, DT.wording}
"""What is told of claims alone, which hold at no time: hundreds of them point to one way of speaking."""


class LastWord:
    """Says of the rows of one question whether anything in the corpus is later; what it reads of a thing, it reads once."""

    def __init__(self, store: Store, question: Question) -> None:
        self._store = store
        self._shown = tuple(dict.fromkeys(_shown(question)))
        self._latest: dict[NamedNode, str] = {}
        self._unread: dict[NamedNode, Iterator[str]] = {}
        self._days: dict[tuple[object, tuple[NamedNode, ...]], tuple[str, ...]] = {}

    def of(self, row: Mapping[str, NamedNode | Literal]) -> bool:
        """Whether nothing speaks of a later time, as fact or only stated: of the situation itself, of what else stands in the
        row, or of a situation that shares an agreement or the like with it. Things of the registry, such as states, do not
        count: something later is said of most of them.
        """
        situations = {row[slot] for slot in self._shown if slot in row}
        last = max((day for node in situations for day in self._days_of(node, (DT.lastHolds,))), default="")
        if not last:
            return False
        ends = (day for node in situations for day in self._days_of(node, (DT.endsNotAfter,)))
        nodes = (node for node in row.values() if isinstance(node, NamedNode))
        return all(day <= last for day in ends) and not any(self._is_later_near(node, last) for node in nodes)

    def _is_later_near(self, node: NamedNode, last: str) -> bool:
        """Whether a later day is spoken of a thing or of what points to it; read no further than to the first that is."""
        if node not in self._unread:
            self._latest[node], self._unread[node] = "", self._days_near(node)
        while self._latest[node] <= last and (day := next(self._unread[node], None)) is not None:
            self._latest[node] = max(self._latest[node], day)
        return self._latest[node] > last

    def _days_near(self, node: NamedNode) -> Iterator[str]:
        """The days that are spoken of a thing and of what points to it; none for a thing of the registry."""
        if _is_registered(self._store, node):
            return
        seen: set[NamedNode] = set()
        for other in chain((node,), _pointing_to(self._store, node)):
            if other not in seen:
                seen.add(other)
                yield from self._days_of(other, _OPENINGS)

    def _days_of(self, node: object, predicates: tuple[NamedNode, ...]) -> tuple[str, ...]:
        found = self._days.get((node, predicates))
        if found is None:
            found = self._days[node, predicates] = tuple(_days(self._store, node, predicates))
        return found


def _shown(question: Question) -> Iterator[str]:
    """The variables of the situations whose last time the question shows."""
    for pattern in question.patterns:
        if pattern.predicate == str(DT.lastHolds) and pattern.subject.startswith("?"):
            yield pattern.subject[1:]


def _is_registered(store: Store, node: NamedNode) -> bool:
    return next(store.quads_for_pattern(node, RDF.type, None, GRAPH.entities), None) is not None


def _pointing_to(store: Store, node: NamedNode) -> Iterator[NamedNode]:
    for graph in (DefaultGraph(), GRAPH.stated):
        quads = tuple(store.quads_for_pattern(None, None, node, graph))  # an iterator of the engine stays in its thread
        for quad in quads:
            way, other = quad.predicate, quad.subject
            if isinstance(other, NamedNode) and way.value.startswith(ONTOLOGY) and way not in _OF_CLAIMS:
                yield other


def _days(store: Store, node: object, predicates: Iterable[NamedNode]) -> Iterator[str]:
    """The latest days of which the dates of a situation speak, fact or only stated, as texts that sort by time."""
    if not isinstance(node, NamedNode):
        return
    for graph in (DefaultGraph(), GRAPH.stated):
        for predicate in predicates:
            for quad in store.quads_for_pattern(node, predicate, None, graph):
                if isinstance(quad.object, Literal):
                    date = quad.object
                    day = parse_date(date.value).latest if date.datatype == EDTF else date.value
                    yield str(day or "")
