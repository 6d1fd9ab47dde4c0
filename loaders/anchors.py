"""Anchors: each ties a claim to a passage of a source's text without holding the passage's words.

In a claim file an anchor is a mapping of strings, counted in the normal form of :mod:`loaders.text`::

    anchor: {span: 5503-5671, paragraph: "13", hash: 55242e736243df3a, sketch: 03b9.27aa.d5ef}

A passage of several spans writes them as ``100-180+240-300``. :func:`find` turns a few words into spans, :func:`seal`
makes spans an anchor, :func:`locate` finds the anchor's passage again. That the whole text is the one that was sealed
is the caller's to check, by ``NormalText.sha256``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.errors import AnchorError
from loaders.find import find
from loaders.locate import Located, Status, locate
from loaders.sketch import SKETCH_SIZE, passage_hash, sketch, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loaders.text import NormalText, Span

__all__ = ["LEAST_WORDS", "Anchor", "Located", "Status", "find", "locate", "parse_anchor", "seal"]

LEAST_WORDS = 8
"""Fewest words of a passage over all its spans; titles and bibliographic lines may have fewer."""

_NEEDED = ("span", "paragraph", "hash")
_NUMBER = r"(?:0|[1-9][0-9]{0,8})"
_FORMS = {
    "span": (re.compile(rf"{_NUMBER}-{_NUMBER}(?:\+{_NUMBER}-{_NUMBER})*"), "start-end, or start-end+start-end"),
    "paragraph": (re.compile(r"[1-9][0-9]{0,8}"), "a number from 1"),
    "hash": (re.compile(r"[0-9a-f]{16}"), "16 hexadecimal digits"),
    "sketch": (re.compile(r"(?:[0-9a-f]{4}(?:\.[0-9a-f]{4})*)?"), "groups of four hexadecimal digits joined by '.'"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A passage's place and what it is known again by."""

    spans: tuple[Span, ...]
    """Where the passage stands in the normal form: at least one span, ascending, none overlapping."""
    paragraph: int
    """The block of the original, from 1, in which the passage begins; for people, nothing is decided by it."""
    hash: str
    """64 bits of the SHA-256 of the passage, 16 hexadecimal digits (:func:`loaders.sketch.passage_hash`)."""
    sketch: tuple[str, ...]
    """Up to twelve 16-bit hashes of its unique word triples, sorted (:func:`loaders.sketch.sketch`)."""

    def fields(self) -> dict[str, str]:
        """Return the anchor as a claim file writes it; an empty sketch is left out."""
        spans = "+".join(f"{start}-{end}" for start, end in self.spans)
        written = {"span": spans, "paragraph": str(self.paragraph), "hash": self.hash}
        return written | ({"sketch": ".".join(self.sketch)} if self.sketch else {})


def parse_anchor(fields: Mapping[str, str]) -> Anchor:
    """Read the anchor that a claim file writes.

    Raises:
        AnchorError: a key is unknown or missing, or a value is not of its form; all faults are named together.

    """
    faults = [f"anchor: unknown key {key!r}; known are {', '.join(_FORMS)}" for key in fields if key not in _FORMS]
    faults += [f"anchor: the key {key!r} is missing; seal the claim again" for key in _NEEDED if key not in fields]
    faults += [
        f"anchor: {key} {fields[key]!r} is not {meaning}"
        for key, (form, meaning) in _FORMS.items()
        if key in fields and not form.fullmatch(fields[key])
    ]
    if faults:
        raise AnchorError(*faults)
    spans = _spans(fields["span"])
    marks = tuple(mark for mark in fields.get("sketch", "").split(".") if mark)
    _refuse(*_span_faults(spans), *_sketch_faults(marks))
    return Anchor(spans=spans, paragraph=int(fields["paragraph"]), hash=fields["hash"], sketch=marks)


def seal(text: NormalText, spans: Sequence[Span], *, short_ok: bool = False) -> Anchor:
    """Make the anchor of the passage at ``spans``; ``short_ok`` is for titles and bibliographic lines.

    Raises:
        AnchorError: a span is empty, reversed, overlapping or not within the text, or the passage has under
            :data:`LEAST_WORDS` words.

    """
    ordered = tuple(spans)
    _refuse(*_span_faults(ordered), *_range_faults(ordered, len(text.text)))
    count = sum(len(words(text.text[start:end])) for start, end in ordered)
    if count < LEAST_WORDS and not short_ok:
        message = f"the passage has {count} words, fewer than {LEAST_WORDS}; take the sentence around it"
        raise AnchorError(message)
    return Anchor(
        spans=ordered,
        paragraph=text.paragraph_at(ordered[0][0]),
        hash=passage_hash(text.text, ordered),
        sketch=sketch(text.text, ordered),
    )


def _refuse(*faults: str) -> None:
    """Raise the faults, if there are any."""
    if faults:
        raise AnchorError(*faults)


def _spans(written: str) -> tuple[Span, ...]:
    """Read the spans of a value that has the form of spans."""
    bounds = (part.split("-") for part in written.split("+"))
    return tuple((int(start), int(end)) for start, end in bounds)


def _span_faults(spans: Sequence[Span]) -> list[str]:
    """Say what is wrong with spans by themselves."""
    faults = [] if spans else ["a passage needs at least one span"]
    faults += [f"the span {start}-{end} is empty or runs backwards" for start, end in spans if start >= end]
    faults += [
        f"the spans {a[0]}-{a[1]} and {b[0]}-{b[1]} overlap or are out of order"
        for a, b in pairwise(spans)
        if b[0] < a[1]
    ]
    return faults


def _range_faults(spans: Sequence[Span], length: int) -> list[str]:
    """Say which spans are not within a text of ``length`` characters."""
    return [f"the span {a}-{b} is not within the text's {length} characters" for a, b in spans if a < 0 or b > length]


def _sketch_faults(marks: Sequence[str]) -> list[str]:
    """Say what is wrong with a sketch whose groups have their form."""
    if len(marks) > SKETCH_SIZE:
        return [f"anchor: the sketch has {len(marks)} groups, more than {SKETCH_SIZE}"]
    if list(marks) != sorted(set(marks)):
        return ["anchor: the groups of the sketch are not sorted, or one stands twice; seal the claim again"]
    return []
