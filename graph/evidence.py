"""Evidence: from the rows of an answer to the claims that carry them, through inference, and to those that speak against."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from graph.claim_view import ClaimReader, claim_order
from graph.emit import proposition
from graph.naming import Labels
from graph.origins import Origins
from graph.reason.stored_rules import read_term
from graph.standing import Standing
from graph.terms import DT, GRAPH, RDF
from graph.witnesses import Witnesses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from graph.questions import Pattern, Slot
    from graph.store import Opened

Term = NamedNode | Literal
Instances: TypeAlias = "tuple[tuple[Pattern, Triple], ...]"
"""The triple patterns of a question with the values of one row in them."""
Ground: TypeAlias = "tuple[tuple[Triple, tuple[NamedNode, ...]], ...]"
"""Facts on which a triple rests, each with the claims that make it one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A triple of an answer row, and the facts on which it rests: itself, or those from which it is inferred."""

    pattern: Pattern = field(hash=False)
    triple: Triple
    ground: Ground = field(hash=False)
    claims: tuple[NamedNode, ...] = field(compare=False)
    """The claims that make these facts, each once, in order of name."""


class Tracer:
    """Traces triples of one open store."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.labels = Labels.stored(opened.quads)
        self.reader = ClaimReader(opened.quads, self.labels, opened.lookups)
        self.origins = Origins(opened.quads, self.labels)
        self.standing = Standing(opened.quads, opened.lookups)
        self.witnesses = Witnesses(opened, self.standing)
        self._grounds: dict[Triple, tuple[Ground, tuple[NamedNode, ...]]] = {}
        self._supports: dict[tuple[Pattern, Triple], Support | None] = {}

    def supports(self, instances: Instances, *, of: Term | None = None) -> list[Support]:
        """Those triples of one row that rest on claims; what editors alone say (labels, classes of entities) is left out.

        Of a row that tells what the source ``of`` tells, no other is named for what this source says too.
        """
        if of is None:
            found = [self._support(instance) for instance in instances]
        else:
            found = [_support(pattern, triple, self._told(triple, of)) for pattern, triple in instances]
        return [support for support in found if support is not None]

    def _support(self, instance: tuple[Pattern, Triple]) -> Support | None:
        """What a triple is for a row, made once: rows of one answer share many."""
        if instance not in self._supports:
            self._supports[instance] = _support(*instance, self._grounded(instance[1]))
        return self._supports[instance]

    def _told(self, triple: Triple, source: Term) -> tuple[Ground, tuple[NamedNode, ...]]:
        ground, _ = self._grounded(triple)
        of_source = {
            fact: tuple(c for c in claims if self.reader.read(c).source.iri == source) for fact, claims in ground
        }
        told = tuple((fact, of_source[fact] or claims) for fact, claims in ground)
        return told, _each_once(told)

    def _grounded(self, triple: Triple) -> tuple[Ground, tuple[NamedNode, ...]]:
        """The ground of a triple, and all its claims, found once: rows of one answer share many."""
        found = self._grounds.get(triple)
        if found is None:
            ground = tuple(self.ground(triple).items())
            found = self._grounds[triple] = ground, _each_once(ground)
        return found

    def claims(self, triple: Triple) -> tuple[NamedNode, ...]:
        """The claims on which a triple rests, in order of name, walking from what is inferred down to facts."""
        return self._grounded(triple)[1]

    def ground(self, triple: Triple) -> dict[Triple, tuple[NamedNode, ...]]:
        """The facts on which a triple rests, each with its claims: itself, or what its derivation ends in."""
        own = self._own_claims(triple)
        if own:
            return {triple: own}
        found: dict[Triple, tuple[NamedNode, ...]] = {}
        waiting, seen = [triple], {triple}
        while waiting:
            lower = waiting.pop()
            claims = self._own_claims(lower)
            if claims:
                found[lower] = claims
            elif (reason := self.witnesses.derivations.kept(lower)) is not None:
                fresh = [premise for premise in reason[1] if premise not in seen]
                seen.update(fresh)
                waiting.extend(fresh)
        return found

    def _own_claims(self, triple: Triple) -> tuple[NamedNode, ...]:
        """The claims that make a triple a fact; a triple about a claim rests on that claim."""
        subject = triple.subject
        if isinstance(subject, NamedNode) and DT.Claim in self.standing.kinds(subject):
            return (subject,)
        return self.witnesses.supporting(triple) if GRAPH.facts in self.standing.graphs(triple) else ()

    def holds(self, triple: Triple) -> bool:
        """Whether a triple stands in what questions read."""
        return self.standing.holds(triple)

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
        reason = self.witnesses.derivations.kept(triple)
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


def _support(pattern: Pattern, triple: Triple, told: tuple[Ground, tuple[NamedNode, ...]]) -> Support | None:
    """What a triple is for a row that rests on it; None for one that rests on no claim."""
    ground, claims = told
    return Support(pattern=pattern, triple=triple, ground=ground, claims=claims) if ground else None


def _each_once(ground: Ground) -> tuple[NamedNode, ...]:
    if len(ground) == 1 and len(ground[0][1]) == 1:
        return ground[0][1]
    return tuple(sorted({claim for _, claims in ground for claim in claims}, key=claim_order))


def instances(patterns: Iterable[Pattern]) -> Callable[[Mapping[str, Term]], Instances]:
    """What gives for a row the patterns whose variables are all bound in it, each with its triple, whether or not that holds."""
    slots = [(p, _place(p.subject), _place(p.predicate), _place(p.object)) for p in patterns]

    def of(row: Mapping[str, Term]) -> Instances:
        get, found = row.get, []
        for pattern, subject_in, predicate_in, value_in in slots:
            subject, predicate, value = get(*subject_in), get(*predicate_in), get(*value_in)
            if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and value is not None:
                found.append((pattern, Triple(subject, predicate, value)))
        return tuple(found)

    return of


def _place(slot: Slot) -> tuple[str, Term | None]:
    """The variable in a place of a pattern and no term, or no variable and the term."""
    if slot.startswith("?"):
        return slot[1:], None
    term = read_term(slot)
    return "", term if isinstance(term, NamedNode | Literal) else None
