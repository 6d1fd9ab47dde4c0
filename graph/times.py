"""From dates as they are written to bounds that can be compared, each with the fact from which it follows.

``began``, ``ended`` and ``occurred`` say when a situation began, ended or took place; ``holds`` that it held at some time
within a date, or all through an interval, so it began no later and ended no earlier. Several values of one slot are several
readings: the bounds leave room for each of them. What ended through an event ended no later than that.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from graph.dates import parse_date
from graph.terms import DT, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

Bound: TypeAlias = "tuple[datetime.date | None, *tuple[Triple, ...]]"
"""A day that bounds a situation's time, and the triples from which it follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A triple that says something of a situation's time, with the facts from which it follows and the rule in words."""

    triple: Triple
    premises: tuple[Triple, ...]
    words: str


def bounds(triples: Iterable[Triple]) -> list[Dated]:
    """The bounds, and the last time at which it is said to hold, of every situation of whose time the triples speak."""
    dated: dict[NamedNode, dict[NamedNode, list[Triple]]] = defaultdict(lambda: defaultdict(list))
    ending: dict[NamedNode, list[Triple]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and triple.predicate in _SLOTS:
            dated[triple.subject][triple.predicate].append(triple)
        elif isinstance(triple.subject, NamedNode) and triple.predicate == DT.endedThrough:
            ending[triple.subject].append(triple)
    return [
        found
        for situation in sorted({*dated, *ending}, key=str)
        for found in (
            *_bounds_of(situation, dated[situation], _latest_ends(ending[situation], dated)),
            *_last_of(situation, dated[situation]),
        )
    ]


_SLOTS = (DT.began, DT.ended, DT.occurred, DT.holds)


def _latest_ends(ending: list[Triple], dated: Mapping[NamedNode, Mapping[NamedNode, list[Triple]]]) -> list[Bound]:
    """The last days of the events through which a situation ended, each with the event's date and the link to it."""
    found: list[Bound] = []
    for link in ending:
        events = dated.get(link.object, {}) if isinstance(link.object, NamedNode) else {}
        last = _loosest(max, _latest, events.get(DT.occurred, []))
        if last is not None:
            found.append((last[0], *last[1:], link))
    return found


def _bounds_of(
    situation: NamedNode, dated: Mapping[NamedNode, list[Triple]], event_ends: list[Bound]
) -> Iterator[Dated]:
    begins, ends, held = dated[DT.began] + dated[DT.occurred], dated[DT.ended] + dated[DT.occurred], dated[DT.holds]
    first, last = _loosest(min, _earliest, begins), _tightest(min, _loosest(max, _latest, ends), *event_ends)
    begun, unended = _loosest(max, _latest, begins), _loosest(min, _earliest, ends)
    candidates = {
        DT.beginsNotBefore: first,
        DT.beginsNotAfter: _tightest(min, begun, last, *((_held_by(fact), fact) for fact in held)),
        DT.endsNotBefore: _tightest(max, unended, first, *((_held_until(fact), fact) for fact in held)),
        DT.endsNotAfter: last,
    }
    for predicate, bound in candidates.items():
        if bound is not None and bound[0] is not None:
            day = Literal(bound[0].isoformat(), datatype=XSD.date)
            yield Dated(triple=Triple(situation, predicate, day), premises=bound[1:], words=_WORDS[predicate])


_WORDS = {
    DT.beginsNotBefore: "a situation begins no earlier than the first day of the time at which it began or occurred",
    DT.beginsNotAfter: "a situation begins no later than the last day of a time at which it began, held, occurred or ended",
    DT.endsNotBefore: "a situation ends no earlier than the first day of a time at which it ended, held, occurred or began",
    DT.endsNotAfter: "a situation ends no later than the last day of the time at which it, or the event through which it ended, took place",
    DT.lastHolds: "the last time at which a situation holds is the latest of all at which it is said as fact to hold",
}


def _last_of(situation: NamedNode, dated: dict[NamedNode, list[Triple]]) -> Iterator[Dated]:
    last = max(
        dated[DT.holds], key=lambda fact: (_held_until_end(fact) or datetime.date.min, str(fact.object)), default=None
    )
    if last is not None:
        yield Dated(triple=Triple(situation, DT.lastHolds, last.object), premises=(last,), words=_WORDS[DT.lastHolds])


def _earliest(fact: Triple) -> datetime.date | None:
    return parse_date(_written(fact)).earliest


def _latest(fact: Triple) -> datetime.date | None:
    return parse_date(_written(fact)).latest


def _held_by(fact: Triple) -> datetime.date | None:
    date = parse_date(_written(fact))
    return date.begin.latest if date.interval and date.begin is not None else date.latest


def _held_until(fact: Triple) -> datetime.date | None:
    date = parse_date(_written(fact))
    return date.end.earliest if date.interval and date.end is not None else date.earliest


def _held_until_end(fact: Triple) -> datetime.date | None:
    return parse_date(_written(fact)).latest


def _written(fact: Triple) -> str:
    return fact.object.value if isinstance(fact.object, Literal) else ""


def _loosest(
    pick: Callable[..., Bound], day_of: Callable[[Triple], datetime.date | None], readings: list[Triple]
) -> Bound | None:
    """The bound that leaves room for every reading of one slot; none when one of them sets none."""
    found: list[Bound] = [(day_of(fact), fact) for fact in readings]
    if not found or any(bound[0] is None for bound in found):
        return None
    return pick(found, key=_order)


def _tightest(pick: Callable[..., Bound], *bounds: Bound | None) -> Bound | None:
    """The strictest of bounds that all hold."""
    known = [bound for bound in bounds if bound is not None and bound[0] is not None]
    return pick(known, key=_order) if known else None


def _order(bound: Bound) -> tuple[datetime.date, str]:
    return bound[0] or datetime.date.min, str(bound[1:])
