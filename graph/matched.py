"""What a question could match for a row besides the triples of the row.

A row without a value of an OPTIONAL is there only as long as that is not matched, be it by triples that the row does not have. So
whoever runs the question on a part of the graph must have there, for each way to the row that is there, all that its OPTIONALs
match in the whole graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.reason.rule_model import Pattern as TriplePattern
from graph.reason.rule_model import Variable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import TypeAlias

    from pyoxigraph import Triple

    from graph.questions import Question
    from graph.witnesses import Witnesses

    _Terms: TypeAlias = dict[str, set[str]]
    """The terms that a variable may have, in N-Triples."""


class Matched:
    """Finds what one question, with the parameters that are given, could match for its rows."""

    def __init__(self, witnesses: Witnesses, question: Question, given: Mapping[str, str]) -> None:
        self._witnesses = witnesses
        self._patterns = question.patterns
        self._given = {f"?{name}": {term} for name, term in given.items()}
        self._required = [number for number, pattern in enumerate(self._patterns) if pattern.required]
        self._branches = question.ways.get("", ())
        in_each = [self._slots(branch) for branch in self._branches]
        self._sure = self._slots(self._required).union(set.intersection(*in_each) if in_each else ())
        """The variables that have a value whatever an OPTIONAL gives."""
        self._core = {*self._required, *(number for branch in self._branches for number in branch)}
        self._parts = [part for part in question.parts if not self._core.issuperset(part)]
        """The OPTIONALs and what is in them, as they stand."""

    def beside(self, triples: Iterable[Triple], values: Mapping[str, str]) -> list[Triple]:
        """The triples of a row with these values, those of the same subjects and predicates, and what OPTIONALs match beside them."""
        slots = dict.fromkeys((triple.subject, triple.predicate) for triple in triples)
        alike = (TriplePattern(subject, predicate, Variable("o")) for subject, predicate in slots)
        found = dict.fromkeys(triple for pattern in alike for triple in self._witnesses.derivations.find(pattern))
        found |= dict.fromkeys(triples)
        core = self._core_terms(found, values)
        within: dict[frozenset[int], _Terms] = {}
        for part in self._parts:
            around = [numbers for numbers in within if numbers.issubset(part)]
            known = {**core, **_united(within[numbers] for numbers in around)}
            own = [number for number in part if number not in self._core.union(*around)]
            matched = self._matches(own, known) if own else []
            found |= dict.fromkeys(matched)
            within[frozenset(part)] = _united(self._terms(number, matched, known) for number in own)
        return list(found)

    def _core_terms(self, triples: Collection[Triple], values: Mapping[str, str]) -> _Terms:
        """The terms that variables which are sure to have one can have by these triples, in a row with these values."""
        known = self._given | {f"?{name}": {term} for name, term in values.items() if f"?{name}" in self._sure}
        for number in self._required:
            for slot, of in self._terms(number, triples, known).items():
                known[slot] = known[slot] & of if slot in known else of
        in_branches = _united(self._terms(number, triples, known) for branch in self._branches for number in branch)
        return {slot: known[slot] if slot in known else in_branches[slot] for slot in self._sure}

    def _slots(self, numbers: Iterable[int]) -> set[str]:
        return {slot for number in numbers for slot in self._patterns[number].slots if slot.startswith("?")}

    def _terms(self, number: int, triples: Iterable[Triple], known: _Terms) -> _Terms:
        """The terms that the variables of a pattern have where triples fit it, with what is known of others."""
        slots = self._patterns[number].slots
        allowed = [known.get(slot) if slot.startswith("?") else {slot} for slot in slots]
        fitting = [
            terms
            for terms in (tuple(map(str, triple)) for triple in triples)
            if all(of is None or term in of for term, of in zip(terms, allowed, strict=True))
        ]
        return {slot: {terms[place] for terms in fitting} for place, slot in enumerate(slots) if slot.startswith("?")}

    def _matches(self, numbers: Iterable[int], known: _Terms) -> list[Triple]:
        """What these patterns match together in the whole graph, where variables have the terms that are known."""
        patterns = " ".join(f"{' '.join(self._patterns[number].slots)} ." for number in numbers)
        bound = [
            slot for slot in sorted(self._slots(numbers)) if slot in known and all(map(_can_be_named, known[slot]))
        ]
        values = " ".join(f"VALUES {slot} {{ {' '.join(sorted(known[slot]))} }}" for slot in bound)
        return self._witnesses.constructed(f"CONSTRUCT {{ {patterns} }} WHERE {{ {values} {patterns} }}")


def _can_be_named(term: str) -> bool:
    """Whether a query can name a term: a blank node, as a graph *user* may hold, it cannot."""
    return not term.startswith("_:")


def _united(found: Iterable[_Terms]) -> _Terms:
    united: _Terms = {}
    for terms in found:
        for slot, of in terms.items():
            united[slot] = united.get(slot, set()) | of
    return united
