"""Families of sets of which none contains another, as a program can multiply them: each set is the bits of an integer.

They say on which of several sets something rests: ``either`` rests on one of two families, ``both`` on one set of each. The
family ``FREE`` has the empty set alone (nothing is needed), ``NEVER`` has none (nothing suffices).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CAP = 64
"""How many sets a family keeps; it is cut off beyond that, the smallest sets kept."""


class Family(NamedTuple):
    """Sets in order of size, then of their members' numbers; ``complete`` is False when a cap has cut some off."""

    sets: tuple[int, ...]
    complete: bool = True

    @property
    def is_free(self) -> bool:
        """Whether nothing is needed."""
        return self.sets == (0,)

    def met_by(self, members: int) -> bool:
        """Whether some set lies within ``members``."""
        return any(found & members == found for found in self.sets)


FREE = Family((0,))
NEVER = Family(())


def family(sets: Iterable[int], *, complete: bool = True, cap: int = CAP) -> Family:
    """The minimal ones of these sets."""
    sets = set(sets)
    if len(sets) <= 1:
        return Family(tuple(sets), complete)
    kept: list[int] = []
    for found in sorted(sets, key=_order):
        if not any(smaller & found == smaller for smaller in kept):
            if len(kept) == cap:
                return Family(tuple(kept), complete=False)
            kept.append(found)
    return Family(tuple(kept), complete)


def either(families: Iterable[Family], cap: int = CAP) -> Family:
    """What rests on one family or on another."""
    found = {one for one in families if one.sets or not one.complete}
    if FREE in found:
        return FREE
    if len(found) <= 1:
        return next(iter(found), NEVER)
    return family((s for one in found for s in one.sets), complete=all(one.complete for one in found), cap=cap)


def both(families: Iterable[Family], cap: int = CAP) -> Family:
    """What rests on one set of each family at once."""
    found = FREE
    for one in sorted(set(families), key=lambda one: len(one.sets)):
        if not one.sets:
            return Family((), one.complete and found.complete)
        if found.is_free:
            found = one
        elif not one.is_free:
            sets = (left | right for left in found.sets for right in one.sets)
            found = family(sets, complete=found.complete and one.complete, cap=cap)
    return found


def bits(members: int) -> Iterator[int]:
    """The numbers of the members of a set, ascending."""
    while members:
        lowest = members & -members
        yield lowest.bit_length() - 1
        members ^= lowest


@lru_cache(maxsize=65_536)  # the same sets are compared in family after family
def _order(members: int) -> tuple[int, tuple[int, ...]]:
    return members.bit_count(), tuple(bits(members))
