"""What a build wants to know of a query, as plain values: whoever has them needs no parser."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING, Any

from graph.questions import Pattern, read_ways

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.questions import Ways


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryParts:
    """What was read off the algebra of a query. Of a query that is no SELECT only ``terms`` is read.

    ``terms`` are the IRIs that it names, ``shown`` the variables that it shows, and ``is_ordered`` says whether its outermost
    SELECT has an ORDER BY. ``patterns`` are all triple patterns, also those that it denies or counts, a property path as its
    predicates with ends left open. ``traced`` are the patterns that carry its rows, in the order in which they stand; none
    where no list of triples can, and ``untraced`` then says why. ``worked_out`` are the variables to which BIND or VALUES
    gives a value; ``ways`` and ``parts`` are as in :class:`graph.questions.Question`.
    """

    is_select: bool
    terms: frozenset[str]
    shown: tuple[str, ...] = ()
    is_ordered: bool = False
    patterns: tuple[Pattern, ...] = ()
    traced: tuple[Pattern, ...] = ()
    untraced: str = ""
    worked_out: tuple[str, ...] = ()
    ways: Mapping[str, Ways] = field(default_factory=dict, hash=False)
    parts: Ways = ()

    def to_json(self) -> str:
        """The parts as JSON on one line, the same for the same parts."""
        found = {name: getattr(self, name) for name in self.__slots__}
        patterns = {name: [astuple(pattern) for pattern in found[name]] for name in _PATTERNS}
        return json.dumps({**found, **patterns, "terms": sorted(self.terms)}, ensure_ascii=False)


_PATTERNS = ("patterns", "traced")


def parts_from_json(written: str) -> QueryParts:
    """The parts that :meth:`QueryParts.to_json` wrote."""
    found: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in json.loads(written).items()
    }
    found |= {name: tuple(_pattern(*of) for of in found[name]) for name in _PATTERNS}
    return QueryParts(
        **{
            **found,
            "terms": frozenset(found["terms"]),
            "ways": read_ways(found["ways"]),
            "parts": tuple(map(tuple, found["parts"])),
        }
    )


def _pattern(subject: str, predicate: str, value: str, required: bool) -> Pattern:  # noqa: FBT001  as it was written
    return Pattern(subject=subject, predicate=predicate, object=value, required=required)
