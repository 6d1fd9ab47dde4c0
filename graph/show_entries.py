"""What is known of a thing, sorted for showing: its own facts, an entry for each situation in which it stands, what is only said."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.dates import parse_date
from graph.explain import explain, term_pairs, triples_about
from graph.terms import DT, GRAPH, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pyoxigraph import Triple

    from graph.evidence import Tracer
    from graph.explain import Explanation

TIMES = (DT.began, DT.occurred, DT.holds, DT.ended)
"""The properties that say when a situation is or was, in the order in which they are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is told of one situation, or other thing, that points to the thing that is shown.

    ``kinds`` are its classes, without those that another of them implies; ``day`` is the earliest day of which its dates
    speak, as a text that sorts by time, or empty.
    """

    node: NamedNode
    kinds: tuple[NamedNode, ...]
    told: tuple[Explanation, ...]
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that is known of a thing: what is told of itself, and where it stands in what is told of others, by time."""

    facts: tuple[Explanation, ...]
    said: tuple[Explanation, ...]
    entries: tuple[Entry, ...]
    said_entries: tuple[Entry, ...]


def known(tracer: Tracer, thing: NamedNode) -> Known:
    """All that is known of a thing.

    What is inferred is left out where everything from which it follows is told here too: a class above a thing's own, the
    inverse of a slot, a shortcut over a situation.
    """
    own = [explain(tracer, triple) for triple in triples_about(tracer, thing)]
    told = {node: _told(tracer, node, links) for node, links in _links(tracer, thing).items()}
    shown = {e.triple for e in chain(own, *told.values()) if not _follows(e)}
    kept = {node: [e for e in found if not _is_repeated(e, shown)] for node, found in told.items()}
    rest = [e for e in own if not _is_repeated(e, shown)]
    return Known(
        facts=tuple(e for e in rest if e.holds),
        said=tuple(e for e in rest if not e.holds),
        entries=_entries(tracer, {node: [e for e in found if e.holds] for node, found in kept.items()}),
        said_entries=_entries(tracer, {node: [e for e in found if not e.holds] for node, found in kept.items()}),
    )


def _links(tracer: Tracer, thing: NamedNode) -> dict[NamedNode, list[Explanation]]:
    """What points to a thing, by its subject."""
    links: dict[NamedNode, list[Explanation]] = {}
    for triple in term_pairs(tracer, thing):
        if isinstance(triple.subject, NamedNode) and triple.subject != thing:
            links.setdefault(triple.subject, []).append(explain(tracer, triple))
    return links


def _told(tracer: Tracer, node: NamedNode, links: list[Explanation]) -> list[Explanation]:
    """What an entry tells of a node: all that is said of a situation, but of a state or another known thing the link alone.

    Where the thing is no part of it by any fact, neither are the facts about it told.
    """
    if all(map(_follows, links)) or _is_known_thing(tracer, node):
        return links
    every = [explain(tracer, triple) for triple in triples_about(tracer, node)]
    return every if any(link.holds for link in links) else [e for e in every if not e.holds]


def _is_known_thing(tracer: Tracer, node: NamedNode) -> bool:
    """Whether editors say what a node is, and it is no situation."""
    types = [explain(tracer, triple) for triple in triples_about(tracer, node, RDF.type)]
    return any(e.standing == "given" for e in types) and all(e.triple.object != DT.Situation for e in types)


def _follows(explanation: Explanation) -> bool:
    """Whether no claim states it, and it follows, or would follow, from something else."""
    return bool(explanation.premises) and not explanation.claims and not explanation.against


def _is_repeated(explanation: Explanation, shown: set[Triple]) -> bool:
    return _follows(explanation) and _grounds(explanation) <= shown


def _grounds(explanation: Explanation) -> set[Triple]:
    """The triples in which a derivation ends."""
    if not _follows(explanation):
        return {explanation.triple}
    return {triple for premise in explanation.premises for triple in _grounds(premise)}


def _entries(tracer: Tracer, told: Mapping[NamedNode, Sequence[Explanation]]) -> tuple[Entry, ...]:
    """An entry for each node of which something is told, the earliest first, those without a date last."""
    entries = [
        Entry(node=node, kinds=_kinds(tracer, node), told=tuple(found), day=first_day(e.triple for e in found))
        for node, found in told.items()
        if found
    ]
    return tuple(sorted(entries, key=lambda entry: (*by_time(entry.day), tracer.labels.term(entry.node))))


def of_kinds(tracer: Tracer, entries: Iterable[Entry], kinds: Sequence[NamedNode]) -> tuple[Entry, ...]:
    """The entries that are of one of the kinds, or are only said to be; all where no kind is given."""
    classes = {class_ for kind in kinds for class_ in (kind, *_below(tracer, kind))}
    return tuple(entry for entry in entries if not kinds or classes & _stated_kinds(tracer, entry.node))


def _below(tracer: Tracer, kind: NamedNode) -> Iterator[object]:
    return (quad.subject for quad in tracer.opened.quads.quads_for_pattern(None, RDFS.subClassOf, kind, DefaultGraph()))


def _stated_kinds(tracer: Tracer, node: NamedNode) -> set[object]:
    graphs = (DefaultGraph(), GRAPH.stated)
    return {q.object for graph in graphs for q in tracer.opened.quads.quads_for_pattern(node, RDF.type, None, graph)}


def by_time(day: str) -> tuple[bool, str]:
    """A sort key: days in their order, then what has none."""
    return not day, day


def dates_of(tracer: Tracer, situation: NamedNode) -> list[Triple]:
    """The facts about a situation's time."""
    quads = tracer.opened.quads
    return [q.triple for time in TIMES for q in quads.quads_for_pattern(situation, time, None, DefaultGraph())]


def first_day(triples: Iterable[Triple]) -> str:
    """The earliest day of which those of the triples speak that are dates, or nothing."""
    dates = (triple.object for triple in triples if triple.predicate in TIMES)
    return min((day for date in dates if isinstance(date, Literal) and (day := day_of(date))), default="")


def day_of(date: Literal) -> str:
    """The first day that a date admits, or the last one where it has no first, as a text that sorts by time."""
    parsed = parse_date(date.value)
    return str(parsed.earliest or parsed.latest or "")


def _kinds(tracer: Tracer, node: NamedNode) -> tuple[NamedNode, ...]:
    quads = tracer.opened.quads
    types = {quad.object for quad in quads.quads_for_pattern(node, RDF.type, None, DefaultGraph())}
    implied = {
        quad.object
        for kind in types
        if isinstance(kind, NamedNode)
        for quad in quads.quads_for_pattern(kind, RDFS.subClassOf, None, DefaultGraph())
        if quad.object != kind
    }
    return tuple(sorted((kind for kind in types - implied if isinstance(kind, NamedNode)), key=tracer.labels.term))
