"""Dates as Wikidata has them: a day, a month, a year or a decade, with its precision.

https://www.wikidata.org/wiki/Help:Dates. Its centuries begin with a year 1 and those of EDTF with a year 0, so none is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.dates import parse_date

_PRECISIONS = {"day": 11, "month": 10, "year": 9, "decade": 8}


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A time: year, month and day with 0 for what is not said, the precision as a number, and the EDTF marks that it bears."""

    year: int
    month: int
    day: int
    precision: int
    marks: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The time as Wikibase writes it, without its precision."""
        return f"+{self.year:04}-{self.month:02}-{self.day:02}T00:00:00Z"


def wikidata_time(edtf: str) -> Time | None:
    """The same time as a date in EDTF; None for what Wikidata has no value for: an interval, a set, a season, a century, gaps."""
    date = parse_date(edtf)
    if date.form != "date" or date.precision not in _PRECISIONS:
        return None
    digits = [part.digits for part in date.parts]
    known = {"day": 3, "month": 2, "year": 1, "decade": 1}[date.precision]
    if any("X" not in part for part in digits[known:]):
        return None
    year, month, day = (*(int(part.replace("X", "0")) for part in digits[:known]), 0, 0)[:3]
    marks = {"": (), "?": ("?",), "~": ("~",), "%": ("?", "~")}[date.qualifier]
    return Time(year=year, month=month, day=day, precision=_PRECISIONS[date.precision], marks=marks)
