"""Tables as a workbook: a sheet each, its first row frozen, everything written as text, a number or true and false."""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING, BinaryIO

from graph.errors import UsageError
from graph.export.csvw import filled
from graph.export.short import refuse_graphs
from graph.export.tables import listed
from graph.seen_from import seen_from

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlsxwriter import Workbook

    from graph.export.content import Content
    from graph.export.tables import Row, Table

LONGEST = 32_767
"""How many characters a cell of a workbook can hold."""
_MOST_ROWS = 1_048_576
_MADE = datetime.datetime(1980, 1, 1)
"""A workbook must bear a day; this one, with which the times of its archive begin, says nothing."""


def write(content: Content, out: BinaryIO) -> None:
    """Write the workbook. Raises UsageError where XlsxWriter is not installed, and for a choice of named graphs."""
    refuse_graphs(content, "xlsx")
    try:
        import xlsxwriter  # noqa: PLC0415  an extra: who writes no workbook does without it
    except ImportError:
        raise UsageError(
            "xlsx needs XlsxWriter, which is not installed: pip install 'detente[xlsx]', or export csv"
        ) from None
    made = io.BytesIO()
    seen = "; ".join(filter(None, (content.opened.version, seen_from(content.opened))))
    with xlsxwriter.Workbook(
        made, {"constant_memory": True, "in_memory": False}
    ) as book:  # it holds files that it closes
        book.set_properties({"created": _MADE, "comments": seen})
        for table, rows in filled(content):
            _sheet(book, table, rows)
    out.write(made.getvalue())


def _sheet(book: Workbook, table: Table, rows: Iterable[Row]) -> None:
    sheet = book.add_worksheet(table.name)
    sheet.freeze_panes(1, 1)
    bold = book.add_format({"bold": True})
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.name, bold)
    for number, row in enumerate(rows, start=1):
        if number == _MOST_ROWS:
            raise UsageError(f"{table.name} has more rows than a sheet can hold; export csv, or a part")
        for place, column in enumerate(table.columns):
            value = row.get(column.name, "")
            if isinstance(value, bool):
                sheet.write_boolean(number, place, value)
            elif isinstance(value, int):
                sheet.write_number(number, place, value)
            elif value:
                sheet.write_string(number, place, _text(value))


def _text(value: str | tuple[str, ...]) -> str:
    text = value if isinstance(value, str) else listed(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
