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
_CANDIDATES = 5  # stretches that share the most words are compared letter by letter


def find(text: NormalText, words: str, *, exact: bool = False) -> tuple[Span, ...]:
    """Return the spans of the passage that ``words`` point to, in the order of the text.

    Each piece between `` ++ `` must stand exactly once in the text, letter by letter or, failing that, whatever its
    case; white space, quotes and dashes count as in the normal form. A piece gives the whole sentences that hold it;
    a piece written ``=piece``, or any piece when ``exact``, gives these words alone. Spans that meet become one.

    Raises:
        AnchorError: a piece is empty, stands nowhere (the text's nearest words are named) or more than once.

    """
    pieces = [piece.strip() for piece in f" {words} ".split(_JOINT)]
    return _merged(text, sorted(_piece_span(text, piece, exact=exact) for piece in pieces))


def _piece_span(text: NormalText, piece: str, *, exact: bool) -> Span:
    """Find the span that one piece points to."""
    alone = exact or piece.startswith("=")
    wanted = normalise(piece.removeprefix("=")).text
    if not wanted:
        message = f"find: {piece!r} holds no words; write a few words of the passage"
        raise AnchorError(message)
    start, end = _only_place(text, wanted)
    return (start, end) if alone else sentences_over(text, start, end)


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
