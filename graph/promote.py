"""Promotion: which of the things that claims state are facts, and which claims make them so.

A triple is a fact when at least one claim states it as actual and affirmed, in its own voice or as an adopted report, and
no judgement demotes it. What a speaker says, wishes, proposes or denies stays stated and is no fact. A perspective may
choose otherwise: which sources speak, which modes count, and how many sources of different origin must agree.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.emit import proposition, stated
from graph.errors import UnknownNameError
from graph.origins import merged
from graph.perspective import AXES, PLAIN
from graph.terms import RDF, VOCABULARY
from loaders.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence, Set

    from pyoxigraph import NamedNode, Triple

    from graph.perspective import Perspective
    from loaders.claims import Claim
    from loaders.corpus import Corpus
    from loaders.origins import SharedOrigin


def asserts(claim: Claim, perspective: Perspective = PLAIN) -> bool:
    """Whether a claim can make a fact: plainly, when it says that something is so and its source takes it on itself."""
    return perspective.admits(claim.axes[axis].value.removeprefix(VOCABULARY) for axis in AXES)


def promote(
    claims: Iterable[Claim],
    demoted: Set[NamedNode] = frozenset(),
    perspective: Perspective = PLAIN,
    origins: Sequence[SharedOrigin] = (),
) -> dict[Triple, tuple[Claim, ...]]:
    """Each fact with the claims that make it one, in their order; ``demoted`` are propositions that a judgement holds back.

    Where a perspective wants sources to agree, ``origins`` tie claims of several sources to one. The class of a thing is
    how editors frame it: it holds as soon as anything that is agreed is said of the thing.
    """
    facts: dict[Triple, list[Claim]] = defaultdict(list)
    for claim in claims:
        if asserts(claim, perspective):
            for triple in stated(claim):
                if proposition(triple) not in demoted:
                    facts[triple].append(claim)
    found = {triple: tuple(supporters) for triple, supporters in facts.items()}
    return found if perspective.agreed == 1 else _agreed(found, perspective.agreed, origins)


def _agreed(
    facts: Mapping[Triple, tuple[Claim, ...]], least: int, origins: Sequence[SharedOrigin]
) -> dict[Triple, tuple[Claim, ...]]:
    tied = [frozenset(claim.iri for claim in origin.claims) for origin in origins]
    kept = {triple for triple, claims in facts.items() if _independent(claims, tied) >= least}
    framed = {triple.subject for triple in kept if triple.predicate != RDF.type}
    return {
        triple: claims
        for triple, claims in facts.items()
        if triple in kept or (triple.predicate == RDF.type and triple.subject in framed)
    }


def _independent(claims: Iterable[Claim], tied: Iterable[frozenset[NamedNode]]) -> int:
    """How many of the claims count: those of one source, or of one origin, as one."""
    by_source: dict[str, set[NamedNode]] = defaultdict(set)
    for claim in claims:
        by_source[claim.source.slug].add(claim.iri)
    own = frozenset().union(*by_source.values())
    return sum(1 for group in merged([*map(frozenset, by_source.values()), *tied]) if group & own)


def seen(corpus: Corpus, perspective: Perspective) -> Corpus:
    """The corpus with the sources alone that speak under a perspective: the claims of others, and what rests on them, are out.

    A judgement stays while two of its claims do, and an origin while two of its sources do. Raises UnknownNameError for a source
    that is none.
    """
    for slug in sorted(perspective.only | perspective.without):
        if slug not in corpus.sources:
            hint = did_you_mean(slug, corpus.sources) or f"; the sources are {', '.join(corpus.sources)}"
            raise UnknownNameError(f"there is no source {slug!r}{hint}")
    speaking = {slug for slug, source in corpus.sources.items() if perspective.sees(slug, source.published)}
    if speaking == set(corpus.sources):
        return corpus
    return replace(
        corpus,
        claims=tuple(claim for claim in corpus.claims if claim.source.slug in speaking),
        retracted=tuple(claim for claim in corpus.retracted if claim.source.slug in speaking),
        judgements=tuple(
            replace(
                judgement,
                claims=_of(judgement.claims, speaking),
                prefers=judgement.prefers if judgement.prefers and judgement.prefers.source.slug in speaking else None,
            )
            for judgement in corpus.judgements
            if len(_of(judgement.claims, speaking)) > 1
        ),
        origins=tuple(
            replace(origin, claims=_of(origin.claims, speaking))
            for origin in corpus.origins
            if len({claim.source.slug for claim in _of(origin.claims, speaking)}) > 1
        ),
    )


def _of(claims: Iterable[Claim], speaking: Set[str]) -> tuple[Claim, ...]:
    return tuple(claim for claim in claims if claim.source.slug in speaking)
