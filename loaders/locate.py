"""Finding an anchor's passage again in a text that may have been edited since it was sealed.

=========  =============================================================================================
*exact*    the same spans have the same hash
*moved*    the hash is found at exactly one other place, and the passage was unique when it was sealed
*changed*  enough of the sketch lies together at one place; never taken without a person's look
*lost*     none of these, or two places that could be meant
=========  =============================================================================================

*Enough* is two fifths of the sketch, two hashes at least, and more than a text of this size gives by accident;
another place could be meant when it has more than half as many. The sketch holds only shingles that stood once in the
sealed text, so a look-alike that stood there too shares none of them: with the passage gone it is *lost*, however
alike. A look-alike that came after the seal is *changed* at most.

Limits: the spans of a passage may have moved together or in two groups, not in three. A passage is *lost* that was cut
apart by a long insertion, or whose few unique shingles are the very words that changed (one formula used again and
again). Without a sketch, the same words at one other place are *changed*: they may always have been a twin's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, factorial
from typing import TYPE_CHECKING, Literal, NamedTuple

from loaders.sentences import sentences_over
from loaders.sketch import passage_hash, shingles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from loaders.anchors import Anchor
    from loaders.text import NormalText, Span

Status = Literal["exact", "moved", "changed", "lost"]
"""How an anchor stands to a text; the first two are verified by hash."""

_LEAST_SHARE = 0.4  # of the sketch: one word changed in eight leaves three shingles of six
_LEAST_HITS = 2
_CHANCE = 0.001  # most windows of the text that may reach the least number of hits by accident
_SLACK = 1.3  # a changed passage may have grown by this factor …
_MORE = 40  # … and by so many characters
_START = re.compile(r"\b\w|[^\w ]")
_INSIDE_WORD = re.compile(r"(?<=\w)(?=\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Where an anchor's passage stands in a text."""

    status: Status
    spans: tuple[Span, ...]
    """The passage; for *changed* the whole sentences that hold what is left of it; for *lost* nothing."""
    similarity: float
    """1.0 when verified by hash, else the share of the sketch that was found at ``spans``, 0.0 to 1.0."""


class _Hit(NamedTuple):
    """A shingle of the text whose hash is in the sketch."""

    start: int
    end: int
    value: str


_LOST = Located(status="lost", spans=(), similarity=0.0)


def locate(text: NormalText, anchor: Anchor) -> Located:
    """Find where the passage of an anchor stands in a text; the module's docstring says how the status is decided."""
    form = text.text
    if anchor.spans[-1][1] <= len(form) and passage_hash(form, anchor.spans) == anchor.hash:
        return Located(status="exact", spans=anchor.spans, similarity=1.0)
    hits = _hits(form, frozenset(anchor.sketch))
    verified = _verified(form, anchor, hits)
    if len(verified) > 1:
        return _LOST
    if verified:
        status: Status = "moved" if anchor.sketch else "changed"
        return Located(status=status, spans=verified[0], similarity=1.0)
    return _by_sketch(text, anchor, hits)


def _verified(form: str, anchor: Anchor, hits: Sequence[_Hit]) -> list[tuple[Span, ...]]:
    """Return all places where the spans, moved together or else in two groups, have the anchor's hash."""
    together = [
        moved
        for start in _starts(form)
        if (moved := _shifted(form, anchor.spans, start - anchor.spans[0][0])) and _fits(form, anchor, moved)
    ]
    return together or sorted({moved for moved in _torn(form, anchor.spans, hits) if _fits(form, anchor, moved)})


def _fits(form: str, anchor: Anchor, spans: Iterable[Span]) -> bool:
    """Return true when the words at ``spans`` have the anchor's hash."""
    return passage_hash(form, spans) == anchor.hash


def _torn(form: str, spans: Sequence[Span], hits: Sequence[_Hit]) -> Iterator[tuple[Span, ...]]:
    """Give the spans in two groups that moved apart; a group stayed or went to where a hit lies in one of its spans."""
    for cut in range(1, len(spans)):
        tails = _near(form, spans[cut:], hits)
        for head in _near(form, spans[:cut], hits):
            yield from (head + tail for tail in tails if tail[0][0] >= head[-1][1])


