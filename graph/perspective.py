"""Perspectives: a choice of sources, voices, modes, agreement and date under which the graph is built and asked.

A perspective is a policy over promotion. It says which sources speak at all, and which of their claims make facts; the
questions stay as they are. It is a value: what is written in another order is the same perspective, with the same graph.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.dates import parse_date
from graph.errors import InputError, UsageError
from graph.naming import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

AXES: Mapping[str, tuple[str, ...]] = {
    "voice": ("own", "adopted", "attributed"),
    "modality": ("actual", "planned", "proposed", "wished", "expected", "doubted", "appraised"),
    "polarity": ("affirmed", "denied"),
}
"""The axes of a claim on which promotion looks, each with its values."""
PROMOTED = frozenset({"own", "adopted", "actual", "affirmed"})
"""What a claim must be, on every axis, to make a fact when no perspective is chosen."""
_VALUES = frozenset(value for values in AXES.values() for value in values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Perspective:
    """A perspective. Without a value of its own, each field chooses nothing.

    ``only`` and ``without`` are slugs of sources; ``admitted`` are the voices, modalities and polarities of the claims that
    make facts; ``agreed`` is the least number of sources of different origin that must state a fact; ``as_of``, in EDTF, is
    the date by which a source must be, or can have been, published. ``name`` is for people, and makes no difference.
    """

    only: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    admitted: frozenset[str] = PROMOTED
    agreed: int = 1
    as_of: str = ""
    name: str = ""

    @property
    def text(self) -> str:
        """The perspective as a person writes it, always in one order; empty when it chooses nothing."""
        words = [*(f"only:{slug}" for slug in sorted(self.only)), *(f"not:{slug}" for slug in sorted(self.without))]
        words += [f"+{value}" for value in sorted(self.admitted - PROMOTED)]
        words += [f"-{value}" for value in sorted(PROMOTED - self.admitted)]
        words += [f"agreed:{self.agreed}"] if self.agreed > 1 else []
        return " ".join(words + ([f"as-of:{self.as_of}"] if self.as_of else []))

    @property
    def words(self) -> str:
        """What the perspective means, as a sentence without its stop; empty when it chooses nothing."""
        return "; ".join(filter(None, (self._sources_words(), self._modes_words(), self._agreed_words())))

    def admits(self, axes: Iterable[str]) -> bool:
        """Whether a claim that is ``axes`` (its voice, modality and polarity) makes facts."""
        return self.admitted.issuperset(axes)

    def sees(self, source: str, published: str | None) -> bool:
        """Whether a source speaks. ``published`` is its date in EDTF; one that can have been published by then counts."""
        if (self.only and source not in self.only) or source in self.without:
            return False
        earliest = parse_date(published).earliest if published else None
        latest = parse_date(self.as_of).latest if self.as_of else None
        return latest is None or earliest is None or earliest <= latest

    def unsure(self, published: Mapping[str, str]) -> tuple[str, ...]:
        """The sources, of these with their dates in EDTF, that speak though they may be of a later time than ``as_of``."""
        last = parse_date(self.as_of).latest if self.as_of else None
        ends = {slug: parse_date(date).latest for slug, date in sorted(published.items()) if self.sees(slug, date)}
        return tuple(slug for slug, end in ends.items() if last is not None and (end is None or end > last))

    def _sources_words(self) -> str:
        parts = [f"only what {listed(sorted(self.only))} {_say(self.only)}"] if self.only else []
        parts += [f"without what {listed(sorted(self.without))} {_say(self.without)}"] if self.without else []
        parts += [f"only what was, or can have been, published by {self.as_of}"] if self.as_of else []
        return "; ".join(parts)

    def _modes_words(self) -> str:
        more = [value for values in AXES.values() for value in values if value in self.admitted - PROMOTED]
        less = [value for values in AXES.values() for value in values if value in PROMOTED - self.admitted]
        parts = [f"as if what is only {' or '.join(more)} were fact"] if more else []
        return "; ".join(parts + ([f"what is {listed(less)} does not count as fact"] if less else []))

    def _agreed_words(self) -> str:
        return f"only facts that {self.agreed} sources of different origin state" if self.agreed > 1 else ""


PLAIN = Perspective()
"""The perspective that chooses nothing: all sources, and what they state as actual in a voice of their own or adopt."""


def _say(sources: frozenset[str]) -> str:
    return "says" if len(sources) == 1 else "say"


def perspective_of(words: Iterable[str], name: str = "") -> Perspective:
    """The perspective that words choose together: ``only:edm-2019``, ``+proposed``, ``agreed:2``, ``as-of:2018`` and the like.

    Raises UsageError for a word that is none of these, or for a choice that leaves no claim that could make a fact.
    """
    chosen: dict[str, list[str]] = defaultdict(list)
    for word in dict.fromkeys(words):
        key, value = _part(word)
        chosen[key].append(value)
    for key in ("agreed", "as-of"):
        if len(chosen[key]) > 1:
            raise UsageError(f"the perspective has two values for {key}; write one")
    return _checked(
        Perspective(
            only=frozenset(chosen["only"]),
            without=frozenset(chosen["not"]),
            admitted=PROMOTED.union(chosen["+"]).difference(chosen["-"]),
            agreed=int(next(iter(chosen["agreed"]), "1")),
            as_of=next(iter(chosen["as-of"]), ""),
            name=name,
        )
    )


def _part(word: str) -> tuple[str, str]:
    """A word as what it chooses and the value that it chooses there."""
    key, value = (word[0], word[1:]) if word[:1] in ("+", "-") else word.partition(":")[::2]
    if key not in _FORMS or not value:
        forms = ", ".join(f"{form}{value}" for form, value in _FORMS.items())
        raise UsageError(f"{word!r} is no part of a perspective; its parts are {forms}, or it is a YAML file")
    if key in ("+", "-") and value not in _VALUES:
        known = ", ".join(value for values in AXES.values() for value in values)
        raise UsageError(f"{word!r} names no voice, modality or polarity; these are {known}")
    if key == "agreed" and not re.fullmatch(r"[1-9][0-9]{0,3}", value):
        raise UsageError(f"{word!r}: how many sources must agree is a number from 1, such as agreed:2")
    return key, _date(word, value) if key == "as-of" else value


_FORMS = {"only": ":SOURCE", "not": ":SOURCE", "+": "MODE", "-": "MODE", "agreed": ":NUMBER", "as-of": ":DATE"}


def _checked(perspective: Perspective) -> Perspective:
    if empty := [axis for axis, values in AXES.items() if perspective.admitted.isdisjoint(values)]:
        raise UsageError(f"the perspective admits no {empty[0]} at all; take back one of its words that begin with -")
    if perspective.only and perspective.only <= perspective.without:
        raise UsageError(f"the perspective leaves out every source that it chooses: {listed(sorted(perspective.only))}")
    return perspective


def _date(word: str, value: str) -> str:
    try:
        latest = parse_date(value).latest
    except InputError as error:
        raise UsageError(f"{word!r}: {error}") from error
    if latest is None:
        raise UsageError(f"{word!r}: this date has no last day, so nothing can be published by it; write as-of:2018")
    return value


def read_perspective(written: str, file_words: Callable[[str], tuple[str, tuple[str, ...]]]) -> Perspective:
    """The perspective that a person writes: words with blanks or commas between them, or the path of a YAML file.

    ``file_words`` gives the name and the words of a file. Raises UsageError, and what ``file_words`` raises.
    """
    if written.strip().endswith((".yaml", ".yml")):
        name, words = file_words(written.strip())
        return perspective_of(words, name)
    return perspective_of(re.split(r"[\s,]+", written.strip()) if written.strip() else ())
