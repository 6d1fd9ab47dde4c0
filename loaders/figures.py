"""Dates and figures as a text prints them, in digits and in the words that a language has for them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from loaders.mention import NEVER, Mention, PrintedDate, any_of, without

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loaders.languages import Language


class FigureReader:
    """Finds dates and figures in sentences of one language."""

    def __init__(self, language: Language) -> None:
        self._figures = {
            word.casefold(): value for key in ("numbers", "scales") for word, value in language.figures[key].items()
        }
        self._months = {month.casefold(): int(number) for month, number in language.figures["months"].items()}
        self._thousands, self._point = language.signs.get("thousands", ""), language.signs.get("decimal", "")
        self._dotted = re.compile(_dotted_form(language))
        self._no_figure = re.compile(rf"(?<!\w)(?:{any_of(language.lists['no-figures'])})(?!\w)", re.IGNORECASE)
        self._date = re.compile(_date_form(language))
        self._figure = re.compile(_figure_form(language), re.IGNORECASE)

    def dates(self, sentence: str) -> Iterator[Mention]:
        """The dates in a sentence, each with the parts that are printed; a year may be meant as a figure too."""
        yield from self.dotted_dates(sentence)
        for match in self._date.finditer(
            without(sentence, (dotted.span() for dotted in self._dotted.finditer(sentence)))
        ):
            date = self._parts(match)
            if any(date):
                year = Decimal(match["lone"]) if match["lone"] and not match["decade"] else None
                yield Mention(kind="date", span=match.span(), words=match[0], date=date, figure=year)

    def dotted_dates(self, sentence: str) -> Iterator[Mention]:
        """The dates in digits with full stops between, where the language has an order for them."""
        for match in self._dotted.finditer(sentence):
            date = (match["year"], match["month"].zfill(2), match["day"].zfill(2))
            yield Mention(kind="date", span=match.span(), words=match[0], date=date)

    def figures(self, sentence: str) -> Iterator[Mention]:
        """The figures in a sentence, in digits or in words."""
        rest = without(sentence, (match.span() for match in self._no_figure.finditer(sentence)))
        for match in self._figure.finditer(rest):
            yield Mention(kind="figure", span=match.span(), words=match[0], figure=self._value(match))

    def _parts(self, match: re.Match[str]) -> PrintedDate:
        year = match["year"] or match["lone"]
        if match["decade"]:
            return f"{year[:3]}X", None, None
        day = match["before"] or match["after"]
        month = self._months[match["month"].casefold()] if match["month"] else None
        alone = month is not None and not (day or year)
        if alone and (match.start() == 0 or self._is_short(match["month"], month)):
            return None, None, None
        return year, None if month is None else f"{month:02}", None if day is None else f"{int(day):02}"

    def _is_short(self, written: str, number: int | None) -> bool:
        """Whether a month is written in a shortened form, which alone may be any word."""
        short = written.casefold()
        return any(name != short and name.startswith(short) for name, other in self._months.items() if other == number)

    def _value(self, match: re.Match[str]) -> Decimal:
        value = Decimal(1)
        if match["digits"]:
            digits = match["digits"].translate(dict.fromkeys(map(ord, self._thousands)))
            value = Decimal(digits.replace(self._point, ".") if self._point else digits)
        elif match["tens"]:
            value = self._figures[match["tens"].casefold()]
            value += self._figures[match["ones"].casefold()] if match["ones"] else 0
        for scale in re.findall(r"\w+", match["scales"] or match["alone"] or ""):
            value *= self._figures[scale.casefold()]
        return value


def _date_form(language: Language) -> str:
    months = any_of(language.figures["months"])
    ordinals, joints = any_of(language.lists["ordinals"]), any_of(language.lists["joints"])
    decade = any_of(language.lists["decades"])
    day = r"(?:[12]\d|3[01]|0?[1-9])"
    year = r"[12]\d{3}(?!\w)"
    return (
        rf"(?<![\w.,])(?:(?P<before>{day})(?:{ordinals})? (?:(?:{joints}) )?)?(?P<month>{months})(?!\w)\.?"
        rf"(?: (?P<after>{day})(?:{ordinals})?(?!\w))?(?:,? (?P<year>{year}))?"
        rf"|(?<![\w.,])(?P<lone>[12]\d{{3}})(?P<decade>{decade})?(?![\w]|[.,]\d)"
    )


def _dotted_form(language: Language) -> str:
    """An expression for a date in digits with full stops, in the order of the language."""
    parts = {
        "day": r"(?P<day>[12]\d|3[01]|0?[1-9])",
        "month": r"(?P<month>1[0-2]|0?[1-9])",
        "year": r"(?P<year>[12]\d{3})",
    }
    order = language.signs.get("dotted-dates")
    inner = NEVER if order is None else r"\.".join(parts[part] for part in order.split("-"))
    return rf"(?<![\w.,]){inner}(?!\w|[.,]\d)"


def _digits_form(language: Language) -> str:
    """An expression for a figure in digits, with the thousands parted by one and the same sign throughout.

    Where a blank parts them, no figure may stand a blank before or after: a row of figures is no figure.
    """
    signs = language.signs.get("thousands", "")
    forms = [rf"\d{{1,3}}(?:{re.escape(sign)}\d{{3}})+" for sign in signs if sign != " "]
    if " " in signs:
        forms.append(r"(?<!\d )\d{1,3}(?: \d{3})+(?! ?\d)")
    forms.append(r"\d+")
    point = re.escape(language.signs.get("decimal", "")) or NEVER
    return rf"(?:{'|'.join(forms)})(?:{point}\d+)?"


def _figure_form(language: Language) -> str:
    words, scales = any_of(language.figures["numbers"]), any_of(language.figures["scales"])
    folds, ordinals = any_of(language.lists["folds"]), any_of(language.lists["ordinals"])
    digits = _digits_form(language)
    return (
        rf"(?<![\w.,])(?:(?:(?P<digits>{digits})(?:{ordinals})?|(?P<tens>{words})(?:-(?P<ones>{words}))?)"
        rf"(?P<scales>(?:[ -](?:{scales}))*)|(?P<alone>{scales}))(?:-?(?:{folds}))?(?!\w)[+%]?"
    )
