"""Running a person's own SPARQL: refused when it reaches out or changes data, ended when it takes too long."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.errors import RefusedQueryError, TimeOutError
from graph.questions import blanked

if TYPE_CHECKING:
    from graph.store import Opened

MEGABYTES = 4096
"""How much memory a query may take, in megabytes of address space."""
_SERVICE = re.compile(r"(?<![\w:?$.-])SERVICE(?![\w:.-])", re.IGNORECASE)
_UPDATE = re.compile(
    r"^\s*(?:(?:PREFIX|BASE)\b[^\n]*\s*)*(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD)\b", re.IGNORECASE
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_REFUSED = 3


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
    refuse(text)
    command = [sys.executable, "-P", "-m", "graph.worker", str(opened.folder / "quads"), str(MEGABYTES), form]
    try:
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=seconds, check=False)  # noqa: S603  our own module, no shell
    except subprocess.TimeoutExpired as error:
        raise TimeOutError(
            f"the query ran longer than {seconds:g} s and was ended; narrow it, or give it more with --timeout"
        ) from error
    if done.returncode == _REFUSED:
        raise RefusedQueryError(f"the query cannot be run: {done.stderr.decode(errors='replace').strip()}")
    if done.returncode != 0:
        raise RefusedQueryError(
            "the query broke the engine: it is nested too deeply or takes too much memory; simplify it"
        )
    kind, _, content = done.stdout.partition(b"\n")
    return Result(kind=kind.decode(), content=content.decode())


def refuse(text: str) -> None:
    """Raise RefusedQueryError for a query that calls a SERVICE or is an update."""
    bare = blanked(_ESCAPE.sub(lambda found: chr(int(found.group(1) or found.group(2), 16)), text))
    if _SERVICE.search(bare):
        raise RefusedQueryError("the query calls a SERVICE; Détente asks no other server, so take that part out")
    update = _UPDATE.search(bare)
    if update:
        raise RefusedQueryError(
            f"{update.group(1).upper()} changes data, and the graph is read-only: its truth is in the files"
        )
