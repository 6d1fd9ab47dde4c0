"""What was parsed of queries, kept by content in a folder of the cache: a build whose queries did not change parses none.

One file for each query, of two lines: a hash, and the parts as JSON of which it is the hash. Its name is a hash of the query, of
the code that reads it and of the version of the parser, so that nothing in it is ever out of date. What cannot be read is as
good as missing, and what cannot be written is not kept: to lose the folder costs time alone.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

import graph.inert
import graph.questions

KEPT = 1000
"""How many queries are kept at most: those of a dozen versions of the shipped ones."""
_CODE = ("algebra.py", "grammar.py", "kept_parts.py", "query_parts.py")
_PARSERS = ("rdflib", "pyparsing")


class KeptParts:
    """The parts of queries as JSON, as :meth:`loaders.query_parts.QueryParts.to_json` writes them, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, text: str) -> str | None:
        """The parts of a query; None when they are not kept, or not as they were written."""
        file = self._folder / _name(text)
        try:
            digest, _, written = file.read_text(encoding="utf-8").partition("\n")
            if digest != _digest(written):
                return None
            os.utime(file)  # those used last are kept
        except (OSError, ValueError):
            return None
        return written

    def write(self, text: str, written: str) -> None:
        """Keep the parts of a query: whoever looks finds the whole of them, or nothing."""
        file = self._folder / _name(text)
        partial = file.with_name(f".{file.name}.{os.getpid()}")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            partial.write_text(f"{_digest(written)}\n{written}", encoding="utf-8")
            partial.replace(file)

    def trim(self) -> None:
        """Remove all but those used last, and what killed processes left with them."""
        with suppress(OSError):  # another process removes old ones too
            files = sorted(self._folder.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
            for file in files[KEPT:]:
                file.unlink(missing_ok=True)


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


def _digest(written: str) -> str:
    return hashlib.sha256(written.encode()).hexdigest()
