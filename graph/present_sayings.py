"""What somebody is reported to have said, as text: by the time of the occasion, each with its mode and claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.present import date_with_mark, hanging
from graph.show_entries import by_time, dates_of, first_day
from graph.terms import DT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Triple

    from graph.claim_view import ClaimView
    from graph.evidence import Tracer
    from graph.present import Style


def sayings(tracer: Tracer, speaker: NamedNode, style: Style) -> dict[str, list[str]]:
    """What others report of a speaker, as lines under titles: the words, and apart from them wishes and plans that are told
    of without saying where they were uttered.
    """
    claims = [
        claim for claim in map(tracer.reader.read, tracer.reader.claims(DT.speaker, speaker)) if claim.voice != "own"
    ]
    claims.sort(key=lambda claim: by_time(first_day(_said_at(tracer, claim))))
    return {
        "Has said, as others report": _lines(tracer, (claim for claim in claims if not _is_wish(claim)), style),
        "Wants, plans or proposes, as others tell": _lines(tracer, filter(_is_wish, claims), style),
    }


def _is_wish(claim: ClaimView) -> bool:
    return claim.modality in ("planned", "proposed", "wished") and not claim.on_occasion and not claim.chain


def _said_at(tracer: Tracer, claim: ClaimView) -> list[Triple]:
    """The facts about the time of the occasions on which something was said."""
    quads = tracer.opened.quads.quads_for_pattern(claim.iri, DT.saidIn, None, DefaultGraph())
    occasions = [quad.object for quad in quads if isinstance(quad.object, NamedNode)]
    return [date for occasion in occasions for date in dates_of(tracer, occasion)]


def _lines(tracer: Tracer, claims: Iterable[ClaimView], style: Style) -> list[str]:
    lines = []
    for claim in claims:
        words = " · ".join([*_when(tracer, claim), claim.says])
        mode = f", {claim.mode_in_words}" if claim.mode_in_words else ""
        lines += hanging("  – ", f"{words}  [{claim.name}{mode}]", style.width)
    return lines


def _when(tracer: Tracer, claim: ClaimView) -> Iterator[str]:
    for date in _said_at(tracer, claim):
        if isinstance(date.object, Literal):
            yield date_with_mark(date.object, map(tracer.reader.read, tracer.claims(date)))
