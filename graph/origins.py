"""Strands: which of the claims that say one thing count as one, by their sources and by the origins that editors recorded.

Claims of one source are one strand, and so are claims with a shared origin. That no origin is recorded does not mean that
there is none; and what two strands say is said twice, which does not make it so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.terms import DT, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Store

    from graph.naming import Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginView:
    """A recorded origin: what it is, how it is known, why and by whom it was judged, and the claims that go back to it."""

    iri: NamedNode
    name: str
    origin: str
    entity: str
    kind: str
    reason: str
    judge: str
    judged: str
    claims: frozenset[NamedNode]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """Claims that count as one: of one source, or of sources that the ``origins`` tie together."""

    claims: tuple[NamedNode, ...]
    sources: tuple[NamedNode, ...]
    origins: tuple[OriginView, ...]


class Origins:
    """The recorded origins of a store, and the source of each claim."""

    def __init__(self, store: Store, labels: Labels) -> None:
        self._store = store
        self._labels = labels

    @cached_property
    def recorded(self) -> tuple[OriginView, ...]:
        """All recorded origins, in order of name."""
        quads = self._store.quads_for_pattern(None, RDF.type, DT.SharedOrigin, DefaultGraph())
        found = sorted((quad.subject for quad in quads if isinstance(quad.subject, NamedNode)), key=str)
        return tuple(self._read(origin) for origin in found)

    @cached_property
    def _shared(self) -> frozenset[object]:
        """The claims that have a recorded origin."""
        quads = self._store.quads_for_pattern(None, DT.sharedBy, None, DefaultGraph())
        return frozenset(quad.object for quad in quads)

    def independent(self, claims: Iterable[NamedNode]) -> tuple[Strand, ...]:
        """The claims as strands, in order of their first claim: no two of these have a source or, as far as is known, an origin in common.

        Origins that share a claim are one. One claim more can make one strand of two, so that fewer are counted and never more.
        """
        claims = tuple(dict.fromkeys(claims))
        sources = {claim: self._source(claim) for claim in claims}
        joined = merged([*_by_source(sources), *(origin.claims for origin in self.recorded)])
        found = [tuple(claim for claim in claims if claim in group) for group in joined]
        return tuple(
            Strand(
                claims=own,
                sources=tuple(dict.fromkeys(sources[claim] for claim in own)),
                origins=self._tying({claim: sources[claim] for claim in own}),
            )
            for own in sorted(filter(None, found), key=lambda own: claims.index(own[0]))
        )

    def tied(self, claims: Iterable[NamedNode]) -> tuple[Strand, ...]:
        """Those of the claims, whatever they say, that go back to one origin though they are of several sources, as strands."""
        sources = {claim: self._source(claim) for claim in claims if claim in self._shared}
        if not sources:  # of few claims an origin is recorded
            return ()
        groups = [tuple(c for c in sources if c in group) for group in merged(o.claims for o in self.recorded)]
        shared = [{claim: sources[claim] for claim in group} for group in groups]
        return tuple(
            Strand(claims=tuple(own), sources=tuple(dict.fromkeys(own.values())), origins=self._tying(own))
            for own in shared
            if len(set(own.values())) > 1
        )

    def _tying(self, sources: Mapping[NamedNode, NamedNode]) -> tuple[OriginView, ...]:
        """The origins that make one strand of claims of several sources: those of two of them where these suffice."""
        if len(set(sources.values())) < 2:
            return ()
        direct = [o for o in self.recorded if len({sources[claim] for claim in o.claims if claim in sources}) > 1]
        sufficient = merged([*_by_source(sources), *(origin.claims for origin in direct)])
        if any(group.issuperset(sources) for group in sufficient):
            return tuple(direct)
        joined = merged([*_by_source(sources), *(origin.claims for origin in self.recorded)])
        return tuple(o for o in self.recorded if any(o.claims <= group and group & set(sources) for group in joined))

    def _source(self, claim: NamedNode) -> NamedNode:
        return min(self._nodes(claim, DT.inSource), key=str)

    def _read(self, origin: NamedNode) -> OriginView:
        entity = next(self._nodes(origin, DT.originEntity), None)
        return OriginView(
            iri=origin,
            name=self._labels.term(origin),
            origin=self._text(origin, DT.originInWords),
            entity="" if entity is None else self._labels.term(entity),
            kind=self._labels.term(min(self._nodes(origin, DT.originKind), key=str)),
            reason=self._text(origin, DT.judgementReason),
            judge=self._text(origin, DT.judge),
            judged=self._text(origin, DT.judged),
            claims=frozenset(self._nodes(origin, DT.sharedBy)),
        )

    def _nodes(self, subject: NamedNode, predicate: NamedNode) -> Iterator[NamedNode]:
        for quad in self._store.quads_for_pattern(subject, predicate, None, DefaultGraph()):
            if isinstance(quad.object, NamedNode):
                yield quad.object

    def _text(self, subject: NamedNode, predicate: NamedNode) -> str:
        quads = self._store.quads_for_pattern(subject, predicate, None, DefaultGraph())
        return min((quad.object.value for quad in quads if isinstance(quad.object, Literal)), default="")


def _by_source(sources: Mapping[NamedNode, NamedNode]) -> list[frozenset[NamedNode]]:
    return [
        frozenset(c for c, of in sources.items() if of == source) for source in sorted(set(sources.values()), key=str)
    ]


def merged(groups: Iterable[frozenset[NamedNode]]) -> list[frozenset[NamedNode]]:
    """The groups with those that overlap made one, until none do: the finest partition that splits no group."""
    found: list[frozenset[NamedNode]] = []
    for group in groups:
        touching = [other for other in found if other & group]
        found = [other for other in found if not other & group] + [group.union(*touching)]
    return found
