"""Dates keep their written form, get honest bounds and words, and agree with the `edtf` package on what both know."""

from __future__ import annotations

import datetime
import re
import warnings
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.date_words import in_words
from graph.dates import Date, fits_within, parse_date
from graph.errors import InputError

with warnings.catch_warnings():
    # Under `python -W error`, pyparsing turns its diagnostics on and complains of edtf's grammar on import.
    warnings.filterwarnings("ignore", message="warn_(multiple_tokens|ungrouped_named_tokens)_in_")
    import edtf

# The same examples in every run, and no failure for being slow beside other tests.
steady = settings(derandomize=True)

MONTHS = re.compile("January|February|March|April|May|June|July|August|September|October|November|December")

# text, first day, last day, precision, mark, words
Reading = tuple[str, str | None, str | None, str, str, str]
READINGS: list[Reading] = [
    ("2018", "2018-01-01", "2018-12-31", "year", "", "2018"),
    ("2018-03", "2018-03-01", "2018-03-31", "month", "", "March 2018"),
    ("2018-03-05", "2018-03-05", "2018-03-05", "day", "", "5 March 2018"),
    ("2019-02", "2019-02-01", "2019-02-28", "month", "", "February 2019"),
    ("2020-02", "2020-02-01", "2020-02-29", "month", "", "February 2020"),
    ("0988", "0988-01-01", "0988-12-31", "year", "", "988"),
    ("9999-12", "9999-12-01", "9999-12-31", "month", "", "December 9999"),
    # qualifiers
    ("2018~", "2018-01-01", "2018-12-31", "year", "~", "about 2018"),
    ("2018?", "2018-01-01", "2018-12-31", "year", "?", "2018 (uncertain)"),
    ("2018-03%", "2018-03-01", "2018-03-31", "month", "%", "about March 2018 (uncertain)"),
    ("2018-03-05~", "2018-03-05", "2018-03-05", "day", "~", "about 5 March 2018"),
    ("~2018", "2018-01-01", "2018-12-31", "year", "~", "about 2018"),
    ("2019-~03", "2019-03-01", "2019-03-31", "month", "~", "March 2019 (month approximate)"),
    ("?2019-02-22", "2019-02-22", "2019-02-22", "day", "?", "22 February 2019 (year uncertain)"),
    ("2019?-02-22", "2019-02-22", "2019-02-22", "day", "?", "22 February 2019 (year uncertain)"),
    ("2019-02~-22", "2019-02-22", "2019-02-22", "day", "~", "22 February 2019 (year and month approximate)"),
    ("?2019-~02", "2019-02-01", "2019-02-28", "month", "%", "February 2019 (year uncertain; month approximate)"),
    (
        "2019-~03?",
        "2019-03-01",
        "2019-03-31",
        "month",
        "%",
        "March 2019 (year uncertain; month approximate and uncertain)",
    ),
    ("?2018-21", "2018-03-01", "2018-05-31", "season", "?", "spring 2018 (year uncertain)"),
    (
        "2018-%33",
        "2018-01-01",
        "2018-03-31",
        "quarter",
        "%",
        "the first quarter of 2018 (quarter approximate and uncertain)",
    ),
    # digits that are not given
    ("201X", "2010-01-01", "2019-12-31", "decade", "", "the 2010s"),
    ("20XX", "2000-01-01", "2099-12-31", "century", "", "the years 2000 to 2099"),
    ("1XXX", "1000-01-01", "1999-12-31", "millennium", "", "the years 1000 to 1999"),
    ("0XXX", "0001-01-01", "0999-12-31", "millennium", "", "the years 1 to 999"),
    ("XXXX", None, None, "none", "", "an unknown year"),
    ("XXXX-12-25", None, None, "none", "", "25 December in an unknown year"),
    ("X018", None, None, "none", "", "X018 (X is not known)"),
    ("2018-XX", "2018-01-01", "2018-12-31", "year", "", "some month in 2018"),
    ("2018-XX-XX", "2018-01-01", "2018-12-31", "year", "", "some day in 2018"),
    ("2019-02-XX", "2019-02-01", "2019-02-28", "month", "", "some day in February 2019"),
    ("2018-XX-05", "2018-01-05", "2018-12-05", "year", "", "day 5 of some month in 2018"),
    ("2018-XX-31", "2018-01-31", "2018-12-31", "year", "", "day 31 of some month in 2018"),
    ("201X-03", "2010-03-01", "2019-03-31", "decade", "", "March in the 2010s"),
    ("201X-02-29", "2012-02-29", "2016-02-29", "decade", "", "29 February in the 2010s"),
    ("20X8", "2008-01-01", "2098-12-31", "century", "", "20X8 (X is not known)"),
    ("2018-1X", "2018-10-01", "2018-12-31", "year", "", "2018-1X (X is not known)"),
    ("2018-02-2X", "2018-02-20", "2018-02-28", "month", "", "2018-02-2X (X is not known)"),
    ("201X~", "2010-01-01", "2019-12-31", "decade", "~", "about the 2010s"),
    # parts of a year
    ("2018-21", "2018-03-01", "2018-05-31", "season", "", "spring 2018"),
    ("2018-22", "2018-06-01", "2018-08-31", "season", "", "summer 2018"),
    ("2018-23", "2018-09-01", "2018-11-30", "season", "", "autumn 2018"),
    ("2018-24", "2018-12-01", "2019-02-28", "season", "", "winter 2018"),
    ("2019-24", "2019-12-01", "2020-02-29", "season", "", "winter 2019"),
    ("2018-28", "2018-12-01", "2019-02-28", "season", "", "northern winter 2018"),
    ("2018-30", "2018-12-01", "2019-02-28", "season", "", "southern summer 2018"),
    ("2018-31", "2018-03-01", "2018-05-31", "season", "", "southern autumn 2018"),
    ("2018-33", "2018-01-01", "2018-03-31", "quarter", "", "the first quarter of 2018"),
    ("2018-36", "2018-10-01", "2018-12-31", "quarter", "", "the fourth quarter of 2018"),
    ("2018-38", "2018-05-01", "2018-08-31", "quadrimester", "", "the second four months of 2018"),
    ("2018-40", "2018-01-01", "2018-06-30", "semester", "", "the first half of 2018"),
    ("2018-41", "2018-07-01", "2018-12-31", "semester", "", "the second half of 2018"),
    ("9999-36", "9999-10-01", "9999-12-31", "quarter", "", "the fourth quarter of 9999"),
    ("2018-21~", "2018-03-01", "2018-05-31", "season", "~", "about spring 2018"),
    # intervals
    ("1992/1997", "1992-01-01", "1997-12-31", "year", "", "1992 to 1997"),
    ("1992-03-05/1997", "1992-03-05", "1997-12-31", "year", "", "5 March 1992 to 1997"),
    ("2018/2018-03", "2018-01-01", "2018-03-31", "year", "", "2018 to March 2018"),
    ("1995/..", "1995-01-01", None, "year", "", "from 1995"),
    ("1995/", "1995-01-01", None, "year", "", "from 1995 (end unknown)"),
    ("../1997", None, "1997-12-31", "year", "", "until 1997"),
    ("/1997", None, "1997-12-31", "year", "", "until 1997 (start unknown)"),
    ("1992~/1997-03", "1992-01-01", "1997-03-31", "year", "~", "about 1992 to March 1997"),
    ("1992?/1997~", "1992-01-01", "1997-12-31", "year", "%", "1992 (uncertain) to about 1997"),
    ("201X/2020-03", "2010-01-01", "2020-03-31", "decade", "", "the 2010s to March 2020"),
    ("XXXX/1997", None, "1997-12-31", "none", "", "an unknown year to 1997"),
    ("2018-24/2019-02", "2018-12-01", "2019-02-28", "season", "", "winter 2018 to February 2019"),
    # sets
    ("[1995,1996]", "1995-01-01", "1996-12-31", "year", "", "1995 or 1996"),
    ("[1996,1995-03,1997]", "1995-03-01", "1997-12-31", "year", "", "1996, March 1995 or 1997"),
    ("{1995,1996}", "1995-01-01", "1996-12-31", "year", "", "1995 and 1996"),
    ("{1995..1997}", "1995-01-01", "1997-12-31", "year", "", "1995 to 1997"),
    ("[1667,1670..1672]", "1667-01-01", "1672-12-31", "year", "", "1667 or one of 1670 to 1672"),
    ("[..1995]", None, "1995-12-31", "year", "", "1995 or earlier"),
    ("{1995..}", "1995-01-01", None, "year", "", "1995 and later"),
    ("[1995~,XXXX]", None, None, "none", "~", "about 1995 or an unknown year"),
]

