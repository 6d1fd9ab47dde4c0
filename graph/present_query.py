"""Cells of the table of a person's own query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.terms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping


def cell(term: Mapping[str, str] | None) -> str:
    """One term of SPARQL's JSON results, IRIs shortened by the known prefixes."""
    if term is None:
        return ""
    if term["type"] != "uri":
        return term["value"]
    for prefix, home in PREFIXES.items():
        if term["value"].startswith(home):
            return f"{prefix}:{term['value'].removeprefix(home)}"
    return f"<{term['value']}>"
