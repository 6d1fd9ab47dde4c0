"""Evidence: from the rows of an answer to the claims that carry them, through inference, and to those that speak against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from graph.claim_view import ClaimReader
from graph.emit import proposition
from graph.naming import Labels
from graph.terms import DT, RDF

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graph.questions import Pattern, Slot
    from graph.store import Opened

Term = NamedNode | Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A triple of an answer row and the claims that make it a fact, directly or through inference."""

    pattern: Pattern
    triple: Triple
    claims: tuple[NamedNode, ...]


class Tracer:
    """Traces triples of one open store."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.labels = Labels.stored(opened.quads)
        self.reader = ClaimReader(opened.quads, self.labels)

    def supports(self, patterns: tuple[Pattern, ...], row: Mapping[str, Term]) -> list[Support]:
        """The triples of one row that rest on claims; what editors alone say (labels, classes of entities) is left out."""
        found = []
        for pattern in patterns:
            triple = instance(pattern, row)
            if triple is not None and (claims := self.claims(triple)):
                found.append(Support(pattern=pattern, triple=triple, claims=claims))
        return found

    def claims(self, triple: Triple) -> tuple[NamedNode, ...]:
        """The claims on which a triple rests, walking from what is inferred down to facts."""
        return tuple(sorted(self._walk(triple, set()), key=str))

    def _walk(self, triple: Triple, seen: set[Triple]) -> set[NamedNode]:
        if triple in seen:
            return set()
        seen.add(triple)
        direct = self.reader.claims(DT.supports, proposition(triple))
        if direct:
            return set(direct)
        if isinstance(triple.subject, NamedNode) and self.holds(Triple(triple.subject, RDF.type, DT.Claim)):
            return {triple.subject}
        reason = self.opened.reason(triple)
        return set() if reason is None else {claim for premise in reason[1] for claim in self._walk(premise, seen)}

    def holds(self, triple: Triple) -> bool:
        """Whether a triple stands in what questions read."""
        return Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) in self.opened.quads

    def stating(self, triple: Triple) -> list[NamedNode]:
        """The claims that state a triple, whether or not they make it a fact."""
        return self.reader.claims(DT.states, proposition(triple))

    def stating_inferred(self, triple: Triple) -> list[NamedNode]:
        """The claims that state a triple, or that speak of its subject when it would only be inferred."""
        direct = self.stating(triple)
        if direct or not isinstance(triple.subject, NamedNode):
            return direct
        return self.reader.claims(DT.about, triple.subject)

    def conflicts(self, triple: Triple) -> Iterator[NamedNode]:
        """The conflicts over a triple."""
        for quad in self.opened.quads.quads_for_pattern(None, DT.over, proposition(triple), DefaultGraph()):
            if isinstance(quad.subject, NamedNode):
                yield quad.subject


def instance(pattern: Pattern, row: Mapping[str, Term]) -> Triple | None:
    """The pattern with a row's values in it; None when one of its variables is unbound in the row."""
    subject, predicate, value = (_term(slot, row) for slot in (pattern.subject, pattern.predicate, pattern.object))
    if not isinstance(subject, NamedNode) or not isinstance(predicate, NamedNode) or value is None:
        return None
    return Triple(subject, predicate, value)


def _term(slot: Slot, row: Mapping[str, Term]) -> Term | None:
    if slot.startswith("?"):
        return row.get(slot[1:])
    quad = next(iter(parse(f"<x:s> <x:p> {slot} .".encode(), format=RdfFormat.N_TRIPLES)))
    return quad.object if isinstance(quad.object, NamedNode | Literal) else None
