"""Evidence: from the rows of an answer to the claims that carry them, through inference, and to those that speak against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from graph.claim_view import ClaimReader, claim_order
from graph.emit import proposition
from graph.naming import Labels
from graph.origins import Origins
from graph.reason.stored_rules import read_term
from graph.terms import DT, RDF
from graph.witnesses import Witnesses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graph.questions import Pattern, Slot
    from graph.store import Opened

Term = NamedNode | Literal
Instances: TypeAlias = "tuple[tuple[Pattern, Triple], ...]"
"""The triple patterns of a question with the values of one row in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A triple of an answer row, and the facts on which it rests: itself, or those from which it is inferred."""

    pattern: Pattern
    triple: Triple
    ground: tuple[tuple[Triple, tuple[NamedNode, ...]], ...]

    @property
    def claims(self) -> tuple[NamedNode, ...]:
        """The claims that make these facts, each once, in order of name."""
        return tuple(sorted({claim for _, claims in self.ground for claim in claims}, key=claim_order))


class Tracer:
    """Traces triples of one open store."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.labels = Labels.stored(opened.quads)
        self.reader = ClaimReader(opened.quads, self.labels)
        self.origins = Origins(opened.quads, self.labels)
        self.witnesses = Witnesses(opened)
        self._grounds: dict[Triple, tuple[tuple[Triple, tuple[NamedNode, ...]], ...]] = {}

    def supports(self, instances: Instances, *, of: Term | None = None) -> list[Support]:
        """Those triples of one row that rest on claims; what editors alone say (labels, classes of entities) is left out.

        Of a row that tells what the source ``of`` tells, no other is named for what this source says too.
        """
        grounds = ((pattern, triple, self._told(self._grounded(triple), of)) for pattern, triple in instances)
        return [Support(pattern=pattern, triple=triple, ground=ground) for pattern, triple, ground in grounds if ground]

    def _told(
        self, ground: tuple[tuple[Triple, tuple[NamedNode, ...]], ...], source: Term | None
    ) -> tuple[tuple[Triple, tuple[NamedNode, ...]], ...]:
        if source is None:
            return ground
        of_source = {
            fact: tuple(c for c in claims if self.reader.read(c).source.iri == source) for fact, claims in ground
        }
        return tuple((fact, of_source[fact] or claims) for fact, claims in ground)

    def _grounded(self, triple: Triple) -> tuple[tuple[Triple, tuple[NamedNode, ...]], ...]:
        """The ground of a triple, found once: rows of one answer share many."""
        if triple not in self._grounds:
            self._grounds[triple] = tuple(self.ground(triple).items())
        return self._grounds[triple]

    def claims(self, triple: Triple) -> tuple[NamedNode, ...]:
        """The claims on which a triple rests, walking from what is inferred down to facts."""
        return tuple(sorted({claim for claims in self.ground(triple).values() for claim in claims}, key=claim_order))

    def ground(self, triple: Triple) -> dict[Triple, tuple[NamedNode, ...]]:
        """The facts on which a triple rests, each with its claims: itself, or what its derivation ends in."""
        found: dict[Triple, tuple[NamedNode, ...]] = {}
        waiting, seen = [triple], {triple}
        while waiting:
            lower = waiting.pop()
            claims = self._own_claims(lower)
            if claims:
                found[lower] = claims
            elif (reason := self.opened.reason(lower)) is not None:
                fresh = [premise for premise in reason[1] if premise not in seen]
                seen.update(fresh)
                waiting.extend(fresh)
        return found

    def _own_claims(self, triple: Triple) -> tuple[NamedNode, ...]:
        """The claims that make a triple a fact; a triple about a claim rests on that claim."""
        direct = self.reader.claims(DT.supports, proposition(triple))
        if not direct and isinstance(triple.subject, NamedNode):
            direct = [triple.subject] if self.holds(Triple(triple.subject, RDF.type, DT.Claim)) else []
        return tuple(direct)

    def holds(self, triple: Triple) -> bool:
        """Whether a triple stands in what questions read."""
        return Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) in self.opened.quads

    def stating(self, triple: Triple) -> list[NamedNode]:
        """The claims that state a triple, whether or not they make it a fact."""
        return self.reader.claims(DT.states, proposition(triple))

    def stated_by(self, claim: NamedNode) -> list[Triple]:
        """The triples that a claim states."""
        found = []
        for quad in self.opened.quads.quads_for_pattern(claim, DT.states, None, DefaultGraph()):
            parts = [self._part(quad.object, slot) for slot in (DT.subject, DT.predicate, DT.object_)]
            if isinstance(parts[0], NamedNode) and isinstance(parts[1], NamedNode) and parts[2] is not None:
                found.append(Triple(parts[0], parts[1], parts[2]))
        return sorted(found, key=str)

    def _part(self, node: object, slot: NamedNode) -> Term | None:
        if not isinstance(node, NamedNode):
            return None
        quads = self.opened.quads.quads_for_pattern(node, slot, None, DefaultGraph())
        return next((quad.object for quad in quads if isinstance(quad.object, NamedNode | Literal)), None)

    def stating_below(self, triple: Triple) -> list[tuple[Triple, NamedNode]]:
        """The claims that keep a triple from being a mere silence, each with what it states and is no fact.

        They state the triple itself, or the premises from which it would follow.
        """
        if self.holds(triple):
            return []
        direct = [(triple, claim) for claim in self.stating(triple)]
        if direct:
            return direct
        reason = self.opened.reason(triple)
        return [found for premise in (reason[1] if reason else ()) for found in self.stating_below(premise)]

    def objects(self, subject: NamedNode, predicate: NamedNode) -> list[Term]:
        """What questions read of a subject under a predicate."""
        quads = self.opened.quads.quads_for_pattern(subject, predicate, None, DefaultGraph())
        return [quad.object for quad in quads if isinstance(quad.object, NamedNode | Literal)]

    def conflicts(self, triple: Triple) -> Iterator[NamedNode]:
        """The conflicts over a triple; that a thing may bear another name besides is none."""
        for quad in self.opened.quads.quads_for_pattern(None, DT.over, proposition(triple), DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and DT.PossibleDuplicate not in self.objects(quad.subject, RDF.type):
                yield quad.subject


def instances(patterns: Iterable[Pattern], row: Mapping[str, Term]) -> Instances:
    """The patterns whose variables are all bound in the row, each with its triple, whether or not that holds."""
    found = ((pattern, instance(pattern, row)) for pattern in patterns)
    return tuple((pattern, triple) for pattern, triple in found if triple is not None)


def instance(pattern: Pattern, row: Mapping[str, Term]) -> Triple | None:
    """The pattern with a row's values in it; None when one of its variables is unbound in the row."""
    subject, predicate = _term(pattern.subject, row), _term(pattern.predicate, row)
    value = _term(pattern.object, row)
    if not isinstance(subject, NamedNode) or not isinstance(predicate, NamedNode) or value is None:
        return None
    return Triple(subject, predicate, value)


def _term(slot: Slot, row: Mapping[str, Term]) -> Term | None:
    if slot.startswith("?"):
        return row.get(slot[1:])
    term = read_term(slot)
    return term if isinstance(term, NamedNode | Literal) else None
