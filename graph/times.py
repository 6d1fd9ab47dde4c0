"""From dates as they are written to bounds that can be compared, each with the fact from which it follows.

``began``, ``ended`` and ``occurred`` say when a situation began, ended or took place; ``holds`` that it held at some time
within a date, or all through an interval, so it began no later and ended no earlier. Several values of one slot are several
readings: the bounds leave room for each of them. What ended through an event ended no later than that. Where dates
contradict each other, so that no begin and end fit them all, no bound follows from any of them.

A date that is marked as about or uncertain gives bounds as it is written. What would follow without such dates are the
*firm* bounds: of the two that make something certain, the latest begin and the earliest end, these stand apart.
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

    from graph.dates import Date

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
        predicate = triple.predicate
        if predicate not in _READ or not isinstance(triple.subject, NamedNode):
            continue
        if predicate == DT.endedThrough:
            ending[triple.subject].append(triple)
        else:
            dated[triple.subject][predicate].append(triple)
    return [
        found
        for situation in sorted({*dated, *ending}, key=str)
        for found in (
            *_bounds_of(situation, dated[situation], _events(ending[situation], dated)),
            *_last_of(situation, dated[situation]),
        )
    ]


_READ = frozenset((DT.began, DT.ended, DT.occurred, DT.holds, DT.endedThrough))


_Event: TypeAlias = "tuple[list[Triple], Triple]"
"""The dates of an event through which a situation ended, and the link to it."""


def _events(ending: list[Triple], dated: Mapping[NamedNode, Mapping[NamedNode, list[Triple]]]) -> list[_Event]:
    """The events through which a situation ended."""
    return [
        (dated.get(link.object, {}).get(DT.occurred, []), link) for link in ending if isinstance(link.object, NamedNode)
    ]


def _bounds_of(situation: NamedNode, dated: Mapping[NamedNode, list[Triple]], events: list[_Event]) -> Iterator[Dated]:
    begin, end = _stretch(dated, events, _Days(firm=False))
    if _crossed(begin) or _crossed(end):
        return
    firm_begin, firm_end = _stretch(dated, events, _Days(firm=True))
    candidates = {
        DT.beginsNotBefore: begin[0],
        DT.beginsNotAfter: begin[1],
        DT.endsNotBefore: end[0],
        DT.endsNotAfter: end[1],
        DT.firmlyBeginsNotAfter: firm_begin[1],
        DT.firmlyEndsNotBefore: firm_end[0],
    }
    for predicate, bound in candidates.items():
        if bound is not None and bound[0] is not None:
            day = Literal(bound[0].isoformat(), datatype=XSD.date)
            yield Dated(triple=Triple(situation, predicate, day), premises=bound[1:], words=_WORDS[predicate])


_Between: TypeAlias = "tuple[Bound | None, Bound | None]"


def _stretch(dated: Mapping[NamedNode, list[Triple]], events: list[_Event], days: _Days) -> tuple[_Between, _Between]:
    """The earliest and the latest day on which a situation can have begun, and those on which it can have ended."""
    begins, ends, held = dated[DT.began] + dated[DT.occurred], dated[DT.ended] + dated[DT.occurred], dated[DT.holds]
    through = (_linked(_loosest(max, days.latest, dates), link) for dates, link in events)
    first, last = _loosest(min, days.earliest, begins), _tightest(min, _loosest(max, days.latest, ends), *through)
    begun, unended = _loosest(max, days.latest, begins), _loosest(min, days.earliest, ends)
    return (
        (first, _tightest(min, begun, last, *((days.held_by(fact), fact) for fact in held))),
        (_tightest(max, unended, first, *((days.held_until(fact), fact) for fact in held)), last),
    )


def _linked(bound: Bound | None, link: Triple) -> Bound | None:
    return None if bound is None else (bound[0], *bound[1:], link)


def _crossed(between: _Between) -> bool:
    """Whether no day lies between two bounds."""
    earliest, latest = (bound[0] if bound is not None else None for bound in between)
    return earliest is not None and latest is not None and earliest > latest


_BY = "a situation begins no later than the last day of a time at which it began, held, occurred or ended"
_UNTIL = "a situation ends no earlier than the first day of a time at which it ended, held, occurred or began"
_FIRM = "by dates that are neither about nor uncertain"
_WORDS = {
    DT.beginsNotBefore: "a situation begins no earlier than the first day of the time at which it began or occurred",
    DT.beginsNotAfter: _BY,
    DT.endsNotBefore: _UNTIL,
    DT.endsNotAfter: "a situation ends no later than the last day of the time at which it, or the event through which it ended, took place",
    DT.firmlyBeginsNotAfter: f"{_FIRM}, {_BY}",
    DT.firmlyEndsNotBefore: f"{_FIRM}, {_UNTIL}",
    DT.lastHolds: "the last time at which a situation holds is the latest of all at which it is said as fact to hold",
}


def _last_of(situation: NamedNode, dated: dict[NamedNode, list[Triple]]) -> Iterator[Dated]:
    last = max(
        dated[DT.holds], key=lambda fact: (_held_until_end(fact) or datetime.date.min, str(fact.object)), default=None
    )
    if last is not None:
        yield Dated(triple=Triple(situation, DT.lastHolds, last.object), premises=(last,), words=_WORDS[DT.lastHolds])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Days:
    """The days that a written date gives; with ``firm``, none where the end that gives it is marked about or uncertain."""

    firm: bool

    def earliest(self, fact: Triple) -> datetime.date | None:
        date = parse_date(_written(fact))
        return self._checked(date.earliest, date.begin if date.interval else date)

    def latest(self, fact: Triple) -> datetime.date | None:
        date = parse_date(_written(fact))
        return self._checked(date.latest, date.end if date.interval else date)

    def held_by(self, fact: Triple) -> datetime.date | None:
        """The last day by which it had begun: an interval is held from its begin, if it has one, any other time within it."""
        date = parse_date(_written(fact))
        part = date.begin or date.end or date
        return self._checked(part.latest, part)

    def held_until(self, fact: Triple) -> datetime.date | None:
        """The first day before which it had not ended."""
        date = parse_date(_written(fact))
        part = date.end or date.begin or date
        return self._checked(part.earliest, part)

    def _checked(self, day: datetime.date | None, part: Date | None) -> datetime.date | None:
        return None if self.firm and part is not None and part.qualifier else day


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
