"""Markdown: words in which no sign is markup, tables and lists, and footnotes for claims."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pyoxigraph import NamedNode

    from graph.claim_view import ClaimView

_MARKUP = re.compile(r"[\\`*_{}\[\]<>|#~^$&@!]")
_AT_START = re.compile(r"(|\d+)(?=[-+=:.)])")


def escaped(text: str) -> str:
    """A text as words alone: a backslash before each sign of CommonMark, of tables and of pandoc; all on one line."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))


def begun(text: str) -> str:
    """A text as words alone at the start of a line, where a hyphen or the point after a figure would begin a list."""
    found = escaped(text)
    start = _AT_START.match(found)
    return found if start is None else f"{found[: start.end(1)]}\\{found[start.end(1) :]}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already; a list of its columns where it has one row alone."""
    body = list(rows)
    if len(body) == 1:
        return "\n".join(f"- **{name}:** {cell}" for name, cell in zip(head, body[0], strict=True) if cell)
    numbered = (
        ("", *head),
        ("---",) * (len(head) + 1),
        *((str(place), *row) for place, row in enumerate(body, start=1)),
    )
    return "\n".join(f"| {' | '.join(row)} |" for row in numbered)


def bullets(lines: Iterable[str]) -> str:
    """A list of lines that are Markdown already."""
    return "\n".join(f"- {line}" for line in lines)


class Notes:
    """The footnotes of a text, one for each claim that was marked in it. The name of a claim is that of its note, so that
    several answers stand in one paper without confusion.

    ``passage`` gives the words of a passage where they may be published.
    """

    def __init__(self, passage: Callable[[ClaimView], str] | None = None, *, glossed: bool = True) -> None:
        self._passage = passage
        self._glossed = glossed
        self._marked: dict[NamedNode, ClaimView] = {}

    def mark(self, claims: Iterable[ClaimView]) -> str:
        """The markers of these claims, to be set right behind a word."""
        marks = []
        for claim in claims:
            self._marked.setdefault(claim.iri, claim)
            marks.append(f"[^{claim.name}]")
        return " ".join(marks)

    def __contains__(self, claim: object) -> bool:
        return claim in self._marked

    def paragraphs(self) -> Iterator[str]:
        """The notes, in the order in which the claims were first marked."""
        for claim in self._marked.values():
            yield f"[^{claim.name}]: {self._words(claim)}"

    def _words(self, claim: ClaimView) -> str:
        voice = who_says(claim)
        parts = [claim.says] if self._glossed else []
        parts.append(f"{voice[0].upper()}{voice[1:]}.")
        author = "" if claim.source.author in voice else f"{claim.source.author}, "
        parts.append(f"{author}{claim.source.citation}, {claim.place}; claim {claim.name}.")
        if self._passage is not None:
            parts.append(f"“{self._passage(claim)}”")
        return begun(" ".join(parts))


def who_says(claim: ClaimView) -> str:
    """In whose voice a claim is, and in which mode where it is no plain statement."""
    return claim.voice_in_words + (f"; {claim.mode_in_words}" if claim.mode_in_words else "")
