"""What our own fields repeat of a source: runs of consecutive words that are its publisher's, not ours."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from loaders.sketch import words
from loaders.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loaders.text import NormalText, Span

_ADDRESS = re.compile(r"https?://\S+")

LIMIT = 7
"""Most consecutive words of its source that a field may repeat."""


def copied_runs(words_of_ours: str, text: NormalText, limit: int = LIMIT) -> tuple[str, ...]:
    r"""Return the runs of more than ``limit`` words that a field of ours repeats of a source, as the field writes them.

    A word is a case-folded run of ``\w``, so punctuation and case hide nothing. Runs that overlap in our field are
    one run. Each run is as long as it can be; the result is in the field's order. What points and does not tell is no
    run: an address of the web, and signs such as the signature of an archive, most of whose words are figures or letters.

    Raises:
        ValueError: ``limit`` is negative.

    """
    if limit < 0:
        message = f"the limit of repeated words is {limit}, which is negative"
        raise ValueError(message)
    if len(words(words_of_ours)) <= limit:  # most fields: the normal form has no more words than what it is made of
        return ()
    ours, tokens = _tokens(words_of_ours)
    return tuple(
        ours[tokens[first][1][0] : tokens[last][1][1]]
        for first, last in _runs([word for word, _ in tokens], _grams(text.text, limit + 1), limit)
        if _tells([word for word, _ in tokens[first : last + 1]])
    )


@lru_cache(maxsize=16_384)  # a field is compared with one source after another
def _tokens(words_of_ours: str) -> tuple[str, tuple[tuple[str, Span], ...]]:
    """A field in normal form without addresses, and its words."""
    ours = _ADDRESS.sub(" | ", normalise(words_of_ours).text)
    return ours, words(ours)


def _tells(run: list[str]) -> bool:
    """Whether at least half of the words of a run are more than a letter or a figure."""
    return 2 * sum(len(word) > 1 and not word.isdigit() for word in run) >= len(run)


def _runs(tokens: list[str], theirs: frozenset[tuple[str, ...]], limit: int) -> Iterator[tuple[int, int]]:
    """Give first and last word of each run of ours that repeated stretches cover without a gap."""
    first = last = -1
    for i in range(len(tokens) - limit):
        if tuple(tokens[i : i + limit + 1]) not in theirs:
            continue
        if first >= 0 and i > last:
            yield first, last
            first = -1
        first = i if first < 0 else first
        last = i + limit
    if first >= 0:
        yield first, last


@lru_cache(maxsize=4)
def _grams(form: str, length: int) -> frozenset[tuple[str, ...]]:
    """Return all stretches of ``length`` words of a normal form."""
    tokens = [word for word, _ in words(form)]
    return frozenset(tuple(tokens[i : i + length]) for i in range(len(tokens) - length + 1))
