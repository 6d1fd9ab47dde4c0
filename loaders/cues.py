"""Cues: words in a passage that may say it is not outright so, and the claims that are coded as if there were none.

A claim in the author's own voice, actual, affirmed and without a hedge is a coder's reading that the passage says so
without reserve. Where the passage holds a cue, a ``coder-note`` tells why the reading stands, or an axis is mended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.marks import without_marks
from loaders.mention import NEVER, TAKEN, any_of, without

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loaders.claims import Claim
    from loaders.languages import Language

_OUTRIGHT = {"voice": "own", "modality": "actual", "polarity": "affirmed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A cue as it stands in a passage, and what it may say against an outright claim."""

    words: str
    signals: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A claim that is coded outright, without a note, at a passage that holds cues."""

    claim: Claim
    cues: tuple[Cue, ...]

    @property
    def line(self) -> str:
        """One line for a person: the place, the cues and what to do."""
        told = ", ".join(f"“{cue.words}” ({cue.signals})" for cue in self.cues)
        return (
            f"{self.claim.place}: claim {self.claim.name}: own voice, actual, affirmed and without a hedge, and its passage "
            f"holds {told}; say in a coder-note why that does not touch the claim, or mend the claim"
        )


class CueReader:
    """Finds the cues of one language."""

    def __init__(self, language: Language) -> None:
        figures = [word for key in ("numbers", "scales") for word in language.figures[key]]
        parted = r"(?: \d{3}(?!\d))*" if " " in language.signs.get("thousands", "") else ""
        figure = rf"(?:\d[\d.,]*{parted}|{TAKEN}+|{any_of(figures)})"
        self._groups = [
            (group.signals, _pattern(group.forms, figure), _pattern(group.but_not, figure)) for group in language.cues
        ]

    def cues(self, passage: str, rest: str | None = None) -> tuple[Cue, ...]:
        """The cues in a passage, each form once, in its order; ``rest`` is the passage without what in it can be no cue."""
        rest = without_marks(passage if rest is None else rest)
        found = sorted(
            (match.start(), passage[slice(*match.span())].casefold(), signals)
            for signals, forms, but_not in self._groups
            for match in forms.finditer(without(rest, (phrase.span() for phrase in but_not.finditer(rest))))
        )
        return tuple(dict.fromkeys(Cue(words=words, signals=signals) for _, words, signals in found))


def is_outright(claim: Claim) -> bool:
    """Whether a claim is own voice, actual, affirmed and without a hedge."""
    names = {axis: concept.value.rsplit("/", 1)[-1] for axis, concept in claim.axes.items()}
    return "hedge" not in names and all(names.get(axis) == value for axis, value in _OUTRIGHT.items())


def _pattern(forms: Iterable[str], figure: str) -> re.Pattern[str]:
    ordered = sorted(set(forms), key=lambda form: (-len(form), form))
    return re.compile("|".join(_form(form, figure) for form in ordered) or NEVER, re.IGNORECASE)


def _form(form: str, figure: str) -> str:
    """A form as an expression: whole words, ``#`` for a figure, ``*`` for any letters."""
    pieces = {"#": figure, "*": r"\w*"}
    inner = "".join(pieces.get(piece, re.escape(piece)) for piece in re.split(r"([#*])", form))
    before = r"(?<!\w)" if form[:1].isalnum() or form[:1] == "#" else ""
    after = r"(?!\w)" if form[-1:].isalnum() or form[-1:] in "#*" else ""
    return f"{before}{inner}{after}"
