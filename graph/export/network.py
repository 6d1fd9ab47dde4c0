"""The graph as a network: facts as edges between situations and entities, or situations as edges between entities."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from graph.export.reading import Reading, bounds, mode
from graph.export.short import short, shorts
from graph.naming import slug
from graph.terms import DT, GRAPH, RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from graph.claim_view import ClaimView

Values = dict[str, "str | bool | int"]
"""The attributes of a node or an edge, by name; a name that is missing is a value that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node: its name and what is known of it."""

    name: str
    values: Mapping[str, str | bool | int] = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An edge from one node to another."""

    name: str
    start: str
    end: str
    values: Mapping[str, str | bool | int] = field(hash=False)


NODE_VALUES = {
    "label": "string", "class": "string", "kind": "string", "fact": "boolean", "wikidata": "string", "start": "string", "end": "string",
    "begins_not_before": "string", "begins_not_after": "string", "ends_not_before": "string", "ends_not_after": "string",
}  # fmt: skip
"""The attributes of nodes with their types in GraphML."""
EDGE_VALUES = {
    "label": "string", "predicate": "string", "kind": "string", "situation": "string", "source_role": "string",
    "target_role": "string", "start": "string", "end": "string", "weight": "int", "claims": "int", "claim_names": "string",
    "sources": "string", "modes": "string", "hedged": "boolean", "contested": "boolean",
}  # fmt: skip
"""The attributes of edges with their types in GraphML."""


class Network:
    """Reads networks out of the content of an export. What is only stated is in none of them."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def edges(self) -> Iterator[Edge]:
        """Facts between nodes, and what is inferred over time: a shortcut, which says *at some time*."""
        return self._edges(self._is_node)

    def _edges(self, is_end: Callable[[object], bool]) -> Iterator[Edge]:
        """The same, where what stands at both ends of an edge is what is asked for."""
        for triple, inferred in self._reading.facts():
            if not (isinstance(triple.subject, NamedNode) and is_end(triple.subject) and is_end(triple.object)):
                continue
            if inferred and not self._reading.is_over_time(triple.predicate):
                continue
            views = self._views(triple, inferred=inferred)
            if views:
                hedged, contested = self._reading.is_unsure(triple, inferred=inferred)
                yield Edge(
                    name=f"{short(triple.subject)} {short(triple.predicate)} {short(triple.object)}",
                    start=short(triple.subject),
                    end=short(triple.object),
                    values={
                        "label": self._reading.labels.term(triple.predicate),
                        "predicate": short(triple.predicate),
                        "kind": "inferred" if inferred else "fact",
                        "contested": contested,
                        **_evidence(views),
                        "hedged": hedged,
                    },
                )

    def edges_of_entities(self) -> Iterator[Edge]:
        """An edge for each situation between two entities that have a part in it, and for each fact between two entities."""
        yield from self._edges(self._is_entity)
        for situation, facts in itertools.groupby(self._reading.facts(), key=lambda fact: fact[0].subject):
            if isinstance(situation, NamedNode) and not self._is_entity(situation):
                yield from self._pairs(situation, [fact for fact, inferred in facts if not inferred])

    def node(self, name: NamedNode) -> Node:
        """A node, with its classes by editors or by facts, and with the days that bound it."""
        classes = self._reading.editors_classes(name)
        links = (short(link).removeprefix("wd:") for link in self._reading.objects(name, SKOS.exactMatch))
        values: Values = {
            "label": self._reading.labels.term(name),
            "class": "|".join(sorted(slug(found) for found in classes or self._classes(name))),
            "kind": "entity" if classes else "situation",
            "fact": bool(classes) or self._is_told(name),
            "wikidata": next(iter(links), ""),
            **self._days(name),
        }
        return Node(name=short(name), values={key: value for key, value in values.items() if value != ""})

    def _pairs(self, situation: NamedNode, facts: list[Triple]) -> Iterator[Edge]:
        parts = [fact for fact in facts if isinstance(fact.object, NamedNode) and self._is_entity(fact.object)]
        classes = sorted(slug(node) for node in self._classes(situation))
        if not classes:
            return
        for one, other in itertools.combinations(sorted(parts, key=_place), 2):
            if one.object == other.object:
                continue
            views = self._reading.views({c for fact in (one, other) for c in self._reading.makers(fact)})
            unsure = [self._reading.is_unsure(fact, inferred=False) for fact in (one, other)]
            yield Edge(
                name=f"{short(situation)} {short(one.predicate)} {short(one.object)} {short(other.predicate)} {short(other.object)}",
                start=short(one.object),
                end=short(other.object),
                values={
                    "label": self._reading.labels.term(situation),
                    "predicate": "|".join(classes),
                    "kind": "situation",
                    "situation": short(situation),
                    "source_role": slug(one.predicate),
                    "target_role": slug(other.predicate),
                    "contested": any(contested for _, contested in unsure),
                    **_evidence(views),
                    "hedged": any(hedged for hedged, _ in unsure),
                    **{key: day for key, day in self._days(situation).items() if key in ("start", "end")},
                },
            )

    def _days(self, node: NamedNode) -> Values:
        """The bounds, and as ``start`` and ``end`` the first and last day among them: it need not hold all through."""
        days: Values = {
            name: str(day) for name, day in bounds(self._reading, node).items() if name != "last_holds" and day
        }
        known = sorted(map(str, days.values()))
        return {**days, "start": known[0], "end": known[-1]} if known else {}

    def _classes(self, node: NamedNode) -> list[NamedNode]:
        found = self._reading.objects(node, RDF.type)
        kept = [c for c in found if isinstance(c, NamedNode) and self._reading.makers(Triple(node, RDF.type, c))]
        return sorted(kept, key=str)

    def _is_told(self, situation: NamedNode) -> bool:
        """Whether any fact tells of a situation: a proposal is a fact, what it proposes need not be one."""
        found = self._reading.store.quads_for_pattern(situation, None, None, GRAPH.facts)
        return any(self._reading.makers(quad.triple) for quad in found)

    def _views(self, triple: Triple, *, inferred: bool) -> list[ClaimView]:
        claims = self._reading.claims(triple) if inferred else self._reading.makers(triple)
        return self._reading.views(claims)

    def _is_node(self, node: object) -> bool:
        """Whether a node is a thing or a situation, and no class or concept."""
        if not isinstance(node, NamedNode):
            return False
        return self._is_entity(node) or bool(self._reading.tracer.reader.claims(DT.about, node))

    def _is_entity(self, node: object) -> bool:
        return isinstance(node, NamedNode) and bool(self._reading.editors_classes(node))


def _place(fact: Triple) -> tuple[str, str]:
    return str(fact.predicate), str(fact.object)


def _evidence(views: list[ClaimView]) -> Values:
    sources = shorts(view.source.iri for view in views)
    return {
        "weight": len(sources),
        "claims": len(views),
        "claim_names": "|".join(short(view.iri) for view in views),
        "sources": "|".join(sources),
        "modes": "|".join(sorted({mode(view) for view in views})),
    }
