"""What somebody is reported to have said, as text: by the time of the occasion, each with its mode and claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.no_fact import WISHES
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
    """What the sources report of a speaker, as lines under titles: the words, and apart from them the views,
    wishes and plans that an author puts down to the speaker without saying where they were uttered.
    """
    claims = [
        claim for claim in map(tracer.reader.read, tracer.reader.claims(DT.speaker, speaker)) if claim.voice != "own"
    ]
    claims.sort(key=lambda claim: by_time(first_day(_said_at(tracer, claim))))
    groups: dict[str, list[ClaimView]] = {title: [] for title in _TITLES}
    for claim in claims:
        groups[_title(claim)].append(claim)
    return {title: _lines(tracer, group, style) for title, group in groups.items()}


_TITLES = _SAID, _THINKS, _WANTS = (
    "Has said, as the sources report",
    "Thinks, as the sources tell",
    "Wants, plans or proposes, as the sources tell",
)


def _title(claim: ClaimView) -> str:
    if not claim.is_put_down or claim.modality == "actual":
        return _SAID
    return _WANTS if claim.modality in WISHES else _THINKS


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
