"""From where a store is seen: which sources speak there, and its perspective in words, on every answer that is not of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.naming import listed
from graph.terms import DT, RDF

if TYPE_CHECKING:
    from graph.store import Opened


def seen_from(opened: Opened) -> str:
    """The perspective of an open store as a line: as it is written, and what it means; empty for the whole graph."""
    perspective = opened.perspective
    if not perspective.text:
        return ""
    dated = {slug: date for slug, date in _published(opened).items() if date is not None}
    unsure = perspective.unsure(dated) if perspective.as_of else ()
    doubt = f"; not certain to be published by then: {listed(unsure)}" if unsure else ""
    name = f"“{perspective.name}”, " if perspective.name else ""
    return f"perspective {name}{perspective.text}: {perspective.words}{doubt}"


def speaking(opened: Opened) -> tuple[str, ...]:
    """The slugs of the sources that the perspective of a store lets speak, sorted."""
    published = _published(opened)
    return tuple(slug for slug in sorted(published) if opened.perspective.sees(slug, published[slug]))


def _published(opened: Opened) -> dict[str, str | None]:
    """Every source with its date in EDTF, where it has one."""
    quads = opened.quads.quads_for_pattern(None, RDF.type, DT.Source, DefaultGraph())
    sources = [quad.subject for quad in quads if isinstance(quad.subject, NamedNode)]
    dates = {
        quad.subject: quad.object.value
        for quad in opened.quads.quads_for_pattern(None, DT.published, None, DefaultGraph())
        if isinstance(quad.object, Literal)
    }
    return {source.value.rpartition("/")[2]: dates.get(source) for source in sources}
