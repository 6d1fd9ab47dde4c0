"""The process that parses queries beside a build: a JSON list of them on standard input, on standard output their algebras.

Called as ``python -P -c "from loaders.parser import main; main()"``. For each query it writes a line with a number of bytes,
and then that many bytes: its algebra as a pickle, or none when it does not parse.
"""

from __future__ import annotations

import gc
import io
import json
import pickle
import sys
from contextlib import suppress
from typing import Any

from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue


class _Pickler(pickle.Pickler):
    """Writes a node of an algebra as its name and its parts: of itself a node does not know how it is made anew."""

    def reducer_override(self, value: object) -> Any:
        return (_node, (value.name, dict(value.items()))) if isinstance(value, CompValue) else NotImplemented


def _node(name: str, parts: dict[str, Any]) -> CompValue:
    return CompValue(name, **parts)


def pickled(algebra: CompValue) -> bytes:
    """An algebra as bytes, of which ``pickle.loads`` makes one that can be looked through, and not evaluated."""
    content = io.BytesIO()
    _Pickler(content, pickle.HIGHEST_PROTOCOL).dump(algebra)
    return content.getvalue()


def main() -> None:
    """Parse the queries, in their order; end early when nobody reads on."""
    gc.disable()  # a parser makes much that is thrown away at once, and the process is soon gone
    with suppress(BrokenPipeError, KeyboardInterrupt):
        for text in json.loads(sys.stdin.buffer.read()):
            found = b""
            with suppress(Exception):
                found = pickled(prepareQuery(text).algebra)
            sys.stdout.buffer.write(b"%d\n%b" % (len(found), found))
            sys.stdout.buffer.flush()
