"""Running a person's own SPARQL: refused when it reaches out or changes data, ended when it takes too long."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from graph.errors import RefusedQueryError, StoreError, TimeOutError
from graph.inert import INERT, blanked
from graph.terms import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Store

    from graph.store import Opened

MEGABYTES = 4096
"""How much memory a query may take, in megabytes of address space."""
_REFUSED, _UNREADABLE = 3, 5
_UPDATE = re.compile(
    r"\s*(?:(?:PREFIX\s*[^\s:]*:|BASE)\s*)*(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b", re.IGNORECASE
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_SERVICE = re.compile("service", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a query gave: ``kind`` is select, ask or graph; ``content`` is in the format asked for."""

    kind: str
    content: str


def run_query(opened: Opened, text: str, form: str = "json", *, seconds: float = 60.0) -> Result:
    """Run one query in a process of its own. ``form`` is json, csv, tsv or xml for rows, turtle or ntriples for graphs.

    Raises RefusedQueryError for what does not parse, changes data, calls a SERVICE or breaks the engine, and TimeOutError
    after ``seconds``.
    """
    try:
        harmless = defused(text).encode()
    except UnicodeEncodeError as error:
        raise RefusedQueryError("the query is no text in UTF-8") from error
    command = [sys.executable, "-P", "-m", "graph.worker", str(opened.folder / "quads"), str(MEGABYTES), form]
    try:
        done = subprocess.run(command, input=harmless, capture_output=True, timeout=seconds, check=False)  # noqa: S603  our own module, no shell
    except subprocess.TimeoutExpired as error:
        raise TimeOutError(
            f"the query ran longer than {seconds:g} s and was ended; narrow it, or give it more with --timeout"
        ) from error
    if done.returncode == _REFUSED:
        raise RefusedQueryError(f"the query cannot be run: {done.stderr.decode(errors='replace').strip()}")
    if done.returncode == _UNREADABLE:
        raise StoreError(f"{opened.folder}: the store cannot be read ({done.stderr.decode(errors='replace').strip()})")
    if done.returncode != 0:
        raise RefusedQueryError(
            "the query broke the engine: it is nested too deeply or takes too much memory; simplify it"
        )
    kind, _, content = done.stdout.partition(b"\n")
    return Result(kind=kind.decode(), content=content.decode())


def defused(text: str) -> str:
    """The query with the word *service* escaped wherever it is no keyword. Raises RefusedQueryError when it is one.

    The engine always obeys SERVICE, and its grammar glues keywords to their neighbours (``5SERVICE<…>``), so no look at the
    text can be trusted to see what the engine sees. It reads a code point escape in a string, an IRI and a comment as the
    character, and nowhere else: should this function take code for one of these, the engine finds a syntax error and no
    SERVICE. Variables and local names cannot be escaped, and need not be: nothing in them can end them early.
    """
    if uses(text, _SERVICE):
        raise RefusedQueryError(
            "the query calls a SERVICE; Détente asks no other server, so take that part out "
            "(a prefix cannot be called service either)"
        )
    refuse_update(text)
    return escaped(text, _SERVICE)


def refuse_update(text: str) -> None:
    """Raise RefusedQueryError for an update, which the engine would take for a query with a fault."""
    for view in _views(text):
        update = _UPDATE.match(INERT.sub(lambda found: found.group() if found.group("named") else " ", view))
        if update:
            raise RefusedQueryError(
                f"{update.group(1).upper()} changes data, and the graph is read-only: its truth is in the files"
            )


def uses(text: str, word: re.Pattern[str]) -> bool:
    """Whether a word stands in a query or update where it can be a keyword, as written or by code point escapes."""
    return any(word.search(INERT.sub(" ", view)) for view in _views(text))


def escaped(text: str, word: re.Pattern[str]) -> str:
    """The text with a word escaped wherever it is no keyword: should it be one after all, the engine finds a syntax error."""
    return INERT.sub(lambda found: _without_keyword(found, word), text)


def _views(text: str) -> tuple[str, str]:
    return text, _ESCAPE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    return chr(int(found.group(1) or found.group(2), 16) % 0x110000)


def _without_keyword(found: re.Match[str], keyword: re.Pattern[str]) -> str:
    if found.group("quoted") is None:
        return found.group()
    return keyword.sub(lambda word: f"\\u{ord(word.group()[0]):04X}{word.group()[1:]}", found.group())


def unknown_terms(opened: Opened, text: str) -> list[str]:
    """The names under ``dt:`` and ``vocab:`` in a query that the graph does not know: they find nothing, and look like silence."""
    names = dict.fromkeys(re.findall(r"(?<![\w:.-])(?:dt|vocab):\w[\w-]*", blanked(text)))
    return [name for name in names if not _is_known(opened.quads, name)]


def _is_known(store: Store, name: str) -> bool:
    prefix, _, local = name.partition(":")
    node = NamedNode(PREFIXES[prefix] + local)
    found = itertools.chain(
        store.quads_for_pattern(node, None, None, None),
        store.quads_for_pattern(None, node, None, None),
        store.quads_for_pattern(None, None, node, None),
    )
    return next(found, None) is not None
