r"""What an anchor keeps of a passage's words: one hash of all of them, and a few of its unusual word triples.

A *word* is a case-folded run of ``\w``; a *shingle* is three words in a row. The sketch holds 16-bit hashes of at most
twelve shingles that stand once in the whole text, without their order: hashes of single words, or in order, would give
the words back to anyone with a dictionary.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from loaders.text import Span

SKETCH_SIZE = 12
"""Most shingle hashes in a sketch."""
_BETWEEN_SPANS = "\n"  # never in a normal form, so no other spans give the same bytes
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shingles:
    """All shingles of a text, in order; shingle *i* begins with word *i*."""

    keys: tuple[str, ...]
    """The words of each shingle, joined by a blank."""
    values: tuple[str, ...]
    """The 16-bit hash of each shingle: the first four hexadecimal digits of its SHA-256."""
    spans: tuple[Span, ...]
    """Where each stands in the normal form."""


def words(text: str) -> tuple[tuple[str, Span], ...]:
    """Return the case-folded words of a text with their spans."""
    return tuple((match[0].casefold(), match.span()) for match in _WORD.finditer(text))


def passage_hash(text: str, spans: Iterable[Span]) -> str:
    """Return the first 64 bits (16 hexadecimal digits) of the SHA-256 of a passage, its spans joined by a newline."""
    joined = _BETWEEN_SPANS.join(text[start:end] for start, end in spans)
    return sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@lru_cache(maxsize=4)
def shingles(text: str) -> Shingles:
    """Return the shingles of a whole text in normal form."""
    tokens = words(text)
    triples = list(zip(tokens, tokens[1:], tokens[2:], strict=False))
    keys = tuple(" ".join(word for word, _ in triple) for triple in triples)
    return Shingles(
        keys=keys,
        values=tuple(_digest(key)[:4] for key in keys),
        spans=tuple((triple[0][1][0], triple[-1][1][1]) for triple in triples),
    )


def sketch(text: str, spans: Sequence[Span]) -> tuple[str, ...]:
    """Make the sketch of a passage: up to twelve hashes, each of four hexadecimal digits, sorted.

    Shingles that stand twice in the text are left out; those whose hash no other shingle of the text has come first,
    then those with the least digest. The spans take turns, so that each is found by shingles of its own.
    """
    unique, once = _singles(text)
    all_of = shingles(text)
    ranked = [
        sorted((i for i in _within(all_of, span) if i in unique), key=lambda i: _rank(all_of, i, once))
        for span in spans
    ]
    turns = (i for i in chain.from_iterable(zip_longest(*ranked)) if i is not None)
    values = dict.fromkeys(all_of.values[i] for i in turns)
    return tuple(sorted(list(values)[:SKETCH_SIZE]))


def _digest(key: str) -> str:
    """Return the SHA-256 of a shingle, in hexadecimal digits; of these the first four go into sketches."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _rank(all_of: Shingles, i: int, once: frozenset[str]) -> tuple[bool, str]:
    """Return the order of choice: hashes that stand once, then by digits that the sketch does not show."""
    return all_of.values[i] not in once, _digest(all_of.keys[i])[4:]


@lru_cache(maxsize=4)
def _singles(text: str) -> tuple[frozenset[int], frozenset[str]]:
    """Tell which shingles stand once in a text, and which hashes do."""
    all_of = shingles(text)
    keys, values = Counter(all_of.keys), Counter(all_of.values)
    unique = frozenset(i for i, key in enumerate(all_of.keys) if keys[key] == 1)
    return unique, frozenset(value for value, times in values.items() if times == 1)


def _within(all_of: Shingles, span: Span) -> range:
    """Return the numbers of the shingles that stand wholly in a span."""
    first = bisect_left(all_of.spans, span[0], key=lambda place: place[0])
    last = bisect_left(all_of.spans, span[1] + 1, key=lambda place: place[1])
    return range(first, max(first, last))
