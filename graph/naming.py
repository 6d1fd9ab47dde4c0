"""Names for people: labels of terms, entities and situations, instead of IRIs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from graph.terms import BASE, EDTF, RDF, RDFS, SKOS, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pyoxigraph import Store

Names: TypeAlias = "dict[str, str]"
"""The names of one thing, by language; the empty string stands for no language."""

_LABELS = (SKOS.prefLabel, RDFS.label)
"""What names a thing; of several names in one language the first of these counts, and of those the first in alphabetical order."""
_LANGUAGES = ("en", "", "be", "ru")


class Labels:
    """Looks up the words for a term; what bears no label gets its readable slug."""

    def __init__(self, names_of: Callable[[NamedNode], Names]) -> None:
        self._names_of = names_of
        self._words: dict[NamedNode, str] = {}

    @classmethod
    def among(cls, triples: Iterable[Triple]) -> Labels:
        """The labels that stand among triples."""
        found: dict[object, list[tuple[NamedNode, object]]] = {}
        for triple in triples:
            if triple.predicate in _LABELS:
                found.setdefault(triple.subject, []).append((triple.predicate, triple.object))
        return cls(lambda term: _names(found.get(term, ())))

    @classmethod
    def stored(cls, store: Store) -> Labels:
        """The labels that stand in a store, which nothing changes while it is open: each is read once."""

        def names_of(term: NamedNode) -> Names:
            quads = (
                quad for predicate in _LABELS for quad in store.quads_for_pattern(term, predicate, None, DefaultGraph())
            )
            return _names((quad.predicate, quad.object) for quad in quads)

        return cls(names_of)

    def term(self, term: object) -> str:
        """The words for one term: a label (English first), a slug, or the value of a literal."""
        if isinstance(term, Literal):
            return literal_in_words(term)
        if term == RDF.type:
            return "is a"
        if not isinstance(term, NamedNode):
            return str(term)
        if term not in self._words:
            names = self._names_of(term)
            words = next((names[language] for language in _LANGUAGES if language in names), None)
            self._words[term] = words or slug(term)
        return self._words[term]

    def triple(self, triple: Triple) -> str:
        """A triple as words: subject — predicate: object."""
        return f"{self.term(triple.subject)} — {self.term(triple.predicate)}: {self.term(triple.object)}"


def _names(labels: Iterable[tuple[NamedNode, object]]) -> Names:
    """The name in each language, of labels and the predicates under which they stand."""
    found: dict[str, tuple[int, str]] = {}
    for predicate, label in labels:
        if isinstance(label, Literal):
            language, rank = label.language or "", (_LABELS.index(predicate), label.value)
            found[language] = min(rank, found.get(language, rank))
    return {language: name for language, (_, name) in found.items()}


def listed(words: Iterable[str]) -> str:
    """Words as a list in a sentence: one, two and three."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def slug(term: NamedNode) -> str:
    """The readable end of an IRI: what follows the base, without the kind for things of the graph."""
    iri = term.value
    if iri.startswith(BASE):
        return iri.removeprefix(BASE).removeprefix("id/").removeprefix("vocab/").removeprefix("ontology#")
    return re.split(r"[/#]", iri.rstrip("/#"))[-1] or iri


def near_names(word: str, known: list[str], *, most: int = 3, alike: float = 0.6) -> list[str]:
    """Those of the known names that a misspelt word may stand for, the likest first; ``alike`` is from 0 to 1."""
    import difflib  # noqa: PLC0415  only a misspelt name pays for it

    return difflib.get_close_matches(word, known, n=most, cutoff=alike)


def literal_in_words(literal: Literal) -> str:
    """A literal for people: dates in words, everything else as it stands."""
    if literal.datatype in (EDTF, XSD.date):
        from graph.date_words import in_words  # noqa: PLC0415  only answers with dates pay for it
        from graph.dates import parse_date  # noqa: PLC0415

        return in_words(parse_date(literal.value))
    return literal.value
