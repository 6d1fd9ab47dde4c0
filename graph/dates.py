"""Dates as they are written: EDTF, level 0, level 1 and the part of level 2 that sources need, with bounds and words.

A date keeps the form in which it is written and gets two bounds, the first and the last day that this form admits.
Nothing becomes more precise than the text: ``2018`` runs from 1 January to 31 December and is called "2018".

Four choices that the format leaves open:

* A qualifier (``?`` uncertain, ``~`` about, ``%`` both) does not widen the bounds; it says that they are soft.
* Seasons without a hemisphere (21 to 24) have the months of the northern one. Winter is the last season of its year:
  ``2018-24`` runs from December 2018 to February 2019.
* An end that is open (``..``), one that is not known (nothing written) and a year that begins with ``X`` have no bound.
* Years are 0001 to 9999, the ones that `datetime.date` has; there are no times of day.

The format: Extended Date/Time Format, Library of Congress, 4 February 2019 (ISO 8601-2:2019),
https://www.loc.gov/standards/datetime/
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, get_args

from graph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Form = Literal["date", "interval", "range", "one of", "all of"]
Precision = Literal[
    "day", "month", "season", "quarter", "quadrimester", "semester", "year", "decade", "century", "millennium", "none"
]
Qualifier = Literal["", "?", "~", "%"]

RIGHT_FORMS: Final = (
    "2018, 2018-03, 2018-03-05, 2018~ (about), 2018? (uncertain), 2018% (both), 201X (the 2010s), 2018-21 (spring), "
    "1992/1997, 2019/.. (open end), /1997 (start unknown), [1995,1996] (one of them), {1995,1996} (all of them)"
)
_PRECISIONS: Final[tuple[Precision, ...]] = get_args(Precision)


class Season(NamedTuple):
    """A part of the year that EDTF writes with a code in place of the month."""

    words: str
    precision: Precision
    start: int
    months: int = 3


SEASONS: Final = {
    "21": Season("spring {}", "season", 3),
    "22": Season("summer {}", "season", 6),
    "23": Season("autumn {}", "season", 9),
    "24": Season("winter {}", "season", 12),
    "25": Season("northern spring {}", "season", 3),
    "26": Season("northern summer {}", "season", 6),
    "27": Season("northern autumn {}", "season", 9),
    "28": Season("northern winter {}", "season", 12),
    "29": Season("southern spring {}", "season", 9),
    "30": Season("southern summer {}", "season", 12),
    "31": Season("southern autumn {}", "season", 3),
    "32": Season("southern winter {}", "season", 6),
    "33": Season("the first quarter of {}", "quarter", 1),
    "34": Season("the second quarter of {}", "quarter", 4),
    "35": Season("the third quarter of {}", "quarter", 7),
    "36": Season("the fourth quarter of {}", "quarter", 10),
    "37": Season("the first four months of {}", "quadrimester", 1, 4),
    "38": Season("the second four months of {}", "quadrimester", 5, 4),
    "39": Season("the last four months of {}", "quadrimester", 9, 4),
    "40": Season("the first half of {}", "semester", 1, 6),
    "41": Season("the second half of {}", "semester", 7, 6),
}
"""The seasons, quarters and other parts of a year, by the code that EDTF writes in place of a month."""

# A mark before "XX" would qualify what is not said at all.
_PART: Final = r"([?~%](?!XX))?([0-9X]{{{}}})([?~%]?)"
_DATE: Final = re.compile("{0}(?:-{1}(?:-{1})?)?".format(_PART.format(4), _PART.format(2)))

# What people write instead, and what to tell them. Only a text that is no date is searched; the first hit answers.
_HABITS: Final = (
    (r"[0-9]T|:", "times of day are not used, a date ends with its day"),
    (r"\s", "a date has no blanks"),
    (r"[0-9]{4}[-\u2013\u2014][0-9]{4}", "an interval is written with a slash"),
    (r"[0-9]x|x[0-9]", "an unknown digit is a capital X"),
    (r"(^|[/,.[{])(-[0-9]|Y|0000)", "only the years 0001 to 9999 are used"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One component of a date, year, month (or season code) or day: its digits with ``X`` for unknown, its mark."""

    digits: str
    qualifier: Qualifier = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A date, an interval or a set of dates as written, with the first and the last day that it admits.

    ``earliest`` and ``latest`` are ``None`` where the form sets no bound (open or unknown end, year ``XXXX``).
    ``precision`` is how far the form is known without a gap from the left: ``2018-XX-05`` is known to the year; of
    an interval or a set, the coarsest of its dates. ``qualifier`` sums up the marks of all components: whatever is
    not empty makes the bounds soft, and ``parts`` says which component bears which mark.

    A single date has ``parts``. An interval has ``begin`` and ``end``; a missing one is either open (``open_begin``,
    ``open_end``: ``..``) or not known. A set (``one of``, ``all of``) has ``members``: dates, and ranges
    (``1667..1672``), which look like intervals and occur only there.
    """

    text: str
    form: Form
    earliest: datetime.date | None
    latest: datetime.date | None
    precision: Precision
    qualifier: Qualifier = ""
    parts: tuple[Part, ...] = ()
    begin: Date | None = None
    end: Date | None = None
    open_begin: bool = False
    open_end: bool = False
    members: tuple[Date, ...] = ()

    @property
    def interval(self) -> bool:
        """Whether this is a stretch of time with a begin and an end of its own."""
        return self.form == "interval"


def parse_date(text: str) -> Date:
    """Read a date in EDTF.

    Raises:
        InputError: the text is not EDTF, not in the calendar, reversed, or of a kind that is not used here (times
            of day, years outside 0001 to 9999); the message says which, and shows right forms.

    """
    try:
        return _parsed(text)
    except InputError as error:
        why = next((advice for habit, advice in _HABITS if re.search(habit, text)), error)
        raise InputError(f"{text!r} cannot be read as a date: {why}; right forms are {RIGHT_FORMS}") from None


def fits_within(inner: Date, outer: Date) -> bool:
    """Whether no day of ``inner`` lies outside the bounds of ``outer``.

    A missing bound of ``outer`` excludes nothing, a missing bound of ``inner`` fits only there. Gaps between the
    members of a set do not count, and qualifiers do not widen.
    """
    starts = outer.earliest is None or (inner.earliest is not None and outer.earliest <= inner.earliest)
    ends = outer.latest is None or (inner.latest is not None and inner.latest <= outer.latest)
    return starts and ends


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Date:
    """Read any form; the error speaks of the part that is wrong."""
    if text.startswith(("[", "{")):
        return _set(text)
    if "/" in text:
        return _stretch(text, "interval", *text.split("/", 1))
    return _single(text)


def _single(text: str) -> Date:
    """Read one date that is neither an interval nor a set."""
    found = _DATE.fullmatch(text)
    if found is None:
        raise InputError(f"{text!r} is not a year of four digits, a month or a day" if text else "a date is missing")
    parts = _parts(found.groups(default=""))
    digits = [part.digits for part in parts]
    earliest, latest = _bounds(text, digits)
    return Date(
        text=text,
        form="date",
        earliest=earliest,
        latest=latest,
        precision=_precision(digits),
        qualifier=_joined(*(part.qualifier for part in parts)),
        parts=parts,
    )


def _parts(groups: Sequence[str]) -> tuple[Part, ...]:
    """Make components from triples of left mark, digits and right mark.

    A left mark qualifies its own component, a right mark its component and all those to the left of it.
    """
    lefts, digits, rights = groups[0::3], groups[1::3], groups[2::3]
    return tuple(
        Part(digits=own, qualifier=_joined(lefts[place], *rights[place:])) for place, own in enumerate(digits) if own
    )


def _joined(*marks: str) -> Qualifier:
    """Find the one mark that says what several say together."""
    signs = "".join(marks)
    uncertain, approximate = "?" in signs or "%" in signs, "~" in signs or "%" in signs
    qualifiers: tuple[Qualifier, ...] = ("", "?", "~", "%")
    return qualifiers[uncertain + 2 * approximate]


def _bounds(text: str, digits: Sequence[str]) -> tuple[datetime.date | None, datetime.date | None]:
    """Find the first and the last day of the calendar that the digits admit; none when the millennium is open."""
    year, month, day = (*digits, "XX", "XX")[:3]
    if month in SEASONS:
        if "X" in year or len(digits) > 2:
            raise InputError(f"the season in {text!r} needs a whole year before it and nothing after it")
        first, last = _season_bounds(int(year), SEASONS[month])
    else:
        first, last = (next(_days((year, month, day), step), None) for step in (1, -1))
    if first is None or last is None:
        raise InputError(f"{text!r} is not in the calendar")
    return (None, None) if year.startswith("X") else (first, last)


def _season_bounds(year: int, season: Season) -> tuple[datetime.date | None, datetime.date | None]:
    """Find the first day of a season and its last, which may lie in the next year."""
    over, month = divmod(season.start + season.months - 2, 12)
    last = next(_days((f"{year + over:04}", f"{month + 1:02}", "XX"), -1), None)
    return next(_days((f"{year:04}", f"{season.start:02}", "01"), 1), None), last


def _days(masks: Sequence[str], step: int) -> Iterator[datetime.date]:
    """List the days of the calendar that masks of year, month and day admit, forwards (1) or backwards (-1)."""
    ranges = (_numbers(mask, top)[::step] for mask, top in zip(masks, (9999, 12, 31), strict=True))
    for year, month, day in product(*ranges):
        try:
            found = datetime.date(year, month, day)
        except ValueError:  # the 31st of a month of 30 days
            continue
        yield found


def _numbers(mask: str, top: int) -> list[int]:
    """List the numbers from 1 to ``top`` that a mask such as ``201X`` admits, in order."""
    if mask == "XX":
        return list(range(1, top + 1))
    digits = product(*("0123456789" if place == "X" else place for place in mask))
    return [number for number in (int("".join(places)) for places in digits) if 1 <= number <= top]


def _precision(digits: Sequence[str]) -> Precision:
    """Tell how far the digits are known without a gap from the left."""
    year, month, day = (*digits, "X", "X")[:3]
    if "X" in year:
        loose: tuple[Precision, ...] = ("none", "millennium", "century", "decade")
        return loose[year.index("X")]
    if "X" in month:
        return "year"
    if month in SEASONS:
        return SEASONS[month].precision
    return "month" if "X" in day else "day"


def _stretch(text: str, form: Form, begin_text: str, end_text: str) -> Date:
    """Read an interval, or a range inside a set, from the texts of its two ends."""
    begin, end = (None if end in ("", "..") else _single(end) for end in (begin_text, end_text))
    ends = [end for end in (begin, end) if end is not None]
    if not ends:
        raise InputError("at least one end has to be a date")
    date = Date(
        text=text,
        form=form,
        earliest=begin.earliest if begin else None,
        latest=end.latest if end else None,
        precision=_coarsest(ends),
        qualifier=_joined(*(end.qualifier for end in ends)),
        begin=begin,
        end=end,
        open_begin=begin_text == "..",
        open_end=end_text == "..",
    )
    if date.earliest and date.latest and date.latest < date.earliest:
        raise InputError(f"{end_text!r} lies before {begin_text!r}")
    return date


def _set(text: str) -> Date:
    """Read a set, ``[…]`` for one of its members and ``{…}`` for all of them."""
    if not text.endswith("]" if text[0] == "[" else "}"):
        raise InputError(f"the bracket {text[0]!r} is not closed by its like")
    members = tuple(_member(member) for member in text[1:-1].split(","))
    if len(members) == 1 and members[0].form == "date":
        raise InputError("a set has more than one date")
    firsts = [member.earliest for member in members if member.earliest]
    lasts = [member.latest for member in members if member.latest]
    return Date(
        text=text,
        form="one of" if text[0] == "[" else "all of",
        earliest=min(firsts) if len(firsts) == len(members) else None,
        latest=max(lasts) if len(lasts) == len(members) else None,
        precision=_coarsest(members),
        qualifier=_joined(*(member.qualifier for member in members)),
        members=members,
    )


def _member(text: str) -> Date:
    """Read a member of a set: a date, or a range with two dots, which is open where no date stands."""
    begin, dots, end = text.partition("..")
    return _stretch(text, "range", begin or "..", end or "..") if dots else _single(text)


def _coarsest(dates: Sequence[Date]) -> Precision:
    """Tell the precision of the date that is known least."""
    return max((date.precision for date in dates), key=_PRECISIONS.index)