def _near(form: str, spans: Sequence[Span], hits: Sequence[_Hit]) -> list[tuple[Span, ...]]:
    """Return where spans are if they stayed, and where they can have moved so that a hit lies in one of them."""
    shifts = {0} | {
        start - first
        for first, last in spans
        for start in _starts(form)
        if any(hit.start - (last - first) <= start <= hit.start for hit in hits)
    }
    moved = (_shifted(form, spans, shift) for shift in sorted(shifts))
    return [place for place in moved if place]


def _shifted(form: str, spans: Sequence[Span], shift: int) -> tuple[Span, ...]:
    """Return the spans moved by ``shift`` characters; nothing when they leave the text or cut a word apart."""
    if spans[0][0] + shift < 0 or spans[-1][1] + shift > len(form):
        return ()
    moved = tuple((start + shift, end + shift) for start, end in spans)
    return () if any(_cuts_word(form, place) for span in moved for place in span) else moved


def _cuts_word(form: str, place: int) -> bool:
    """Return true between two characters of one word."""
    return _INSIDE_WORD.match(form, place) is not None


@lru_cache(maxsize=4)
def _starts(form: str) -> tuple[int, ...]:
    """Return where a span may begin: anywhere but at a blank or inside a word."""
    return tuple(match.start() for match in _START.finditer(form))


def _hits(form: str, sketch: frozenset[str]) -> list[_Hit]:
    """Return the shingles of the text whose hash is in the sketch, in order."""
    all_of = shingles(form)
    found = (i for i, value in enumerate(all_of.values) if value in sketch)
    return [_Hit(*all_of.spans[i], all_of.values[i]) for i in found]


def _by_sketch(text: NormalText, anchor: Anchor, hits: Sequence[_Hit]) -> Located:
    """Decide for *changed* when enough of the sketch lies together and no other place comes near, else for *lost*."""
    reach = ceil(_SLACK * max(end - start for start, end in anchor.spans)) + _MORE
    windows, rest = _windows(hits, reach, len(anchor.spans))
    found = {hit.value for window in windows for hit in window}
    if not windows or len(found) < _least(text.text, anchor, reach):
        return _LOST
    if 2 * _count(_densest(rest, reach)) > _count(windows[0]):
        return _LOST
    spans = {sentences_over(text, window[0].start, window[-1].end) for window in windows}
    return Located(status="changed", spans=tuple(sorted(spans)), similarity=len(found) / len(anchor.sketch))


def _least(form: str, anchor: Anchor, reach: int) -> int:
    """Return the fewest hits that count: a share of the sketch, and more than a text of this size gives by accident.

    A window of *w* shingles holds by chance about ``w * len(sketch) / 65536`` hits, Poisson distributed.
    """
    count = len(shingles(form).keys)
    within = count * min(1.0, len(anchor.spans) * reach / max(1, len(form)))
    mean = within * len(anchor.sketch) / 65536
    least = max(_LEAST_HITS, ceil(_LEAST_SHARE * len(anchor.sketch)))
    while count * mean**least / factorial(least) > _CHANCE and least <= len(anchor.sketch):
        least += 1
    return least


def _windows(hits: Sequence[_Hit], reach: int, most: int) -> tuple[list[list[_Hit]], list[_Hit]]:
    """Return the densest windows, one for each span at most, and the hits that lie in none of them.

    A window after the first must add two hashes or more: one alone is likely an accident.
    """
    windows: list[list[_Hit]] = []
    rest = list(hits)
    while len(windows) < most:
        seen = {hit.value for window in windows for hit in window}
        window = _densest([hit for hit in rest if hit.value not in seen], reach)
        if not window or (windows and _count(window) < 2):
            break
        windows.append(window)
        rest = [hit for hit in rest if hit.end <= window[0].start or hit.start >= window[-1].end]
    return windows, rest


def _densest(hits: Sequence[_Hit], reach: int) -> list[_Hit]:
    """Return the hits of the window of ``reach`` characters with the most different hashes; the first such."""
    windows = ([hit for hit in hits[i:] if hit.end - left.start <= reach] for i, left in enumerate(hits))
    return max(windows, key=_count, default=[])


def _count(window: Sequence[_Hit]) -> int:
    """Count how many different hashes a window has."""
    return len({hit.value for hit in window})
