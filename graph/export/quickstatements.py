"""QuickStatements: commands that add our statements to Wikidata, in the syntax of version 1 and as CSV.

https://www.wikidata.org/wiki/Help:QuickStatements. A command adds; none takes away, changes or makes an item. Whoever runs them
answers for them: look at each beside its source first.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING, BinaryIO

from graph.export.snaks import Item, Moment
from graph.export.wikidata_statements import Statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graph.export.content import Content
    from graph.export.snaks import Snak, Statement


def write(content: Content, out: BinaryIO) -> None:
    """Write version 1: a line for each statement; a further reference begins with an exclamation mark."""
    for statement in _found(content, "quickstatements"):
        out.write(("\t".join(_command(statement)) + "\n").encode())


def write_csv(content: Content, out: BinaryIO) -> None:
    """Write the CSV syntax: a row for each reference, which the tool adds to the same statement."""
    statements = _found(content, "quickstatements2")
    columns = _columns(statements)
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["qid", *(name for block in columns.values() for name in block)])
    lines.writerows(row for statement in statements for row in _rows(statement, columns))
    out.write(text.getvalue().encode())


def _found(content: Content, form: str) -> list[Statement]:
    found = Statements(content, form)
    statements = found.found()
    content.notes.append(found.told(len(statements)))
    return statements


def _command(statement: Statement) -> Iterator[str]:
    yield from (statement.item, statement.property, statement.value)
    for snak in statement.qualifiers:
        yield from (snak.property, _value(snak))
    for number, reference in enumerate(statement.references):
        for place, snak in enumerate(reference):
            mark = "!" if number and not place else ""
            yield from (f"{mark}S{snak.property[1:]}", _value(snak))


def _value(snak: Snak) -> str:
    if isinstance(snak, Item):
        return snak.value
    if isinstance(snak, Moment):
        return f"{snak.value.text}/{snak.value.precision}"
    text = " ".join(snak.value.split())  # a tab or a new line would end the value
    return f'{snak.language}:"{text}"' if snak.language else f'"{text}"'


def _columns(statements: Sequence[Statement]) -> dict[str, list[str]]:
    """The columns of each property: itself, then as many of each qualifier and of each part of a reference as one row needs."""
    blocks: dict[str, Counter[str]] = {}
    for statement in statements:
        needed = blocks.setdefault(statement.property, Counter())
        needed |= Counter(_qualifier(snak) for snak in statement.qualifiers)
        for reference in statement.references:
            needed |= Counter(_part(snak) for snak in reference)
        blocks[statement.property] = needed
    ordered = sorted(blocks.items(), key=lambda block: int(block[0][1:]))
    return {
        name: [name, *(c for c in sorted(block, key=_column_place) for _ in range(block[c]))] for name, block in ordered
    }


def _rows(statement: Statement, columns: dict[str, list[str]]) -> Iterator[list[str]]:
    for reference in statement.references:
        cells = [(_qualifier(snak), _value(snak)) for snak in statement.qualifiers]
        cells += [(_part(snak), _value(snak)) for snak in reference]
        row = [statement.item]
        for name, block in columns.items():
            row += _filled(block, statement.value, cells) if name == statement.property else [""] * len(block)
        yield row


def _filled(block: Sequence[str], value: str, cells: Iterable[tuple[str, str]]) -> list[str]:
    left = list(cells)
    row = [value]
    for column in block[1:]:
        found = next((cell for cell in left if cell[0] == column), None)
        row.append("" if found is None else found[1])
        if found is not None:
            left.remove(found)
    return row


def _qualifier(snak: Snak) -> str:
    return f"qal{snak.property[1:]}"


def _part(snak: Snak) -> str:
    return f"S{snak.property[1:]}"


def _column_place(column: str) -> tuple[bool, int]:
    return column.startswith("S"), int(column.lstrip("qalS"))
