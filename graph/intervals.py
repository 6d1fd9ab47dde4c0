"""Allen's relations between two intervals of days whose begins and ends are known only within bounds.

An interval is closed: it has a first and a last day, which may be one, and the first is never later than the last. *Meets*
is meant of days: an interval meets another when the day after its last is the first of the other, and it is *before* the
other when at least one day lies between. So exactly one of the thirteen relations holds between any two intervals.

Where ends are uncertain several relations are possible. Which ones is decided exactly: a relation is a list of differences
between first and last days that must not exceed a number, and so are the bounds; integers that fulfil them all exist if and
only if the graph of these differences has no cycle of negative length.

James F. Allen, Maintaining Knowledge about Temporal Intervals, Communications of the ACM 26 (11), 1983, 832-843,
https://doi.org/10.1145/182.358434; Rina Dechter, Itay Meiri, Judea Pearl, Temporal constraint networks, Artificial
Intelligence 49, 1991, 61-95, https://doi.org/10.1016/0004-3702(91)90006-6.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum
from itertools import product
from typing import TYPE_CHECKING, Final

from graph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from graph.dates import Date


class Relation(Enum):
    """One of Allen's thirteen relations of a first interval to a second."""

    BEFORE = "before"
    MEETS = "meets"
    OVERLAPS = "overlaps"
    STARTS = "starts"
    DURING = "during"
    FINISHES = "finishes"
    EQUALS = "equals"
    FINISHED_BY = "finished by"
    CONTAINS = "contains"
    STARTED_BY = "started by"
    OVERLAPPED_BY = "overlapped by"
    MET_BY = "met by"
    AFTER = "after"


OVER_BY: Final = frozenset({Relation.BEFORE, Relation.MEETS})
"""The first interval has ended before the second begins."""
NOT_BEGUN_BY: Final = frozenset({Relation.AFTER, Relation.MET_BY})
"""The first interval begins when the second has ended."""
SHARES_A_DAY: Final = frozenset(Relation) - OVER_BY - NOT_BEGUN_BY
"""What *held at* means: at least one day belongs to both intervals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UncertainInterval:
    """An interval of days that begins and ends somewhere within its bounds, both days included; ``None`` where none is known.

    Days are those of `datetime.date`; what has no bound lies somewhere in that calendar.
    Raises InputError when no first and last day fit the bounds.
    """

    begins_not_before: datetime.date | None = None
    begins_not_after: datetime.date | None = None
    ends_not_before: datetime.date | None = None
    ends_not_after: datetime.date | None = None

    def __post_init__(self) -> None:
        if not _possible(_limits(self, "first")):
            raise InputError(
                f"no interval of days fits the bounds {self}; a begin lies after its latest day, or after the end"
            )


def whole(date: Date) -> UncertainInterval:
    """All the days from the first to the last that a date admits, as the time that is asked for; an open end has no limit."""
    first, last = date.earliest or datetime.date.min, date.latest or datetime.date.max
    return UncertainInterval(begins_not_before=first, begins_not_after=first, ends_not_before=last, ends_not_after=last)


def possible_relations(first: UncertainInterval, second: UncertainInterval) -> frozenset[Relation]:
    """The relations that hold between the intervals for at least one choice of their days: never none."""
    limits = [*_limits(first, "first"), *_limits(second, "second")]
    return frozenset(relation for relation, extra in _DIFFERENCES.items() if _possible([*limits, *extra]))


def certainly(first: UncertainInterval, second: UncertainInterval, relations: Set[Relation]) -> bool:
    """Whether one of the relations holds whichever days within their bounds the intervals have."""
    return possible_relations(first, second) <= relations


def possibly(first: UncertainInterval, second: UncertainInterval, relations: Set[Relation]) -> bool:
    """Whether one of the relations holds for at least one choice of days within the bounds."""
    return not possible_relations(first, second).isdisjoint(relations)


_Difference = tuple[str, str, int]
"""``(x, y, n)``: the day x is at most n days later than the day y."""
_ZERO, _FIRST_OF, _LAST_OF = "0", "{} begin", "{} end"
_A, _Z, _B, _Y = "first begin", "first end", "second begin", "second end"


def _less(*pairs: tuple[str, str]) -> tuple[_Difference, ...]:
    return tuple((earlier, later, -1) for earlier, later in pairs)


def _same(one: str, other: str, days: int = 0) -> tuple[_Difference, ...]:
    """The second day is the first, or that many days later."""
    return ((one, other, -days), (other, one, days))


_DIFFERENCES: Final[dict[Relation, tuple[_Difference, ...]]] = {
    Relation.BEFORE: ((_Z, _B, -2),),
    Relation.MEETS: _same(_Z, _B, 1),
    Relation.OVERLAPS: (*_less((_A, _B), (_Z, _Y)), (_B, _Z, 0)),
    Relation.STARTS: (*_same(_A, _B), *_less((_Z, _Y))),
    Relation.DURING: _less((_B, _A), (_Z, _Y)),
    Relation.FINISHES: (*_same(_Z, _Y), *_less((_B, _A))),
    Relation.EQUALS: (*_same(_A, _B), *_same(_Z, _Y)),
    Relation.FINISHED_BY: (*_same(_Z, _Y), *_less((_A, _B))),
    Relation.CONTAINS: _less((_A, _B), (_Y, _Z)),
    Relation.STARTED_BY: (*_same(_A, _B), *_less((_Y, _Z))),
    Relation.OVERLAPPED_BY: (*_less((_B, _A), (_Y, _Z)), (_A, _Y, 0)),
    Relation.MET_BY: _same(_Y, _A, 1),
    Relation.AFTER: ((_Y, _A, -2),),
}


def _limits(interval: UncertainInterval, name: str) -> Iterator[_Difference]:
    """The bounds of an interval as differences from day 0, with begin ≤ end and the limits of the calendar."""
    begin, end = _FIRST_OF.format(name), _LAST_OF.format(name)
    yield (begin, end, 0)
    for day, earliest, latest in (
        (begin, interval.begins_not_before, interval.begins_not_after),
        (end, interval.ends_not_before, interval.ends_not_after),
    ):
        yield (_ZERO, day, -(earliest or datetime.date.min).toordinal())
        yield (day, _ZERO, (latest or datetime.date.max).toordinal())


def _possible(differences: Iterable[_Difference]) -> bool:
    """Whether whole numbers fulfil all differences: shortest paths after Floyd and Warshall, and no negative cycle."""
    shortest: dict[tuple[str, str], int] = {}
    for later, earlier, days in differences:
        shortest[earlier, later] = min(days, shortest.get((earlier, later), days))
    nodes = sorted({node for pair in shortest for node in pair})
    for middle, start, end in product(nodes, repeat=3):
        if (start, middle) in shortest and (middle, end) in shortest:
            length = shortest[start, middle] + shortest[middle, end]
            shortest[start, end] = min(length, shortest.get((start, end), length))
    return all(shortest.get((node, node), 0) >= 0 for node in nodes)