REFUSALS = [
    ("", "a date is missing"),
    ("18", "'18' is not a year of four digits"),
    ("2018-3", "'2018-3' is not a year of four digits, a month or a day"),
    ("5.3.2018", "is not a year of four digits"),
    ("\u0662\u0660\u0661\u0668", "is not a year of four digits"),  # 2018 in Arabic digits
    ("2018-13", "'2018-13' is not in the calendar"),
    ("2018-00", "'2018-00' is not in the calendar"),
    ("2018-02-30", "'2018-02-30' is not in the calendar"),
    ("2019-02-29", "'2019-02-29' is not in the calendar"),
    ("201X-02-30", "'201X-02-30' is not in the calendar"),
    ("XXXX-3X", "'XXXX-3X' is not in the calendar"),
    ("2019-02-3X", "'2019-02-3X' is not in the calendar"),
    ("9999-24", "'9999-24' is not in the calendar"),
    ("2018-42", "'2018-42' is not in the calendar"),
    ("2018-21-05", "needs a whole year before it and nothing after it"),
    ("201X-21", "needs a whole year before it and nothing after it"),
    ("1997/1992", "'1992' lies before '1997'"),
    ("2018-05/2018-03-31", "'2018-03-31' lies before '2018-05'"),
    ("2018/19", "'19' is not a year of four digits"),
    ("1992/1995/1997", "'1995/1997' is not a year of four digits"),
    ("/", "at least one end has to be a date"),
    ("../..", "at least one end has to be a date"),
    ("1992-1997", "an interval is written with a slash"),
    ("1992\u20131997", "an interval is written with a slash"),
    ("5 March 2018", "a date has no blanks"),
    (" 2018", "a date has no blanks"),
    ("2018\n", "a date has no blanks"),
    ("2018-03-05T10:00:00", "times of day are not used"),
    ("2018-03-05T10:00:00Z/2019", "times of day are not used"),
    ("201x", "an unknown digit is a capital X"),
    ("0000", "only the years 0001 to 9999"),
    ("-0045", "only the years 0001 to 9999"),
    ("Y17000", "only the years 0001 to 9999"),
    ("2018?~", "is not a year of four digits"),
    ("2018-~XX", "is not a year of four digits"),
    ("1950S2", "is not a year of four digits"),
    ("[1995]", "a set has more than one date"),
    ("[1995,1996", "the bracket '[' is not closed"),
    ("[1995,1996}", "the bracket '[' is not closed"),
    ("[1995,]", "a date is missing"),
    ("[1997..1992]", "'1992' lies before '1997'"),
    ("[1992/1995,1997]", "'1992/1995' is not a year of four digits"),
]

