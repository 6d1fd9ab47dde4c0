"""What holds for some or for all first and last days that a situation can have, by trying them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.dates import Date

Day = datetime.date
ONE = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The days between which a situation begins and ends; a limit that is missing is not known."""

    begins_not_before: Day | None = None
    begins_not_after: Day | None = None
    ends_not_before: Day | None = None
    ends_not_after: Day | None = None

    def known(self) -> Iterator[Day]:
        """The limits that are known."""
        limits = (self.begins_not_before, self.begins_not_after, self.ends_not_before, self.ends_not_after)
        yield from (day for day in limits if day is not None)

    def choices(self, days: Iterable[Day]) -> Iterator[tuple[Day, Day]]:
        """Every first and last day out of these that the limits admit."""
        for begin, end in product(sorted(days), repeat=2):
            if (
                begin <= end
                and (self.begins_not_before or Day.min) <= begin <= (self.begins_not_after or Day.max)
                and (self.ends_not_before or Day.min) <= end <= (self.ends_not_after or Day.max)
            ):
                yield begin, end


def telling_days(known: Iterable[Day]) -> set[Day]:
    """These days, those before and after them, and the ends of the calendar: nothing else changes on any other day."""
    around = {day + step for day in known for step in (-ONE, 0 * ONE, ONE)}
    return around | {Day.min, Day.max}


def shares_a_day(limits: Limits, at: Date) -> tuple[bool, bool]:
    """Whether some, and whether all, of a situation's possible stretches of days have a day in common with a time."""
    asked = [day for day in (at.earliest, at.latest) if day is not None]
    first, last = at.earliest or Day.min, at.latest or Day.max
    found = [begin <= last and end >= first for begin, end in limits.choices(telling_days([*limits.known(), *asked]))]
    assert found, "no first and last day fit the limits"
    return any(found), all(found)
