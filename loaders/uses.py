"""What the slots of a claim hold: things, figures, dates and texts, its own and one step further.

One step: where a claim speaks of a situation or names one in a slot, all that any claim says of that situation counts
too. From a thing of the registry there is no step: what is said of a state elsewhere explains nothing here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from graph.dates import parse_date
from graph.terms import EDTF, XSD
from loaders.mention import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.dates import Date
    from loaders.claims import Claim
    from loaders.corpus import Corpus
    from loaders.mention import Mention, PrintedDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """All that some slots hold; of dates the digits of year, month and day, as far as they are known."""

    things: frozenset[NamedNode]
    figures: frozenset[Decimal]
    dates: frozenset[tuple[str, ...]]
    texts: frozenset[str]

    def use(self, mention: Mention) -> bool:
        """Whether one of the slots holds what is mentioned."""
        dated = any(mention.date) and any(_fits(mention.date, date) for date in self.dates)
        in_words = any(phrase(mention.words).search(text) for text in self.texts)
        return dated or in_words or mention.figure in self.figures or not self.things.isdisjoint(mention.things)


class UseReader:
    """Looks up what claims of a corpus use."""

    def __init__(self, corpus: Corpus) -> None:
        self._typed = frozenset(entity.iri for entity in corpus.entities.values() if entity.type is not None)
        self._about: dict[NamedNode, list[NamedNode | Literal]] = defaultdict(list)
        for claim in corpus.claims:
            self._about[claim.about].extend(value for _, value in claim.content)

    def uses(self, claims: Iterable[Claim]) -> Uses:
        """All that these claims use together."""
        values = [value for claim in claims for value in (*_named(claim), *(value for _, value in claim.content))]
        for value in list(dict.fromkeys(values)):
            if isinstance(value, NamedNode) and value not in self._typed:
                values.extend(self._about.get(value, ()))
        literals = [value for value in values if isinstance(value, Literal)]
        return Uses(
            things=frozenset(value for value in values if isinstance(value, NamedNode)),
            figures=frozenset(Decimal(value.value) for value in literals if value.datatype == XSD.decimal),
            dates=frozenset(
                date for value in literals if value.datatype == EDTF for date in _digits(parse_date(value.value))
            ),
            texts=frozenset(value.value for value in literals if value.datatype not in (XSD.decimal, EDTF)),
        )


def _named(claim: Claim) -> Iterator[NamedNode]:
    """All things that a claim names outside its content, in whatever part of its apparatus."""
    for part in fields(claim):
        value = getattr(claim, part.name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, NamedNode):
                yield one


def _digits(date: Date) -> Iterator[tuple[str, ...]]:
    """The digits of each single date in a date, an interval or a set."""
    inner = [*(part for part in (date.begin, date.end) if part is not None), *date.members]
    for one in inner:
        yield from _digits(one)
    if not inner and date.parts:
        yield tuple(part.digits for part in date.parts)


def _fits(printed: PrintedDate, date: tuple[str, ...]) -> bool:
    """Whether a date has all parts that are printed."""
    return all(part is None or (place < len(date) and date[place] == part) for place, part in enumerate(printed))
