"""Which triple patterns carry an answer row, and what else is said of a query where it is saved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.errors import InputError
from graph.inert import blanked
from loaders.parsing import parts_of

if TYPE_CHECKING:
    from pathlib import Path

    from graph.questions import Pattern
    from loaders.query_parts import QueryParts

_HEAD = re.compile(r"(?<![?$:\w])SELECT\b([^{}]*?)(?<![?$:\w])WHERE\b", re.IGNORECASE)
_FIRST = re.compile(r"(?<![?$:\w])SELECT\b(?!:)", re.IGNORECASE)


def select_all(text: str) -> str:
    """The query with its outermost SELECT … WHERE turned into SELECT * WHERE: each row with all its variables."""
    head = _head(text)
    return text if head is None else f"{text[: head.start()]}SELECT * WHERE{text[head.end() :]}"


def _head(text: str) -> re.Match[str] | None:
    first = _FIRST.search(blanked(text))
    return None if first is None else _HEAD.match(blanked(text), first.start())


def parts_in(text: str, file: Path) -> QueryParts:
    """The parts of any query. Raises InputError when it does not parse."""
    try:
        return parts_of(text)
    except Exception as error:
        line = getattr(error, "lineno", 1)
        raise InputError(f"{file}:{line}: not SPARQL: {' '.join(str(error).split())[:200]}") from error


def parsed(text: str, file: Path) -> QueryParts:
    """The parts of a saved question.

    Raises InputError when it does not parse, is no SELECT, or has no WHERE before the braces to which parameters are bound.
    """
    parts = parts_in(text, file)
    if not parts.is_select or _head(text) is None:
        raise InputError(f"{file}:1: a saved question is one SELECT … WHERE {{ … }}, with the word WHERE written out")
    return parts


def traced_patterns(text: str, file: Path) -> tuple[Pattern, ...]:
    """The triple patterns of a monotone query, in the order in which they stand.

    Raises InputError when the query does not parse, or when no list of triples can carry its rows (negation, aggregates,
    property paths): such a question says ``evidence: extent`` in its header.
    """
    head = _head(text)
    if head is not None and "(" in head.group(1):
        raise InputError(
            f"{file}:{text.count(chr(10), 0, head.start()) + 1}: the SELECT works out a value, which tracing does not see; "
            "write BIND (… AS ?name) inside WHERE, or `#+ evidence: extent` in its header"
        )
    parts = parsed(text, file)
    if parts.untraced:
        raise InputError(f"{file}:1: {parts.untraced}")
    return parts.traced
