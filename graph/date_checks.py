"""The check of dates: nothing is bounded more closely, or said to hold later, than some date that is written of it.

The bounds are made by :mod:`graph.times`. Here each is looked at by itself: it must be a day that a date gives as it is written.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.dates import Date, parse_date
from graph.errors import InputError
from graph.naming import slug
from graph.terms import DT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pyoxigraph import Store

Written: TypeAlias = "Mapping[NamedNode, Sequence[str]]"
"""The dates that are written of one situation, by slot; those of events through which it ended stand under that slot."""

_SLOTS = (DT.began, DT.ended, DT.occurred, DT.holds)
_BOUNDS = (DT.beginsNotBefore, DT.beginsNotAfter, DT.endsNotBefore, DT.endsNotAfter)
_FIRM = {DT.firmlyBeginsNotAfter: DT.beginsNotAfter, DT.firmlyEndsNotBefore: DT.endsNotBefore}


def too_precise(store: Store) -> tuple[int, tuple[str, ...]]:
    """How many bounds there are, and a line for each that no written date gives, and each last time that is not written."""
    written = _written(store)
    bounds = [(predicate, *found) for predicate in (*_BOUNDS, *_FIRM) for found in _values(store, predicate)]
    findings = [
        f"{slug(situation)}: {slug(predicate)} {day}, but what is written is {_in_words(written[situation])}"
        for predicate, situation, day in bounds
        if day not in set(_days(_FIRM.get(predicate, predicate), written[situation]))
    ]
    findings += [
        f"{slug(situation)}: {slug(DT.lastHolds)} {date}, but what is written is {_in_words(written[situation])}"
        for situation, date in _values(store, DT.lastHolds)
        if date not in written[situation].get(DT.holds, ())
    ]
    return len(bounds), tuple(sorted(findings))


def _written(store: Store) -> Mapping[NamedNode, Written]:
    found: dict[NamedNode, dict[NamedNode, list[str]]] = defaultdict(lambda: defaultdict(list))
    for slot in _SLOTS:
        for situation, date in _values(store, slot):
            found[situation][slot].append(date)
    for quad in store.quads_for_pattern(None, DT.endedThrough, None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            found[quad.subject][DT.endedThrough] += found[quad.object][DT.occurred]
    return found


def _values(store: Store, predicate: NamedNode) -> Iterator[tuple[NamedNode, str]]:
    for quad in store.quads_for_pattern(None, predicate, None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            yield quad.subject, quad.object.value


def _in_words(written: Written) -> str:
    return ", ".join(sorted(f"{slug(slot)} {date}" for slot, dates in written.items() for date in dates)) or "no date"


def _days(bound: NamedNode, written: Written) -> Iterator[str]:
    """The days that the written dates give for one bound.

    Several readings of one slot give the day that leaves room for all of them. What holds at a time has begun by then and
    has not ended before; what holds through an interval had begun when that begins and has not ended before it ends.
    """
    begins, ends = _dates(written, DT.began, DT.occurred), _dates(written, DT.ended, DT.occurred)
    if bound in (DT.beginsNotBefore, DT.endsNotBefore):
        yield from _first(begins)
    if bound in (DT.beginsNotAfter, DT.endsNotAfter):
        yield from _last(ends)
        for event in _dates(written, DT.endedThrough):
            yield from _last([event])
    if bound == DT.beginsNotAfter:
        yield from _last(begins)
        for held in _dates(written, DT.holds):
            yield from _last([held.begin if held.interval else held])
    if bound == DT.endsNotBefore:
        yield from _first(ends)
        for held in _dates(written, DT.holds):
            yield from _first([held.end if held.interval else held])


def _dates(written: Written, *slots: NamedNode) -> list[Date]:
    found = []
    for text in (text for slot in slots for text in written.get(slot, ())):
        with suppress(InputError):  # what is no date gives no day
            found.append(parse_date(text))
    return found


def _first(readings: Iterable[Date | None]) -> Iterator[str]:
    days = [None if date is None else date.earliest for date in readings]
    known = [day for day in days if day is not None]
    if known and len(known) == len(days):
        yield min(known).isoformat()


def _last(readings: Iterable[Date | None]) -> Iterator[str]:
    days = [None if date is None else date.latest for date in readings]
    known = [day for day in days if day is not None]
    if known and len(known) == len(days):
        yield max(known).isoformat()
