"""What leads on from a source: it is a document that speaks, and what it says stands under its author and its own entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from graph.naming import slug
from graph.reason.stored_rules import read_term
from graph.terms import DT, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Store

    from graph.questions import Question


def is_source(store: Store, thing: NamedNode) -> bool:
    """Whether a thing is a source."""
    return Quad(thing, RDF.type, DT.Source, DefaultGraph()) in store


def authors(store: Store, source: NamedNode) -> list[NamedNode]:
    """Those who wrote a source, by name."""
    quads = store.quads_for_pattern(source, DT.author, None, DefaultGraph())
    return sorted((quad.object for quad in quads if isinstance(quad.object, NamedNode)), key=str)


def documents(store: Store, source: NamedNode) -> list[NamedNode]:
    """The entities that stand for the document itself, as its claims and those of others name it: they bear its title."""
    titles = {_folded(name) for name in _names(store, source)}
    named = {quad.subject for quad in store.quads_for_pattern(None, RDF.type, DT.Document, DefaultGraph())}
    things = (node for node in named if isinstance(node, NamedNode) and node != source)
    return sorted((node for node in things if titles & {_folded(name) for name in _names(store, node)}), key=str)


def _names(store: Store, thing: NamedNode) -> Iterator[str]:
    for predicate in (RDFS.label, SKOS.prefLabel, SKOS.altLabel):
        for quad in store.quads_for_pattern(thing, predicate, None, DefaultGraph()):
            if isinstance(quad.object, Literal):
                yield quad.object.value


def _folded(name: str) -> str:
    """A title without its case, and without the marks in which prints of it differ."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in name.casefold()).split())


def leads(store: Store, question: Question, bound: Mapping[str, str]) -> tuple[str, ...]:
    """Where to ask on, for each source that was named as a thing of which the question speaks; a line each."""
    found = []
    for param in question.params:
        node = read_term(bound[param.name]) if param.kind == "entity" and param.name in bound else None
        if isinstance(node, NamedNode) and param.of_class != DT.Source.value and is_source(store, node):
            found.append(_lead(store, question.name, param.name, node))
    return tuple(found)


def _lead(store: Store, question: str, param: str, source: NamedNode) -> str:
    name = slug(source).rpartition("/")[2]
    asked = [f"{question} {param}={slug(one)}" for one in (*authors(store, source), *documents(store, source))]
    ways = " or ".join(f"`detente ask {words}`" for words in asked)
    return f"{name} is a source, and what it says stands under its author: {ways}; `detente show {name}` tells how much that is"
