"""What is coded of a source, as text: how many claims, in whose voice and mode; its ratings, and what of the text is skipped."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode

from graph.naming import slug
from graph.of_source import authors, documents
from graph.present import hanging
from graph.terms import DT, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graph.claim_view import ClaimView
    from graph.evidence import Tracer
    from graph.present import Style

_SECTION = "What is coded of it"


def source_lines(tracer: Tracer, source: NamedNode, style: Style, skipped: Sequence[str] = ()) -> list[str]:
    """The section on a source. ``skipped`` are lines on what of its text no claim uses, which the graph does not hold."""
    claims = _claims(tracer, source)
    told = [*_counts(claims), *(f"gives a rating: {_said(claim)}" for claim in _ratings(tracer, claims)), *skipped]
    told += [
        f"its author: `detente show {slug(one)}`, `detente ask about entity={slug(one)}`"
        for one in authors(tracer.opened.quads, source)
    ]
    told += [f"the document itself: `detente show {slug(one)}`" for one in documents(tracer.opened.quads, source)]
    return [_SECTION, *(line for words in told for line in hanging("  – ", words, style.width)), ""]


def _claims(tracer: Tracer, source: NamedNode) -> list[ClaimView]:
    found = tracer.reader.claims(DT.inSource, source)  # its passages are among them
    typed = {quad.subject for quad in tracer.opened.quads.quads_for_pattern(None, RDF.type, DT.Claim, DefaultGraph())}
    return [tracer.reader.read(claim) for claim in found if claim in typed]


def _counts(claims: Sequence[ClaimView]) -> Iterator[str]:
    yield f"{len(claims)} claim{'' if len(claims) == 1 else 's'}"
    yield f"by voice: {_counted(claim.voice for claim in claims)}"
    yield f"by mode: {_counted(claim.modality for claim in claims)}"
    yield f"what they state is: {_counted(claim.polarity for claim in claims)}"
    if any(claim.hedge for claim in claims):
        yield f"with caution: {_counted(claim.hedge.replace('-', ' ') for claim in claims if claim.hedge)}"
    yield f"by speaker: {_counted(f'{claim.speaker} ({claim.voice})' for claim in claims)}"
    if any(claim.wording for claim in claims):
        yield f"not in the author's voice, told: {_counted(_WORDING[claim.wording] for claim in claims if claim.wording in _WORDING)}"


_WORDING = {"direct": "in direct quotation", "reported": "in indirect speech"}


def _counted(words: Iterable[str]) -> str:
    """Each of the words with how often it stands, the most frequent first."""
    return ", ".join(
        f"{count} {word}" for word, count in sorted(Counter(words).items(), key=lambda one: (-one[1], one[0]))
    )


def _ratings(tracer: Tracer, claims: Iterable[ClaimView]) -> Iterator[ClaimView]:
    quads = tracer.opened.quads.quads_for_pattern(None, RDF.type, DT.Assessment, DefaultGraph())
    assessments = {quad.subject for quad in quads}
    return (claim for claim in claims if not assessments.isdisjoint(tracer.objects(claim.iri, DT.about)))


def _said(claim: ClaimView) -> str:
    mode = f", {claim.mode_in_words}" if claim.mode_in_words else ""
    return f"{claim.says} [{claim.name}{mode}]"
