"""What a build wants to know of a query, as plain values: whoever has them needs no parser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.questions import Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryParts:
    """What was read off the algebra of a query. Of a query that is no SELECT only ``terms`` is read.

    ``terms`` are the IRIs that it names, ``shown`` the variables that it shows, and ``is_ordered`` says whether its outermost
    SELECT has an ORDER BY. ``patterns`` are all triple patterns, also those that it denies or counts, a property path as its
    predicates with ends left open. ``traced`` are the patterns that carry its rows, in the order in which they stand; none
    where no list of triples can, and ``untraced`` then says why. ``worked_out`` are the variables to which BIND or VALUES
    gives a value.
    """

    is_select: bool
    terms: frozenset[str]
    shown: tuple[str, ...] = ()
    is_ordered: bool = False
    patterns: tuple[Pattern, ...] = ()
    traced: tuple[Pattern, ...] = ()
    untraced: str = ""
    worked_out: tuple[str, ...] = ()
