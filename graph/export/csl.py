"""CSL-JSON: the bibliography for Zotero, pandoc and whatever formats citations by CSL styles."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, BinaryIO

from graph.dates import parse_date
from graph.export.bibliography import OWN_KEY, works

if TYPE_CHECKING:
    from graph.dates import Date
    from graph.export.bibliography import Work
    from graph.export.content import Content


_EDTF_OF_CSL = re.compile(r"[-0-9%~X?./]{4,}")
"""The EDTF that the schema takes: no set."""


def write(content: Content, out: BinaryIO) -> None:
    """Write a list of items, the sources as ``document``: what sort of document each is the graph does not say.

    The form: schema csl-data.json of the Citation Style Language, 1.0.2 and later.
    """
    items = [item(work) for work in works(content)]
    out.write(f"{json.dumps(items, ensure_ascii=False, indent=2)}\n".encode())


def item(work: Work) -> dict[str, Any]:
    """The item of one work; what is not known is left out."""
    found = {
        "id": work.key,
        "type": "dataset" if work.key == OWN_KEY else "document",
        "author": [{"literal": name} for name in work.authors],
        "title": work.title,
        "container-title": work.publication,
        "issued": _issued(work) if work.date else None,
        "version": work.version,
        "language": work.language,
        "note": "; ".join(filter(None, (work.date_note, work.note))),
        "annote": work.date_reason,
        "abstract": work.abstract,
    }
    return {name: value for name, value in found.items() if value}


def _issued(work: Work) -> dict[str, Any]:
    """A date as EDTF and in parts; in words where no parts say it (one of several days, a season, an open end)."""
    date = parse_date(work.date)
    parts = [_parts(end) for end in _ends(date)]
    edtf = {"edtf": work.date} if _EDTF_OF_CSL.fullmatch(work.date) else {}
    if not parts or not all(parts):
        return {"literal": work.date_words, **edtf}
    circa = {"circa": True} if work.date_inferred or any(end.qualifier for end in _ends(date)) else {}
    return {"date-parts": parts, **circa, **edtf}


def _ends(date: Date) -> tuple[Date, ...]:
    if date.form == "date":
        return (date,)
    if date.form == "interval" and date.begin is not None and date.end is not None:
        return date.begin, date.end
    return ()


def _parts(date: Date) -> list[int]:
    """Year, month and day as far as they are written; nothing for a date that has other parts."""
    if date.precision not in ("year", "month", "day") or not all(part.digits.isdigit() for part in date.parts):
        return []
    return [int(part.digits) for part in date.parts]
