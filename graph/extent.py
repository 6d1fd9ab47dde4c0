"""The extent of a question that denies or counts: how much of the graph it looked through, by class and predicate."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.reason.stored_rules import read_term
from graph.terms import RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import Triple

    from graph.evidence import Tracer
    from graph.naming import Labels
    from graph.questions import Pattern, Slot

COUNTED, TRACED = 100_000, 2_000
"""How many triples of one pattern are counted at most, and of how many at most the claims are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """One pattern that a question looks at: the predicate and, where they are given, subject and object, as N-Triples.

    ``triples`` is how many fit it, None when there are more than are counted; ``claims`` how many claims are behind
    these, None when they were not counted.
    """

    subject: Slot
    predicate: Slot
    object: Slot
    triples: int | None
    claims: int | None

    def words(self, labels: Labels) -> str:
        """What was searched, with its figures, as a phrase."""
        ends = [self._end(slot, labels) for slot in (self.subject, self.object)]
        named = self._end(self.predicate, labels) or "any predicate"
        what = f"{f'{ends[0]} ' if ends[0] else ''}{named}{f' {ends[1]}' if ends[1] else ''}"
        count = f"more than {COUNTED:,} triples" if self.triples is None else _counted(self.triples, "triple")
        behind = "their claims are not counted" if self.claims is None else f"of {_counted(self.claims, 'claim')}"
        return f"{what}: {count}" + (f", {behind}" if self.triples != 0 else "")

    @staticmethod
    def _end(slot: Slot, labels: Labels) -> str:
        return "" if slot.startswith("?") else labels.term(read_term(slot))


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def extent(tracer: Tracer, patterns: Iterable[Pattern], bound: Mapping[str, str]) -> tuple[Searched, ...]:
    """What the patterns look at, each once; ``bound`` are the parameters, as terms in N-Triples by name."""
    slots = (tuple(bound.get(slot[1:], slot) if slot.startswith("?") else slot for slot in p.slots) for p in patterns)
    alike = {tuple("?" if slot.startswith("?") else slot for slot in found) for found in slots}
    return tuple(_searched(tracer, *found) for found in sorted(alike, key=_order))


def _order(slots: tuple[Slot, ...]) -> tuple[bool, tuple[Slot, ...]]:
    """Classes first: what a question goes through, before what it reads there."""
    return slots[1] != str(RDF.type), (slots[1], slots[2], slots[0])


def _searched(tracer: Tracer, subject: Slot, predicate: Slot, value: Slot) -> Searched:
    terms = [None if slot == "?" else read_term(slot) for slot in (subject, predicate, value)]
    found: list[Triple] = []
    if not isinstance(terms[0], Literal) and (terms[1] is None or isinstance(terms[1], NamedNode)):
        quads = tracer.opened.quads.quads_for_pattern(terms[0], terms[1], terms[2], DefaultGraph())
        found = [quad.triple for quad in islice(quads, COUNTED + 1)]
    claims = {claim for triple in found for claim in tracer.claims(triple)} if len(found) <= TRACED else None
    return Searched(
        subject=subject,
        predicate=predicate,
        object=value,
        triples=len(found) if len(found) <= COUNTED else None,
        claims=None if claims is None else len(claims),
    )
