"""The normal form ``text-1`` of a source's text, with an index map back to the file's own characters.

Anchors count and hash characters of the normal form, so that a re-typed dash or a re-wrapped line moves no passage.
The form is made in this order; nothing else is changed (case, digits, ellipses, superscripts stay):

1. *dropped*: soft hyphen U+00AD; zero-width and direction marks U+061C, U+180E, U+200B-200F, U+202A-202E,
   U+2060-2064, U+2066-206F; byte order mark U+FEFF;
2. *composed*: NFC (Unicode Standard Annex 15) of what is left;
3. *folded to* ``'``: U+2018 U+2019 U+201A U+201B U+2039 U+203A;
   *folded to* ``"``: U+00AB U+00BB U+201C U+201D U+201E U+201F;
   *folded to* ``-``: U+2010-2015 U+2043 U+2212 U+2E3A U+2E3B U+FE58 U+FE63 U+FF0D;
4. *white space*: each run of U+0009-000D, U+001C-0020, U+0085, U+00A0, U+1680, U+2000-200A, U+2028, U+2029, U+202F,
   U+205F, U+3000 becomes one blank; at the start and the end of the text it goes.

No fold makes a character that composes with a following mark, so the form of the form is the form.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NORMAL_FORM = "text-1"
"""The name of the normal form, for files that say which one they count in."""

Span = tuple[int, int]
"""Start and end (exclusive) of a stretch of a normal form, in characters from 0."""

_BLANKS = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_DROPS = r"\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
_DROPPED = re.compile(f"[{_DROPS}]")
_VISIBLE = re.compile(f"[^{_BLANKS}]+")
_LINE = re.compile(r"[^\n-\r\x1c-\x1e\x85\u2028\u2029]+|\r\n?|[\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile(f"[{_BLANKS}{_DROPS}]+")
_FOLDS: dict[int, str] = {
    **dict.fromkeys((0x2018, 0x2019, 0x201A, 0x201B, 0x2039, 0x203A), "'"),
    **dict.fromkeys((0x00AB, 0x00BB, 0x201C, 0x201D, 0x201E, 0x201F), '"'),
    **dict.fromkeys((*range(0x2010, 0x2016), 0x2043, 0x2212, 0x2E3A, 0x2E3B, 0xFE58, 0xFE63, 0xFF0D), "-"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalText:
    """A text in normal form and the way back to its original; made by :func:`normalise`."""

    text: str
    """The normal form ``text-1``."""
    original: str
    """The text as it stood in the file."""
    sha256: str
    """SHA-256 of the UTF-8 of ``text``, 64 hexadecimal digits."""
    offsets: array[int] = field(repr=False, compare=False)
    """Where in ``original`` each character of ``text`` begins, and one more: where the last one ends."""
    blocks: array[int] = field(repr=False, compare=False)
    """Where in ``original`` each block between blank lines begins."""

    def original_span(self, start: int, end: int) -> Span:
        """Return the stretch of the original that ``text[start:end]`` stands for.

        Characters that came from one character of the original stay together, so the stretch may say a mark more.

        Raises:
            IndexError: ``start`` and ``end`` are not ``0 <= start <= end <= len(text)``.

        """
        if not 0 <= start <= end <= len(self.text):
            message = f"the span {start}-{end} is not within the text's {len(self.text)} characters"
            raise IndexError(message)
        while start < end < len(self.text) and self.offsets[end] == self.offsets[end - 1]:
            end += 1
        return self.offsets[start], self.offsets[end]

    def excerpt(self, start: int, end: int) -> str:
        """Return the words of ``text[start:end]`` as they stand in the file, without white space around them.

        Raises:
            IndexError: the span is not within the text.

        """
        first, last = self.original_span(start, end)
        return self.original[first:last].strip()

    def paragraph_at(self, start: int) -> int:
        """Return the number, from 1, of the block between blank lines of the original that holds ``text[start]``.

        Raises:
            IndexError: ``start`` is not within the text.

        """
        first, _ = self.original_span(start, start)
        return max(1, bisect_right(self.blocks, first))


def normalise(text: str) -> NormalText:
    """Bring a text into the normal form ``text-1``, with its index map; the module's docstring defines it."""
    kept = _kept(text) if _DROPPED.search(text) else array("I", range(len(text)))
    visible = _DROPPED.sub("", text)
    composed, sources = _composed(visible)
    form, places = _blanks_run_together(composed.translate(_FOLDS))
    starts = array("I", (kept[sources[place]] for place in places))
    starts.append(kept[_end_of(places[-1], sources, len(visible)) - 1] + 1 if places else 0)
    digest = sha256(form.encode("utf-8", "surrogatepass")).hexdigest()
    return NormalText(text=form, original=text, sha256=digest, offsets=starts, blocks=array("I", _block_starts(text)))


def _kept(text: str) -> array[int]:
    """Return where the characters stand that are not dropped."""
    return array("I", (i for i, character in enumerate(text) if not _DROPPED.match(character)))


def _end_of(place: int, sources: array[int], length: int) -> int:
    """Return where the cluster ends that the character at ``place`` came from."""
    return next((source for source in sources[place + 1 :] if source > sources[place]), length)


def _composed(text: str) -> tuple[str, array[int]]:
    """Return the NFC of a text and, for each of its characters, where the cluster begins that it came from."""
    if unicodedata.is_normalized("NFC", text):
        return text, array("I", range(len(text)))
    whole = unicodedata.normalize("NFC", text)
    for boundary in (_begins_cluster, _begins_surely):
        pieces = list(_clusters(text, boundary_at=[i for i, character in enumerate(text) if boundary(character)]))
        composed = [unicodedata.normalize("NFC", piece) for _, piece in pieces]
        if "".join(composed) == whole:
            break
    sources = array("I", (start for (start, _), form in zip(pieces, composed, strict=True) for _ in form))
    return whole, sources


def _clusters(text: str, *, boundary_at: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Return the stretches between boundaries, each with its start; marks before the first boundary are one of them."""
    cuts = sorted({0, *boundary_at, len(text)})
    return ((start, text[start:end]) for start, end in pairwise(cuts))


def _begins_cluster(character: str) -> bool:
    """Return true unless a character is a mark, Hangul vowel or Hangul final, which may compose with those before."""
    return unicodedata.category(character)[0] != "M" and not "\u1160" <= character <= "\u11ff"


def _begins_surely(character: str) -> bool:
    """Return true below U+0300, where in every version of Unicode nothing composes with what stands before it."""
    return character < "\u0300"


def _blanks_run_together(text: str) -> tuple[str, array[int]]:
    """Return the text with one blank for each inner run of white space, and where each of its characters stood."""
    places = array("I")
    words = [match.span() for match in _VISIBLE.finditer(text)]
    for start, end in words:
        if places:
            places.append(places[-1] + 1)
        places.extend(range(start, end))
    return " ".join(text[start:end] for start, end in words), places


def _block_starts(text: str) -> Iterator[int]:
    """Return where each block of lines begins; a line that shows nothing lies between blocks."""
    inside = empty = False
    for match in _LINE.finditer(text):
        if match[0][0] in "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029":
            inside, empty = inside and not empty, True
        elif not _INVISIBLE.fullmatch(match[0]):
            if not inside:
                yield match.start()
            inside, empty = True, False
