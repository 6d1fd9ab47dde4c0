"""Verifying: every anchor against the text, and every field of ours against copied words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.anchors import locate
from loaders.copied import LIMIT, copied_runs
from loaders.strict_yaml import Block, Text, Value, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from loaders.claims import Claim
    from loaders.coverage_file import Entry
    from loaders.locate import Located, Status
    from loaders.text import NormalText


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """How the anchor of a claim, or of an entry of a file of coverage, stands to the text."""

    tied: Claim | Entry
    located: Located

    @property
    def status(self) -> Status:
        """One of exact, moved, changed and lost."""
        return self.located.status

    @property
    def line(self) -> str:
        """One line for a person: the place, the status and what to do."""
        return f"{self.tied.place}: {self.tied.title}: {_told(self.status)}"


def _told(status: Status) -> str:
    mend = {
        "exact": "",
        "moved": "; run `detente source seal` to follow it",
        "changed": "; read the passage again, it is not what was coded",
        "lost": "; the text does not hold the passage",
    }[status]
    return f"{status}{mend}"


def verify(tied: Iterable[Claim | Entry], text: NormalText) -> list[Verified]:
    """Look the anchor of each claim or entry up in the text, in order."""
    return [Verified(tied=one, located=locate(text, one.anchor)) for one in tied]


def copied_fields(file: Path, text: NormalText) -> list[str]:
    """A line, with file and line, for each field of a file of ours that repeats more than seven words of the text in a row.

    Titles, and where something was published, are names and exempt; so are ``find`` words, which sealing takes away.
    """
    return [
        f"{file}:{field.line}: repeats {len(run.split())} words of the source in a row, more than {LIMIT}; "
        f"put this into words of your own: {run}"
        for field in _fields(read(file))
        for run in copied_runs(field, text)
    ]


_EXEMPT = ("title", "publication", "find", "anchor")


def _fields(value: Value) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, Block):
        for key, inner in value.items():
            if key not in _EXEMPT:
                yield from _fields(inner)
    else:
        for inner in value:
            yield from _fields(inner)
