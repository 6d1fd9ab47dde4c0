"""Tables as CSV with CSVW metadata: what each column holds, its datatype, keys, and how lists and empty cells are written.

CSV: RFC 4180, UTF-8 without a mark, lines end with CR LF. CSVW: Metadata Vocabulary for Tabular Data, W3C, 17 December 2015,
https://www.w3.org/TR/tabular-metadata/

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and would run what somebody put into a
source. Such a cell of text gets an apostrophe at its front, and so does one that has apostrophes there already: to undo it, take
one apostrophe off each cell in which apostrophes and one of these signs come first.
"""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING, Any

from graph.export.answer_table import answer_table
from graph.export.short import SHORT, refuse_graphs
from graph.export.table_rows import Rows
from graph.export.tables import CLAIMS, PASSAGE, SEPARATOR, TABLES, Table, listed
from graph.seen_from import seen_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from graph.export.content import Content
    from graph.export.tables import Cell, Column, Row

METADATA = "csv-metadata.json"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def write(content: Content, folder: Path) -> None:
    """Write each table into a file of its own, and the metadata beside them. Raises UsageError for a choice of named graphs."""
    refuse_graphs(content, "csv")
    written = []
    for table, rows in filled(content):
        written.append(table)
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as out:
            lines = csv.writer(out, lineterminator="\r\n")
            lines.writerow(column.name for column in table.columns)
            lines.writerows([cell_text(row.get(c.name, "")) for c in table.columns] for row in rows)
    described = json.dumps(metadata(content, written), ensure_ascii=False, indent=2) + "\n"
    (folder / METADATA).write_text(described, encoding="utf-8", newline="\n")


def filled(content: Content) -> Iterator[tuple[Table, Iterable[Row]]]:
    """Each table with its rows, which are read as they are asked for; the answer first where a question is chosen."""
    if content.answer is not None:
        yield answer_table(content)
    rows = Rows(content)
    for table in TABLES:
        has_passages = table is CLAIMS and content.passage is not None
        yield table.with_column(PASSAGE) if has_passages else table, getattr(rows, table.name)()


def cell_text(value: Cell) -> str:
    """A cell as it is written; text that a spreadsheet would take for a formula has an apostrophe before it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = value if isinstance(value, str) else listed(value)
    return f"'{text}" if _FORMULA.match(text) else text


def metadata(content: Content, tables: Iterable[Table]) -> dict[str, Any]:
    """The description of tables in CSVW."""
    tables = list(tables)
    seen = seen_from(content.opened)
    prefixes = "; ".join(f"{prefix}: {home}" for prefix, home in SHORT.items())
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": "Détente, as tables",
        "dc:description": f"{seen}. "
        * bool(seen)
        + "An apostrophe stands before text that begins with one of = + - @, or with "
        f"apostrophes and one of these; take one off to undo it. Short names stand for IRIs: {prefixes}",
        "dc:identifier": content.opened.version,
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n", "\n"], "header": True, "doubleQuote": True},
        "tables": [_described(table, tables) for table in tables],
    }


def _described(table: Table, tables: list[Table]) -> dict[str, Any]:
    keys = {other.name: other.key for other in tables}
    schema: dict[str, Any] = {"columns": [_column(column) for column in table.columns]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    foreign = [
        {
            "columnReference": [column.name],
            "reference": {"resource": f"{column.refers}.csv", "columnReference": list(keys[column.refers])},
        }
        for column in table.columns
        if column.refers
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    return {"url": f"{table.name}.csv", "dc:description": table.says, "tableSchema": schema}


def _column(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.says,
        "datatype": _DATATYPES.get(column.datatype, column.datatype),
        "null": "",
    }
    if column.required:
        found["required"] = True
    if column.several:
        found["separator"] = SEPARATOR
    if column.means is not None:
        found["propertyUrl"] = column.means.value
    return found


_DATATYPES: dict[str, Any] = {"boolean": {"base": "boolean", "format": "true|false"}}
