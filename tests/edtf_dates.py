"""Dates of every form of EDTF that is read, as hypothesis draws them, between two years."""

from __future__ import annotations

from hypothesis import strategies as st

from graph.dates import SEASONS, parse_date
from graph.errors import InputError

MARKS = ("", "", "", "?", "~", "%")


def is_date(text: str) -> bool:
    """Whether a text is a date: some days are in no calendar, and some intervals end before they begin."""
    try:
        parse_date(text)
    except InputError:
        return False
    return True


def dates(first: int, last: int, *, marks: tuple[str, ...] = MARKS) -> st.SearchStrategy[str]:
    """Years, months, days, seasons, decades and dates with gaps, intervals with and without open ends, and sets."""
    year = st.integers(first, last).map(str)
    month = st.integers(1, 12).map("{:02}".format)
    day = st.integers(1, 28).map("{:02}".format)
    mark = st.sampled_from(marks)
    single = st.one_of(
        st.builds("{}{}".format, year, mark),
        st.builds("{}-{}{}".format, year, month, mark),
        st.builds("{}-{}-{}{}".format, year, month, day, mark),
        st.builds("{}-{}".format, year, st.sampled_from(sorted(SEASONS))),
        st.builds("{}X{}".format, year.map(lambda digits: digits[:3]), mark),
        st.builds("{}-XX-{}".format, year, day),
        st.builds("{}-{}X".format, year, st.sampled_from("01")),
    )
    interval = st.builds("{}/{}".format, single, single)
    half_open = st.builds("{}/{}".format, single, st.sampled_from(["", ".."])) | st.builds(
        "{}/{}".format, st.sampled_from(["", ".."]), single
    )
    sets = st.builds("[{},{}]".format, year, year) | st.builds("{{{},{}}}".format, year, year)
    return st.one_of(single, single, interval, half_open, sets, st.just("XXXX")).filter(is_date)
