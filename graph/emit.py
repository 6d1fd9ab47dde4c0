"""From what was read to triples: entities, sources, passages, claims and the propositions that they state."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from graph.naming import slug
from graph.terms import BASE, DCTERMS, DT, EDTF, RDF, RDFS, SKOS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loaders.claims import Claim, Retracted
    from loaders.corpus import Corpus
    from loaders.decisions import Decision
    from loaders.entities import Entity
    from loaders.identity import IdentityJudgement
    from loaders.judgements import Judgement
    from loaders.origins import SharedOrigin
    from loaders.sources import Source

_WIKIDATA = "http://www.wikidata.org/entity/"
_MATCHES = {"exact": SKOS.exactMatch, "close": SKOS.closeMatch, "related": SKOS.relatedMatch}


def stated(claim: Claim) -> Iterator[Triple]:
    """The triples that a claim expresses, asserted or not."""
    for predicate, value in claim.content:
        yield Triple(claim.about, predicate, value)


def relative(term: NamedNode | Literal) -> str:
    """A term as text, with the shipped base taken off: names that are hashed do not change when the base does."""
    return str(term).replace(f"<{BASE}", "<", 1)


@lru_cache(maxsize=65_536)  # asked for each triple again and again, in a build and in an answer
def proposition(triple: Triple, base: str = BASE) -> NamedNode:
    """The name of a proposition: 80 bits of the SHA-256 of its three terms, so that two sources that say it share it."""
    parts = (triple.subject, triple.predicate, triple.object)
    text = " ".join(relative(part) for part in parts if isinstance(part, NamedNode | Literal))
    return NamedNode(f"{base}proposition/{hashlib.sha256(text.encode()).hexdigest()[:20]}")


def passage(claim: Claim) -> NamedNode:
    """The name of the passage at which a claim stands: its source and its spans."""
    return NamedNode(f"{claim.source.base}passage/{claim.source.slug}/{claim.anchor.fields()['span']}")


def entity_triples(entity: Entity) -> Iterator[Triple]:
    """What the registry says of an entity: its class, names and links. None of it is a claim."""
    if entity.type is not None:
        yield Triple(entity.iri, RDF.type, entity.type)
    for language, name in entity.labels:
        yield Triple(entity.iri, RDFS.label, Literal(name, language=language))
    for language, name in entity.variants:
        yield Triple(entity.iri, SKOS.altLabel, Literal(name, language=language))
    for language, name in entity.misprints:
        yield Triple(entity.iri, SKOS.hiddenLabel, Literal(name, language=language))
    if entity.wikidata is not None:
        yield Triple(entity.iri, _MATCHES[entity.wikidata.match], NamedNode(_WIKIDATA + entity.wikidata.item))


def source_triples(source: Source, authors: Iterable[NamedNode], text_hash: str) -> Iterator[Triple]:
    """What is known of a document."""
    iri = source.iri
    yield Triple(iri, RDF.type, DT.Source)
    yield Triple(iri, RDFS.label, Literal(source.title, language=source.language))
    yield Triple(iri, DCTERMS.title, Literal(source.title, language=source.language))
    yield Triple(iri, DT.textHash, Literal(text_hash))
    yield Triple(iri, DT.textFile, Literal(source.text_file))
    yield Triple(iri, DT.dateBasis, NamedNode(f"{BASE}vocab/{source.date_basis}"))
    for author in authors:
        yield Triple(iri, DT.author, author)
    if source.publication is not None:
        yield Triple(iri, DT.publication, Literal(source.publication))
    if source.published is not None:
        yield Triple(iri, DT.published, Literal(source.published, datatype=EDTF))
    if source.date_reason is not None:
        yield Triple(iri, DT.dateReason, Literal(source.date_reason, language="en"))


def passage_triples(claim: Claim) -> Iterator[Triple]:
    """Where a claim stands: never the words, only their place and hash."""
    iri, anchor = passage(claim), claim.anchor
    yield Triple(iri, RDF.type, DT.Passage)
    yield Triple(iri, DT.inSource, claim.source.iri)
    yield Triple(iri, DT.startAt, Literal(str(anchor.spans[0][0]), datatype=XSD.integer))
    yield Triple(iri, DT.endAt, Literal(str(anchor.spans[-1][1]), datatype=XSD.integer))
    yield Triple(iri, DT.spans, Literal(anchor.fields()["span"]))
    yield Triple(iri, DT.paragraph, Literal(str(anchor.paragraph), datatype=XSD.integer))
    yield Triple(iri, DT.passageHash, Literal(anchor.hash))


def claim_triples(claim: Claim) -> Iterator[Triple]:
    """A claim with its gloss, axes, speaker, chain of reporting and the propositions that it states."""
    iri = claim.iri
    yield Triple(iri, RDF.type, DT.Claim)
    yield Triple(iri, RDFS.label, Literal(claim.name))
    yield Triple(iri, DT.says, Literal(claim.says, language="en"))
    yield Triple(iri, DT.about, claim.about)
    yield Triple(iri, DT.inSource, claim.source.iri)
    yield Triple(iri, DT.passage, passage(claim))
    for axis, concept in claim.axes.items():
        yield Triple(iri, DT.dateBasis if axis == "date-basis" else getattr(DT, axis), concept)
    for speaker in claim.speakers:
        yield Triple(iri, DT.speaker, speaker)
    if claim.said_in is not None:
        yield Triple(iri, DT.saidIn, claim.said_in)
    for citation in claim.leans_on:
        yield Triple(iri, DT.leansOn, citation)
    if claim.coder_note is not None:
        yield Triple(iri, DT.coderNote, Literal(claim.coder_note, language="en"))
    yield from _chain(claim)
    yield from passage_triples(claim)
    for triple in stated(claim):
        yield Triple(iri, DT.states, proposition(triple))
        yield from proposition_triples(triple)


def retracted_triples(claim: Retracted) -> Iterator[Triple]:
    """What is left of a claim that was taken back: its name, its source, and why."""
    yield Triple(claim.iri, RDF.type, DT.RetractedClaim)
    yield Triple(claim.iri, RDFS.label, Literal(f"{claim.source.slug}/{claim.slug}"))
    yield Triple(claim.iri, DT.inSource, claim.source.iri)
    yield Triple(claim.iri, DT.retractionReason, Literal(claim.reason, language="en"))


def _chain(claim: Claim) -> Iterator[Triple]:
    for position, reporter in enumerate(claim.via, start=1):
        link = NamedNode(f"{claim.iri.value}/via/{position}")
        yield Triple(claim.iri, DT.via, link)
        yield Triple(link, RDF.type, DT.ReportLink)
        yield Triple(link, DT.position, Literal(str(position), datatype=XSD.integer))
        yield Triple(link, DT.reporter, reporter)


def proposition_triples(triple: Triple) -> Iterator[Triple]:
    """A proposition and its three parts."""
    iri = proposition(triple)
    yield Triple(iri, RDF.type, DT.Proposition)
    yield Triple(iri, DT.subject, triple.subject)
    yield Triple(iri, DT.predicate, triple.predicate)
    yield Triple(iri, DT.object_, triple.object)


def _decision_triples(decision: Decision, class_: NamedNode, kind: NamedNode) -> Iterator[Triple]:
    """What every decision of an editor has; ``kind`` is the property that says what it was found to be."""
    iri = decision.iri
    yield Triple(iri, RDF.type, class_)
    yield Triple(iri, RDFS.label, Literal(decision.slug))
    yield Triple(iri, kind, decision.kind_iri)
    yield Triple(iri, DT.judgementReason, Literal(decision.reason, language="en"))
    yield Triple(iri, DT.judge, Literal(decision.judge))
    yield Triple(iri, DT.judged, Literal(decision.date, datatype=EDTF))


def judgement_triples(judgement: Judgement) -> Iterator[Triple]:
    """An editor's decision; which conflicts it settles and what it demotes is added by :mod:`graph.conflicts`."""
    yield from _decision_triples(judgement, DT.Judgement, DT.conflictKind)
    if judgement.prefers is not None:
        yield Triple(judgement.iri, DT.prefers, judgement.prefers.iri)


