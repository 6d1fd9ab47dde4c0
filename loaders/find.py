"""From the few words that an author writes after ``find:`` to the spans of the passage that is meant."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from heapq import nlargest

from graph.errors import AnchorError
from loaders.sentences import sentences_over
from loaders.sketch import words as words_of
from loaders.text import NormalText, Span, normalise

_JOINT = " ++ "
_STRETCH = " >> "
_LONGEST = 1_500
_CANDIDATES = 5  # stretches that share the most words are compared letter by letter


def find(text: NormalText, words: str, *, exact: bool = False) -> tuple[Span, ...]:
    """Return the spans of the passage that ``words`` point to, in the order of the text.

    Each piece between `` ++ `` must stand exactly once in the text, letter by letter or, failing that, whatever its
    case; white space, quotes and dashes count as in the normal form. A piece gives the whole sentences that hold it;
    a piece written ``=piece``, or any piece when ``exact``, gives these words alone. ``first >> last`` in the place of
    a piece gives all from what ``first`` gives to what ``last`` gives at its first place from there on, as one span, over
    blank lines too, of at most 1,500 characters. Spans that meet become one.

    Raises:
        AnchorError: a piece is empty, stands nowhere (the text's nearest words are named) or more than once; the words
            that end a stretch do not stand after its beginning; a stretch is too long.

    """
    pieces = _parted(words, _JOINT)
    return _merged(text, sorted(_piece_span(text, piece, exact=exact) for piece in pieces))


def _parted(words: str, sign: str) -> list[str]:
    return [piece.strip() for piece in f" {words} ".split(sign)]


def _piece_span(text: NormalText, piece: str, *, exact: bool) -> Span:
    """Find the span that one piece points to, or a stretch from one piece to another."""
    first, *others = _parted(piece, _STRETCH)
    if len(others) > 1:
        message = (
            f"find: {piece!r} holds {_STRETCH.strip()} {len(others)} times; a stretch has one beginning and one end"
        )
        raise AnchorError(message)
    span = _around(text, _only_place(text, _wanted(first)), first, exact=exact)
    return _stretch(text, span, first, others[0], exact=exact) if others else span


def _stretch(text: NormalText, begin: Span, first: str, last: str, *, exact: bool) -> Span:
    """Find the span from ``begin``, which is what ``first`` gives, to what ``last`` gives there or later."""
    place = _next_place(text, _wanted(last), begin[0], first)
    start, end = begin[0], max(begin[1], _around(text, place, last, exact=exact)[1])
    if end - start > _LONGEST:
        message = (
            f"find: from {first!r} to {last!r} are {end - start:,} characters, more than {_LONGEST:,}; "
            f"take a nearer end, or join two places by {_JOINT.strip()}"
        )
        raise AnchorError(message)
    return start, end


def _wanted(piece: str) -> str:
    """The words of a piece in normal form."""
    wanted = normalise(piece.removeprefix("=")).text
    if not wanted:
        message = f"find: {piece!r} holds no words; write a few words of the passage"
        raise AnchorError(message)
    return wanted


def _around(text: NormalText, place: Span, piece: str, *, exact: bool) -> Span:
    """What a piece gives that stands at a place: these words alone, or the whole sentences around them."""
    return place if exact or piece.startswith("=") else sentences_over(text, *place)


def _only_place(text: NormalText, wanted: str) -> Span:
    """Find where the wanted words stand, which must be one place."""
    places = _places(text.text, wanted, 0) or _places(text.text, wanted, re.IGNORECASE)
    if len(places) == 1:
        return places[0]
    if places:
        where = ", ".join(str(start) for start, _ in places[:5])
        message = f"find: {wanted!r} stands {len(places)} times in the text, at {where}; write more words"
    else:
        message = f"find: {wanted!r} does not stand in the text; {_nearest(text.text, wanted)}"
    raise AnchorError(message)


def _next_place(text: NormalText, wanted: str, start: int, first: str) -> Span:
    """Find where the wanted words stand first at ``start``, where the sentence of ``first`` begins, or after it."""
    for places in (_places(text.text, wanted, 0), _places(text.text, wanted, re.IGNORECASE)):
        if after := [place for place in places if place[0] >= start]:
            return after[0]
    if before := _places(text.text, wanted, re.IGNORECASE):
        message = (
            f"find: {wanted!r} does not stand after {first!r}, at {start}, but only before it, "
            f"last at {before[-1][0]}; write where the stretch begins, {_STRETCH.strip()} and where it ends"
        )
    else:
        message = f"find: {wanted!r} does not stand in the text; {_nearest(text.text, wanted)}"
    raise AnchorError(message)


def _places(text: str, wanted: str, flags: int) -> list[Span]:
    """Find where the wanted words stand, overlapping places too."""
    return [match.span(1) for match in re.finditer(f"(?=({re.escape(wanted)}))", text, flags)]


def _nearest(text: str, wanted: str) -> str:
    """Tell the author which stretch of the text is most like the wanted words."""
    stretches = [text[start:end] for start, end in _alike(text, wanted)]
    if not stretches:
        return "no word of it does"
    best = max(stretches, key=lambda stretch: SequenceMatcher(None, wanted, stretch, autojunk=False).ratio())
    return f"the nearest is {best!r}"


def _alike(text: str, wanted: str) -> list[Span]:
    """Return stretches of as many words as the wanted ones, those that share the most words with them first."""
    tokens = words_of(text)
    sought = {word for word, _ in words_of(wanted)}
    length = min(max(1, len(words_of(wanted))), len(tokens))
    inside: Counter[str] = Counter()
    scores: list[tuple[int, int]] = []
    for i, (word, _) in enumerate(tokens):
        inside[word] += 1
        if i >= length:
            inside[tokens[i - length][0]] -= 1
        if i >= length - 1:
            scores.append((sum(inside[word] > 0 for word in sought), length - 1 - i))
    best = [-first for score, first in nlargest(_CANDIDATES, scores) if score]
    return [(tokens[first][1][0], tokens[first + length - 1][1][1]) for first in best]


def _merged(text: NormalText, spans: list[Span]) -> tuple[Span, ...]:
    """Join those of sorted spans that overlap or lie in one sentence with at most a blank between."""
    merged = spans[:1]
    for start, end in spans[1:]:
        first, last = merged[-1]
        same = start < last or (start - last <= 1 and text.text[last:start] in {"", " "} and _one(text, last, start))
        if same:
            merged[-1] = (first, max(last, end))
        else:
            merged.append((start, end))
    return tuple(merged)


def _one(text: NormalText, last: int, start: int) -> bool:
    """Return true when the characters before ``last`` and at ``start`` belong to one sentence."""
    return sentences_over(text, last - 1, last) == sentences_over(text, start, start + 1)
