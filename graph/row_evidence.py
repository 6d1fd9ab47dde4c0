"""The smallest sets of claims that carry a row of an answer.

Two bounds come from the triples alone. *Enough* is what makes all triples of a binding hold; *needed* are those of them that
no binding of the row can do without: the patterns outside OPTIONAL and UNION, and one pattern for each value shown. Where the
two differ, *needed* are also the other patterns of an OPTIONAL or a branch of UNION that alone gives a value shown, for it gives
none unless all of it is matched. Where the two agree, that is the answer. Where they differ still, the query is run on what a
set of claims makes true of the row, and of all that could take its place (:mod:`graph.matched`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Quad, Store

from graph.antichains import NEVER, Family, bits, both, either, family
from graph.matched import Matched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pyoxigraph import Literal, NamedNode, Triple

    from graph.evidence import Instances
    from graph.questions import Pattern, Question
    from graph.witnesses import Witnesses

    Row = Mapping[str, NamedNode | Literal]
    _Resting = tuple[Pattern, Triple, Family]
    """A triple of a binding, the pattern that it fits, and what it rests on."""
    Values = Mapping[str, frozenset[NamedNode | Literal]]

TRIALS = 400
"""How often the query is run for one row at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The smallest sets of claims, each of which carries a row; ``complete`` is False when there are more than are given."""

    sets: tuple[tuple[NamedNode, ...], ...]
    complete: bool = True


class RowEvidence:
    """Finds the evidence of rows of one question, whose bound query ``run`` answers on any store."""

    def __init__(
        self,
        witnesses: Witnesses,
        question: Question,
        given: Mapping[str, str],
        run: Callable[[Store], list[dict[str, NamedNode | Literal]]],
    ) -> None:
        self._witnesses = witnesses
        self._question = question
        self._unproved = {*question.worked_out, *given}
        self._ways = {
            name: [[question.patterns[number] for number in way] for way in ways]
            for name, ways in question.ways.items()
            if name not in given
        }
        self._matched = Matched(witnesses, question, given)
        self._run = run

    def of(self, names: Sequence[str], group: Sequence[tuple[Row, Sequence[Instances]]]) -> Evidence:
        """The evidence of a row that is shown: of the rows that it merges, each with the triples of its bindings."""
        bindings = [[self._holding(found) for found in of_row] for _, of_row in group]
        enough = both(either({both({rests for _, _, rests in found}) for found in of_row}) for of_row in bindings)
        needed = self._needed_of_rows(names, group, bindings, self._needed)
        if needed != enough:
            needed = self._needed_of_rows(names, group, bindings, self._needed_with_parts)
        if needed != enough:
            triples = dict.fromkeys(triple for of_row in bindings for found in of_row for _, triple, _ in found)
            shown = {name: frozenset(row[name] for row, _ in group if name in row) for name in names}
            single = self._merges(names)
            values = {name: str(group[0][0][name]) for name in single if name in group[0][0]}
            trial = _Trial(self._witnesses, self._matched.beside(triples, values), self._run, single, shown)
            enough = _between(needed, enough, trial)
        sets = sorted(
            (self._witnesses.claims(members) for members in enough.sets),
            key=lambda found: (len(found), found and str(found)),
        )
        return Evidence(sets=tuple(sets), complete=enough.complete)

    def _merges(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for name in names if name not in self._question.many)

    def _holding(self, found: Instances) -> list[_Resting]:
        """The triples of a binding that hold; a pattern of another branch of a UNION may fit by its names and not hold."""
        resting = ((pattern, triple, self._witnesses.of(triple)) for pattern, triple in found)
        return [one for one in resting if one[2].sets]

    def _needed(self, names: Iterable[str], row: Row, found: Sequence[_Resting]) -> Family:
        required = {rests for pattern, _, rests in found if pattern.required}
        shown: dict[str, set[Family]] = {f"?{n}": set() for n in names if n in row and n not in self._unproved}
        for pattern, _, rests in found:
            for slot in pattern.slots:
                if slot in shown:
                    shown[slot].add(rests)
        return both([*required, *(either(ways) for ways in shown.values() if ways)])

    def _needed_with_parts(self, names: Iterable[str], row: Row, found: Sequence[_Resting]) -> Family:
        """What is needed, and for each value that only an OPTIONAL or a UNION gives, all of one such part; of a UNION a branch."""
        resting = {pattern: rests for pattern, _, rests in found}
        parts = [
            [[resting.get(pattern, NEVER) for pattern in way] for way in ways]
            for name, ways in self._ways.items()
            if name in row or not name
        ]
        ways = (either(both(way) for way in of_value if NEVER not in way) for of_value in parts)
        return both([self._needed(names, row, found), *(way for way in ways if way.sets)])

    def _needed_of_rows(
        self,
        names: Sequence[str],
        group: Sequence[tuple[Row, Sequence[Instances]]],
        bindings: Sequence[Sequence[Sequence[_Resting]]],
        needed: Callable[[Sequence[str], Row, Sequence[_Resting]], Family],
    ) -> Family:
        """What a merged row needs: of each of its rows what one of the bindings needs."""
        of_rows = [
            either(needed(names, row, found) for found in of_row)
            for (row, _), of_row in zip(group, bindings, strict=True)
        ]
        return self._needed_of_values(names, group, of_rows)

    def _needed_of_values(
        self, names: Sequence[str], group: Sequence[tuple[Row, Sequence[Instances]]], needed: Sequence[Family]
    ) -> Family:
        """What no way to show all values of a merged row can do without: for each value one of the rows that show it."""
        if len(group) == 1:
            return needed[0]
        showing: dict[tuple[str, object], list[Family]] = {}
        for (row, _), one in zip(group, needed, strict=True):
            for name in names:
                if name in row:
                    showing.setdefault((name, row[name]), []).append(one)
        return both(map(either, showing.values()))


class _Trial:
    """Whether a set of claims carries a row: the query is run on those triples that the set carries."""

    def __init__(
        self,
        witnesses: Witnesses,
        triples: Iterable[Triple],
        run: Callable[[Store], list[dict[str, NamedNode | Literal]]],
        single: Sequence[str],
        shown: Values,
    ) -> None:
        self._families = [(Quad(*triple), witnesses.of(triple)) for triple in triples]
        self._run, self._single, self._shown = run, single, shown
        self._known: dict[tuple[Quad, ...], bool] = {}
        self.is_spent = False

    def carries(self, members: int) -> bool:
        """Whether the row is there, with all its values, when these claims alone are."""
        held = tuple(quad for quad, one in self._families if one.met_by(members))
        if held not in self._known:
            self.is_spent = len(self._known) >= TRIALS
            self._known[held] = not self.is_spent and self._is_shown(held)
        return self._known[held]

    def _is_shown(self, held: tuple[Quad, ...]) -> bool:
        store = Store()
        store.extend(held)
        rows = [
            row
            for row in self._run(store)
            if all({row[name]} == self._shown[name] if name in row else not self._shown[name] for name in self._single)
        ]
        return bool(rows) and all(
            {row[name] for row in rows if name in row} == values for name, values in self._shown.items()
        )


def _between(needed: Family, enough: Family, trial: _Trial) -> Family:
    """The smallest sets that carry a row: each holds one that is needed, and none is larger than it takes."""
    found = [members for members in needed.sets if trial.carries(members)]
    if len(found) == len(needed.sets):
        return needed
    for members in enough.sets:
        if not _has_within(found, members) and trial.carries(members):
            found.append(_shrunk(members, trial))
    everything = 0
    for members in enough.sets:
        everything |= members
    complete = needed.complete and enough.complete
    while (more := _another(found, everything, needed, trial)) is not None:
        found.append(more)
    smallest = family(found, complete=complete and not trial.is_spent)
    return smallest if smallest.sets else Family(enough.sets, complete=False)


def _another(found: Sequence[int], everything: int, needed: Family, trial: _Trial) -> int | None:
    """A smallest set that holds none of those found: it lies in what is left when one claim of each is taken away."""
    hitting = both(Family(tuple(1 << number for number in bits(members))) for members in found)
    for hit in hitting.sets:
        rest = everything & ~hit
        if needed.met_by(rest) and trial.carries(rest):
            return _shrunk(rest, trial)
    return None


def _has_within(sets: Iterable[int], members: int) -> bool:
    return any(found & members == found for found in sets)


def _shrunk(members: int, trial: _Trial) -> int:
    """The set without the claims that it can do without, tried one after the other."""
    for number in bits(members):
        if trial.carries(members & ~(1 << number)):
            members &= ~(1 << number)
    return members
