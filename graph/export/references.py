"""References of a statement for Wikidata: the source, its title and date, and the paragraph; never the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from graph.claim_view import claim_order
from graph.export.snaks import Item, Moment, Text
from graph.export.wikidata_time import wikidata_time
from graph.terms import DCTERMS, DT, PREFIXES, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.claim_view import ClaimView
    from graph.export.bridges import Bridges
    from graph.export.reading import Reading
    from graph.export.snaks import Snak


def item_of(reading: Reading, node: object) -> str:
    """The item of which a thing is the exact match, as ``Q37``; empty where there is none, or several."""
    if not isinstance(node, NamedNode):
        return ""
    links = [link.value for link in reading.objects(node, SKOS.exactMatch) if link.value.startswith(PREFIXES["wd"])]
    return links[0].removeprefix(PREFIXES["wd"]) if len(links) == 1 else ""


class References:
    """Makes references by the bridges for them."""

    def __init__(self, reading: Reading, bridges: Bridges) -> None:
        self._reading = reading
        self._numbers = bridges.references

    def of(self, views: Iterable[ClaimView]) -> tuple[tuple[Snak, ...], ...]:
        """A reference for each paragraph in which one of the claims stands, each once, by source and number of claim."""
        ordered = sorted(views, key=lambda view: claim_order(view.iri))
        return tuple(dict.fromkeys(tuple(self._parts(view)) for view in ordered))

    def _parts(self, view: ClaimView) -> Iterator[Snak]:
        source = view.source.iri
        item = item_of(self._reading, source)
        if item:
            yield Item(property=self._numbers[DT.inSource], value=item)
        else:
            titles = [title for title in self._reading.objects(source, DCTERMS.title) if isinstance(title, Literal)]
            for title in titles[:1]:
                yield Text(property=self._numbers[DCTERMS.title], value=title.value, language=title.language or "und")
        published = [] if view.source.date_inferred else self._reading.objects(source, DT.published)
        for time in filter(None, (wikidata_time(date.value) for date in published)):
            if not time.marks:
                yield Moment(property=self._numbers[DT.published], value=time)
        yield Text(property=self._numbers[DT.paragraph], value=f"paragraph {view.paragraph}")
