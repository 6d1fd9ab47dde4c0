"""Queries parsed by rdflib in a second process while this one has other things to do, and then in both; none parsed twice.

rdflib takes some thirty milliseconds for a saved question, all together longer than the rest of a build. What was parsed is kept
in a folder (:mod:`loaders.kept_parts`). What is not there a second process parses, which runs :mod:`loaders.parser`, from the
first query on; when this process has nothing else to do it takes the others, from the last one back. The second brings
nothing that this one would not find: what it has not sent, for whatever reason, is parsed here, and so is what does not parse.
When this process is gone, the second ends at the next query that it sends.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING

from loaders.kept_parts import KeptParts
from loaders.query_parts import QueryParts, parts_from_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

_WORTH = 8
"""How many queries take about as long to parse as a process takes to start."""
_MOST = 1024
_parsed: dict[str, QueryParts] = {}
_written: dict[str, str] = {}
"""What was parsed elsewhere, as JSON."""


def parts_of(text: str) -> QueryParts:
    """The parts of a query, parsed once in the life of this process. Raises what rdflib raises when it does not parse."""
    if text not in _parsed:
        if len(_parsed) >= _MOST:
            _parsed.clear()
        _parsed[text] = _parts(text)
    return _parsed[text]


def _parts(text: str) -> QueryParts:
    written = _written.get(text)
    if written is not None:
        return parts_from_json(written)
    from loaders.algebra import read_parts  # noqa: PLC0415  a build whose queries are known needs no parser

    return read_parts(text)


@contextmanager
def parsing(texts: Iterable[str], folder: Path | None = None) -> Iterator[Callable[[], None]]:
    """Begin to parse queries in a second process, which is gone when the block is left, however that is.

    What it gives is called in the block, when there is nothing else to do: it parses here what is still to come. What is
    parsed is looked for in ``folder`` first, and kept there.
    """
    unknown = [text for text in dict.fromkeys(texts) if text not in _parsed]
    kept = None if folder is None else KeptParts(folder)
    if kept is not None:
        _written.update((text, written) for text in unknown if (written := kept.read(text)) is not None)
        unknown = [text for text in unknown if text not in _written]
    try:
        with _in_both(unknown) as finish:
            yield finish
    finally:
        if kept is not None and unknown:
            _keep(kept, unknown)
        _forget_used()


def _keep(kept: KeptParts, texts: Iterable[str]) -> None:
    for text in texts:
        if text in _written:
            kept.write(text, _written[text])
        elif text in _parsed:
            kept.write(text, _parsed[text].to_json())
    kept.trim()


def _forget_used() -> None:
    for text in _written.keys() & _parsed.keys():
        del _written[text]


@contextmanager
def _in_both(texts: Sequence[str]) -> Iterator[Callable[[], None]]:
    process = _begun() if len(texts) >= _WORTH and (os.cpu_count() or 1) > 1 else None
    if process is None:
        yield _Shared(texts).finish
        return
    shared = _Shared(texts, process)
    try:
        yield shared.finish
    finally:
        process.kill()
        shared.wait()
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


class _Shared:
    """Queries that two processes parse, the second from the first one on, this one from the last one back.

    ``_next`` is the one that the second is at, ``_end`` the first that this one took. Where they meet one may be parsed twice.
    """

    def __init__(self, texts: Sequence[str], process: subprocess.Popen[bytes] | None = None) -> None:
        self._texts, self._next, self._end = texts, 0, len(texts)
        self._reader = None if process is None else Thread(target=self._receive, args=(process,), daemon=True)
        if self._reader is not None:
            self._reader.start()

    def finish(self) -> None:
        """Parse here what the second process is not at, and wait for the one that it is at."""
        while self._end > self._next + self._is_sending():
            self._end -= 1
            with suppress(Exception):  # one that does not parse is told of where it is needed
                parts_of(self._texts[self._end])
        self.wait()

    def wait(self) -> None:
        """Wait until the second process has sent all that it was left, or is gone."""
        if self._reader is not None:
            self._reader.join()

    def _is_sending(self) -> bool:
        return self._reader is not None and self._reader.is_alive()

    def _receive(self, process: subprocess.Popen[bytes]) -> None:
        """Send the queries and keep what comes back, up to the first answer that is none or not whole."""
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018  both are pipes
        with suppress(OSError, ValueError), process.stdout as answers:
            with process.stdin as questions:
                questions.write(json.dumps(self._texts).encode())
            while self._next < self._end:
                written = json.loads(answers.readline())
                if written:
                    _written[self._texts[self._next]] = written
                self._next += 1
