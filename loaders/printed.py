"""Dates that a claim calls printed, compared with the words of its passage: what is not there was not printed there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from graph.dates import Date, parse_date
from graph.terms import EDTF
from loaders.figures import FigureReader
from loaders.marks import without_marks
from loaders.mention import any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loaders.claims import Claim
    from loaders.languages import Language
    from loaders.text import NormalText

_CHECKED = {"printed": ("year", "month", "day"), "year-inferred": ("month", "day")}
"""By the basis of a claim's dates, the parts that its passage must print."""


def unprinted(claim: Claim, text: NormalText, language: Language) -> list[str]:
    """The parts of a claim's dates that it calls printed and that its passage does not hold, such as ``year 1992``.

    Months are looked for by the names that the language of the text has for them and in dates of digits and full stops;
    as bare numbers only where it has no names. A part that the date leaves open is not looked for.
    The anchor must be exact: the passage is read at its spans.
    """
    basis = claim.axes.get("date-basis")
    parts = () if basis is None else _CHECKED.get(basis.value.rsplit("/", 1)[-1], ())
    words = without_marks(" ".join(text.text[start:end] for start, end in claim.anchor.spans))
    dates = [value.value for _, value in claim.content if isinstance(value, Literal) and value.datatype == EDTF]
    return [
        f"{part} {digits}"
        for date in dates
        for part, digits in _parts(parse_date(date))
        if part in parts and not _stands(part, digits, words, language)
    ]


def _parts(date: Date) -> Iterator[tuple[str, str]]:
    inner = [part for part in (date.begin, date.end) if part is not None] if date.interval else list(date.members)
    for one in inner:
        yield from _parts(one)
    if not inner and date.precision in ("year", "month", "day"):
        for name, part in zip(("year", "month", "day"), date.parts, strict=False):
            if part.digits.isdigit():
                yield name, part.digits


def _stands(part: str, digits: str, words: str, language: Language) -> bool:
    months = language.figures["months"]
    if part != "month" or not months:
        return re.search(rf"(?<!\d)0*{int(digits)}(?!\d)", words) is not None
    names = any_of(name for name, number in months.items() if number == int(digits))
    by_name = re.search(rf"(?<!\w)(?:{names})(?!\w)", words, re.IGNORECASE) is not None
    return by_name or any(dotted.date[1] == digits for dotted in FigureReader(language).dotted_dates(words))
