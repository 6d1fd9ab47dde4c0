"""JSON-LD as trees: a thing with its situations under it, and under these the claims that say so; or an answer, row by row.

A tree holds triples of the default graph and no others. What is only stated stands in it as propositions of claims, never as a
slot. A node is written out where it comes first and is its IRI after that, as with ``@embed: @once`` in JSON-LD 1.1 Framing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING, BinaryIO

from pyoxigraph import NamedNode, Quad, Triple

from graph.claim_view import claim_order
from graph.errors import UsageError
from graph.export.context import Context
from graph.export.jsonld import head, node, words
from graph.terms import DCTERMS, DT, GRAPH, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.asking import Answer, AnswerRow
    from graph.export.content import Content
    from graph.export.context import Json, Key
    from graph.export.jsonld import Node

_HELD = (GRAPH.facts, GRAPH.inferred)
_BOUND = NamedNode("http://www.w3.org/2001/sw/DataAccess/tests/result-set#value")
_NAMES = (RDF.type, RDFS.label, DCTERMS.title, SKOS.exactMatch, SKOS.closeMatch, SKOS.relatedMatch)
"""What is written of a thing that is only named."""
_ALONG = {DT.passage.value, DT.inSource.value, DT.via.value, DT.states.value, DT.over.value}
"""Of which predicates the objects are written out whole: they belong to the claim or conflict."""
_BACK = (DT.about, DT.hasConflictingClaim, DT.judges, DT.sharedBy, DT.judgesIdentityOf)
"""Of which predicates the subjects stand under the object: claims under what they are about, judgements under what they judge."""


def write(content: Content, out: BinaryIO) -> None:
    """Write the trees. Raises UsageError when nothing is chosen of which there could be one, or named graphs are."""
    if content.is_whole:
        raise UsageError(
            "jsonld-framed is a tree of something: say of what with --entity, --source, --claim or --question; `jsonld` holds the whole"
        )
    if content.graphs:
        raise UsageError("jsonld-framed goes through the default graph; leave --graph out, or take `jsonld`")
    context = Context(content.layers, linked=content.linked)
    trees = list(_Trees(content, context).roots())
    body = trees[0] if len(trees) == 1 else {"@graph": trees}
    text = json.dumps(body, ensure_ascii=False, indent=1).removeprefix("{\n")
    out.write(f"{{\n{head(context.only(words(trees)))}{text}\n".encode())


class _Trees:
    """The trees of what is chosen."""

    def __init__(self, content: Content, context: Context) -> None:
        self._content = content
        self._context = context
        self._said: dict[Node, tuple[Triple, ...]] = {}
        self._back: dict[tuple[NamedNode, Node], list[NamedNode]] = defaultdict(list)
        self._into: dict[Node, list[Triple]] = defaultdict(list)
        self._whole: set[Node] = set()
        self._named: set[Node] = set()
        things = {*content.entities}
        for subject, about in groupby(content.triples(), lambda triple: triple.subject):
            self._said[subject] = tuple(about)
            for triple in self._said[subject]:
                if isinstance(subject, NamedNode):
                    self._back[triple.predicate, triple.object].append(subject)
                if triple.object in things:
                    self._into[triple.object].append(triple)

    def roots(self) -> Iterator[Json]:
        """The tree of each thing, source and claim, in the order in which they were named, and of the answer. A claim that stands
        in a tree before has none of its own. The last one says from which perspective they are seen, where there is one.
        """
        yield from map(self._of_thing, self._content.entities)
        yield from map(self._of_source, self._content.sources)
        yield from (self._of_claim(claim) for claim in self._content.named_claims if claim not in self._whole)
        if self._content.answer is not None:
            yield self._of_answer(self._content.answer)
        if self._content.mark:
            yield self._written(self._content.dataset)

    def _of_thing(self, thing: NamedNode) -> Json:
        tree = self._written(thing)
        held = [triple for triple in self._into[thing] if self._is_held(triple)]
        parts: dict[str, list[Json]] = {}
        for triple in sorted(held, key=lambda triple: (str(triple.predicate), str(triple.subject))):
            parts.setdefault(self._context.key(triple.predicate).name, []).append(self._part(triple.subject))
        stated = [node for node in self._back[DT.object_, thing] if not self._is_fact(node)]
        tree |= {"@reverse": parts} if parts else {}
        under = [self._stated(node) for node in sorted(stated, key=str)]
        return tree | ({self._context.backward(DT.object_): under} if under else {})

    def _stated(self, proposition: NamedNode) -> Json:
        """A proposition that is no fact, with its subject and the claims that state it."""
        subject = next(triple.object for triple in self._said[proposition] if triple.predicate == DT.subject)
        tree = self._written(proposition) | {"subject": self._part(subject)}
        return tree | self._backward(DT.states, self._back[DT.states, proposition])

    def _of_source(self, source: NamedNode) -> Json:
        claims = [node for node in self._back[DT.inSource, source] if node in self._content.claims]
        return self._written(source) | self._backward(DT.inSource, claims)

    def _of_claim(self, claim: NamedNode) -> Json:
        tree = self._written(claim)
        situations = [triple.object for triple in self._said[claim] if triple.predicate == DT.about]
        return tree | {"about": self._part(situations[0])}

    def _of_answer(self, answer: Answer) -> Json:
        found = {
            "type": "rs:ResultSet",
            "name": answer.question.name,
            "label": dict(sorted(answer.question.summary.items())),
            "version": answer.version,
            "columns": list(answer.columns),
            "rows": [self._row(number, row, answer) for number, row in enumerate(answer.rows, 1)],
            "notes": [*self._asked(answer), *answer.emptiness, *answer.asides()],
            "left-out": self._each(dict.fromkeys(left.claim.iri for left in answer.left_out)),
            "contested": self._each(dict.fromkeys(found.conflict for found in answer.contested)),
            "at-odds": self._each(dict.fromkeys(view.iri for found in answer.contested for view in found.claims)),
        }
        return {name: value for name, value in found.items() if value}

    def _asked(self, answer: Answer) -> Iterator[str]:
        yield from (f"asked with {name}: {value}" for name, value in sorted(answer.bound.items()))
        if answer.perspective:
            yield answer.perspective

    def _row(self, number: int, row: AnswerRow, answer: Answer) -> Json:
        key = self._context.bare(_BOUND)
        bound = [
            {"variable": column, "bound-to": [self._name(key, term) for term in row.values[column]]}
            for column in answer.columns
            if row.values.get(column)
        ]
        return {"row": number, "bindings": bound, "evidence": self._each(row.claims)}

    def _each(self, nodes: Iterable[NamedNode]) -> list[Json]:
        return [self._part(node) for node in nodes]

    def _part(self, subject: Node) -> Json:
        """A node written out whole, or its IRI when it has been."""
        if not isinstance(subject, NamedNode):
            raise TypeError(f"{subject}: what belongs to a claim has an IRI")
        is_new = subject in self._said and subject not in self._whole
        return self._written(subject) if is_new else self._context.reference(subject)

    def _written(self, subject: NamedNode) -> dict[str, Json]:
        self._whole.add(subject)
        tree = node(self._context, subject, _by_predicate(self._said.get(subject, ())), self._value)
        for predicate in _BACK:
            tree |= self._backward(predicate, self._back.get((predicate, subject), ()))
        return tree

    def _value(self, key: Key, found: Node) -> Json:
        if key.predicate in _ALONG and isinstance(found, NamedNode):
            return self._part(found)
        return self._name(key, found) if key.kind == "@id" else self._context.value(key, found)

    def _name(self, key: Key, found: Node) -> Json:
        """An object with its names, the first time that it comes up, if it has any."""
        known = self._named | self._whole
        said = [triple for triple in self._said.get(found, ()) if triple.predicate in _NAMES]
        if not said or not isinstance(found, NamedNode) or found in known or _is_of_claim(said):
            return self._context.value(key, found)
        self._named.add(found)
        return node(self._context, found, _by_predicate(said))

    def _backward(self, predicate: NamedNode, subjects: Iterable[NamedNode]) -> dict[str, Json]:
        under = [self._part(subject) for subject in sorted(subjects, key=claim_order)]
        return {self._context.backward(predicate): under} if under else {}

    def _is_held(self, triple: Triple) -> bool:
        quads = self._content.opened.quads
        return any(Quad(triple.subject, triple.predicate, triple.object, graph) in quads for graph in _HELD)

    def _is_fact(self, proposition: NamedNode) -> bool:
        said = {triple.predicate: triple.object for triple in self._said[proposition]}
        subject, predicate = said[DT.subject], said[DT.predicate]
        if not isinstance(subject, NamedNode) or not isinstance(predicate, NamedNode):
            raise TypeError(f"{proposition}: a proposition has IRIs for subject and predicate")
        return self._content.has(Triple(subject, predicate, said[DT.object_]))


def _is_of_claim(said: Iterable[Triple]) -> bool:
    """Whether something is a claim or what belongs to one: it is written out where it belongs."""
    return any(triple.object in (DT.Claim, DT.Proposition, DT.Passage, DT.Conflict) for triple in said)


def _by_predicate(triples: Iterable[Triple]) -> Iterator[tuple[NamedNode, list[Node]]]:
    for predicate, same in groupby(triples, lambda triple: triple.predicate):
        yield predicate, [triple.object for triple in same]
