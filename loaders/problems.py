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

    def add(self, file: Path, line: int, message: str) -> None:
        """Note one fault."""
        self._found.append(f"{file}:{line}: {message}")

    def take(self, error: InputError) -> None:
        """Note all faults of an error that was caught."""
        self._found.extend(error.problems)

    def raise_any(self) -> None:
        """Raise InputError with all faults noted so far, if there are any."""
        if self._found:
            raise InputError(*self._found)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint such as ``; did you mean lithuania?``, or nothing when no known word is near."""
    near = difflib.get_close_matches(word, sorted(known), n=2, cutoff=0.6)
    return f"; did you mean {' or '.join(near)}?" if near else ""
