"""Perspectives in words: from where an answer is seen, on every answer that is not of the whole graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.naming import listed
from graph.terms import DT

if TYPE_CHECKING:
    from graph.store import Opened


def seen_from(opened: Opened) -> str:
    """The perspective of an open store as a line: as it is written, and what it means; empty for the whole graph."""
    perspective = opened.perspective
    if not perspective.text:
        return ""
    unsure = perspective.unsure(_published(opened)) if perspective.as_of else ()
    doubt = f"; not certain to be published by then: {listed(unsure)}" if unsure else ""
    name = f"“{perspective.name}”, " if perspective.name else ""
    return f"perspective {name}{perspective.text}: {perspective.words}{doubt}"


def _published(opened: Opened) -> dict[str, str]:
    quads = opened.quads.quads_for_pattern(None, DT.published, None, DefaultGraph())
    return {
        quad.subject.value.rpartition("/")[2]: quad.object.value
        for quad in quads
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    }
