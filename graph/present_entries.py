"""Entries as text: when, what, in which slots, and who says so; what rests on the same evidence is told together."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from graph.present import hanging
from graph.present_told import bracket, evidence
from graph.present_why import object_words
from graph.show_entries import TIMES, day_of
from graph.terms import DT, EDTF, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyoxigraph import NamedNode

    from graph.explain import Explanation
    from graph.present import Style
    from graph.present_told import Evidence
    from graph.show_entries import Entry

_WHEN = {DT.occurred: "", DT.holds: "as of "}


def own_lines(told: Iterable[Explanation], thing: NamedNode, style: Style) -> list[str]:
    """What is told of a thing itself: a line for each slot and what it rests on."""
    return [
        line
        for slot in _slots(told, thing, style)
        for line in hanging("  – ", f"{_slot_words(slot, style)}  {bracket(slot)}", style.width)
    ]


def entry_lines(entry: Entry, thing: NamedNode, style: Style, *, indent: str = "  ", kind_told: bool = False) -> list[str]:
    """An entry as lines: its dates and name, then its slots and who says so.

    What most of it rests on is told once, at the end; a slot that rests on something else bears that. ``kind_told``: the
    class of the entry stands over it.
    """
    common = _common(entry.told, thing)
    told = [e for e in entry.told if not (kind_told and evidence(e) == common and _names_kind(e, entry))]
    slots = _slots(told, thing, style)
    dates = [_date_words(slot, common, style) for slot in slots if _predicate(slot) in TIMES]
    others = [_marked(_slot_words(slot, style), slot, common) for slot in slots if _predicate(slot) not in TIMES]
    head = " · ".join([*([", ".join(dates)] if dates else []), style.labels.term(entry.node)])
    shared = bracket(e for e in entry.told if evidence(e) == common)
    pad = f"{indent}  "
    return [
        *hanging(f"{indent}– ", head, style.width),
        *hanging(pad, f"{'; '.join(others)}  {shared}", style.width),
    ]


def _common(told: Sequence[Explanation], thing: NamedNode) -> Evidence:
    """The evidence on which most of an entry rests; where there is no most, that of the slot in which the thing stands."""
    counted = Counter(map(evidence, told))
    linking = {evidence(e) for e in told if e.triple.object == thing}
    return max(counted, key=lambda found: (counted[found], found in linking))


def _names_kind(explanation: Explanation, entry: Entry) -> bool:
    return explanation.triple.predicate == RDF.type and explanation.triple.object in entry.kinds


def _slots(told: Iterable[Explanation], thing: NamedNode, style: Style) -> list[list[Explanation]]:
    """What is told, by predicate and evidence: the class, the times, the slot of the thing itself, how it ended, the others."""
    slots: dict[tuple[NamedNode, Evidence], list[Explanation]] = {}
    for explanation in told:
        slots.setdefault((explanation.triple.predicate, evidence(explanation)), []).append(explanation)

    def place(slot: list[Explanation]) -> tuple[bool, int, bool, bool, str]:
        predicate = _predicate(slot)
        time = TIMES.index(predicate) if predicate in TIMES else len(TIMES)
        linked = any(e.triple.object == thing for e in slot)
        return predicate != RDF.type, time, not linked, predicate != DT.endedThrough, style.labels.term(predicate)

    return sorted((sorted(slot, key=lambda e: _value_place(e, thing, style)) for slot in slots.values()), key=place)


def _value_place(explanation: Explanation, thing: NamedNode, style: Style) -> tuple[bool, str]:
    value = explanation.triple.object
    if isinstance(value, Literal) and value.datatype == EDTF:
        return True, day_of(value)
    return value != thing, style.labels.term(value)


def _predicate(slot: Sequence[Explanation]) -> NamedNode:
    return slot[0].triple.predicate


def _values(slot: Sequence[Explanation], style: Style) -> str:
    return ", ".join(object_words(e, style) for e in slot)


def _slot_words(slot: Sequence[Explanation], style: Style) -> str:
    return f"{style.labels.term(_predicate(slot))}: {_values(slot, style)}"


def _date_words(slot: Sequence[Explanation], common: Evidence, style: Style) -> str:
    lead = _WHEN.get(_predicate(slot), f"{style.labels.term(_predicate(slot))} ")
    return _marked(f"{lead}{_values(slot, style)}", slot, common)


def _marked(words: str, slot: Sequence[Explanation], common: Evidence) -> str:
    return words if evidence(slot[0]) == common else f"{words} {bracket(slot)}"