# Forms that Détente reads and edtf 5.0.2 does not, or not as far as the bounds.
ONLY_HERE = [
    ("2018-21~", "a season bears no mark there"),
    ("?2018-21", "a season bears no mark there"),
    ("~201X", "a mark on the left and an X exclude each other there"),
    ("2018?-XX", "a mark on a component and an X exclude each other there"),
    ("201X-03~", "a month in a decade bears no mark there"),
    ("2019-~03?", "marks of a component and of the whole exclude each other there"),
    ("2018-1X", "a month of one known digit breaks its parser"),
    ("2018-02-2X", "a day of one known digit breaks its bounds"),
    ("2018-XX/2019", "a month XX breaks its parser at an end of an interval"),
    ("[2018-03,2018-XX]", "a month XX breaks its parser in a set"),
    ("2018-%33", "a quarter bears no mark there"),
    ("2018-33/2018-36", "codes above 24 are no end of an interval there"),
    ("[2018-21,2018-22]", "seasons are no members of a set there"),
    ("[201X..2020]", "an X is no end of a range there"),
    ("../201X", "an X and an open end exclude each other there"),
    ("?2018/..", "a mark on the left and an open end exclude each other there"),
]

# Forms that both read, with other bounds.
OTHER_BOUNDS = [
    ("2018-24", "winter ends with December there; the months of a winter lie in two years"),
    ("2018-28", "winter ends with December there"),
    ("2018-30", "a southern summer ends with December there"),
    ("201X-02-29", "29 February 2010 and 2019 are bounds there; neither is in the calendar"),
    ("XXXX", "a year of which nothing is known runs from 0 to 9999 there"),
    ("0XXX", "it has a year 0"),
    ("/1997", "an unknown start is guessed as ten years before the end there"),
    ("1997/", "an unknown end is guessed as ten years after the start there"),
    ("1997/..", "an open end is no date there"),
    ("../1997", "an open start is no date there"),
]

