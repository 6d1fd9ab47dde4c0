"""BibTeX: the bibliography for LaTeX, in UTF-8, with dates in EDTF as biblatex and Biber read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from graph.dates import parse_date
from graph.export.bibliography import OWN_KEY, works

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.export.bibliography import Work
    from graph.export.content import Content

_ESCAPED = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_"}
    | {
        "\\": r"\textbackslash{}",
        "{": r"\ensuremath{\lbrace}",
        "}": r"\ensuremath{\rbrace}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
"""What TeX would take for a command; a brace needs a word, for readers of BibTeX count braces with a backslash too."""

_LIGATURE = re.compile(r"([-`'])(?=\1)")
"""Signs that TeX makes one of two: --, `` and the like."""

_DAY = r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?|-2[1-4])?[?~%]?"
_READ_BY_BIBLATEX = re.compile(rf"{_DAY}(/(\.\.|{_DAY}))?")
"""The part of EDTF level 1 that biblatex reads (its manual, "Date and Time Specifications")."""


def write(content: Content, out: BinaryIO) -> None:
    """Write an entry for each work, the sources as ``@misc``: what sort of document each is the graph does not say."""
    entries = (entry(work) for work in works(content))
    out.write("\n".join(entries).encode())


def entry(work: Work) -> str:
    """The entry of one work."""
    kind = "dataset" if work.key == OWN_KEY else "misc"
    fields = "".join(f"  {name.ljust(12)} = {{{value}}},\n" for name, value in _fields(work) if value)
    return f"@{kind}{{{work.key},\n{fields}}}\n"


def _fields(work: Work) -> Iterator[tuple[str, str]]:
    is_read = _READ_BY_BIBLATEX.fullmatch(work.date) is not None
    dated = work.date_note if is_read or not work.date else work.date_words
    yield "author", " and ".join(f"{{{escaped(name)}}}" for name in work.authors)
    yield "title", f"{{{escaped(work.title)}}}"
    yield "howpublished", escaped(work.publication)
    yield "date", work.date if is_read else ""
    yield "sortyear", "" if is_read else _year(work.date)
    yield "version", escaped(work.version)
    yield "langid", work.language
    yield "note", escaped("; ".join(filter(None, (dated, work.note))))
    yield "annotation", escaped(work.date_reason)
    yield "abstract", escaped(work.abstract)


def escaped(text: str) -> str:
    """A text in which nothing is a command of TeX; a double quotation mark stays, for in braces it ends nothing."""
    return _LIGATURE.sub(r"\1{}", " ".join(text.split()).translate(_ESCAPED))


def _year(date: str) -> str:
    """The year under which a date sorts that biblatex cannot read."""
    parsed = parse_date(date) if date else None
    day = None if parsed is None else parsed.earliest or parsed.latest
    return "" if day is None else f"{day.year:04}"
