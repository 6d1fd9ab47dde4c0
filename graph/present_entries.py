"""Entries as text: when, what, in which slots, and who says so; what rests on the same evidence is told together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal

from graph.present import hanging
from graph.present_told import bracket, evidence
from graph.present_why import object_words
from graph.show_entries import TIMES, day_of
from graph.terms import DT, EDTF, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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


def entry_lines(
    entry: Entry, thing: NamedNode, style: Style, *, indent: str = "  ", kind_told: bool = False
) -> list[str]:
    """An entry as lines: its dates and name, then its slots, a line for all that rest on the same evidence.

    The line of the slot in which the thing stands is the first; dates and the class are in a line of their own again only
    where their evidence is another. ``kind_told``: the class stands over the entry.
    """
    first, *others = _by_evidence(_slots(entry.told, thing, style), thing)
    head = [slot for slot in first if _predicate(slot) not in TIMES and not (kind_told and _names_kind(slot, entry))]
    lines = hanging(f"{indent}– ", " · ".join([*_when(entry, style), style.labels.term(entry.node)]), style.width)
    for shown, slots in ((head, first), *((slots, slots) for slots in others)):
        if kind_told and all(_names_kind(slot, entry) and slot[0].standing == "given" for slot in slots):
            continue
        words = "; ".join(_slot_words(slot, style) for slot in shown)
        told = f"{words}  {bracket(e for slot in slots for e in slot)}".strip()
        lines += hanging(f"{indent}  ", told, style.width, deeper=2)
    return lines


def _by_evidence(slots: Iterable[list[Explanation]], thing: NamedNode) -> list[list[list[Explanation]]]:
    """Slots that rest on the same evidence, those first among which is the slot of the thing itself."""
    groups: dict[Evidence, list[list[Explanation]]] = {}
    for slot in slots:
        groups.setdefault(evidence(slot[0]), []).append(slot)
    return sorted(groups.values(), key=lambda group: not any(e.triple.object == thing for slot in group for e in slot))


def _when(entry: Entry, style: Style) -> Iterator[str]:
    """The dates of an entry in words, where there are any; a date over which claims differ says so."""
    times = []
    for time in TIMES:
        dates = sorted((e for e in entry.told if e.triple.predicate == time), key=_day)
        words = [
            f"{object_words(e, style)}{' (contested)' if any(conflict.disputed for conflict in e.contested) else ''}"
            for e in dates
        ]
        if words:
            times.append(f"{_WHEN.get(time, f'{style.labels.term(time)} ')}{', '.join(dict.fromkeys(words))}")
    if times:
        yield ", ".join(times)


def _names_kind(slot: Sequence[Explanation], entry: Entry) -> bool:
    return all(e.triple.predicate == RDF.type and e.triple.object in entry.kinds for e in slot)


def _slots(told: Iterable[Explanation], thing: NamedNode, style: Style) -> list[list[Explanation]]:
    """What is told, by predicate and evidence: the class, the times, the slot of the thing itself, how it ended, the others."""
    slots: dict[tuple[NamedNode, Evidence], list[Explanation]] = {}
    for explanation in told:
        slots.setdefault((explanation.triple.predicate, evidence(explanation)), []).append(explanation)

    def value_place(explanation: Explanation) -> tuple[bool, str, str]:
        value = explanation.triple.object
        return value != thing, _day(explanation), style.labels.term(value)

    def place(slot: list[Explanation]) -> tuple[bool, int, str, bool, bool, str]:
        predicate = _predicate(slot)
        time = TIMES.index(predicate) if predicate in TIMES else len(TIMES)
        linked = any(e.triple.object == thing for e in slot)
        last = predicate != DT.endedThrough, style.labels.term(predicate)
        return predicate != RDF.type, time, _day(slot[0]) if predicate in TIMES else "", not linked, *last

    return sorted((sorted(slot, key=value_place) for slot in slots.values()), key=place)


def _day(explanation: Explanation) -> str:
    value = explanation.triple.object
    return day_of(value) if isinstance(value, Literal) and value.datatype == EDTF else ""


def _predicate(slot: Sequence[Explanation]) -> NamedNode:
    return slot[0].triple.predicate


def _slot_words(slot: Sequence[Explanation], style: Style) -> str:
    values: Iterable[str] = [object_words(e, style) for e in slot]
    if _predicate(slot) in TIMES:
        values = dict.fromkeys(values)  # 2017-12 and 2017-12~ read alike where both are inferred
    return f"{style.labels.term(_predicate(slot))}: {', '.join(values)}"
