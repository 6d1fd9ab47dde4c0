"""A collector of faults, so that one run shows every mistake in a file and not only the first."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from graph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class Problems:
    """Lines of the form ``file:line: what is wrong; what to do``, raised together at the end."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._unread = False

    def add(self, file: Path, line: int, message: str) -> None:
        """Note one fault."""
        self._found.append(f"{file}:{line}: {' '.join(message.splitlines())}")

    def take(self, error: InputError) -> None:
        """Note all faults of an error that was caught: a file, or a part of it, was not read."""
        self._found.extend(error.problems)
        self._unread = True

    def raise_unread(self) -> None:
        """Raise all faults if a file was not read: what other files say of the names in it would be noise."""
        if self._unread:
            self.raise_any()

    def raise_any(self) -> None:
        """Raise InputError with all faults noted so far, each once, if there are any."""
        if self._found:
            raise InputError(*dict.fromkeys(self._found))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint such as ``; did you mean lithuania?``, or nothing when no known word is near."""
    found = near(word, known)
    return f"; did you mean {' or '.join(found)}?" if found else ""


def near(word: str, known: Iterable[str]) -> list[str]:
    """The known words, two at most, of which ``word`` may be a misspelling, the nearest first."""
    return difflib.get_close_matches(word, sorted(known), n=2, cutoff=0.6)
