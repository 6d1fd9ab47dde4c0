"""The rows of the tables of an export, one after another."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.emit import proposition
from graph.export.reading import Reading, bounds, mode
from graph.export.short import short, shorts
from graph.export.tables import NAME_KINDS
from graph.no_fact import why_no_fact
from graph.terms import DCTERMS, DT, GRAPH, RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Triple

    from graph.export.content import Content
    from graph.export.tables import Row


class Rows:
    """The rows of each table, under its name."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._reading = Reading(content)

    def claims(self) -> Iterator[Row]:
        """A row for each claim chosen."""
        for view in map(self._reading.tracer.reader.read, self._content.claims):
            row: Row = {
                "claim": short(view.iri),
                "source": short(view.source.iri),
                "about": self._one(view.iri, DT.about),
                "says": view.says,
                "hedge": self._one(view.iri, DT.hedge),
                "wording": self._one(view.iri, DT.wording),
                "date_basis": self._one(view.iri, DT.dateBasis),
                "voice": self._one(view.iri, DT.voice),
                "modality": self._one(view.iri, DT.modality),
                "polarity": self._one(view.iri, DT.polarity),
                "speakers": self._several(view.iri, DT.speaker),
                "speaker_words": view.speaker,
                "via": self._chain(view.iri),
                "said_in": self._one(view.iri, DT.saidIn),
                "leans_on": self._several(view.iri, DT.leansOn),
                "paragraph": view.paragraph,
                "spans": view.spans,
                "passage_hash": view.passage_hash,
                "coder_note": view.coder_note,
            }
            yield row if self._content.passage is None else {**row, "passage": self._content.passage(view)}

    def propositions(self) -> Iterator[Row]:
        """A row for each proposition that claims chosen express, by their order."""
        reading, seen = self._reading, set[NamedNode]()
        for claim in self._content.claims:
            for triple in reading.stated_by([claim]):
                name = proposition(triple)
                if name in seen:
                    continue
                seen.add(name)
                stating, makers = reading.views(reading.stating(triple)), reading.makers(triple)
                yield self._triple(triple) | {
                    "fact": bool(makers),
                    "claims": tuple(short(view.iri) for view in stating),
                    "modes": tuple(sorted({mode(view) for view in stating})),
                    "no_fact": tuple(dict.fromkeys(why_no_fact(view) for view in stating if view.iri not in makers)),
                    "contested": reading.is_contested(triple),
                }

    def facts(self) -> Iterator[Row]:
        """A row for each fact and each inferred triple; what follows from what editors say alone rests on no claim, and is left out."""
        reading = self._reading
        for triple, inferred in reading.facts():
            views = reading.views(reading.claims(triple) if inferred else reading.makers(triple))
            if not views:
                continue
            sources = shorts(view.source.iri for view in views)
            reason = self._content.opened.reason(triple) if inferred else None
            hedged, contested = reading.is_unsure(triple, inferred=inferred)
            yield self._triple(triple) | {
                "inferred": inferred,
                "over_time": reading.is_over_time(triple.predicate),
                "claims": tuple(short(view.iri) for view in views),
                "modes": tuple(sorted({mode(view) for view in views})),
                "sources": sources,
                "claim_count": len(views),
                "source_count": len(sources),
                "hedged": hedged,
                "contested": contested,
                "rule": "" if reason is None else reason[0],
            }

    def situations(self) -> Iterator[Row]:
        """A row for whatever claims are about and editors give no class."""
        reading, before = self._reading, set[NamedNode]()
        for claim in self._content.claims:
            for node in reading.objects(claim, DT.about):
                if isinstance(node, NamedNode) and node not in before and not reading.editors_classes(node):
                    before.add(node)
                    yield self._situation(node)

    def _situation(self, node: NamedNode) -> Row:
        reading = self._reading
        claims = reading.about(node)
        stated = {triple: reading.makers(triple) for triple in reading.stated_by(claims)}
        classes = {triple.object: bool(makers) for triple, makers in stated.items() if triple.predicate == RDF.type}
        row: Row = {
            "situation": short(node),
            "label": reading.labels.term(node),
            "fact": any(stated.values()),
            "classes": shorts(found for found, is_fact in classes.items() if is_fact),
            "said_to_be": shorts(found for found, is_fact in classes.items() if not is_fact),
            "sources": shorts(reading.sources(claim for makers in stated.values() for claim in makers)),
            "claim_count": len(claims),
        }
        return row | bounds(reading, node)

    def entities(self) -> Iterator[Row]:
        """A row for each entity of the registry that is named."""
        for node in self._subjects():
            classes = self._reading.editors_classes(node)
            if classes and DT.Source not in classes:
                yield {
                    "entity": short(node),
                    "label": self._reading.labels.term(node),
                    "classes": shorts(classes),
                    "wikidata_exact": self._several(node, SKOS.exactMatch),
                    "wikidata_close": self._several(node, SKOS.closeMatch),
                    "wikidata_related": self._several(node, SKOS.relatedMatch),
                }

    def names(self) -> Iterator[Row]:
        """A row for each name that editors give what is named, titles of sources left out."""
        for node in self._subjects():
            if DT.Source in self._reading.editors_classes(node):
                continue
            for predicate, kind in NAME_KINDS.items():
                found = self._reading.store.quads_for_pattern(node, predicate, None, GRAPH.entities)
                names = {(q.object.language or "", q.object.value) for q in found if isinstance(q.object, Literal)}
                for language, name in sorted(names):
                    yield {"thing": short(node), "kind": kind, "language": language, "name": name}

    def sources(self) -> Iterator[Row]:
        """A row for each source of the claims chosen."""
        for node in sorted(self._reading.sources(self._content.claims), key=str):
            view = self._reading.tracer.reader.source(node)
            titles = self._reading.objects(node, DCTERMS.title)
            yield {
                "source": short(node),
                "title": view.title,
                "language": next((title.language or "" for title in titles if isinstance(title, Literal)), ""),
                "authors": self._several(node, DT.author),
                "author_words": view.author,
                "publication": view.publication,
                "published": self._one(node, DT.published),
                "date_basis": self._one(node, DT.dateBasis),
                "date_reason": view.date_reason,
                "text_hash": view.text_hash,
            }

    def conflicts(self) -> Iterator[Row]:
        """A row for each conflict in which a claim chosen is."""
        store, chosen = self._reading.store, self._reading.chosen
        quads = store.quads_for_pattern(None, DT.hasConflictingClaim, None, DefaultGraph())
        found = {quad.subject for quad in quads if quad.object in chosen and isinstance(quad.subject, NamedNode)}
        for node in sorted(found, key=str):
            claims = self._reading.objects(node, DT.hasConflictingClaim)
            row: Row = {
                "conflict": short(node),
                "possible_duplicate": DT.PossibleDuplicate in self._reading.objects(node, RDF.type),
                "found_by": self._several(node, DT.foundBy),
                "apparent_kind": self._several(node, DT.apparentKind),
                "claims": shorts(claim for claim in claims if claim in chosen),
                "other_claims": shorts(claim for claim in claims if claim not in chosen),
                "over": self._several(node, DT.over),
            }
            yield row | self._judgement(node)

    def _judgement(self, conflict: NamedNode) -> Row:
        quads = self._reading.store.quads_for_pattern(None, DT.judges, conflict, DefaultGraph())
        judgement = min((q.subject for q in quads if isinstance(q.subject, NamedNode)), key=str, default=None)
        if judgement is None:
            return {}
        return {
            "judgement": short(judgement),
            "judged_to_be": self._one(judgement, DT.conflictKind) or self._one(judgement, DT.identityKind),
            "reason": self._one(judgement, DT.judgementReason),
            "judge": self._one(judgement, DT.judge),
            "judged": self._one(judgement, DT.judged),
            "prefers": self._one(judgement, DT.prefers),
        }

    def _subjects(self) -> Iterator[NamedNode]:
        """What editors name or give a class, in order: all of it, or what is named in the part that is chosen."""
        if self._content.is_whole:
            quads = self._reading.store.quads_for_pattern(None, None, None, GRAPH.entities)
            found = {quad.subject for quad in quads}
            yield from sorted((node for node in found if isinstance(node, NamedNode)), key=str)
            return
        for subject, _ in itertools.groupby(self._content.triples(), key=lambda triple: triple.subject):
            if isinstance(subject, NamedNode):
                yield subject

    def _triple(self, triple: Triple) -> Row:
        return {
            "proposition": short(proposition(triple)),
            "subject": short(triple.subject),
            "property": short(triple.predicate),
            "value": short(triple.object),
            "kind": kind_of(triple.object),
            "words": self._reading.labels.triple(triple),
        }

    def _one(self, node: NamedNode, predicate: NamedNode) -> str:
        return next(iter(self._several(node, predicate)), "")

    def _several(self, node: NamedNode, predicate: NamedNode) -> tuple[str, ...]:
        return shorts(self._reading.objects(node, predicate))

    def _chain(self, claim: NamedNode) -> tuple[str, ...]:
        links = (node for node in self._reading.objects(claim, DT.via) if isinstance(node, NamedNode))
        ordered = sorted(links, key=lambda link: int(self._one(link, DT.position)))
        return tuple(self._one(link, DT.reporter) for link in ordered)


def kind_of(term: object) -> str:
    """What a value is: a thing, a text in some language, or the datatype of what is written."""
    if not isinstance(term, Literal):
        return "thing"
    return f"text@{term.language}" if term.language else short(term.datatype)
