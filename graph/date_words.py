"""Dates for people: *March 2018*, *about 1995*, *1992 to 1997*, *the 2010s*, *spring 2018*."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graph.dates import SEASONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from graph.dates import Date, Qualifier


def in_words(date: Date, language: str = "en") -> str:
    """Say a date to a person, no more precisely than it is written; an unknown language gets English."""
    return _LANGUAGES.get(language, _english)(date)


def asked_words(date: Date) -> str:
    """Say the time that a question asks for, in English: which days count, and that one of them is enough.

    All days from the first to the last that the date admits count; a mark and what lies between the members of a set change
    nothing, and where the date as written could be read otherwise, the days are told.
    """
    if date.earliest is None and date.latest is None:
        return "at any time"
    if date.form == "date" and date.earliest == date.latest and not date.qualifier:
        return f"on {in_words(date)}"
    if _is_plain(date):
        return f"at some time in {in_words(date)}"
    first, last = (
        None if day is None else _digits_words(day.isoformat().split("-")) for day in (date.earliest, date.latest)
    )
    if date.form == "interval" and all(end is None or _is_plain(end) for end in (date.begin, date.end)):
        first, last = (None if end is None else in_words(end) for end in (date.begin, date.end))
        return _from_to(first, last)
    return f"{_from_to(first, last)}, the days that {date.text} admits"


def _is_plain(date: Date) -> bool:
    """Whether a single date bears no mark and has no gap, so that its words name a stretch of days."""
    known = "X" not in date.text or date.precision in ("decade", "century", "millennium")
    return date.form == "date" and not date.qualifier and known


def _from_to(first: str | None, last: str | None) -> str:
    if last is None:
        return f"at some time from {first} on"
    return f"at some time up to {last}" if first is None else f"at some time from {first} to {last}"


_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DOUBTS: Final[dict[Qualifier, str]] = {"?": "uncertain", "~": "approximate", "%": "approximate and uncertain"}


def _english(date: Date) -> str:
    """Say any date in English."""
    if date.form == "interval":
        return _interval_words(date)
    if date.form in ("one of", "all of"):
        return _set_words(date)
    return _date_words(date)


def _date_words(date: Date) -> str:
    """Say a single date with its doubts, which are those of the whole or else told component by component."""
    words = _digits_words([part.digits for part in date.parts])
    if all(part.qualifier == date.qualifier for part in date.parts):
        about = "about " if date.qualifier in ("~", "%") else ""
        return about + words + (" (uncertain)" if date.qualifier in ("?", "%") else "")
    return f"{words} ({'; '.join(_doubts(date))})"


def _doubts(date: Date) -> Iterator[str]:
    """Say which components are in doubt: "year and month approximate"."""
    names = ("year", date.precision if date.parts[1].digits in SEASONS else "month", "day")
    for mark, doubt in _DOUBTS.items():
        named = [name for name, part in zip(names, date.parts, strict=False) if part.qualifier == mark]
        if named:
            yield f"{_listed(named, 'and')} {doubt}"


def _digits_words(digits: Sequence[str]) -> str:
    """Say a date without its marks; one that is known in patches stays as written, for no words say it better."""
    year, month, day = (*digits, "", "")[:3]
    if "X" in year.rstrip("X") or month.count("X") == 1 or day.count("X") == 1:
        return f"{'-'.join(digits)} (X is not known)"
    if month in SEASONS:
        return SEASONS[month].words.format(int(year))
    if not day:
        return _month_words(year, month)
    if day == "XX":
        return f"some day in {_month_words(year, month.rstrip('X'))}"
    return (
        f"day {int(day)} of {_month_words(year, month)}" if month == "XX" else f"{int(day)} {_month_words(year, month)}"
    )


def _month_words(year: str, month: str) -> str:
    """Say a year, or a month of it."""
    if not month:
        return _year_words(year)
    if month == "XX":
        return f"some month in {_year_words(year)}"
    return f"{_MONTHS[int(month) - 1]}{' in ' if 'X' in year else ' '}{_year_words(year)}"


def _year_words(year: str) -> str:
    """Say a year, a decade, or the years that ``20XX`` admits ("the 2000s" would be taken for a decade)."""
    known = year.rstrip("X")
    if known == year:
        return str(int(year))
    if not known:
        return "an unknown year"
    if len(known) == 3:
        return f"the {int(known)}0s"
    return f"the years {int(known.ljust(4, '0')) or 1} to {int(known.ljust(4, '9'))}"


def _interval_words(date: Date) -> str:
    """Say an interval; an open end goes unsaid, one that is not known is named."""
    begin, end = _ends_words(date)
    if begin and end:
        return f"{begin} to {end}"
    if begin:
        return f"from {begin}" + ("" if date.open_end else " (end unknown)")
    return f"until {end}" + ("" if date.open_begin else " (start unknown)")


def _ends_words(date: Date) -> tuple[str, str]:
    """Say the two ends of an interval or range, nothing for one that is not given."""
    return _date_words(date.begin) if date.begin else "", _date_words(date.end) if date.end else ""


def _set_words(date: Date) -> str:
    """Say the members of a set, as a choice or as a list."""
    conjunction = "or" if date.form == "one of" else "and"
    return _listed([_member_words(member, conjunction) for member in date.members], conjunction)


def _member_words(date: Date, conjunction: str) -> str:
    """Say a member of a set; a range tells whether all or one of it is meant."""
    begin, end = _ends_words(date)
    if begin and end:
        return f"{'one of ' if conjunction == 'or' else ''}{begin} to {end}"
    if begin or end:
        return f"{begin or end} {conjunction} {'later' if begin else 'earlier'}"
    return _date_words(date)


def _listed(words: Sequence[str], conjunction: str) -> str:
    """Join words to a list: "1995, 1996 or 1997"."""
    *firsts, last = words
    return f"{', '.join(firsts)} {conjunction} {last}" if firsts else last


_LANGUAGES: Final[dict[str, Callable[[Date], str]]] = {"en": _english}
