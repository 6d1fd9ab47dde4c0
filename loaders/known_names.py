"""Names that are known: labels, variants and misprints of the registry, adjectives that stand for an entity, names of concepts."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from graph.terms import SKOS
from loaders.mention import NEVER, Mention, any_of
from loaders.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loaders.corpus import Corpus
    from loaders.languages import Language

SITE = re.compile(r"(?<![\w.@/-])[^\W_][\w-]*(?:\.[\w-]+)*\.[a-z]{2,}(?![\w-]|\.\w)")
"""The name of a web site, such as gov.by."""
_BEFORE, _AFTER = r"(?<!\w)(?<!\w\.)", r"(?!\w|\.\w)"


class KnownNames:
    """Finds known names in texts of one language; a concept in small letters is a name only where capitals write it."""

    def __init__(self, corpus: Corpus, language: Language) -> None:
        self._things: dict[str, set[NamedNode]] = defaultdict(set)
        self._concepts: dict[str, set[NamedNode]] = defaultdict(set)
        patterns = {self._add(name, thing, language) for name, thing in _names(corpus, language)}
        patterns |= {
            self._add(form, corpus.entities[slug].iri, language, common=True)
            for slug, forms in language.adjectives.items()
            for form in forms
        }
        for name, concept in _concepts(corpus, language):
            self._concepts[name.casefold()].add(concept)
            if name != name.lower():
                patterns.add(self._add(name, concept, language))
        ordered = sorted(patterns - {""}, key=lambda pattern: (-len(pattern), pattern))
        self._pattern = re.compile(f"{_BEFORE}(?:{'|'.join(ordered) or NEVER}){_AFTER}")

    def found(self, sentence: str) -> Iterator[Mention]:
        """The known names in a sentence, none inside another."""
        for match in self._pattern.finditer(sentence):
            yield Mention(kind="name", span=match.span(), words=match[0], things=self.things(match[0]))

    def sites(self, sentence: str) -> Iterator[Mention]:
        """The web sites in a sentence, known or not."""
        for match in SITE.finditer(sentence):
            yield Mention(kind="name", span=match.span(), words=match[0], things=self.things(match[0]))

    def things(self, words: str) -> frozenset[NamedNode]:
        """What is known by a name, whatever its case."""
        folded = words.casefold()
        return frozenset(self._things.get(folded, ())) | frozenset(self._concepts.get(folded, ()))

    def _add(self, written: str, thing: NamedNode, language: Language, *, common: bool = False) -> str:
        """Learn a name, and give the expression by which it is found; none for one common word, unless ``common`` words count."""
        article = rf"(?:{any_of(language.lists['articles'])}) (?=\S)"
        name = re.sub(rf"^{article}", "", normalise(written).text, flags=re.IGNORECASE)
        if not name:
            return ""
        self._things[name.casefold()].add(thing)
        if SITE.fullmatch(name):
            return f"(?i:{re.escape(name)})"
        if not common and name == name.lower() and " " not in name and name.isalpha():
            return ""
        first, rest = name[0], re.escape(name[1:])
        return f"[{first}{first.upper()}]{rest}" if first.islower() else re.escape(first) + rest


def _names(corpus: Corpus, language: Language) -> Iterator[tuple[str, NamedNode]]:
    """All names of all entities; one that ends in the label of another entity also with each of its variants in that place."""
    variants = {
        label: [name for other, name in entity.variants if _same(other, language)]
        for entity in corpus.entities.values()
        for code, label in entity.labels
        if _same(code, language)
    }
    articles = ["", *(f"{article} " for article in language.lists["articles"])]
    for entity in corpus.entities.values():
        for code, name in (*entity.labels, *entity.variants, *entity.misprints):
            if _same(code, language):
                yield name, entity.iri
                for joint in language.lists["joints"]:
                    head, found, last = name.rpartition(f" {joint} ")
                    for variant in variants.get(last, ()) if found else ():
                        yield from ((f"{head}{found}{article}{variant}", entity.iri) for article in articles)


def _concepts(corpus: Corpus, language: Language) -> Iterable[tuple[str, NamedNode]]:
    return (
        (normalise(t.object.value).text, t.subject)
        for t in corpus.ontology
        if t.predicate in (SKOS.prefLabel, SKOS.altLabel)
        and isinstance(t.subject, NamedNode)
        and isinstance(t.object, Literal)
        and _same(t.object.language or "", language)
    )


def _same(code: str, language: Language) -> bool:
    return code.split("-", maxsplit=1)[0] in {known.split("-")[0] for known in (language.code, *language.also)}
