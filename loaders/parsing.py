"""Queries parsed by rdflib in a second process, while this one has other things to do.

rdflib takes some thirty milliseconds for a saved question, all together as long as the rest of a build. The second process runs
:mod:`loaders.parser`. It brings nothing that this one would not find: what it has not sent, for whatever reason, is parsed
here, and so is what does not parse. When this process is gone, the second ends at the next query that it sends.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from contextlib import contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from loaders.query_parts import QueryParts

_WORTH = 8
"""How many queries take about as long to parse as a process takes to start."""
_MOST = 1024
_parsed: dict[str, QueryParts] = {}
_sent: dict[str, bytes] = {}


def parts_of(text: str) -> QueryParts:
    """The parts of a query, parsed once in the life of this process. Raises what rdflib raises when it does not parse."""
    if text not in _parsed:
        if len(_parsed) >= _MOST:
            _parsed.clear()
        _parsed[text] = _parts(text)
    return _parsed[text]


def _parts(text: str) -> QueryParts:
    pickled = _sent.pop(text, None)
    if pickled is not None:
        found: QueryParts = pickle.loads(pickled)  # noqa: S301  written by our own child
        return found
    from loaders.algebra import read_parts  # noqa: PLC0415  a build whose queries are sent needs no rdflib for them

    return read_parts(text)


@contextmanager
def parsing(texts: Iterable[str]) -> Iterator[Callable[[], None]]:
    """Begin to parse queries in a second process, which is gone when the block is left, however that is.

    What it gives is called in the block, when there is nothing else to do: it waits for what is still to come.
    """
    unknown = [text for text in dict.fromkeys(texts) if text not in _parsed]
    process = _begun() if len(unknown) >= _WORTH and (os.cpu_count() or 1) > 1 else None
    if process is None:
        yield lambda: None
        return
    reader = Thread(target=_receive, args=(process, unknown), daemon=True)
    reader.start()
    try:
        yield reader.join
    finally:
        process.kill()
        reader.join()
        process.wait()


def _begun() -> subprocess.Popen[bytes] | None:
    """The second process; None where the system lets none start."""
    command = [sys.executable, "-P", "-c", "from loaders.parser import main; main()"]
    try:
        return subprocess.Popen(  # noqa: S603  our own module, no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        return None


def _receive(process: subprocess.Popen[bytes], texts: Sequence[str]) -> None:
    """Send the queries and keep what comes back, up to the first answer that is none or not whole."""
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018  both are pipes
    with suppress(OSError, ValueError), process.stdout as answers:
        with process.stdin as questions:
            questions.write(json.dumps(texts).encode())
        for text in texts:
            size = int(answers.readline())
            pickled = answers.read(size)
            if len(pickled) < size:
                break
            if pickled:
                _sent[text] = pickled