def origin_triples(origin: SharedOrigin) -> Iterator[Triple]:
    """An origin that claims of several sources share."""
    yield from _decision_triples(origin, DT.SharedOrigin, DT.originKind)
    yield Triple(origin.iri, DT.originInWords, Literal(origin.origin, language="en"))
    if origin.entity is not None:
        yield Triple(origin.iri, DT.originEntity, origin.entity)
    for claim in origin.claims:
        yield Triple(origin.iri, DT.sharedBy, claim.iri)


def identity_triples(judgement: IdentityJudgement) -> Iterator[Triple]:
    """A judgement on identity, and what is left of each name that it retires."""
    yield from _decision_triples(judgement, DT.IdentityJudgement, DT.identityKind)
    for thing in judgement.things:
        yield Triple(judgement.iri, DT.judgesIdentityOf, thing)
    for gone, heir in judgement.retired:
        yield Triple(gone, RDF.type, DT.RetiredName)
        yield Triple(gone, RDFS.label, Literal(slug(gone)))
        yield Triple(gone, DCTERMS.isReplacedBy, heir)
        yield Triple(gone, DT.retiredBy, judgement.iri)


def vocabulary_triples(corpus: Corpus) -> list[Triple]:
    """The terms and concepts of the ontology, without the blank nodes of its axioms."""
    return [
        t for t in corpus.ontology if isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode | Literal)
    ]


def registry_triples(corpus: Corpus) -> list[Triple]:
    """What editors and not claims say: entities with their names and links, and sources."""
    triples: list[Triple] = []
    for entity in corpus.entities.values():
        triples.extend(entity_triples(entity))
        printing = [corpus.sources[slug].iri for slug in entity.misprinted_in if slug in corpus.sources]
        triples.extend(Triple(entity.iri, DT.misprintedIn, source) for source in printing)
    for source in corpus.sources.values():
        authors = [corpus.entities[author].iri for author in source.authors]
        triples.extend(source_triples(source, authors, corpus.text_hashes.get(source.slug, "")))
    return triples
