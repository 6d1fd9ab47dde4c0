"""Facts on integer ids: terms numbered in sorted order, and one indexed relation for each property and each class."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import BlankNode, NamedNode

from graph.reason.rule_model import TYPE, Rule, Term

if TYPE_CHECKING:
    from collections.abc import Iterable

Why: TypeAlias = tuple[Rule, *tuple[int, ...]]
"""Why a fact was derived: the rule, and the ids of its hidden variables (those that the head does not show)."""
Ids: TypeAlias = tuple[int, int, int]
Row: TypeAlias = tuple[int, ...]


class Terms:
    """Numbers for terms, in sorted order, so that they do not depend on the order of loading.

    Resources (what can be a subject) come first: an id below ``resources`` is one. ``size`` is above every id.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = sorted(terms, key=lambda term: (not isinstance(term, NamedNode | BlankNode), str(term)))
        self.ids = {term: number for number, term in enumerate(self.terms)}
        self.size = len(self.terms)
        self.resources = sum(isinstance(term, NamedNode | BlankNode) for term in self.terms)


class Relation:
    """The facts of one property (rows subject, object) or of one class (rows member).

    ``facts`` maps the key of a row (``subject * size + object``, or the member itself) to why it was derived, None when
    it was given; ``delta`` has the rows that the last round added, ``fresh`` what the running round has found so far.
    The indexes by subject and by object are made when a rule first asks for them.
    """

    __slots__ = ("_by_object", "_by_subject", "_size", "delta", "facts", "fresh", "is_class", "name")

    def __init__(self, name: int, size: int, *, is_class: bool) -> None:
        self.name = name
        self.is_class = is_class
        self.facts: dict[int, Why | None] = {}
        self.fresh: dict[int, Why | None] = {}
        self.delta: list[Row] = []
        self._size = size
        self._by_subject: dict[int, list[int]] | None = None
        self._by_object: dict[int, list[int]] | None = None

    def rows(self, keys: Iterable[int] | None = None) -> list[Row]:
        """Read keys, by default those of all facts, as rows."""
        keys = self.facts if keys is None else keys
        if self.is_class:
            return [(key,) for key in keys]
        size = self._size
        return [divmod(key, size) for key in keys]

    def key(self, subject: int, value: int) -> int:
        """Give the key of a row; a class does without the second column."""
        return subject if self.is_class else subject * self._size + value

    def by_subject(self) -> dict[int, list[int]]:
        """Index the objects of each subject."""
        if self._by_subject is None:
            self._by_subject = {}
            _index(self._by_subject, self.rows(), 0, 1)
        return self._by_subject

    def by_object(self) -> dict[int, list[int]]:
        """Index the subjects of each object."""
        if self._by_object is None:
            self._by_object = {}
            _index(self._by_object, self.rows(), 1, 0)
        return self._by_object

    def advance(self) -> bool:
        """End a round: what was fresh becomes fact and delta. False when nothing was."""
        if not self.fresh:
            self.delta = []
            return False
        self.delta = self.rows(self.fresh)
        self.facts.update(self.fresh)
        self.fresh = {}
        if self._by_subject is not None:
            _index(self._by_subject, self.delta, 0, 1)
        if self._by_object is not None:
            _index(self._by_object, self.delta, 1, 0)
        return True


class Relations:
    """All relations, by property and by class."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.type = terms.ids[TYPE]
        self._properties: dict[int, Relation] = {}
        self._classes: dict[int, Relation] = {}

    def get(self, predicate: int, value: int) -> Relation:
        """Find or make the relation that a triple with this predicate and object belongs to."""
        is_class = predicate == self.type
        relations, name = (self._classes, value) if is_class else (self._properties, predicate)
        if name not in relations:
            relations[name] = Relation(name, self.terms.size, is_class=is_class)
        return relations[name]

    def find(self, predicate: int, value: int) -> Relation | None:
        """Find the relation of such a triple; None when there is none."""
        return self._classes.get(value) if predicate == self.type else self._properties.get(predicate)

    def all(self) -> list[Relation]:
        """List every relation in the order of names."""
        both = (*self._properties.items(), *self._classes.items())
        return [relation for _, relation in sorted(both, key=lambda item: (item[0], item[1].is_class))]

    def triple(self, relation: Relation, row: Row) -> Ids:
        """Read a row as a triple of ids."""
        return (row[0], self.type, relation.name) if relation.is_class else (row[0], relation.name, row[1])


def _index(index: dict[int, list[int]], rows: list[Row], key: int, value: int) -> None:
    for row in rows:
        if row[key] in index:
            index[row[key]].append(row[value])
        else:
            index[row[key]] = [row[value]]