# Forms that only edtf reads, or that it reads though they cannot be meant.
ONLY_THERE = ["-0045", "0000", "Y17000", "1950S2", "2018-03-05T10:00:00", "../..", "1997/1992"]


def _date(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _strict(text: str) -> tuple[datetime.date, datetime.date]:
    """Ask the `edtf` package for the bounds."""
    date = edtf.parse_edtf(text)
    return datetime.date(*date.lower_strict()[:3]), datetime.date(*date.upper_strict()[:3])


def _bounds(date: Date) -> tuple[datetime.date | None, datetime.date | None]:
    return date.earliest, date.latest


YEARS = st.integers(1000, 9998).map(str)
DAYS = st.dates(datetime.date(1000, 1, 1), datetime.date(9998, 12, 31))
PLAIN = st.builds(lambda day, length: day.isoformat()[:length], DAYS, st.sampled_from([4, 7, 10]))
MARKS = st.sampled_from("?~%")
SEASONS = st.builds("{}-{}".format, YEARS, st.integers(21, 41))
LOOSE = st.builds(
    lambda year, tail: year + tail,
    st.builds(lambda year, known: year[:known].ljust(4, "X"), YEARS, st.integers(1, 3)) | YEARS,
    st.sampled_from(["", "-XX", "-XX-XX", "-03", "-03-XX", "-12-25"]),
)
MARKED = st.builds(lambda date, mark: date + mark, PLAIN | SEASONS | LOOSE, MARKS)
COMPONENTS = st.builds(
    lambda day, left, right: f"{day.year}-{left}{day.month:02}{right}-{day.day:02}", DAYS, MARKS, st.just("")
) | st.builds(lambda day, mark: f"{mark}{day.isoformat()[:7]}", DAYS, MARKS)
SINGLE = PLAIN | SEASONS | LOOSE | MARKED | COMPONENTS
ORDERED = st.lists(PLAIN, min_size=2, max_size=4).map(sorted)
INTERVALS = ORDERED.map(lambda dates: f"{dates[0]}/{dates[-1]}").filter(lambda text: text[:4] != text[-4:])
OPEN = st.builds(str.format, st.sampled_from(["{}/..", "../{}", "{}/", "/{}", "[..{}]", "{{{}..}}"]), PLAIN)
SETS = st.builds(str.format, st.sampled_from(["[{}]", "{{{}}}"]), ORDERED.map(",".join))
ANY = SINGLE | OPEN | SETS | st.builds("{0}/{1}".format, YEARS, st.just("9999"))


@pytest.mark.parametrize("reading", READINGS, ids=[text for text, *_ in READINGS])
def test_a_written_date_has_bounds_precision_mark_and_words(reading: Reading) -> None:
    text, first, last, *rest = reading
    date = parse_date(text)
    assert _bounds(date) == (_date(first), _date(last))
    assert [date.precision, date.qualifier, in_words(date)] == rest


@pytest.mark.parametrize(("text", "why"), REFUSALS, ids=[repr(text) for text, _ in REFUSALS])
def test_a_text_that_is_no_date_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(InputError, match=re.escape(why)):
        parse_date(text)


def test_a_refusal_shows_the_whole_text_and_right_forms() -> None:
    with pytest.raises(InputError, match=r"'2018/19' cannot be read as a date: '19' .*right forms are 2018, 2018-03, "):
        parse_date("2018/19")


def test_the_right_forms_that_a_refusal_shows_are_right() -> None:
    with pytest.raises(InputError) as refusal:
        parse_date("yesterday")
    shown = re.sub(r" \([^)]*\)", "", str(refusal.value).partition("right forms are ")[2])
    assert [parse_date(form).text for form in shown.split(", ")] == shown.split(", ")


def test_an_interval_keeps_its_ends_and_tells_open_from_unknown() -> None:
    stretch, ongoing, lost = parse_date("1992~/1997-03"), parse_date("1995/.."), parse_date("1995/")
    assert (stretch.begin, stretch.end) == (parse_date("1992~"), parse_date("1997-03"))
    assert (ongoing.end, ongoing.open_end, lost.end, lost.open_end) == (None, True, None, False)


def test_only_an_interval_is_an_interval() -> None:
    assert [parse_date(text).interval for text in ("1992/1997", "1992", "[1992,1997]")] == [True, False, False]


def test_a_set_keeps_its_members_and_says_whether_one_or_all_are_meant() -> None:
    choice = parse_date("[1667,1670..]")
    assert (choice.form, choice.members[0], choice.members[1].form) == ("one of", parse_date("1667"), "range")
    assert parse_date("{1995,1996}").form == "all of"


def test_marks_stand_with_the_components_that_they_qualify() -> None:
    marks = {text: [part.qualifier for part in parse_date(text).parts] for text in ("2019-~02-22", "2019-02~-22")}
    assert marks == {"2019-~02-22": ["", "~", ""], "2019-02~-22": ["~", "~", ""]}


def test_a_mark_does_not_widen_the_bounds() -> None:
    assert _bounds(parse_date("2018-03~")) == _bounds(parse_date("2018-03"))


def test_an_unknown_language_gets_english() -> None:
    assert in_words(parse_date("2018-03"), "be") == in_words(parse_date("2018-03"), "en") == "March 2018"


@pytest.mark.parametrize(
    ("inner", "outer", "fits"),
    [
        ("2018-03-05", "2018", True),
        ("2018", "2018", True),
        ("2018", "2018-03", False),
        ("2018-24", "2018", False),
        ("1996", "1992/1997", True),
        ("1998", "1992/1997", False),
        ("2050", "1995/..", True),
        ("1994", "1995/..", False),
        ("1995/..", "1995/2050", False),
        ("1996/..", "1995/..", True),
        ("2018", "XXXX", True),
        ("XXXX", "2018", False),
        ("1996", "[1995,1997]", True),
    ],
)
def test_a_date_fits_within_another_by_its_bounds(inner: str, outer: str, fits: bool) -> None:  # noqa: FBT001 - a column
    assert fits_within(parse_date(inner), parse_date(outer)) is fits


@steady
@given(ANY)
def test_bounds_are_in_order(text: str) -> None:
    date = parse_date(text)
    assert date.earliest is None or date.latest is None or date.earliest <= date.latest


@steady
@given(ANY)
def test_the_written_form_survives(text: str) -> None:
    date = parse_date(text)
    assert (date.text, parse_date(date.text)) == (text, date)


@steady
@given(ANY)
def test_words_are_said_of_every_date(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9(][A-Za-z0-9 (),;]*", in_words(parse_date(text)))


@steady
@given(YEARS, st.sampled_from(["", "?", "~", "%"]))
def test_a_year_never_becomes_a_day_or_a_month(year: str, mark: str) -> None:
    date = parse_date(year + mark)
    assert date.earliest != date.latest
    assert not MONTHS.search(in_words(date))


@steady
@given(DAYS)
def test_a_month_never_becomes_a_day(day: datetime.date) -> None:
    date = parse_date(day.isoformat()[:7])
    assert date.earliest != date.latest
    assert not re.match("[0-9]", in_words(date))


@steady
@given(DAYS)
def test_a_day_fits_within_its_month_its_year_and_its_decade(day: datetime.date) -> None:
    text = day.isoformat()
    forms = [parse_date(form) for form in (text, text[:7], text[:4], text[:3] + "X", text[:2] + "XX")]
    assert _bounds(forms[0]) == (day, day)
    assert all(fits_within(inner, outer) for inner, outer in pairwise(forms))


@steady
@given(ANY, ANY, ANY)
def test_fitting_within_is_an_order(first: str, second: str, third: str) -> None:
    a, b, c = parse_date(first), parse_date(second), parse_date(third)
    assert fits_within(a, a)
    assert fits_within(a, c) or not (fits_within(a, b) and fits_within(b, c))


CALENDAR = [(datetime.date(2000, 1, 1) + datetime.timedelta(days=number)).isoformat() for number in range(36525)]


@steady
@given(st.from_regex(r"20[0-9X][0-9X]-[01X][0-9X]-[0-3X][0-9X]", fullmatch=True))
@pytest.mark.slow
def test_unknown_digits_admit_exactly_the_days_of_the_calendar_that_match(text: str) -> None:
    matching = re.compile(text.replace("X", "[0-9]"))
    days = [day for day in CALENDAR if matching.fullmatch(day)]
    if days:
        assert _bounds(parse_date(text)) == (_date(days[0]), _date(days[-1]))
    else:
        with pytest.raises(InputError, match="not in the calendar"):
            parse_date(text)


@steady
@given(st.text("0123456789X?~%-/.,[]{}T: Y", max_size=24) | st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        date = parse_date(text)
    except InputError:
        return
    assert date.text == text


@steady
@given(
    PLAIN
    | st.builds(lambda date, mark: date + mark, PLAIN, MARKS)
    | SEASONS.filter(lambda text: text[-2:] not in ("24", "28", "30"))
    | LOOSE
    | COMPONENTS
    | INTERVALS
    | SETS
)
@pytest.mark.slow
def test_the_edtf_package_reads_the_same_bounds(text: str) -> None:
    assert _bounds(parse_date(text)) == _strict(text)


@pytest.mark.parametrize(
    "text", [reading[0] for reading in READINGS if reading[0] not in {row[0] for row in (*ONLY_HERE, *OTHER_BOUNDS)}]
)
def test_every_example_is_one_that_the_edtf_package_reads_too(text: str) -> None:
    assert edtf.parse_edtf(text)


@pytest.mark.parametrize(("text", "reason"), ONLY_HERE, ids=[text for text, _ in ONLY_HERE])
def test_a_form_that_only_we_read_is_one_that_the_edtf_package_still_fails_on(text: str, reason: str) -> None:
    assert parse_date(text)
    with pytest.raises((edtf.parser.edtf_exceptions.EDTFParseException, AttributeError, TypeError, ValueError)):
        pytest.fail(f"no longer a difference ({reason}): {_strict(text)}")


@pytest.mark.parametrize(("text", "reason"), OTHER_BOUNDS, ids=[text for text, _ in OTHER_BOUNDS])
def test_a_form_with_other_bounds_still_has_other_bounds_in_the_edtf_package(text: str, reason: str) -> None:
    assert edtf.parse_edtf(text)
    try:
        theirs = _strict(text)
    except (TypeError, ValueError):
        return
    assert theirs != _bounds(parse_date(text)), f"no longer a difference: {reason}"


@pytest.mark.parametrize("text", ONLY_THERE)
def test_a_form_that_is_not_used_here_is_refused_though_the_edtf_package_reads_it(text: str) -> None:
    assert edtf.parse_edtf(text)
    with pytest.raises(InputError):
        parse_date(text)
