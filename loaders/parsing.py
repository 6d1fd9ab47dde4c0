"""Queries parsed by rdflib in a second process while this one has other things to do; none parsed twice.

rdflib takes some thirty milliseconds for a saved question, all together longer than the rest of a build. What was parsed is kept
in a folder (:mod:`loaders.kept_parts`). What is not there a second process parses, which runs :mod:`loaders.parser`, from the
first query on; whoever wants one before it is there waits for it, and if many are still to come parses some here meanwhile, from
the last one back. The second brings nothing that this one would not find: what it has not sent, for whatever reason, is parsed
here, and so is what does not parse. When this process is gone, the second ends at the next query that it sends.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from threading import Condition, Thread
from typing import TYPE_CHECKING

from loaders.kept_parts import KeptParts
from loaders.query_parts import QueryParts, parts_from_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_PARSER = "loaders.algebra"
_WORTH = 12
"""How many queries take about as long to parse as the parser takes to be imported, here or in a second process."""
_MOST = 1024
_parsed: dict[str, QueryParts] = {}
_written: dict[str, str] = {}
"""What was parsed elsewhere, as JSON."""
_begun: list[_Shared] = []
"""What second processes are parsing now."""


def parts_of(text: str) -> QueryParts:
    """The parts of a query, parsed once in the life of this process, or waited for where another one is parsing it.

    Raises what rdflib raises when it does not parse.
    """
    if text not in _parsed:
        if len(_parsed) >= _MOST:
            _parsed.clear()
        _parsed[text] = _parts(text)
    return _parsed[text]


def _parts(text: str) -> QueryParts:
    for shared in _begun:
        shared.await_one(text)
    if text in _parsed:  # here, while it waited
        return _parsed[text]
    written = _written.get(text)
    if written is not None:
        return parts_from_json(written)
    from loaders.algebra import read_parts  # noqa: PLC0415  a build whose queries are known needs no parser

    return read_parts(text)


@contextmanager
def parsing(texts: Iterable[str], folder: Path | None = None) -> Iterator[bool]:
    """Begin to parse queries in a second process, which is gone when the block is left, however that is.

    It gives whether nothing is left to parse: what is parsed is kept in ``folder``, and looked for there first.
    """
    unknown = [text for text in dict.fromkeys(texts) if text not in _parsed]
    kept = None if folder is None else KeptParts(folder)
    if kept is not None:
        _written.update((text, written) for text in unknown if (written := kept.read(text)) is not None)
        unknown = [text for text in unknown if text not in _written]
    try:
        with _in_a_second_process(unknown):
            yield not unknown
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
def _in_a_second_process(texts: Sequence[str]) -> Iterator[None]:
    process = _start() if len(texts) >= _WORTH and (os.cpu_count() or 1) > 1 else None
    if process is None:
        yield
        return
    shared = _Shared(texts, process)
    _begun.append(shared)
    try:
        yield
    finally:
        process.kill()
        shared.join()
        _begun.remove(shared)
        process.wait()


def _start() -> subprocess.Popen[bytes] | None:
    """The second process; None where the system lets none start."""
    command = [sys.executable, "-P", "-c", "from loaders.parser import main; main()"]
    try:
        return subprocess.Popen(  # noqa: S603  our own module, no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        return None


class _Shared:
    """Queries that a second process parses from the first one on, and this one, if it must, from the last one back.

    ``_next`` is the one that the second is at, ``_end`` the first that this one took. Where they meet one may be parsed twice.
    """

    def __init__(self, texts: Sequence[str], process: subprocess.Popen[bytes]) -> None:
        self._texts, self._next, self._end = texts, 0, len(texts)
        self._places = {text: place for place, text in enumerate(texts)}
        self._is_sending, self._changed = True, Condition()
        self._reader = Thread(target=self._receive, args=(process,), daemon=True)
        self._reader.start()

    def await_one(self, text: str) -> None:
        """Wait until a query is parsed, or will not be by the second process; parse others here if that is worth while."""
        place = self._places.get(text, len(self._texts))
        while self._is_coming(place):
            if self._end - self._next >= (2 if sys.modules.get(_PARSER) else _WORTH):
                self._end -= 1
                with suppress(Exception):  # one that does not parse is told of where it is needed
                    parts_of(self._texts[self._end])
                continue
            with self._changed:
                self._changed.wait_for(lambda: not self._is_coming(place))

    def join(self) -> None:
        """Wait until nothing comes any more, for which the second process must be gone or done."""
        self._reader.join()

    def _is_coming(self, place: int) -> bool:
        return self._is_sending and self._next <= place < self._end

    def _receive(self, process: subprocess.Popen[bytes]) -> None:
        """Send the queries and keep what comes back, up to the first answer that is none or not whole."""
        try:
            self._take(process)
        finally:
            self._tell(is_sending=False)

    def _take(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018  both are pipes
        with suppress(OSError, ValueError), process.stdout as answers:
            with process.stdin as questions:
                questions.write(json.dumps(self._texts).encode())
            while self._next < self._end:
                written = json.loads(answers.readline())
                if written:
                    _written[self._texts[self._next]] = written
                self._tell()

    def _tell(self, *, is_sending: bool = True) -> None:
        with self._changed:
            self._next += is_sending
            self._is_sending = is_sending
            self._changed.notify_all()
