"""What was parsed of queries, kept by content in a folder of the cache: a build whose queries did not change parses none.

One file for each query (:mod:`graph.kept_files`). Its name is a hash of the query, of the code that reads it and of the version
of the parser, so that nothing in it is ever out of date.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

import graph.inert
import graph.questions
from graph.kept_files import KeptFiles

KEPT = 1000
"""How many queries are kept at most: those of a dozen versions of the shipped ones."""
_CODE = ("algebra.py", "grammar.py", "kept_parts.py", "query_parts.py")
_PARSERS = ("rdflib", "pyparsing")


class KeptParts:
    """The parts of queries as JSON, as :meth:`loaders.query_parts.QueryParts.to_json` writes them, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._files = KeptFiles(folder, KEPT)

    def read(self, text: str) -> str | None:
        """The parts of a query; None when they are not kept, or not as they were written."""
        return self._files.read(_name(text))

    def write(self, text: str, written: str) -> None:
        """Keep the parts of a query."""
        with suppress(OSError):
            self._files.folder.parent.mkdir(parents=True, exist_ok=True)
        self._files.write(_name(text), written)

    def trim(self) -> None:
        """Remove all but those used last."""
        self._files.trim()


def _name(text: str) -> str:
    digest = hashlib.sha256(_reader())
    digest.update(text.encode())
    return f"{digest.hexdigest()[:32]}.json"


@cache
def _reader() -> bytes:
    """A hash of all that decides what is read off a query: our code, and the parser."""
    here = Path(__file__).resolve().parent
    files = [*(here / name for name in _CODE), Path(graph.inert.__file__), Path(graph.questions.__file__)]
    digest = hashlib.sha256(" ".join(map(version, _PARSERS)).encode())
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.digest()
