"""Qualifiers of time for Wikidata: what of the dates of a situation can be written there, and when that is not enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from graph.export.reading import plain
from graph.export.snaks import Item, Moment
from graph.export.wikidata_time import wikidata_time
from graph.terms import DT, GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.claim_view import ClaimView
    from graph.export.bridges import Bridges
    from graph.export.reading import Reading
    from graph.export.snaks import Snak

CONTESTED = "contested"
UNDATED = "of a time that cannot be written"
ENDED = "with an end that cannot be written, or is inferred"
_INFERRED = "?"
"""The EDTF mark under which a date goes out that no claim has from the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The qualifiers of a situation and the claims that carry them; ``bar`` says why a statement must not go out with these."""

    snaks: tuple[Snak, ...] = ()
    claims: tuple[ClaimView, ...] = ()
    bar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dated:
    slot: NamedNode
    moment: Moment | None
    marks: frozenset[str]
    claims: tuple[ClaimView, ...]


def times(reading: Reading, bridges: Bridges, situation: NamedNode, sources: frozenset[NamedNode]) -> Times:
    """The times that these ``sources`` give a situation. Dates that are not sure are taken only where none is sure, and marked.

    Nothing goes out whose end would be lost: a time without its end would seem to last.
    """
    dated = list(_dated(reading, bridges, situation, sources))
    if any(reading.is_contested(triple) for triple in _facts(reading, bridges, situation)):
        return Times(bar=CONTESTED)
    written = [found for found in dated if found.moment is not None and found.claims]
    if dated and not written:
        return Times(bar=UNDATED)
    sure = [found for found in written if not found.marks]
    taken = sure or written[:1]
    slots = {found.slot for found in taken}
    is_over = DT.ended in {found.slot for found in dated} or bool(reading.objects(situation, DT.endsNotAfter))
    if is_over and (DT.began in slots or DT.ended in {found.slot for found in dated}) and DT.ended not in slots:
        return Times(bar=ENDED)
    marks = sorted({mark for found in taken for mark in found.marks})
    snaks = [found.moment for found in taken if found.moment is not None]
    snaks.sort(key=lambda snak: (int(snak.property[1:]), snak.value.text))
    circumstances = [
        Item(property=number, value=item) for number, item in map(bridges.circumstances.__getitem__, marks)
    ]
    return Times(
        snaks=tuple(dict.fromkeys((*snaks, *circumstances))), claims=tuple(view for f in taken for view in f.claims)
    )


def _dated(reading: Reading, bridges: Bridges, situation: NamedNode, sources: frozenset[NamedNode]) -> Iterator[_Dated]:
    for bridge in bridges.qualifiers:
        for triple in _facts(reading, bridges, situation):
            if triple.predicate != bridge.item or not isinstance(triple.object, Literal):
                continue
            claims = [view for view in plain(reading, triple) if view.source.iri in sources]
            printed = [view for view in claims if not view.date_mark()]
            time = wikidata_time(triple.object.value)
            marks = {*(time.marks if time else ()), *(() if printed else (_INFERRED,))}
            moment = None if time is None else Moment(property=bridge.property, value=time)
            yield _Dated(slot=bridge.item, moment=moment, marks=frozenset(marks), claims=tuple(printed or claims))


def _facts(reading: Reading, bridges: Bridges, situation: NamedNode) -> list[Triple]:
    slots = [bridge.item for bridge in bridges.qualifiers]
    found = (
        quad.triple for slot in slots for quad in reading.store.quads_for_pattern(situation, slot, None, GRAPH.facts)
    )
    return sorted((triple for triple in found if reading.makers(triple)), key=str)
