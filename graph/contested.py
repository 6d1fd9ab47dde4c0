"""Conflicts over what an answer or an explanation holds: their claims, and what editors judged them to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode

from graph.naming import listed
from graph.terms import DT, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.claim_view import ClaimView
    from graph.evidence import Tracer


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested:
    """A conflict over the answer's content: its claims, and what editors judged it to be (empty while it is open).

    ``disputed``: of one thing at one time the claims cannot both be right, as far as is known; what differs in scope or
    time is only to be read side by side.
    ``prefers`` is the claim, one of these, whose reading they take to be right, and ``reading`` what it says there.
    """

    conflict: NamedNode
    claims: tuple[ClaimView, ...]
    kind: str
    reason: str
    judge: str
    judged: str
    disputed: bool
    prefers: str
    reading: str

    @property
    def judgement(self) -> str:
        """What editors judged it to be, and how they read it, in words; empty while it is open."""
        return f"{self.kind}; the editors read {self.reading}" if self.reading else self.kind

    @property
    def word(self) -> str:
        """What a person is told: that something is contested, or only with what else it is to be compared."""
        return "contested" if self.disputed else "compare"

    @property
    def sides(self) -> str:
        """The names of its claims, in a row."""
        return listed(claim.name for claim in self.claims)


def read_contested(tracer: Tracer, conflicts: Iterable[NamedNode]) -> tuple[Contested, ...]:
    """Conflicts in the order of their names, save those in which by the editors' judgement nothing is at odds."""
    found = ((conflict, _judgement(tracer, conflict)) for conflict in sorted(set(conflicts), key=str))
    return tuple(
        _read(tracer, conflict, judgement)
        for conflict, judgement in found
        if judgement is None or _NOT_AT_ODDS not in _nodes(tracer, judgement, DT.conflictKind)
    )


_APART = {NamedNode(f"{VOCABULARY}difference-of-scope"), NamedNode(f"{VOCABULARY}change-over-time")}
_NOT_AT_ODDS = NamedNode(f"{VOCABULARY}not-a-conflict")


def _judgement(tracer: Tracer, conflict: NamedNode) -> NamedNode | None:
    quads = tracer.opened.quads.quads_for_pattern(None, DT.judges, conflict, DefaultGraph())
    return min((quad.subject for quad in quads if isinstance(quad.subject, NamedNode)), key=str, default=None)


def _read(tracer: Tracer, conflict: NamedNode, judgement: NamedNode | None) -> Contested:
    claims = sorted(_nodes(tracer, conflict, DT.hasConflictingClaim), key=str)
    preferred = None if judgement is None else next(iter(_nodes(tracer, judgement, DT.prefers)), None)
    return Contested(
        conflict=conflict,
        claims=tuple(tracer.reader.read(claim) for claim in claims),
        kind=_words(tracer, judgement, DT.conflictKind),
        reason=_words(tracer, judgement, DT.judgementReason),
        judge=_words(tracer, judgement, DT.judge),
        judged="" if judgement is None else tracer.objects(judgement, DT.judged)[0].value,
        disputed=judgement is None or _APART.isdisjoint(_nodes(tracer, judgement, DT.conflictKind)),
        prefers="" if preferred is None else tracer.labels.term(preferred),
        reading="" if preferred is None else _reading(tracer, conflict, preferred),
    )


def _reading(tracer: Tracer, conflict: NamedNode, preferred: NamedNode) -> str:
    """What the preferred claim says in the slots over which the conflict is."""
    slots = {slot for node in _nodes(tracer, conflict, DT.over) for slot in tracer.objects(node, DT.predicate)}
    stated = tracer.stated_by(preferred)
    return "; ".join(tracer.labels.term(triple.object) for triple in stated if triple.predicate in slots)


def _words(tracer: Tracer, judgement: NamedNode | None, predicate: NamedNode) -> str:
    return "" if judgement is None else tracer.labels.term(tracer.objects(judgement, predicate)[0])


def _nodes(tracer: Tracer, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
    return [term for term in tracer.objects(subject, predicate) if isinstance(term, NamedNode)]
