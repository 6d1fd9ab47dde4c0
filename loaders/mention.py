"""A mention: words of a text that name a thing, a figure or a time; and what the finders of mentions share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from pyoxigraph import NamedNode

    from loaders.text import Span

Kind: TypeAlias = Literal["date", "figure", "name"]
PrintedDate: TypeAlias = "tuple[str | None, str | None, str | None]"
"""Year, month and day in digits, as far as they are printed."""
TAKEN = "\x00"
"""What stands in the place of a character that a mention has taken; it is no part of any word."""
NEVER = r"(?!)"
"""An expression that matches nothing, for a list of words that is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words of a text that name a thing, a figure or a time."""

    kind: Kind
    span: Span
    words: str
    things: frozenset[NamedNode] = frozenset()
    """What a name may stand for; empty when nothing is known by it."""
    figure: Decimal | None = None
    date: PrintedDate = (None, None, None)


def any_of(forms: Iterable[str]) -> str:
    """An expression for any of some forms, the longest first."""
    ordered = sorted(set(forms), key=lambda form: (-len(form), form))
    return "|".join(re.escape(form) for form in ordered) or NEVER


def without(text: str, spans: Iterable[Span]) -> str:
    """A text in which nobody finds anything at some spans; all else keeps its place."""
    pieces, last = [], 0
    for start, end in sorted(spans):
        pieces += [text[last:start], TAKEN * (end - max(start, last))]
        last = max(last, end)
    return "".join([*pieces, text[last:]])


def phrase(words: str) -> re.Pattern[str]:
    """An expression for words that stand somewhere whole, not as part of longer words."""
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)" if words else NEVER)
