"""All the ways in which a triple of a store follows: every match of every rule, the bounds of times with their facts.

A build keeps one derivation of each inferred triple, and the rules. The others are found when they are asked for, by
applying the rules backwards to what the store holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from graph.reason.backward import Near, nearest, premises_of
from graph.reason.rule_model import SAME_AS, TYPE, Pattern, Variable
from graph.reason.stored_rules import ANYTHING, keys_of, read_rules
from graph.terms import DT, EDTF

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.reason.stored_rules import StoredRule
    from graph.standing import Standing
    from graph.store import Opened
    from graph.times import Dated


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """One way in which a triple follows: the rule in words, and the triples to which it was applied."""

    words: str
    premises: tuple[Triple, ...]


BOUNDS = (
    *(DT.beginsNotAfter, DT.beginsNotBefore, DT.endsNotAfter, DT.endsNotBefore),
    *(DT.firmlyBeginsNotAfter, DT.firmlyEndsNotBefore, DT.lastHolds),
)
"""What is worked out from dates, and by no rule of the ontology."""


class Derivations:
    """Finds the derivations of triples in one open store; what was found once is kept."""

    def __init__(self, opened: Opened, standing: Standing) -> None:
        self._opened = opened
        self._standing = standing
        self._rules: dict[str, list[StoredRule]] = {}
        self._of_head: dict[object, list[StoredRule]] = {}
        self._found: dict[Triple, tuple[Derivation, ...]] = {}
        self._kept: dict[Triple, tuple[str, tuple[Triple, ...]] | None] = {}
        self._matching: dict[Pattern, list[Triple]] = {}
        self._dated: dict[object, list[tuple[tuple[Triple, ...], list[Dated]]]] = {}

    def of(self, triple: Triple) -> tuple[Derivation, ...]:
        """Every derivation of a triple that holds: first the one that the build kept, which is of the fewest rounds."""
        found = self._found.get(triple)
        if found is None:
            found = self._found[triple] = _distinct([*self._all(triple)]) if self._may_follow(triple) else ()
        return found

    def _may_follow(self, triple: Triple) -> bool:
        """Whether there can be a derivation; of most that is told of claims there can be none."""
        return self._standing.may_have_reason(triple) or triple.predicate in BOUNDS or bool(self._concluding(triple))

    def kept(self, triple: Triple) -> tuple[str, tuple[Triple, ...]] | None:
        """The rule in words and the premises that the build kept of an inferred triple; None for one that is not inferred."""
        if triple not in self._kept:
            self._kept[triple] = self._opened.reason(triple) if self._standing.may_have_reason(triple) else None
        return self._kept[triple]

    def _all(self, triple: Triple) -> Iterator[Derivation]:
        if (kept := self.kept(triple)) is not None:
            yield Derivation(words=kept[0], premises=kept[1])
        if triple.predicate in BOUNDS:
            yield from self._of_times(triple)
            return
        for rule in self._concluding(triple):
            for premises in premises_of(rule, triple, self.find):
                if triple not in premises:
                    yield Derivation(words=rule.words, premises=premises)

    def near(self, triple: Triple) -> list[Near]:
        """The rules that come nearest to giving a triple that does not hold: those that lack fewest premises, of which some hold.

        When of no rule a premise holds, all those that lack one premise only are given.
        """
        found = [near for rule in self._concluding(triple) for near in nearest(rule, triple, self.find)]
        if triple.predicate in BOUNDS or not found:
            return []
        telling = [near for near in found if near.held] or found
        fewest = min(len(near.missing) for near in telling)
        return [near for near in telling if len(near.missing) == fewest]

    def find(self, pattern: Pattern) -> list[Triple]:
        """What holds and fits a pattern, in order."""
        if pattern not in self._matching:
            subject, predicate, value = (None if isinstance(slot, Variable) else slot for slot in pattern)
            quads = self._opened.quads.quads_for_pattern(subject, predicate, value, DefaultGraph())  # type: ignore[arg-type]  # a rule has no literal as subject
            self._matching[pattern] = sorted((quad.triple for quad in quads), key=str)
        return self._matching[pattern]

    def _concluding(self, triple: Triple) -> list[StoredRule]:
        """The rules that can conclude a triple; those of equality only where anything is the same as another thing."""
        head = triple.object if triple.predicate == TYPE else triple.predicate
        if head not in self._of_head:
            keys = [key for key in keys_of(triple) if key != ANYTHING or self._has_equality]
            for key in keys:
                if key not in self._rules:
                    self._rules[key] = read_rules(self._opened.rules(key))
            self._of_head[head] = [rule for key in keys for rule in self._rules[key]]
        return self._of_head[head]

    @cached_property
    def _has_equality(self) -> bool:
        return bool(self.find(Pattern(Variable("x"), SAME_AS, Variable("y"))))

    def _of_times(self, triple: Triple) -> list[Derivation]:
        """The smallest groups of facts from which alone the bound follows: one date, or that of an event, and the link to it."""
        situation = triple.subject
        if situation not in self._dated:
            self._dated[situation] = self._bounds_by_group(situation)
        found: list[Derivation] = []
        for group, dated in self._dated[situation]:
            if any(set(one.premises) <= set(group) for one in found):
                continue
            found += [Derivation(words=one.words, premises=group) for one in dated if one.triple == triple]
        return found

    def _bounds_by_group(self, situation: object) -> list[tuple[tuple[Triple, ...], list[Dated]]]:
        """The bounds that follow from each fact of a situation's time alone, and from two of which one is a link to an event."""
        from graph.times import bounds  # noqa: PLC0415  only bounds of times pay for it

        facts = self._facts_of_time(situation)
        linked = (pair for pair in combinations(facts, 2) if any(one.predicate == DT.endedThrough for one in pair))
        return [(group, bounds(group)) for group in (*((fact,) for fact in facts), *linked)]

    def _facts_of_time(self, situation: object) -> list[Triple]:
        if not isinstance(situation, NamedNode):
            return []
        own = self._about(situation)
        ended = [triple for triple in own if triple.predicate == DT.endedThrough]
        events = [node for triple in ended if isinstance(node := triple.object, NamedNode)]
        dates = [triple for node in (situation, *events) for triple in self._about(node) if _is_dated(triple)]
        return [*dict.fromkeys((*dates, *ended))]

    def _about(self, node: NamedNode) -> list[Triple]:
        return self.find(Pattern(node, Variable("p"), Variable("o")))


def _distinct(found: Sequence[Derivation]) -> tuple[Derivation, ...]:
    """Of derivations from the same premises the first."""
    if len(found) < 2:
        return tuple(found)
    by_premises = {frozenset(one.premises): one for one in reversed(found)}
    return tuple(dict.fromkeys(one for one in found if one in by_premises.values()))


def _is_dated(triple: Triple) -> bool:
    return isinstance(triple.object, Literal) and triple.object.datatype == EDTF and triple.predicate not in BOUNDS
