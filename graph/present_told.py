"""Who says so, as one bracket: the claims of one source and voice are told together, whatever differs is told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from graph.claim_view import claim_order
from graph.no_fact import why_no_fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.claim_view import ClaimView
    from graph.explain import Explanation
    from graph.origins import Strand


class _Voice(NamedTuple):
    """How one claim speaks of a triple: what leads to it, its source, and whose saying it is or why it makes no fact."""

    lead: str
    source: str
    words: str
    is_fact: bool


Evidence: TypeAlias = "tuple[frozenset[_Voice], tuple[str, ...]]"
"""On what a triple rests, but for the places: each source with its voice or mode, what else is to be said, shared origins."""


def evidence(explanation: Explanation) -> Evidence:
    """On what a triple rests; two with the same can share one bracket."""
    origins = (origin.name for strand in explanation.strands for origin in strand.origins)
    return frozenset(voice for voice, _ in _voices(explanation)), (*_remarks(explanation), *origins)


def bracket(explanations: Iterable[Explanation]) -> str:
    """Who says triples that have the same evidence: [edm-2019/c20, c21: own voice]."""
    groups: dict[_Voice, set[ClaimView]] = {}
    remarks: dict[str, None] = {}
    for explanation in explanations:
        for voice, claim in _voices(explanation):
            groups.setdefault(voice, set()).add(claim)
        remarks |= dict.fromkeys(_remarks(explanation))
    voices = sorted(groups, key=lambda voice: (not voice.is_fact, voice.lead, min(map(_order, groups[voice]))))
    return f"[{'; '.join([*(_told(voice, groups[voice]) for voice in voices), *remarks])}]"


def _told(voice: _Voice, claims: set[ClaimView]) -> str:
    between = ", " if voice.is_fact and len(claims) == 1 else ": "
    return f"{voice.lead}{names(claims)}{between}{voice.words}"


def names(claims: Iterable[ClaimView]) -> str:
    """The names of claims, each source named once: edm-2019/c20, c21, mfa-overview/c07."""
    found, before = [], ""
    for claim in sorted(claims, key=_order):
        source, _, name = claim.name.rpartition("/")
        found.append(name if source == before else claim.name)
        before = source
    return ", ".join(found)


def _order(claim: ClaimView) -> tuple[str, int, str]:
    return claim_order(claim.iri)


def _voices(explanation: Explanation) -> Iterator[tuple[_Voice, ClaimView]]:
    for claim in explanation.claims:
        words = "own voice" if claim.voice == "own" else claim.voice_in_words
        yield _Voice("", claim.source.slug, words, is_fact=True), claim
    for claim in explanation.against:
        lead = "also " if explanation.holds else ""
        yield _Voice(lead, claim.source.slug, why_no_fact(claim), is_fact=False), claim
    if not explanation.holds:
        for claim in _unsupporting(explanation.premises):
            yield _Voice("would follow from ", claim.source.slug, why_no_fact(claim), is_fact=False), claim


def _remarks(explanation: Explanation) -> Iterator[str]:
    for strand in explanation.strands:
        if strand.origins:
            yield "of one origin" + ("" if len(explanation.strands) == 1 else f": {_tied(strand, explanation)}")
    if explanation.standing == "given":
        yield "editors"
    if explanation.standing == "inferred":
        yield f"inferred from {names(set(_below(explanation.premises))) or 'the registry'}"
    for conflict in explanation.contested:
        yield f"{conflict.word}, {conflict.judgement or 'open'}: {conflict.sides}"


def _tied(strand: Strand, explanation: Explanation) -> str:
    return names({claim for claim in explanation.claims if claim.iri in strand.claims})


def _below(explanations: Iterable[Explanation]) -> Iterator[ClaimView]:
    for explanation in explanations:
        yield from explanation.claims
        yield from _below(explanation.premises)


def _unsupporting(explanations: Iterable[Explanation]) -> Iterator[ClaimView]:
    """The claims for want of whose support a thing does not follow."""
    for explanation in explanations:
        if not explanation.holds:
            yield from explanation.against
            yield from _unsupporting(explanation.premises)
