"""Things that are the same share all their triples (rules eq-rep-s, eq-rep-p and eq-rep-o of OWL 2 Profiles)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode

from graph.reason.rule_model import REPLACE_OBJECT, REPLACE_PREDICATE, REPLACE_SUBJECT, SAME_AS, Rule

if TYPE_CHECKING:
    from graph.reason.relations import Ids, Relation, Relations

_RULES = (REPLACE_SUBJECT, REPLACE_PREDICATE, REPLACE_OBJECT)  # by the place of the triple in which they replace


class Equality:
    """Repeats, round by round, each triple for everything that is the same as its subject, predicate or object.

    Triples of ``owl:sameAs`` itself are left to the rules eq-sym and eq-trans. The index of all triples by the terms
    they mention is made when the first two things are the same, so a graph without any pays next to nothing.
    """

    def __init__(self, relations: Relations) -> None:
        self._relations = relations
        self._same = relations.get(relations.terms.ids[SAME_AS], -1)
        self._mentions: dict[int, list[Ids]] = defaultdict(list)
        self._indexed = False

    def replace(self) -> None:
        """Find what follows from the last round's triples and the last round's ``owl:sameAs``."""
        if not self._same.facts:
            return
        everything = not self._indexed
        new = [triple for relation in self._others() for triple in self._triples(relation, everything=everything)]
        same = self._same.by_subject()
        for triple in new:
            self._mention(triple)
            for place, term in enumerate(triple):
                for other in same.get(term, ()):
                    self._repeat(triple, place, other)
        if self._indexed:
            self._repeat_older()
        self._indexed = True

    def _repeat_older(self) -> None:
        """Join the new equalities with all triples."""
        for left, right in self._same.delta:
            for triple in self._mentions.get(left, ()):
                for place, term in enumerate(triple):
                    if term == left:
                        self._repeat(triple, place, right)

    def _others(self) -> list[Relation]:
        return [relation for relation in self._relations.all() if relation is not self._same]

    def _triples(self, relation: Relation, *, everything: bool) -> list[Ids]:
        rows = relation.rows() if everything else relation.delta
        return [self._relations.triple(relation, row) for row in rows]

    def _mention(self, triple: Ids) -> None:
        for term in dict.fromkeys(triple):
            if term < self._relations.terms.resources:
                self._mentions[term].append(triple)

    def _repeat(self, triple: Ids, place: int, other: int) -> None:
        """Add the triple with ``other`` in one place, unless that is no triple or is known."""
        if other >= self._relations.terms.resources or triple[place] == other:
            return
        if place == 1 and isinstance(self._relations.terms.terms[other], BlankNode):
            return
        subject, predicate, value = (other if i == place else term for i, term in enumerate(triple))
        relation = self._relations.get(predicate, value)
        key = relation.key(subject, value)
        if key not in relation.facts and key not in relation.fresh:
            rule: Rule = _RULES[place]
            relation.fresh[key] = (rule, triple[place])
