"""Short answers that were given, in the memory of the server: who asks the same of the same data has them at once.

They are known by the tag that goes with them as their ETag, which is made of the data, the perspective and all of the request that
decides an answer. So what is kept is never out of date; those used last are kept, up to a number of bytes.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

_SHARE = 16
"""An answer that takes more than this part of all the room is not kept, for it would be in the place of too many."""
_BESIDE = 1024
"""About how many bytes an answer takes besides its content: its headers, its tag, and what Python needs for them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer with status 200, and its headers but for the length."""

    headers: list[tuple[bytes, bytes]]
    body: bytes


class KeptReplies:
    """Answers by their tags, of which all together take at most ``most`` bytes. ``hits`` is how often one was found."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self.bytes = self.hits = 0

    def get(self, tag: str) -> Kept | None:
        """The answer of this tag; None when it is not kept."""
        found = self._kept.get(tag)
        if found is not None:
            self._kept.move_to_end(tag)
            self.hits += 1
        return found

    def keep(self, tag: str, answer: Kept) -> None:
        """Keep an answer, unless it is too long; those used longest ago give way to it."""
        size = _size(answer)
        if size > self._most // _SHARE or tag in self._kept:
            return
        self._kept[tag] = answer
        self.bytes += size
        while self.bytes > self._most:
            self.bytes -= _size(self._kept.popitem(last=False)[1])


def _size(answer: Kept) -> int:
    return len(answer.body) + _BESIDE
