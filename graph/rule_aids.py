"""What the rules of conflict read besides claims, for SPARQL has no arithmetic of dates and is slow at comparing all with all.

Three relations, in a namespace of their own, ``aid:``, that no graph holds and no question sees:

* ``?one aid:alike ?other``: both situations are stated to be of one type, share a thing in one slot, and no slot that both
  fill tells them apart, save ``value`` and ``course``, which say how a thing is and not which. Each is alike with itself.
* ``?proposition aid:firstDay`` and ``aid:lastDay``: the days between which the date lies that it gives.

And the bounds of the time of every situation, as in the graph, but from all that is stated of it.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations_with_replacement, product
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from graph.dates import parse_date
from graph.emit import proposition
from graph.terms import BASE, DT, EDTF, RDF, XSD, Terms
from graph.times import bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graph.dates import Date

AID = Terms(BASE + "aid/", "alike firstDay lastDay")

_TELLS_NOTHING_APART = frozenset((EDTF, RDF.langString))
"""Datatypes of dates, which are compared as days, and of our own words."""
_WORDS_THAT_TELL = frozenset((DT.question, DT.answer))
"""Slots whose words do: what a poll asked is one thing, and what was answered."""
_HOW_AND_NOT_WHICH = frozenset((RDF.type, DT.value, DT.course))

_Slots = dict[NamedNode, set[object]]


def aids(stated: Sequence[Triple]) -> Iterator[Triple]:
    """The relations above, of all that claims state."""
    situations: dict[NamedNode, _Slots] = {}
    dates: dict[Triple, Literal] = {}
    for triple in stated:
        subject, slot, value = triple.subject, triple.predicate, triple.object
        if isinstance(subject, NamedNode):
            situations.setdefault(subject, {}).setdefault(slot, set()).add(value)
        if isinstance(value, Literal) and value.datatype == EDTF:
            dates[triple] = value
    yield from _alike(situations)
    yield from (found.triple for found in bounds(dict.fromkeys(stated)))
    for triple, date in dates.items():
        yield from _days(proposition(triple), parse_date(date.value))


def _alike(situations: Mapping[NamedNode, _Slots]) -> Iterator[Triple]:
    for situation in situations:
        yield Triple(situation, AID.alike, situation)
    for one, other in _sharing(situations):
        if one != other and not _told_apart(situations[one], situations[other]):
            yield Triple(one, AID.alike, other)
            yield Triple(other, AID.alike, one)


def _sharing(situations: Mapping[NamedNode, _Slots]) -> set[tuple[NamedNode, NamedNode]]:
    """Pairs of one type that share a thing in one slot, among them all that no slot tells apart.

    Situations are taken in groups that fill the same slots: of two such groups only those have to be compared that share a
    value in the slot, among those which both groups fill, whose values tell most of them apart.
    """
    groups: dict[tuple[NamedNode, frozenset[NamedNode]], list[NamedNode]] = defaultdict(list)
    for situation, slots in situations.items():
        filled = frozenset(slot for slot, values in slots.items() if slot not in _HOW_AND_NOT_WHICH and _things(values))
        for type_ in _things(slots.get(RDF.type, ())):
            groups[type_, filled].append(situation)
    indexed = {
        (group, slot): _by_thing(several, slot, situations) for group, several in groups.items() for slot in group[1]
    }
    pairs: set[tuple[NamedNode, NamedNode]] = set()
    for one, other in combinations_with_replacement(groups, 2):
        common = one[1] & other[1]
        if one[0] == other[0] and common:
            slot = max(common, key=lambda slot: (len(indexed[one, slot]) * len(indexed[other, slot]), slot.value))
            for thing in indexed[one, slot].keys() & indexed[other, slot].keys():
                pairs.update(product(indexed[one, slot][thing], indexed[other, slot][thing]))
    return pairs


def _by_thing(
    several: Iterable[NamedNode], slot: NamedNode, situations: Mapping[NamedNode, _Slots]
) -> dict[NamedNode, list[NamedNode]]:
    found: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for situation in several:
        for thing in _things(situations[situation][slot]):
            found[thing].append(situation)
    return found


def _things(values: Iterable[object]) -> list[NamedNode]:
    return [value for value in values if isinstance(value, NamedNode)]


def _told_apart(one: _Slots, other: _Slots) -> bool:
    """Whether in some slot each has a value that the other lacks."""
    for slot in one.keys() & other.keys() - _HOW_AND_NOT_WHICH:
        mine, theirs = ({value for value in slots[slot] if _tells(slot, value)} for slots in (one, other))
        if mine - theirs and theirs - mine:
            return True
    return False


def _tells(slot: NamedNode, value: object) -> bool:
    return (
        isinstance(value, NamedNode)
        or slot in _WORDS_THAT_TELL
        or (isinstance(value, Literal) and value.datatype not in _TELLS_NOTHING_APART)
    )


def _days(node: NamedNode, date: Date) -> Iterator[Triple]:
    for predicate, day in ((AID.firstDay, date.earliest), (AID.lastDay, date.latest)):
        if day is not None:
            yield Triple(node, predicate, Literal(day.isoformat(), datatype=XSD.date))
